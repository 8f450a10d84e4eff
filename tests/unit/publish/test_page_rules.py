"""What pages go by: what a reader has seen, what a command will do, how the pipeline stands, what may be shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.publish.domain.burial import LONGEST, excerpt
from services.publish.domain.decisions import StoryDecision
from services.publish.domain.families import ArticleInStory
from services.publish.domain.intents import Asked, CannotIntend, Here, intent
from services.publish.domain.seen import VISIT, Look, all_read, look
from services.publish.domain.stages import STUCK, Sample, latency, rate, sample, stages
from services.publish.domain.telling import decided_by, shown_duration
from shared.contracts.story import StoryCounts
from shared.stream_figures import GroupFigures, StreamFigures
from shared.stream_figures import Look as Figures
from shared.testing import builders as a

NOW = datetime(2025, 8, 15, 12, tzinfo=UTC)


# What a reader has seen


def test_first_look_finds_nothing_new() -> None:
    """To a reader who never opened the story, nothing of it is marked as new."""
    assert Look(7, 7, 100) == look(None, 7, 100)


def test_news_stay_marked_through_a_visit() -> None:
    """What came since the last visit is new, and stays so while the page is loaded again; half an hour ends a visit."""
    first = look(None, 3, 0)
    second = look(first, 7, VISIT)
    again = look(second, 8, VISIT + 60)
    later = look(again, 8, 3 * VISIT)
    assert [3, 3, 8] == [second.known, again.known, later.known]


def test_all_read_means_nothing_new() -> None:
    """Once all is read, the next look of the same visit finds nothing new."""
    assert 9 == look(all_read(9, 50), 9, 60).known


@pytest.mark.parametrize("word", ["", "1.2", "1.2.x", "1.2.3.4", "-1.2.3", "1" * 99 + ".1.1", "١.٢.٣", None])
def test_unreadable_cookie_is_none(word: str | None) -> None:
    """What is not the word that was written is as if nothing had been seen."""
    assert Look.decoded(word) is None


def test_look_is_read_back() -> None:
    """A look survives its way through the browser."""
    assert Look(3, 7, 1755) == Look.decoded(Look(3, 7, 1755).encoded())


# What a command will do


def _article(uri: str, origin: str = "") -> ArticleInStory:
    copy_of = origin or None
    return ArticleInStory(**dict(a.story_article(a.article(uri), origin=origin or uri, copy_of=copy_of)))


HERE = Here(
    a.snapshot("st_1", title={"en": "Ferry"}, counts=StoryCounts(articles=3)),
    (_article("urn:1"), _article("urn:2", "urn:1"), _article("urn:3")),
)
OTHER = a.snapshot("st_2", title={"en": "Court"}, counts=StoryCounts(articles=2))


def _will(do: Any, **asked: Any) -> str:
    return " ".join(intent(do, HERE, Asked(**asked)).will)


def test_merge_says_what_becomes_of_the_other_story() -> None:
    """A merge names the story that ends, how large the survivor gets, and that addresses lead on."""
    told = _will("merge", others=[OTHER])
    assert "“Court” (2 articles) becomes part of this story." in told
    assert "5 articles" in told
    assert "lead here for good" in told


def test_copies_go_with_what_they_copy() -> None:
    """Who names one article of a copy family is told that the rest of it goes along."""
    found = intent("split", HERE, Asked(uris={"urn:1"}))
    assert ["urn:1", "urn:2"] == [article.uri for article in found.articles]
    assert "1 copy of the chosen texts goes with them: copies are never parted." in found.will
    assert any("1 article stays here." in words for words in found.will)


def test_move_of_everything_ends_the_story() -> None:
    """When no article stays, the editor is told that this story becomes part of the other."""
    told = _will("move", uris={"urn:1", "urn:3"}, others=[OTHER])
    assert "this story becomes part of the other one" in told


@pytest.mark.parametrize(
    ("do", "asked"),
    [
        ("merge", Asked()),
        ("merge", Asked(others=[HERE.story])),
        ("split", Asked()),
        ("split", Asked(uris={"urn:1", "urn:3"})),
        ("move", Asked(uris={"urn:1"})),
        ("move", Asked(others=[OTHER])),
        ("rename", Asked(title="  ")),
        ("undo", Asked()),
    ],
)
def test_what_comes_to_nothing_is_refused(do: Any, asked: Asked) -> None:
    """A command that names nothing, or everything, or itself, is not asked about but refused with the reason."""
    with pytest.raises(CannotIntend):
        intent(do, HERE, asked)


def test_undo_names_who_decided() -> None:
    """An undo says whose decision it takes back and why it was made; one that was undone before is not offered."""
    made = StoryDecision(command_id="c1", do="split", by="Ada", why="another ferry", story_id="st_1", revision=2)
    here = HERE._replace(decisions=(made, made.model_copy(update={"command_id": "c2", "undone_by": "c3"})))
    assert "It was decided by Ada: “another ferry”." in intent("undo", here, Asked()).will
    with pytest.raises(CannotIntend):
        intent("undo", here, Asked(undoes="c2"))


def test_repair_is_the_machines() -> None:
    """Decisions of the machine's own repair are told as such."""
    assert ["the machine", "the machine", "Ada"] == [decided_by(name) for name in ("", "cluster.split", "Ada")]


# How the pipeline stands


def _figures(added: int = 0, dead: int = 0, **group: Any) -> Figures:
    reader = GroupFigures(**{"name": "extract", "lag": 0, "pending": 0, "consumers": 1, **group})
    stream = StreamFigures("articles.translated", length=5, groups=(reader,), added=added)
    return Figures((stream, StreamFigures("dead.extract", dead)), {})


def _extract(look: Figures) -> Any:
    return next(stage for stage in stages(look, (), {}) if stage.name == "extract")


@pytest.mark.parametrize(
    ("figures", "state"),
    [
        ({}, "idle"),
        ({"lag": 3}, "working"),
        ({"pending": 1, "oldest_pending_ms": 200}, "working"),
        ({"lag": 10_000}, "behind"),
        ({"pending": 1, "oldest_pending_ms": STUCK + 1}, "stuck"),
        ({"consumers": 0}, "absent"),
    ],
)
def test_a_stage_says_how_it_stands(figures: Any, state: str) -> None:
    """A stage is idle, at work, behind, stuck on an entry, or not there at all."""
    assert state == _extract(_figures(**figures)).state


def test_unknown_lag_is_never_nought() -> None:
    """Where the server cannot tell the lag, the page says that it is unknown."""
    assert _extract(_figures(lag=None)).lag is None


def test_dead_letters_are_counted_by_stage() -> None:
    """Each stage shows how many of its entries lie dead."""
    assert 4 == _extract(_figures(dead=4)).dead


def test_throughput_is_of_the_last_minute() -> None:
    """Entries a minute come from what a stage was given over the last minute, not over all time."""
    looks = [(0.0, 1000), (100.0, 1100), (130.0, 1160), (160.0, 1220)]
    samples = [sample(at, _figures(added=added)) for at, added in looks]
    assert 120.0 == rate(samples, "extract")
    assert rate(samples[:1], "extract") is None
    assert rate([], "extract") is None


def test_throughput_never_runs_backwards() -> None:
    """A stream that was made anew gives a rate of nought, not a negative one."""
    assert 0.0 == rate([Sample(0, {"extract": 900}), Sample(30, {"extract": 2})], "extract")


def test_latency_is_median_and_tail() -> None:
    """Half of a hundred took 50 ms or less, one in twenty more than 95 ms; of none there is no latency."""
    found = latency(range(100))
    assert found is not None
    assert (50, 95, 100) == (found.p50, found.p95, found.count)
    assert latency([]) is None


@pytest.mark.parametrize(
    ("ms", "words"), [(12, "12 ms"), (1400, "1.4 s"), (180_000, "3 min"), (7_200_000, "2 h"), (432_000_000, "5 days")]
)
def test_durations_read_in_their_own_unit(ms: float, words: str) -> None:
    """A duration is told in the unit that fits it."""
    assert words == shown_duration(ms)


# What may be shown of a dead letter


def test_first_bytes_of_an_entry_are_shown() -> None:
    """The beginning of an entry is shown as it was, and said to be cut where it goes on."""
    assert ("not json", False) == (excerpt({"data": "not json"}, False, NOW).text, False)
    assert excerpt({"data": "x" * (LONGEST + 1)}, False, NOW).is_cut
    assert "headline: A" == excerpt({"headline": "A"}, False, NOW).text


def test_withdrawn_words_are_not_shown() -> None:
    """Of an article that was killed since, a dead letter shows no word."""
    found = excerpt({"data": "secret"}, True, NOW)
    assert ("", True) == (found.text, bool(found.hidden))


@pytest.mark.parametrize(
    ("data", "is_hidden"),
    [
        ('{"data": {"embargoed": "2025-08-15T13:00:00Z", "headline": "x"}}', True),
        ('{"data": {"embargoed": "2025-08-15T11:00:00Z", "headline": "x"}}', False),
        ('{"embargoed": "some day"}', True),
        ('{"embargoed": null}', False),
        ('{"embargoed": "2099-01-01', True),
        ("[" * 5000, False),
    ],
)
def test_embargoed_words_are_not_shown(data: str, is_hidden: bool) -> None:
    """Before its embargo ends, or where its end cannot be read, nothing of an entry is shown."""
    assert is_hidden == bool(excerpt({"data": data}, False, NOW).hidden)
