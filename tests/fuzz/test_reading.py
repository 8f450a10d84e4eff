"""Whatever an article says is read without an error, in bounded time, and nothing is found that is not there."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.translate.adapters.langid import Py3Langid
from services.translate.domain.answers import why_garbage
from services.translate.domain.fidelity import check
from services.translate.domain.language import detect
from services.translate.domain.passages import passages
from services.translate.settings import TranslateSettings
from shared.language import LANGUAGES
from shared.language.dates import days, not_amounts
from shared.language.instants import Filed, instants
from shared.language.numbers import numbers
from shared.language.sentences import sentences
from shared.testing import builders
from tests.fuzz.mutation import fuzzed, in_time, spoilt
from tests.unit.extract.reading import read

TONGUES = st.sampled_from(LANGUAGES)
CONFIGURED = TranslateSettings().language_set
FLOOR = TranslateSettings().language_confidence
IDENTIFIER = Py3Langid(CONFIGURED)
#: Word lists and models are read once, before anything is timed.
for tongue in LANGUAGES:
    read("The ferry stopped at 11:30, Jane Harlow said.", tongue)


def clean(text: str) -> str:
    """The text as ingest would hand it on: without what UTF-8 cannot carry."""
    return text.encode("utf-8", "ignore").decode()


@fuzzed
@given(spoilt("texts"), TONGUES)
def test_quotes_claims_and_names(text: str, language: str) -> None:
    """Claims and mentions hold exactly the words of their spans."""
    text = clean(text)

    def look() -> None:
        found = read(text, language)
        for claim in found.claims:
            assert claim.text == text[claim.start : claim.end]
        for mention in found.mentions:
            assert mention.surface == text[mention.span.start : mention.span.end]

    in_time(look, len(text))


@fuzzed
@given(spoilt("texts"), TONGUES)
def test_numbers_and_dates(text: str, language: str) -> None:
    """Numbers, days and sentences lie in the text, in order, none over another."""
    text = clean(text)

    def look() -> None:
        for found in (numbers(text, language), days(text, language)):
            assert all(0 <= each.start < each.end <= len(text) for each in found)
        spans = sentences(text, language)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
        not_amounts(text, language)
        instants(text, language, Filed(datetime(2025, 9, 12, tzinfo=UTC), "Europe/Berlin"))

    in_time(look, len(text))


@fuzzed
@given(spoilt("texts", "articles"))
def test_language_detection(text: str) -> None:
    """Any text has a language, or `und`, with a confidence from 0 to 1; its passages lie in it."""
    text = clean(text)
    article = builders.article(text=text)

    def look() -> None:
        found = detect(article, IDENTIFIER, CONFIGURED, FLOOR)
        assert found.tag and 0.0 <= found.confidence <= 1.0
        for passage in passages(article, found, IDENTIFIER, CONFIGURED, FLOOR):
            part = article.text if passage.span.part == "text" else article.headline
            assert 0 <= passage.span.start < passage.span.end <= len(part)

    in_time(look, len(text))


@fuzzed
@given(spoilt("texts"), spoilt("texts"), TONGUES)
def test_translations_are_judged(text: str, answer: str, language: str) -> None:
    """An engine's answer, whatever it is, is judged: garbage, or with the slips that it has."""
    source, english = [clean(text)], [clean(answer)]

    def look() -> None:
        why_garbage(source, english, "en")
        check(source, english, language)

    in_time(look, len(text) + len(answer))
