"""What the routes of subscriptions take and answer. A secret is in an answer once, when it is made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from services.publish.domain.filters import UpdateFilter
from services.publish.domain.resume import parsed_id
from services.publish.domain.webhooks.delivery import Attempt, Delivery
from services.publish.domain.webhooks.endpoint import DEFAULT_FILTER, Endpoint, Fold, Standing, Status
from services.publish.domain.webhooks.schedule import Outcome
from shared.contracts.base import Contract
from shared.outbound.addresses import LONGEST_URL

#: Hours for which a secret that was replaced goes on signing, at most.
LONGEST_OVERLAP = 24 * 14


class _Request(Contract):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewSubscription(_Request):
    """A new endpoint."""

    url: str = Field(min_length=1, max_length=LONGEST_URL, description="Where updates are sent, by POST.")
    filter: UpdateFilter = Field(
        default=DEFAULT_FILTER,
        description="Which updates; where it names no significance, those that are notable and above.",
    )
    fold: Fold = Field(
        default="second", description="second: at most one delivery per story and second; none: every revision."
    )
    description: str = Field(default="", max_length=500)


class ChangedSubscription(_Request):
    """What is to be different; the rest stays."""

    url: str | None = Field(default=None, min_length=1, max_length=LONGEST_URL)
    filter: UpdateFilter | None = None
    fold: Fold | None = None
    description: str | None = Field(default=None, max_length=500)
    status: Literal["active", "paused"] | None = Field(
        default=None, description="active: also takes an endpoint that was disabled back; it goes on where it stood."
    )


class Rotation(_Request):
    """How long the secret that is replaced goes on signing beside the new one."""

    keep_hours: float = Field(default=24.0, ge=0.0, le=LONGEST_OVERLAP)


class Replay(_Request):
    """What to send again: one delivery, all since a time, or what a story told after a revision."""

    delivery: str | None = Field(default=None, max_length=2200, description="Id of a delivery.")
    since: str | None = Field(default=None, max_length=60, description="A time with offset, or an entry id.")
    story: str | None = Field(default=None, min_length=1, max_length=2000)
    revision: int = Field(default=0, ge=0, lt=2**53, description="Of the story: the last revision that you have.")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Replay:
        if sum(one is not None for one in (self.delivery, self.since, self.story)) != 1:
            raise ValueError("say one of delivery, since and story")
        if self.since is not None and entry_of(self.since) is None:
            raise ValueError("since must be a time with offset such as 2025-08-15T12:00:00Z, or an entry id")
        return self


class SecretState(Contract):
    """A secret that signs; its value is not told again."""

    until: datetime | None = Field(default=None, description="When it stops; null for the one in use.")


class SubscriptionView(Contract):
    """An endpoint, what it is sent and how it is doing."""

    id: str
    url: str
    filter: UpdateFilter
    fold: Fold
    description: str
    by: str
    status: Status
    reason: str
    created: datetime
    changed: datetime
    secrets: tuple[SecretState, ...]
    is_failing: bool = Field(description="Several deliveries in a row failed: new ones begin once one is accepted.")
    cursor: str | None = Field(description="The entry of stories.updated up to which all was taken.")
    last_success: datetime | None
    last_failure: datetime | None
    waiting: int = Field(description="Deliveries that are still to be sent or are tried again.")
    failed: int = Field(description="Deliveries that were given up; replay sends them again.")


class SubscriptionMade(SubscriptionView):
    """A new endpoint, with its secret: it is shown only here."""

    secret: str = Field(description="Verify signatures with it. Keep it: it is not shown again.")


class SubscriptionList(Contract):
    """All endpoints, the oldest first."""

    items: tuple[SubscriptionView, ...]


class Rotated(Contract):
    """The new secret: it is shown only here."""

    secret: str
    old_until: datetime = Field(description="Until then deliveries carry both signatures.")


class DeliveryLog(Contract):
    """What was tried, what waits and what was given up. No bodies."""

    attempts: tuple[Attempt, ...] = Field(description="The last attempts, the latest first.")
    waiting: tuple[Delivery, ...] = Field(description="What is still to be sent or is tried again, by when.")
    failed: tuple[Delivery, ...] = Field(description="What was given up, the latest first.")


class ReplayAsked(Contract):
    """The replay was taken; deliveries follow within seconds."""

    subscription: str
    replays: str


class PingResult(Contract):
    """What came of a test."""

    message_id: str
    outcome: Outcome
    status: int | None
    ms: float
    detail: str


def view(endpoint: Endpoint, standing: Standing | None, counts: tuple[int, int], now: datetime) -> dict[str, Any]:
    """The fields of a view."""
    told = endpoint.model_dump(exclude={"secrets", "filter"})
    doing = {
        "is_failing": standing is not None and standing.is_failing,
        "cursor": standing.cursor if standing else None,
        "last_success": standing.last_success if standing else None,
        "last_failure": standing.last_failure if standing else None,
    }
    secrets = tuple(SecretState(until=secret.until) for secret in endpoint.signing(now))
    return told | doing | {"filter": endpoint.filter, "secrets": secrets, "waiting": counts[0], "failed": counts[1]}


def entry_of(since: str) -> str | None:
    """The entry id at which to begin: the one that is named, or the last before a time."""
    if parsed_id(since) is not None:
        return since
    try:
        at = datetime.fromisoformat(since)
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    ms = int(at.astimezone(UTC).timestamp() * 1000)
    return f"{ms - 1}-{2**64 - 1}" if ms > 0 else "0-0"
