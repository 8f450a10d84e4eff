"""`slugline why` and the summary in `slugline story`, as people see them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from services.cli.console import THEME
from services.cli.render.stories import story_panel
from services.cli.render.why import why_view
from shared.contracts.story import SummarySentence
from shared.testing import builders

ARTICLE = {
    "uri": "urn:w:1",
    "headline": "Minsk libère seize prisonniers",
    "language": "fr",
    "provider": "Agence Rivage",
    "published_at": "2025-08-15T12:00:00Z",
}
STORY: dict[str, Any] = {
    "story": {"id": "st_1", "title": "Belarus frees 16 prisoners", "language": "en"},
    "role": "primary",
    "method": "same_story",
    "words": "It tells the same story as the articles there: 87 % sure, 50 % asked for.",
    "probability": 0.874,
    "threshold": 0.5,
    "reasons": [
        {"name": "people", "words": "the same people are named", "value": 0.5, "contribution": 4.25},
        {"name": "days_apart", "words": "time to the nearest article", "value": 0.1, "contribution": -0.31},
    ],
    "shared_entities": ["John Coale"],
    "shared_terms": ["prisoner"],
    "quantities": [{"value": 16.0, "unit": "prisoners released"}],
    "nearest": {"uri": "urn:w:2", "headline": "Sixteen walk free", "provider": "Agency B", "language": "en"},
    "time_gap_seconds": 7200.0,
    "passages": [
        {"start": 0, "end": 20, "part": "text", "exact": "Minsk a libéré seize", "translation": "Minsk freed 16"}
    ],
    "runner_up": {"id": "st_9", "title": "Another story", "language": "en", "score": 0.12},
}


def shown(view: Any, width: int = 110) -> str:
    """What a person sees at this width, without colours."""
    console = Console(file=io.StringIO(), width=width, theme=THEME, highlight=False)
    console.print(view)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_why_says_how_sure_what_for_and_against_and_what_else() -> None:
    """Probability, signed bars, names, figures, nearest article, passages and the next best story are all there."""
    text = shown(why_view({"article": ARTICLE, "stories": [STORY], "outside": None}))
    for words in (
        "Minsk libère seize prisonniers",
        "in Belarus frees 16 prisoners  st_1",
        "87 % sure, 50 % asked for",
        "John Coale",
        "16 prisoners released",
        "Sixteen walk free  Agency B  urn:w:2",
        "2 h",
        "Another story  12 %  st_9",
        "“Minsk a libéré seize”  text, characters 0 to 20",
        "Minsk freed 16",
    ):
        assert words in text
    for_it, against = (next(line for line in text.splitlines() if words in line) for words in ("+4.25", "-0.31"))
    assert for_it.count("█") == 24
    assert against.count("▒") == 2


def test_why_tells_each_story_apart() -> None:
    """A story that an article tells beside its own has a panel of its own."""
    beside = STORY | {"role": "also", "story": {"id": "st_2", "title": "A summit", "language": "en"}, "runner_up": None}
    text = shown(why_view({"article": ARTICLE, "stories": [STORY, beside], "outside": None}))
    assert "also tells A summit  st_2" in text
    assert "no other came close" in text


def test_why_of_an_article_in_no_story() -> None:
    """An article that reports nothing says so in a sentence."""
    outside = {"reason": "table", "words": "It is a table or a list."}
    assert "It is a table or a list." in shown(why_view({"article": ARTICLE, "stories": [], "outside": outside}))


@pytest.mark.parametrize("width", [30, 60, 200])
def test_hostile_words_stay_words(width: int) -> None:
    """Words of the wire are neither markup nor terminal codes, at any width."""
    hostile = "[bold red]x[/] \x1b[2J\u202e" + "y" * 500
    one = STORY | {
        "words": hostile,
        "shared_entities": [hostile],
        "shared_terms": [hostile],
        "story": {"id": hostile, "title": hostile, "language": "en"},
        "quantities": [{"value": 1e300, "unit": hostile}],
        "passages": [{"start": 0, "end": 9, "part": "text", "exact": hostile, "translation": hostile}],
        "reasons": [{"name": "x", "words": hostile, "value": None, "contribution": None}],
    }
    text = shown(why_view({"article": ARTICLE | {"headline": hostile}, "stories": [one], "outside": None}), width)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold" in text


def test_story_shows_its_summary() -> None:
    """Each sentence is shown with its English, called a gist where it is one, its outlet and its article."""
    item = builders.article("urn:w:3", language="ru", provider="Курьер", text="Минск освободил 16.")
    said = builders.evidence(item, "Минск освободил 16.", translation="Minsk freed 16.")
    story = builders.snapshot(summary=(SummarySentence(**said.model_dump(), is_gist=True),))
    text = shown(story_panel({"story": story.model_dump(mode="json"), "articles": []}, []))
    for words in ("Minsk freed 16. (gist)", "Минск освободил 16.  Курьер  ru  urn:w:3"):
        assert words in text
