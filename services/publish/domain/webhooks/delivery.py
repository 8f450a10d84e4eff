"""A delivery: which revisions go to an endpoint together, and how often that was tried. It holds no words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from services.publish.domain.folding import LARGEST, folded_id
from services.publish.domain.webhooks.schedule import Outcome
from shared.contracts.base import Contract

#: Bytes that the frame of a folded event may take beside the parts.
_FRAME = 1_500

Kind = Literal["update", "reset"]


class Part(Contract):
    """One revision in a delivery."""

    #: Its entry in the stream; empty where it is read from the story's log.
    entry: str
    revision: int
    event_id: str
    #: Bytes of its event, and those that it adds to an event it is folded into.
    size: int = 0
    added: int = 0


class Delivery(Contract):
    """One delivery to one endpoint."""

    id: str
    kind: Kind = "update"
    story_id: str = ""
    parts: tuple[Part, ...] = ()
    is_urgent: bool = False
    #: Of a reset: where the endpoint goes on.
    continues_after: str = ""
    made: datetime
    due: datetime
    attempts: int = 0
    first_attempt: datetime | None = None

    @property
    def event_id(self) -> str:
        """The id of the event, which is its `webhook-id`: the same at every attempt."""
        if self.kind == "reset":
            return self.id
        if len(self.parts) == 1:
            return self.parts[0].event_id
        return folded_id(self.story_id, [part.revision for part in self.parts])

    def can_take(self, part: Part) -> bool:
        """True where the revision can still be folded in: nothing was sent, and it fits into one delivery."""
        if self.kind != "update" or self.attempts or self.is_urgent:
            return False
        parts = (*self.parts, part)
        return max(p.size for p in parts) + sum(p.added for p in parts) + _FRAME <= LARGEST

    def with_part(self, part: Part) -> Delivery:
        """The delivery with one revision more."""
        return self.model_copy(update={"parts": (*self.parts, part)})

    def at_once(self, now: datetime) -> Delivery:
        """The delivery, due now."""
        return self if self.due <= now else self.model_copy(update={"due": now})

    def begun(self, now: datetime) -> Delivery:
        """The delivery while it is tried: its content no longer changes."""
        return self.model_copy(update={"attempts": self.attempts + 1, "first_attempt": self.first_attempt or now})

    def again(self, now: datetime, seconds: float) -> Delivery:
        """The delivery, to be tried again after so many seconds."""
        return self.model_copy(update={"due": now + timedelta(seconds=seconds)})

    def anew(self, now: datetime) -> Delivery:
        """The delivery as if it had never been tried, due now."""
        return self.model_copy(update={"attempts": 0, "first_attempt": None, "due": now})


class Attempt(Contract):
    """One line of an endpoint's log: what was tried, when, how long it took and what came of it. No bodies."""

    at: datetime
    delivery: str
    event_id: str
    kind: Literal["update", "reset", "ping"] = "update"
    story_id: str = ""
    revisions: tuple[int, ...] = ()
    attempt: int = 1
    outcome: Outcome
    status: int | None = None
    ms: float = 0.0
    detail: str = ""
    #: When it is tried again; None where it is not.
    next: datetime | None = None
