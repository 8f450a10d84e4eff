"""What `slugline extract` shows of an article."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from rich.console import Console

from services.cli.console import THEME
from services.cli.domain.explained import Marked, apart, explained
from services.cli.render.explained import explained_view
from services.cli.render.explained_page import explained_page
from shared.contracts.article import Article, DetectedLanguage, Provider, Span
from shared.contracts.claim import Claim, Quantity, Source
from shared.contracts.entity import EntityInArticle
from shared.contracts.mention import Mention
from shared.contracts.stages import ArticleExtracted, ArticleResolved

NOW = datetime(2025, 8, 16, tzinfo=UTC)
TEXT = "Anna Vogt said 16 people left <b>Bremen</b>.\n\nNobody replied."


def reading(text: str = TEXT, headline: str = "Vogt: 16 left \x1b[31mBremen"):
    """An article with one person, one place and one claim."""
    article = Article(
        uri="urn:x:1",
        published_at=NOW,
        version_created=NOW,
        received_at=NOW,
        provider=Provider(id="a", name="Agency A"),
        headline=headline,
        text=text,
    )
    language = DetectedLanguage(tag="en", confidence=1.0, method="test")
    vogt, bremen = Span(start=0, end=9), Span(start=33, end=39)
    mentions = (
        Mention(span=vogt, surface="Anna Vogt", type="PERSON", key="anna vogt", method="model", confidence=0.8),
        Mention(span=bremen, surface="Bremen", type="GPE", key="bremen", gazetteer_id="city:1", method="gazetteer"),
    )
    entities = (
        EntityInArticle(entity_id="en_1", name="Anna Vogt", type="PERSON", surfaces=("Anna Vogt",), spans=(vogt,)),
        EntityInArticle(
            entity_id="en_2", name="Bremen", type="GPE", surfaces=("Bremen",), spans=(bremen,), gazetteer_id="city:1"
        ),
    )
    claim = Claim(
        kind="indirect",
        text=TEXT[15:43],
        start=15,
        end=43,
        source=Source(name="Anna Vogt", entity_id="en_1"),
        cue="said",
        quantity=Quantity(value=16, unit="people left"),
        key="quantity:people left",
    )
    extracted = ArticleExtracted(seq=1, article=article, language=language, mentions=mentions, claims=(claim,))
    resolved = ArticleResolved(seq=1, article=article, language=language, entities=entities, claims=(claim,))
    return explained(extracted, resolved)


def printed(width: int = 140) -> str:
    """What a person sees without colours."""
    console = Console(file=io.StringIO(), width=width, theme=THEME, highlight=False)
    console.print(explained_view(reading()))
    return console.file.getvalue()


def test_names_say_why_they_were_found():
    """A name says how it was found, how sure that is, and by which key or list entry it is known."""
    person, place = reading().names
    assert "the trained model (0.80); key “anna vogt”" == person.why
    assert place.why.endswith("city:1")


def test_terminal_view_marks_and_explains():
    """On a terminal every name carries its type in words, and every claim its source, figure and reporting words."""
    text = printed()
    assert "Anna Vogt PERSON said" in text
    assert "Bremen GPE" in text
    assert "16 people left" in text
    assert "“said”" in text


def test_terminal_view_is_safe():
    """Escape sequences in a headline do not reach the terminal."""
    assert "\x1b" not in printed()


def test_page_escapes_the_article():
    """Markup in an article is shown as text on the page, and the marks stand exactly round the names."""
    page = explained_page([reading()])
    assert "&lt;b&gt;" in page
    assert "<b>Bremen" not in page
    assert ">Bremen<small>GPE" in page
    assert "prefers-color-scheme: dark" in page


def test_overlapping_marks_are_parted():
    """Of marks over one another the earlier and longer one is shown."""
    marks = [
        Marked(Span(start=s, end=e), label) for s, e, label in ((3, 5, "b"), (0, 4, "a"), (0, 2, "c"), (4, 6, "d"))
    ]
    assert ["a", "d"] == [m.label for m in apart(marks)]


def test_machine_view_is_complete():
    """`--json` holds the article, its entities with their mentions, and its claims."""
    whole = reading().as_json()
    assert "urn:x:1" == whole["uri"]
    assert ["en_1", "en_2"] == [entity["entity_id"] for entity in whole["entities"]]
    assert "model" == whole["entities"][0]["mentions"][0]["method"]
    assert 15 == whole["claims"][0]["start"]
