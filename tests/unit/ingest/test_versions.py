"""What a version is to the ones before it; driven through the whole of ingest."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from tests.unit.ingest.conftest import Wire

URI = "urn:x:ferry"


def item(version: str | None = "1", body: str = "The ferry stops on Monday.", **more: Any) -> dict[str, Any]:
    ninjs = {"uri": URI, "headlines": [{"value": "Ferry stops"}], "bodies": [{"value": body}], "version": version}
    return {name: value for name, value in {**ninjs, **more}.items() if value is not None}


def kill(version: str = "9") -> dict[str, Any]:
    return {"uri": URI, "version": version, "pubStatus": "canceled", "edNote": "The report was wrong"}


async def test_the_first_version_is_new(wire: Wire) -> None:
    """An article seen for the first time is new, whatever its version says."""
    (article,) = await wire.send(item("4", edNote="Corrects the day"))
    assert (article.change_kind, article.change_rule, article.version, article.version_order) == (
        "new",
        "first_seen",
        "4",
        4,
    )
    assert article.change_note == "Corrects the day"


async def test_a_repeat_changes_nothing(wire: Wire) -> None:
    """Sending the same version again is counted and nothing else happens."""
    await wire.send(item())
    record = wire.record(URI)
    assert [] == await wire.send(item())
    assert {"new": 1, "repeat": 1} == wire.counts
    assert record == wire.record(URI)


async def test_ten_thousand_repeats_leave_one_record(wire: Wire) -> None:
    """10,000 repeats of one uri make one article and a record that does not grow."""
    await wire.send(item())
    before = (wire.record(URI), dict(wire.redis.strings))
    for _ in range(9_999):
        await wire.send(item())
    assert (len(wire.accepted), wire.counts) == (1, {"new": 1, "repeat": 9_999})
    assert before == (wire.record(URI), dict(wire.redis.strings))


async def test_a_thousand_revisions_keep_the_record_small(wire: Wire) -> None:
    """The record of a uri stays below 4 kB however many versions come."""
    for version in range(1, 1_001):
        await wire.send(item(str(version), f"Text number {version} of the ferry."))
    assert len(wire.accepted) == 1_000
    assert len(wire.record(URI)) < 4_000


async def test_a_higher_version_is_an_update(wire: Wire) -> None:
    """Other words under a higher number are an update; published_at stays that of the first version."""
    await wire.send(item("1", versionCreated="2025-09-12T08:00:00Z"))
    (article,) = await wire.send(item("2", "The ferry stops on Tuesday.", versionCreated="2025-09-12T09:00:00Z"))
    assert (article.change_kind, article.change_rule) == ("update", "newer_version")
    assert (article.published_at.hour, article.version_created.hour) == (8, 9)


@pytest.mark.parametrize(
    ("headline", "note", "kind", "rule"),
    [
        ("CORRECTED: Ferry stops", "", "correction", "headline:correction"),
        ("Ferry stops", "CORRECTS day in paragraph 1", "correction", "ednote:correction"),
        ("Berichtigung: Fähre steht still", "", "correction", "headline:correction"),
        ("Паром остановится", "Исправлена дата", "correction", "ednote:correction"),
        ("ВИПРАВЛЕННЯ: Пором зупиниться", "", "correction", "headline:correction"),
        ("KOREKTA - Prom stanie", "", "correction", "headline:correction"),
        ("RECTIFICATIF: Le ferry s'arrête", "", "correction", "headline:correction"),
        ("CORRECCIÓN: El ferri para", "", "correction", "headline:correction"),
        ("ВЫПРАЎЛЕННЕ: Паром спыніцца", "", "correction", "headline:correction"),
        ("PATIKSLINTA: Keltas sustos", "", "correction", "headline:correction"),
        ("REFILE-Ferry stops", "", "refile", "headline:refile"),
        ("UPDATE 2-Ferry stops", "", "update", "headline:update"),
        ("Ferry stops", "Adds comment of the owner", "update", "ednote:update"),
    ],
)
async def test_senders_words_say_what_a_revision_is(wire: Wire, headline: str, note: str, kind: str, rule: str) -> None:
    """Tags before the headline and verbs in the note, in nine languages, decide the kind of a revision."""
    await wire.send(item("1"))
    (article,) = await wire.send(item("2", "Other words.", headlines=[{"value": headline}], edNote=note or None))
    assert (article.change_kind, article.change_rule) == (kind, rule)


async def test_other_words_under_the_same_number_are_a_revision(wire: Wire) -> None:
    """The text decides, not the number: a changed text is a revision even if the version did not move."""
    await wire.send(item("1"))
    (article,) = await wire.send(item("1", "The ferry stops on Tuesday."))
    assert (article.change_kind, article.change_rule) == ("update", "other_text_same_version")
    assert [] == await wire.send(item("1"))


async def test_the_same_words_under_a_higher_number_are_a_refile(wire: Wire) -> None:
    """A version with nothing new to read goes on as a refile, also when only a tag was put before the headline."""
    await wire.send(item("1"))
    (article,) = await wire.send(item("2", headlines=[{"value": "UPDATE 1-Ferry stops"}]))
    assert (article.change_kind, article.change_rule) == ("refile", "same_text")


async def test_an_older_version_that_comes_late_is_kept_and_not_sent(wire: Wire) -> None:
    """Version 1 after version 2 changes nothing, and is known when it comes again."""
    await wire.send(item("2", versionCreated="2025-09-12T09:00:00Z"))
    late = item("1", "An older text.", versionCreated="2025-09-12T08:00:00Z")
    assert [] == await wire.send(late)
    assert [] == await wire.send(late)
    assert {"new": 1, "late": 1, "repeat": 1} == wire.counts
    (third,) = await wire.send(item("3", "A third text."))
    assert third.published_at.hour == 8


async def test_the_last_version_wins_in_any_order_of_arrival(wire: Wire) -> None:
    """Whatever the order in which three versions arrive, the newest is what stands at the end."""
    for number, order in enumerate(itertools.permutations("123")):
        uri = f"{URI}:{number}"
        for version in order:
            await wire.send(item(version, f"Text {version}.", uri=uri))
        last = [article for article in wire.accepted if article.uri == uri][-1]
        assert (last.version, last.text) == ("3", "Text 3.")


async def test_versions_that_are_no_numbers_go_by_their_time(wire: Wire) -> None:
    """Labels like "b2" are ordered by when the sender made them; without a version the time is the version."""
    (first,) = await wire.send(item("b2", versionCreated="2025-09-12T09:00:00Z"))
    assert (first.version, first.version_order) == ("b2", 1757667600000)
    assert [] == await wire.send(item("c9", "Older text.", versionCreated="2025-09-12T08:00:00Z"))
    (third,) = await wire.send(item(None, "Newer text.", versionCreated="2025-09-12T10:00:00Z"))
    assert third.version == "20250912T100000Z"


async def test_texts_without_version_and_time_are_numbered_as_they_come(wire: Wire) -> None:
    """A sender who counts nothing gets his versions counted; an earlier text sent again is a repeat."""
    first, second = {"uri": URI, "headline": "H", "body": "One."}, {"uri": URI, "headline": "H", "body": "Two."}
    await wire.send(first)
    (article,) = await wire.send(second)
    assert (article.version, article.version_order, article.change_kind) == ("2", 2, "update")
    assert [] == await wire.send(first)
    assert wire.counts["repeat"] == 1


async def test_a_version_too_long_for_a_number_goes_by_its_time(wire: Wire) -> None:
    """A version of more digits than a double holds is a label, not a number."""
    (article,) = await wire.send(item("9" * 20, versionCreated="2025-09-12T09:00:00Z"))
    assert article.version_order == 1757667600000
    (numbered,) = await wire.send({"uri": "urn:x:2", "headline": "H", "body": "B.", "version": "9" * 20})
    assert (numbered.version, numbered.version_order) == ("9" * 20, 1)


async def test_a_kill_withdraws_every_version_for_good(wire: Wire) -> None:
    """After a kill no version of the uri comes back, and no word of it travels with the kill."""
    await wire.send(item("1"))
    await wire.send(item("2", "Second text."))
    (killed,) = await wire.send(kill("3"))
    assert (killed.change_kind, killed.pub_status, killed.change_rule) == ("kill", "canceled", "status:canceled")
    assert (killed.headline, killed.text, killed.change_note) == ("", "", "The report was wrong")
    assert killed.is_kill
    for later in (item("1"), item("4", "A new text."), kill("3"), kill("5")):
        assert [] == await wire.send(later)
    assert (wire.counts["after_kill"], wire.counts["repeat"]) == (2, 2)
    assert wire.redis.strings == {}


async def test_a_kill_before_its_article_leaves_a_tombstone(wire: Wire) -> None:
    """A kill that overtakes the article it kills is told, and the article is ignored when it comes."""
    (killed,) = await wire.send(kill())
    assert killed.is_kill
    assert [] == await wire.send(item("1"))
    assert {"kill": 1, "after_kill": 1} == wire.counts


async def test_a_kill_with_a_lower_number_still_kills(wire: Wire) -> None:
    """A kill counts whatever its version."""
    await wire.send(item("5"))
    (killed,) = await wire.send(kill("1"))
    assert killed.is_kill


@pytest.mark.parametrize(
    "words", [{"headlines": [{"value": "STORY WITHDRAWN: Ferry stops"}]}, {"edNote": "KILL. The report was wrong"}]
)
async def test_a_kill_in_words_kills_a_known_article(wire: Wire, words: dict[str, Any]) -> None:
    """A kill without a status is honoured for a uri that is known, and never for one that is new."""
    (first,) = await wire.send(item("1", uri="urn:x:other", **words))
    assert first.change_kind == "new"
    await wire.send(item("1"))
    (killed,) = await wire.send(item("2", "Please remove this report.", **words))
    assert (killed.change_kind, killed.pub_status, killed.text) == ("kill", "canceled", "")


async def test_a_headline_about_a_kill_kills_nothing(wire: Wire) -> None:
    """Only a tag in capitals is a kill: a headline with the word in it is a headline."""
    await wire.send(item("1"))
    (article,) = await wire.send(item("2", "Other.", headlines=[{"value": "Kill: a memoir of the ferry strike"}]))
    assert article.change_kind == "update"


async def test_withheld_text_waits_and_then_is_released(wire: Wire) -> None:
    """A withheld first version goes nowhere; its usable version is a release."""
    assert [] == await wire.send(item("1", pubStatus="withheld"))
    assert {URI} == wire.held
    (article,) = await wire.send(item("1"))
    assert (article.change_kind, article.change_rule) == ("release", "usable_after_hold")
    assert set() == wire.held


async def test_withholding_recalls_what_is_out(wire: Wire) -> None:
    """When a version that is out is followed by a withheld one, the next services are told, without the words."""
    await wire.send(item("1"))
    (hold,) = await wire.send(item("2", "Doubtful words.", pubStatus="withheld"))
    assert (hold.change_kind, hold.pub_status, hold.text, hold.headline) == ("hold", "withheld", "", "")
    assert [] == await wire.send(item("3", "More doubtful words.", pubStatus="withheld"))
    (article,) = await wire.send(item("4", "Certain words."))
    assert (article.change_kind, article.text) == ("release", "Certain words.")


async def test_a_stub_never_replaces_a_full_version(wire: Wire) -> None:
    """A partial item after a full one changes nothing; a full one after a stub is an update, at any version."""
    stub = {"representationType": "partial"}
    await wire.send(item("1"))
    assert [] == await wire.send(item("2", "Stub.", **stub))
    assert wire.counts["stub"] == 1
    (first,) = await wire.send(item("5", "Stub.", uri="urn:x:2", **stub))
    assert first.change_kind == "new"
    (full,) = await wire.send(item("1", uri="urn:x:2"))
    assert (full.change_kind, full.change_rule) == ("update", "full_after_stub")
    assert full.version_order > first.version_order


async def test_notes_to_editors_are_never_published(wire: Wire) -> None:
    """An advisory is counted and goes nowhere, and the article under its uri is still new when it comes."""
    assert [] == await wire.send(item("1", signals=["advisory"]))
    (article,) = await wire.send(item("1", "The story itself."))
    assert article.change_kind == "new"
    assert [] == await wire.send(item("2", "Another note.", signals=["advisory"]))
    assert wire.counts["advisory"] == 2


async def test_two_replicas_cannot_both_decide(wire: Wire) -> None:
    """Of two decisions on one uri made from the same memory only the first commits; the other is made again."""
    units = []
    for body in ("One.", "Two."):
        unit = wire.unit()
        await wire.take_in.handle({b"data": json.dumps(item("1", body)).encode()}, unit)
        units.append(unit)
    assert [len(wire.commit(unit)) for unit in units] == [1, 0]
    assert wire.conflicts == 1
