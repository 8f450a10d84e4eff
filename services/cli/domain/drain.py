"""Drained or not: what two looks at every stream say together."""

from __future__ import annotations

from shared.stream_figures import GroupFigures as GroupFigures
from shared.stream_figures import Look as Look
from shared.stream_figures import StreamFigures as StreamFigures


class DrainWatch:
    """Says when a pipeline has drained: two looks in a row must agree, for an entry may be between two streams."""

    def __init__(self) -> None:
        self._before: Look | None = None

    def saw(self, look: Look) -> bool:
        """True once nothing was under way in this look and the last, and no stream has moved between them."""
        settled = look.is_drained and self._before is not None and _marks(self._before) == _marks(look)
        self._before = look
        return settled


def _marks(look: Look) -> tuple[object, ...]:
    return (look.is_drained, *((figures.name, figures.last_id) for figures in look.streams))
