"""How much an article is about an entity: headline, lead and frequency."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.article import Span

#: Code points that count as the lead: about two paragraphs of a wire story.
LEAD = 500

#: Shares of the whole: being in the headline, in the lead, being named again and again.
HEADLINE_SHARE, LEAD_SHARE, FREQUENCY_SHARE = 0.4, 0.3, 0.3
#: Mentions beyond which more of them say nothing new.
OFTEN = 5


def salience(spans: Sequence[Span]) -> float:
    """From 0 to 1."""
    in_headline = any(span.part == "headline" for span in spans)
    in_lead = any(span.part == "text" and span.start < LEAD for span in spans)
    frequency = min(len(spans), OFTEN) / OFTEN
    return round(HEADLINE_SHARE * in_headline + LEAD_SHARE * in_lead + FREQUENCY_SHARE * frequency, 4)
