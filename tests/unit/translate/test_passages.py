from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.translate.adapters.langid import Py3Langid
from services.translate.domain.language import UND, detect
from services.translate.domain.passages import PIECES, passages
from services.translate.settings import TranslateSettings
from shared.contracts.article import Article, DetectedLanguage
from shared.testing import builders as a

SET, FLOOR = TranslateSettings().language_set, 0.6
LANGID = Py3Langid(SET)

GERMAN = (
    "Die Hafenbehörde teilte am Montag mit, dass die Schleuse erst im Herbst wieder öffnen werde. "
    "Bis dahin müssten die Schiffe den längeren Weg um die Insel nehmen."
)
GERMAN_TOO = "Die Reeder hatten zuvor davor gewarnt, dass ihnen dadurch hohe Kosten entstehen."
ENGLISH = (
    "The lock will stay shut until the autumn, and ships will have to take the longer way around the island. "
    "We regret this. The repairs are more difficult than our engineers had thought."
)
FRENCH = "L’écluse restera fermée jusqu’à l’automne et les navires devront faire le tour de l’île."
UKRAINIAN = "Шлюз залишиться зачиненим до осені, і судна муситимуть обходити острів довшим шляхом."
RUSSIAN = "Шлюз останется закрытым до осени, и суда должны будут обходить остров более длинным путём. " * 2


def found(*paragraphs: str, headline: str = "Schleuse bleibt bis Herbst geschlossen") -> list[tuple[str, str]]:
    """The passages of an article of these paragraphs: language and words."""
    article = a.article(headline=headline, text="\n\n".join(paragraphs))
    return words(article, detect(article, LANGID, SET, FLOOR))


def words(article: Article, language: DetectedLanguage) -> list[tuple[str, str]]:
    told = passages(article, language, LANGID, SET, FLOOR)
    return [(p.language.tag, article.part(p.span.part)[p.span.start : p.span.end]) for p in told]


def test_a_german_article_that_quotes_an_english_paragraph_has_an_english_passage() -> None:
    """The whole English paragraph, its short sentences too, is a passage of the German article, to the letter."""
    assert [("en", ENGLISH)] == found(GERMAN, ENGLISH, GERMAN_TOO)


def test_neighbouring_paragraphs_in_one_language_are_one_passage() -> None:
    """Two English paragraphs in a row are one passage."""
    assert [("en", f"{ENGLISH}\n\n{ENGLISH}")] == found(GERMAN, GERMAN_TOO, ENGLISH, ENGLISH, GERMAN, GERMAN_TOO)


def test_passages_in_two_languages_are_kept_apart() -> None:
    """An English and a French paragraph are two passages, in the order of the text."""
    assert [("en", ENGLISH), ("fr", FRENCH)] == found(GERMAN, GERMAN_TOO, ENGLISH, FRENCH, GERMAN)


def test_a_quotation_inside_a_sentence_is_a_passage_without_the_words_around_it() -> None:
    """Of “quotation”, sagte der Sprecher only the quotation is English, without its marks."""
    quote = "The lock will stay shut until the autumn, and ships will have to take the longer way"

    assert [("en", quote)] == found(GERMAN, f"„{quote}“, sagte der Sprecher der Behörde am Montag.", GERMAN_TOO)


def test_neighbouring_cyrillic_languages_are_passages_of_each_other() -> None:
    """A Ukrainian sentence in a Russian article is a passage."""
    assert [("uk", UKRAINIAN)] == found(RUSSIAN, UKRAINIAN, RUSSIAN, headline="Шлюз останется закрытым до осени")


def test_a_passage_may_be_in_a_language_that_is_not_configured() -> None:
    """A Swedish paragraph of a German article is Swedish."""
    swedish = "Slussen hålls stängd till i höst, och fartygen måste ta den längre vägen runt ön, säger myndigheten."

    assert [("sv", swedish)] == found(GERMAN, swedish, GERMAN_TOO)


def test_a_headline_in_another_language_is_a_passage_of_the_headline() -> None:
    """An English headline over a German text is told as a passage in the headline."""
    headline = "The lock will stay shut until the autumn, authority says"
    article = a.article(headline=headline, text=f"{GERMAN}\n\n{GERMAN_TOO}")
    (passage,) = passages(article, detect(article, LANGID, SET, FLOOR), LANGID, SET, FLOOR)

    assert ("headline", "en", len(headline)) == (passage.span.part, passage.language.tag, passage.span.end)


@pytest.mark.parametrize(
    "text",
    [
        "Auf der Liste stehen Blue River Shipping, Silver Lake Partners, Ocean Wide Carriers und Great Eastern Lines.",
        "Die Firma heißt „Blue River and Sons Shipping Company of Newcastle“ und fährt nach Oslo.",
        "Mit dabei: John Smith, Mary Brown, Peter Jones, William Taylor, Susan White, James Green, Emma Hall.",
        "„We regret this“, sagte sie.",
    ],
)
def test_names_and_short_quotations_are_no_passages(text: str) -> None:
    """Foreign names, companies and a few quoted words do not make a passage."""
    assert [] == found(GERMAN, text, GERMAN_TOO)


def test_an_article_whose_language_is_unknown_has_no_passages() -> None:
    """Nothing is another language than one that is not known."""
    assert [] == words(a.article(headline="", text=ENGLISH), UND)


def test_hostile_text_has_its_passages_told_in_bounded_time() -> None:
    """A megabyte without a space and ten thousand lines cost a bounded number of looks."""
    began = time.process_time()
    for text in ("x" * 10**6, f"{ENGLISH}\n" * 10_000, "да\n" * 10_000, '"' * 100_000, "“a” " * 50_000):
        article = a.article(headline=text[:2_000], text=text)
        told = passages(article, DetectedLanguage(tag="de", confidence=1.0, method="x"), LANGID, SET, FLOOR)
        assert len(told) <= PIECES + 1
    assert time.process_time() - began < 10.0


@given(st.lists(st.sampled_from([GERMAN, ENGLISH, FRENCH, RUSSIAN, "ok", "“", "\u200b", "12"]), max_size=8))
def test_passages_lie_in_the_text_in_order(paragraphs: list[str]) -> None:
    """Whatever the mixture, passages lie inside the text in order and none over another."""
    article = a.article(headline="x", text="\n\n".join(paragraphs))
    language = DetectedLanguage(tag="de", confidence=1.0, method="x")
    spans = [p.span for p in passages(article, language, LANGID, SET, FLOOR)]

    assert all(0 <= s.start < s.end <= len(article.text) for s in spans)
    assert all(first.end <= second.start for first, second in zip(spans, spans[1:], strict=False))
