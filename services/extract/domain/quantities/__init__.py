"""Figures that are part of what is reported: a number, what is counted, and what happened to it.

`candidates` finds every number that counts or measures something, `refusals` says which numbers never do, `units`
names what is counted in English, `selection` weighs whether the article reports the figure or tells it in passing,
and `telling` makes claims of those that are reported, with who says so from `sources`.
"""

from services.extract.domain.quantities.sources import Heard, Sources
from services.extract.domain.quantities.telling import About, find_quantities, with_figures

__all__ = ["About", "Heard", "Sources", "find_quantities", "with_figures"]
