"""An endpoint: where updates are sent, which of them, and how it is doing."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.publish.domain.filters import UpdateFilter
from shared.contracts.base import Contract

Status = Literal["active", "paused", "disabled"]
Fold = Literal["second", "none"]

#: What a new endpoint is sent where it does not say.
DEFAULT_FILTER = UpdateFilter(significance="notable")
#: Deliveries that fail, one after the other, until no new ones are begun: the stream keeps them meanwhile.
FAILING = 3
#: Of these, so many are remembered.
_REMEMBERED = 10


class KeptSecret(Contract):
    """What is kept of a secret: itself, or (with a key in the settings) only what it is derived from."""

    form: Literal["plain", "derived"]
    value: str
    #: Which key of the settings it is derived with.
    key: str = ""
    #: When it stops signing; None for the one in use.
    until: datetime | None = None


class Endpoint(Contract):
    """What is kept of an endpoint."""

    id: str
    url: str
    filter: UpdateFilter = DEFAULT_FILTER
    fold: Fold = "second"
    description: str = Field(default="", max_length=500)
    #: Who made it, where keys are in use.
    by: str = ""
    status: Status = "active"
    #: Why it was disabled.
    reason: str = ""
    #: The newest first.
    secrets: tuple[KeptSecret, ...] = ()
    created: datetime
    changed: datetime

    def signing(self, now: datetime) -> tuple[KeptSecret, ...]:
        """The secrets that sign now: the one in use, and rotated ones until their time is over."""
        return tuple(secret for secret in self.secrets if secret.until is None or now < secret.until)


class Standing(Contract):
    """How far an endpoint has come and how it is doing; written by whoever holds its claim."""

    #: The entry of the stream up to which everything is delivered, or waits, or is not for it.
    cursor: str
    #: Deliveries that failed since the last success.
    failing: tuple[str, ...] = ()
    #: Nothing is sent before.
    not_before: datetime | None = None
    last_success: datetime | None = None
    last_failure: datetime | None = None

    @property
    def is_failing(self) -> bool:
        """True where several deliveries in a row failed: what is new stays in the stream until one is accepted."""
        return len(self.failing) >= FAILING

    def failed(self, delivery_id: str, now: datetime) -> Standing:
        """The standing after this delivery failed once more."""
        failing = tuple(dict.fromkeys((*self.failing, delivery_id)))[:_REMEMBERED]
        return self.model_copy(update={"failing": failing, "last_failure": now})

    def succeeded(self, now: datetime) -> Standing:
        """The standing after a delivery was accepted."""
        return self.model_copy(update={"failing": (), "not_before": None, "last_success": now})
