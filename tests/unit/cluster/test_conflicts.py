"""Accounts that differ: when a difference is opened, what settles it, and what is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from services.cluster.domain.cause import Cause
from services.cluster.domain.contribution import contribution
from services.cluster.domain.delta import diff
from services.cluster.domain.message import message
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.story import Story, tell
from shared.contracts.claim import Claim, Quantity
from shared.contracts.update import Change
from shared.testing import builders

DEATHS = "deaths"


@dataclass
class Newsroom:
    """One story, told again with each article that comes."""

    articles: dict[str, ArticleRecord] = field(default_factory=dict)
    story: Story = field(default_factory=lambda: Story(id="st_1"))
    said: list[Change] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def hear(self, provider: str, text: str, *figures: tuple[str, float, str | None], **fields: Any) -> list[Change]:
        """The changes of claims that one article makes; figures are clause, value and source."""
        uri = fields.pop("uri", f"urn:c:{len(self.articles) + 1}")
        minutes, unit = fields.pop("minutes", 0), fields.pop("unit", DEATHS)
        modifier, as_of = fields.pop("modifier", "exact"), fields.pop("as_of", None)
        dated = fields.pop("dated", {})  # as-of times by value
        note = {"change_kind": fields.pop("change", "new"), "version": fields.pop("version", "1")}
        text = f"{text}\n\nAda Berg saw it."
        item = builders.article(uri, text=text, provider=provider, published_at=builders.at(minutes), **note, **fields)
        claims = [
            builders.quantity(item, clause, value, unit, source=source).model_copy(
                update={"as_of": dated.get(value, as_of)}
            )
            for clause, value, source in figures
        ]
        held = [c.model_copy(update={"quantity": _with(c, modifier)}) for c in claims]
        named = [builders.entity(item, "Ada Berg")]
        resolved = builders.resolved(item, seq=len(self.articles) + 1, claims=tuple(held), entities=named)
        record = contribution(resolved).model_copy(update={"story_id": "st_1"})
        return self._take(record, Cause(article=record, is_correction=note["change_kind"] == "correction"))

    def kill(self, uri: str) -> list[Change]:
        """The changes of claims that a kill makes."""
        gone = self.articles.pop(uri).model_copy(update={"status": "canceled", "claims": (), "beside": ()})
        return self._tell(Cause(article=gone))

    def _take(self, record: ArticleRecord, cause: Cause) -> list[Change]:
        self.articles[record.uri] = record
        return self._tell(cause)

    def _tell(self, cause: Cause) -> list[Change]:
        before = self.story
        self.story = tell(StoryRecord(id="st_1", members=tuple(self.articles)), self.articles)
        changes = diff(before, self.story, cause)
        assert diff(self.story, self.story, cause) == ()
        self.messages.append(message(self.story, changes, cause))
        about = [c for c in changes if c.kind.startswith(("claim_", "conflict_"))]
        self.said += about
        return about

    def statuses(self) -> dict[float, str]:
        """The status of each value."""
        return {c.quantity.value: c.status for c in self.story.claims.values() if c.quantity}


def _with(claim: Claim, modifier: str) -> Quantity:
    assert claim.quantity is not None
    return Quantity.model_validate(claim.quantity.model_dump() | {"modifier": modifier})


def kinds(changes: list[Change]) -> list[str]:
    return [change.kind for change in changes]


def amounts(change: Change) -> tuple[Any, Any]:
    return (change.before or {}).get("value"), (change.after or {}).get("value")


def two_accounts(minutes: int = 30) -> tuple[Newsroom, list[Change]]:
    """Two agencies that name two sources with two tolls."""
    room = Newsroom()
    room.hear(
        "Agency A", "The fire killed 12 people, the interior ministry said.", ("killed 12", 12, "interior ministry")
    )
    text = "The blaze took 14 lives, the rail operator said."
    return room, room.hear("Agency B", text, ("took 14 lives", 14, "rail operator"), minutes=minutes)


def test_two_sources_with_two_values_at_one_time_open_a_conflict() -> None:
    """Both values are kept as disputed, and the change shows both sides with their sources and words."""
    room, changes = two_accounts()
    (opened,) = changes
    assert opened.kind == "conflict_opened"
    assert amounts(opened) == (12, 14)
    assert ((opened.before or {})["source"], (opened.after or {})["source"]) == ("interior ministry", "rail operator")
    assert [e.exact for e in opened.evidence] == ["killed 12", "took 14 lives"]
    assert room.statuses() == {12: "disputed", 14: "disputed"}
    assert room.messages[-1] == "Accounts differ on deaths: 12 (interior ministry) or 14 (rail operator)"


def test_later_value_settles_a_conflict_and_is_named() -> None:
    """A value told hours later closes the conflict: it is what holds now, and its article is what closed it."""
    room, _ = two_accounts()
    text = "Ten people died in the fire, the prosecutor said."
    changes = room.hear("Agency C", text, ("Ten people died", 10, "prosecutor"), minutes=600)
    closed = next(c for c in changes if c.kind == "conflict_closed")
    assert (closed.after or {})["value"] == 10
    assert (closed.after or {})["source"] == "prosecutor"
    assert (closed.after or {})["closed_by"] == {"article_uri": "urn:c:3", "claim_id": closed.ref}
    assert [e.exact for e in closed.evidence] == ["Ten people died"]
    assert room.statuses() == {12: "superseded", 14: "superseded", 10: "reported"}
    assert "settled at 10, says prosecutor" in room.messages[-1]


def test_side_that_takes_its_value_back_closes_the_conflict() -> None:
    """When the second agency reports the first one's figure itself, both agree."""
    room, _ = two_accounts()
    text = "The fire killed 12 people, the rail operator said."
    changes = room.hear("Agency B", text, ("killed 12 people", 12, "rail operator"), minutes=50)
    closed = next(c for c in changes if c.kind == "conflict_closed")
    assert amounts(closed) == (14, 12)
    assert room.statuses() == {12: "corroborated", 14: "superseded"}


def test_correction_closes_what_it_opened() -> None:
    """A correction that gives the other side's figure closes the conflict and is named as what closed it."""
    room, _ = two_accounts()
    fields: dict[str, Any] = {"uri": "urn:c:2", "version": "2", "change": "correction", "minutes": 30}
    changes = room.hear("Agency B", "The blaze took 12 lives.", ("took 12 lives", 12, None), **fields)
    closed = next(c for c in changes if c.kind == "conflict_closed")
    assert amounts(closed) == (14, 12)
    assert (closed.after or {})["closed_by"]["article_uri"] == "urn:c:2"
    revised = next(c for c in changes if c.kind == "claim_revised")
    assert amounts(revised) == (14, 12)
    assert room.statuses() == {12: "corroborated"}


def test_kill_of_one_side_closes_the_conflict() -> None:
    """When one account is withdrawn the other one holds, and the update repeats none of the withdrawn words."""
    room, _ = two_accounts()
    changes = room.kill("urn:c:2")
    closed = next(c for c in changes if c.kind == "conflict_closed")
    assert amounts(closed) == (14, 12)
    assert (closed.after or {})["closed_by"]["article_uri"] == "urn:c:2"
    assert [e.exact for e in closed.evidence] == ["killed 12"]
    assert room.statuses() == {12: "reported"}


def test_third_account_joins_the_conflict() -> None:
    """A third value is set against one that stood, and the conflict stays one."""
    room, _ = two_accounts()
    changes = room.hear("Agency C", "The fire killed 17, the union said.", ("killed 17", 17, "union"), minutes=60)
    assert kinds(changes) == ["conflict_opened"]
    assert set(room.statuses().values()) == {"disputed"}


def test_two_accounts_in_one_article_are_a_conflict() -> None:
    """ "The ministry says 14, the union 20" differs within one article."""
    room = Newsroom()
    text = "The ministry says 14 people died. The union says 20 people died."
    changes = room.hear("Agency A", text, ("14 people died", 14, "ministry"), ("20 people died", 20, "union"))
    assert "conflict_opened" in kinds(changes)
    assert room.statuses() == {14: "disputed", 20: "disputed"}


@pytest.mark.parametrize(
    ("text", "clause", "value"),
    [
        ("The death toll rose to 14, the rail operator said.", "death toll rose to 14", 14),
        ("Fourteen people died, up from 12, the rail operator said.", "Fourteen people died", 14),
        ("The toll was corrected to 10, the rail operator said.", "corrected to 10", 10),
        ("Ten people died, not 12, the rail operator said.", "Ten people died", 10),
    ],
)
def test_value_told_as_a_development_revises(text: str, clause: str, value: float) -> None:
    """A text that tells its value as what came of an earlier one revises it, however soon it comes."""
    room = Newsroom()
    room.hear("Agency A", "The fire killed 12 people, police said.", ("killed 12 people", 12, "police"))
    changes = room.hear("Agency B", text, (clause, value, "rail operator"), minutes=20)
    assert kinds(changes) == ["claim_revised"]
    assert amounts(changes[0]) == (12, value)


def test_same_source_in_another_language_revises_itself() -> None:
    """What one source says next is a development, whoever carries it."""
    room = Newsroom()
    room.hear("Agency A", "The fire killed 12 people, police said.", ("killed 12 people", 12, "police"))
    text = "Bei dem Brand sind 14 Menschen gestorben, so die Polizei."
    changes = room.hear("Agentur B", text, ("14 Menschen", 14, "Polizei"), minutes=20, language="de")
    assert kinds(changes) == ["claim_revised"]


def test_higher_count_hours_later_is_a_development_and_a_lower_one_is_not() -> None:
    """A toll that only grows is higher later; a lower one from another agency, without a word of it, is a dispute."""
    up, down = Newsroom(), Newsroom()
    for room in (up, down):
        room.hear("Agency A", "The fire killed 12 people.", ("killed 12 people", 12, None))
    more = up.hear("Agency B", "The fire killed 15 people.", ("killed 15 people", 15, None), minutes=300)
    less = down.hear("Agency B", "The fire killed 9 people.", ("killed 9 people", 9, None), minutes=300)
    assert (kinds(more), kinds(less)) == (["claim_revised"], ["conflict_opened"])


@pytest.mark.parametrize(
    ("value", "modifier", "high"),
    [(12, "more_than", None), (13, "about", None), (14, "more_than", None), (15, "less_than", None)],
)
def test_loose_value_that_holds_the_exact_one_neither_revises_nor_disputes(
    value: float, modifier: str, high: float | None
) -> None:
    """ "More than a dozen", "about 13" and "up to 15" all hold 14: they corroborate it."""
    room = Newsroom()
    room.hear("Agency A", "The fire killed 14 people.", ("killed 14 people", 14, None))
    text = f"The fire killed some {value} people."
    changes = room.hear("Agency B", text, (f"killed some {value} people", value, None), modifier=modifier, minutes=30)
    assert "claim_corroborated" in kinds(changes)
    assert not {"claim_revised", "conflict_opened"} & set(kinds(changes))
    assert room.statuses()[14] == "corroborated"


def test_bound_far_below_a_value_says_nothing_of_it() -> None:
    """ "At least 4" neither disputes 14 nor corroborates it."""
    room = Newsroom()
    room.hear("Agency A", "The fire killed 14 people.", ("killed 14 people", 14, "police"))
    changes = room.hear(
        "Agency B", "At least 4 died.", ("At least 4 died", 4, "mayor"), modifier="more_than", minutes=9
    )
    assert kinds(changes) == ["claim_added"]
    assert room.statuses()[14] == "reported"


def test_exact_value_after_a_bound_of_another_agency_is_no_revision() -> None:
    """ "At least 12" goes with a later 14; "at least 12" does not go with 40, which is a development."""
    near, far = Newsroom(), Newsroom()
    for room in (near, far):
        room.hear("Agency A", "At least 12 died.", ("At least 12 died", 12, None), modifier="more_than")
    assert "claim_revised" not in kinds(
        near.hear("Agency B", "14 people died.", ("14 people died", 14, None), minutes=30)
    )
    assert "claim_revised" in kinds(far.hear("Agency B", "40 people died.", ("40 people died", 40, None), minutes=30))


def test_as_of_times_decide_where_they_are_given() -> None:
    """A value of a later day revises, one of an earlier day is background, two of one day differ."""
    day: dict[int, datetime] = {n: builders.NOON.replace(day=n, hour=0, minute=0, second=0) for n in (14, 15, 16)}
    for n, expected in ((16, "claim_revised"), (15, "conflict_opened"), (14, "claim_added")):
        room = Newsroom()
        room.hear(
            "Agency A", "12 people are missing.", ("12 people", 12, "police"), unit="people missing", as_of=day[15]
        )
        text = "9 people are missing."
        later = room.hear("B", text, ("9 people", 9, "rescuers"), unit="people missing", as_of=day[n], minutes=90)
        assert kinds(later) == [expected]


def test_a_count_of_an_earlier_time_gives_way_to_what_its_article_tells_as_now() -> None:
    """1,186 of mid-August beside what is left of them is no second account: the undated figure revises it."""
    room, before = Newsroom(), builders.NOON.replace(day=1, hour=0, minute=0, second=0)
    room.hear("Agency A", "1,186 are held, Viasna said.", ("1,186 are held", 1186, "Viasna"), unit="prisoners held")
    text = f"{'Nobody knows who is next. ' * 30}\n\nThe list had 1,186 in mid-August; over 1,100 remain, Ada Berg said."
    changes = room.hear(
        "Agency B",
        text,
        ("had 1,186 in mid-August", 1186, "Viasna"),
        ("over 1,100 remain", 1100, "Ada Berg"),
        unit="prisoners held",
        dated={1186: before},
        minutes=3000,
    )

    assert [("claim_revised", (1186, 1100))] == [(c.kind, amounts(c)) for c in changes if c.kind == "claim_revised"]


def test_value_far_from_another_is_of_another_thing() -> None:
    """500 dead of a war and 28 dead of one strike are no accounts that differ."""
    room = Newsroom()
    room.hear("Agency A", "The toll passed 500.", ("toll passed 500", 500, "United Nations"))
    changes = room.hear("Agency B", "A strike killed 28 people.", ("killed 28 people", 28, "a hospital"), minutes=30)
    assert kinds(changes) == ["claim_added"]


def test_copy_neither_disputes_nor_brings_an_old_value_back() -> None:
    """A reprint of an earlier report says nothing new when the toll has risen since."""
    room = Newsroom()
    room.hear("Agency A", "The fire killed 12 people.", ("killed 12 people", 12, None))
    room.hear("Agency A", "The toll rose to 14.", ("toll rose to 14", 14, None), minutes=60)
    changes = room.hear("Herald", "The fire killed 12 people.", ("killed 12 people", 12, None), minutes=70)
    assert not {"claim_revised", "conflict_opened"} & set(kinds(changes))
    assert room.statuses()[14] == "reported"


def test_part_of_a_count_is_no_other_account() -> None:
    """ "20 hurt, 11 of them critically" are not two accounts, nor are "14 dead, including 3 children"."""
    room = Newsroom()
    text = "The ministry says 14 people died, including 3 children, the union says."
    changes = room.hear("Agency A", text, ("14 people died", 14, "ministry"), ("including 3 children", 3, "union"))
    assert "conflict_opened" not in kinds(changes)
