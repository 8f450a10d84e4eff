"""What ingest needs from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.ingest.domain.versions import History


@dataclass(frozen=True)
class Recorded:
    """What is remembered of a uri, and the stored form of it, by which a commit sees whether it still holds."""

    history: History | None
    stored: str | None


class Versions(Protocol):
    """Reads what is remembered of each uri."""

    async def of(self, uri: str) -> Recorded:
        """What is remembered of this uri."""
        ...


class Unavailable(Exception):
    """The server that keeps articles cannot be reached now; the sender may try again."""


class Full(Unavailable):
    """The server takes nothing more in for now: too much is under way, or its memory is full."""


class Submissions(Protocol):
    """Puts submissions on the wire."""

    async def append(self, payload: Mapping[str, Any], traceparent: str | None) -> str:
        """The entry id of the submission. Raises Unavailable when it cannot be stored."""
        ...


class Pressure(Protocol):
    """Says whether more may come in."""

    async def is_past_high_water(self) -> bool:
        """True while the pipeline has more under way than it should."""
        ...

    async def why(self) -> str:
        """What is past its mark: `backlog` or `memory`."""
        ...
