from __future__ import annotations

import io
from datetime import timedelta

import pytest
from rich.console import Console

from services.cli.console import THEME
from services.cli.domain.drain import GroupFigures, Look, StreamFigures
from services.cli.domain.scenario import Expectations
from services.cli.domain.verdict import judge
from services.cli.domain.waterfall import bar, steps
from services.cli.render.lag import lag_table
from services.cli.render.scenario import outcome_view
from services.cli.render.stories import story_panel, story_table
from services.cli.render.trace import trace_view
from services.cli.render.updates import update_lines
from services.cli.render.words import clean, count, day_and_time, duration, number, quantity
from services.cli.scenarios import Outcome
from shared.contracts.claim import Quantity, Source
from shared.contracts.update import Change
from shared.testing import builders
from tests.unit.cli.seen import figure, revised, updates_of


def shown(view, width=100):
    """What a person sees at this width, without colours."""
    console = Console(file=io.StringIO(), width=width, theme=THEME, highlight=False)
    console.print(view)
    return console.file.getvalue()


def update(*changes, **fields):
    return builders.event(builders.story_update("st_1", 2, *changes, **fields)).model_dump(mode="json")


def test_update_says_what_changed():
    """An update shows its message, and for a revised figure the old value, the new one, who says so and the words."""
    text = shown(update_lines(update(revised(16, 52), message="The figure rose to 52.")))
    assert "The figure rose to 52." in text
    assert "claim revised" in text
    assert "16 deaths → 52 deaths — the embassy" in text
    assert "“52 people”" in text


def test_weighty_changes_come_first():
    """A kill stands above what else changed, and what is not shown is counted."""
    many = [Change(kind="entity_added", ref=f"en_{n}", after={"name": f"Name {n}"}) for n in range(12)]
    lines = shown(update_lines(update(*many, builders.article_withdrawn("urn:x:1")))).splitlines()
    assert "article withdrawn" in lines[2]
    assert "and 5 more" in lines[-1]


def test_brief_update():
    """A brief update is its message alone."""
    assert "claim revised" not in shown(update_lines(update(revised(16, 52)), details=False))


def test_article_text_cannot_steer_the_terminal():
    """Escape sequences and direction marks in an article's text are not printed, and brackets are not markup."""
    hostile = "\x1b[31mred\u202e [bold]x[/bold]\x07"
    assert "[31mred [bold]x[/bold]" == clean(hostile)
    text = shown(update_lines(update(revised(16, 52), message=hostile)))
    assert "\x1b" not in text
    assert "[bold]x[/bold]" in text


def story(**fields):
    item = builders.article("urn:x:1")
    claim = builders.key_claim(
        item,
        "16 prisoners",
        kind="quantity",
        quantity=Quantity(value=16, unit="prisoners released"),
        source=Source(name="U.S. embassy"),
        status="corroborated",
        origins=2,
    )
    return builders.snapshot(key_claims=(claim,), entities=(builders.story_entity("Belarus"),), **fields)


def detail():
    original = builders.story_article(builders.article("urn:x:1"))
    copy = builders.story_article(builders.article("urn:x:2", provider="Copy Times"), copy_of="urn:x:1")
    articles = [article.model_dump(mode="json") for article in (copy, original)]
    return {"story": story().model_dump(mode="json"), "articles": articles, "updates": 1}


@pytest.mark.parametrize("width", [60, 100, 160])
def test_story_fits_any_width(width):
    """A story is laid out within the width of the terminal, narrow ones too."""
    text = shown(story_panel(detail(), [update(builders.article_added("urn:x:1"))]), width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "Belarus" in text


def test_story_shows_copies_under_their_origin():
    """A copy stands under the article it derives from, not beside it."""
    lines = shown(story_panel(detail(), []), 140).splitlines()
    original = next(n for n, line in enumerate(lines) if "urn:x:1" in line)
    assert "copy" in lines[original + 1]
    assert "Copy Times" in lines[original + 1]


def test_story_shows_who_says_what():
    """A claim of a story shows value, unit, source and how many origins stand behind it."""
    text = shown(story_panel(detail(), []), 140)
    assert "16 prisoners released" in text
    assert "U.S. embassy" in text
    assert "corroborated, 2 origins" in text


def test_story_list():
    """The list of stories shows title, counts and languages."""
    text = shown(story_table([story().model_dump(mode="json")]), 120)
    assert builders.HEADLINE in text
    assert "en 1" in text


def test_unknown_lag():
    """Lag that the server cannot tell is shown as unknown."""
    group = GroupFigures("translate", None, 1, 0, oldest_pending_ms=90_000)
    text = shown(lag_table(Look((StreamFigures("articles.accepted", 3, groups=(group,)),), {"cluster": 2})))
    assert "unknown" in text
    assert "2 min" in text
    assert "held back" in text


def test_scenario_differences():
    """A scenario that fails shows what was expected, the nearest change, how it differs, and all that was seen."""
    changes = updates_of(builders.story_update("st_1", 1, builders.article_added("urn:x:1"), revised(16, 52)))
    expect = Expectations.model_validate({"updates": {"urn:x:1": [{"kind": "claim_revised", "after": 55}]}})
    outcome = Outcome("figure", "The figure rises", judge(expect, changes), changes)
    text = shown(outcome_view(outcome), 140)
    assert "✗ The figure rises" in text
    assert "expected, and not seen, in the story of urn:x:1" in text
    assert "- kind: claim_revised, after: 55" in text
    assert "differs in after" in text
    assert "seen: 2 changes" in text
    assert "✓" in shown(outcome_view(Outcome("figure", "The figure rises", [], changes)))


def test_trace_shows_waits_between_stages():
    """A trace shows for each stage how long the article waited for it and how long it took."""
    began = builders.NOON
    timing = [
        {"stage": "ingest", "at": began.isoformat(), "ms": 100.0, "attempt": 1},
        {"stage": "translate", "at": (began + timedelta(milliseconds=350)).isoformat(), "ms": 40.0, "attempt": 2},
    ]
    article = {
        "uri": "urn:x:1",
        "headline": "H",
        "version": "1",
        "language": "en",
        "provider": "A",
        "status": "usable",
        "published_at": began.isoformat(),
        "timing": timing,
        "story_id": "st_1",
        "why": builders.why().model_dump(),
    }
    lines = shown(trace_view(article, steps(article, [], "urn:x:1"), [], [], [], "urn:x:1"), 120).splitlines()
    translate = next(line for line in lines if "translate" in line).split()
    assert ["translate", "12:00:00.350", "250", "ms", "40", "ms", "2"] == translate[:7]
    assert "█" in translate[7] and translate[7].startswith("·"), "the wait, and then the work"
    assert any("same_story 0.90 (needs 0.50)" in line for line in lines)


def test_trace_says_how_fast_the_update_was():
    """A trace shows how long after its arrival the article caused an update; one that only mentions it has no time."""
    timing = {"pipeline_latency_ms": 420.0}
    own = update(builders.article_added("urn:x:1"), timing=timing)
    other = update(builders.article_added("urn:x:2"), timing=timing)
    text = shown(trace_view(None, [], [], [], [own, other], "urn:x:1"), 140)
    assert 1 == text.count("420 ms after it came in")


def test_trace_goes_on_to_the_story():
    """The last step is what cluster took for the update that the article caused, not for one that names it."""
    began = builders.NOON
    article = {"timing": [{"stage": "resolve", "at": began.isoformat(), "ms": 10.0, "attempt": 1}]}
    ended = (began + timedelta(milliseconds=100)).isoformat()
    other = update(builders.article_added("urn:x:2"), timing={"cluster_ms": 1.0}) | {"time": ended}
    own = update(builders.article_added("urn:x:1"), timing={"cluster_ms": 30.0}) | {"time": ended}
    resolve, cluster = steps(article, [other, own], "urn:x:1")
    assert ("resolve", None) == (resolve.stage, resolve.waited_ms)
    assert ("cluster", 60.0, 30.0) == (cluster.stage, cluster.waited_ms, cluster.ms)
    waits, works = bar(cluster, [resolve, cluster], 40)
    assert (range(4, 28), range(28, 39)) == (waits, works)


def test_words():
    """Times, counts and quantities read like words."""
    assert ["0.4 ms", "250 ms", "3.2 s", "5 min", "2 h", "3 d", "–"] == [
        duration(ms) for ms in (0.4, 250, 3200, 300_000, 7.2e6, 2.6e8, None)
    ]
    assert ("1 copy", "2 copies", "0 articles") == (
        count(1, "copy", "copies"),
        count(2, "copy", "copies"),
        count(0, "article"),
    )
    assert ("1,200", "16.5", "–") == (number(1200.0), number(16.5), number(None))
    assert "at least 16 deaths" == quantity({"value": 16.0, "unit": "deaths", "modifier": "more_than"})
    assert "" == quantity(None)
    assert ("15 Aug 12:00", "–") == (day_and_time("2025-08-15T12:00:00Z"), day_and_time("never"))


def test_plain_figure_sides():
    """A claim that was added shows its figure and who says it."""
    change = Change(kind="claim_added", ref="cl_1", after=figure(41, source="officials"))
    assert "41 deaths — officials" in shown(update_lines(update(change)))
