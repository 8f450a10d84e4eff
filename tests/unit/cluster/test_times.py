"""Times in the ledger: one instant by several clocks agrees, another hour is a conflict, a postponement a revision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.cluster.domain.ledger import ledger
from services.cluster.domain.ledger_claim import LedgerClaim
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.snapshot import snapshot
from services.cluster.domain.story import Story
from services.cluster.domain.travelling import entry
from shared.contracts.claim import Claim

NOON = datetime(2025, 8, 14, 12, tzinfo=UTC)
START = datetime(2025, 8, 15, 19, 30, tzinfo=UTC)


def told(n: int, *times: datetime, moved: bool = False, origin: str = "") -> tuple[ArticleRecord, str]:
    """The n-th article of a day, which says when the summit starts."""
    claims = tuple(
        Claim(
            kind="time", text="the summit starts", start=start, end=start + 17, instant=at, label="start of the summit",
            key="time:start of talks", content=("start", "talks", *(["moved"] if moved else [])),
        )
        for start, at in enumerate(times)
    )  # fmt: skip
    when = NOON + timedelta(hours=n)
    record = ArticleRecord(
        uri=f"urn:t:{n}", version="1", version_order=1, seq=n, provider=f"P{n}", published_at=when, version_created=when
    )
    return record.model_copy(update={"claims": claims, "language": "en"}), origin or f"or_{n}"


def by_time(*articles: tuple[ArticleRecord, str]) -> dict[datetime, LedgerClaim]:
    return {claim.instant: claim for claim in ledger(articles) if claim.instant}


def test_equal_instants_agree() -> None:
    """Two outlets that give one instant, each by its own clock, corroborate it."""
    found = by_time(told(1, START), told(2, START.astimezone(UTC)))
    assert [claim.status for claim in found.values()] == ["corroborated"]


def test_another_hour_of_another_origin_is_disputed() -> None:
    """A different hour for the same thing, by somebody else, stands beside the first: both are disputed."""
    found = by_time(told(1, START), told(2, START - timedelta(hours=1)))
    assert {claim.status for claim in found.values()} == {"disputed"}
    assert len({claim.topic for claim in found.values()}) == 1


def test_postponement_is_a_revision() -> None:
    """A time that is told as moved takes the place of the one before it, however far off it is."""
    found = by_time(told(1, START), told(2, START + timedelta(days=3), moved=True))
    assert [claim.status for claim in found.values()] == ["superseded", "reported"]


def test_same_outlet_that_gives_another_hour_revises_its_own() -> None:
    """What an outlet said before and says otherwise now is revised, no conflict."""
    found = by_time(told(1, START, origin="or_a"), told(2, START + timedelta(hours=1), origin="or_a"))
    assert [claim.status for claim in found.values()] == ["superseded", "reported"]


def test_time_of_another_day_is_another_occasion() -> None:
    """Talks that start on the next day too are a second round, which neither contradicts nor moves the first."""
    found = by_time(told(1, START), told(2, START + timedelta(days=1)))
    assert {claim.status for claim in found.values()} == {"reported"}


def test_time_travels_with_its_instant_and_label() -> None:
    """The ledger that is served gives the instant of a time and what has it."""
    (claim,) = by_time(told(1, START)).values()
    found = entry(claim)
    assert (found.kind, found.instant, found.label, found.quantity) == ("time", START, "start of the summit", None)


def test_time_is_in_the_snapshot_with_its_instant() -> None:
    """The compact form of a story gives the instant of a time, as it gives the value of a figure."""
    story = Story(id="st_t", last_updated=NOON, claims={c.id: c for c in by_time(told(1, START)).values()})
    (claim,) = snapshot(story).key_claims
    assert (claim.kind, claim.instant, claim.quantity) == ("time", START, None)
