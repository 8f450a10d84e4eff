"""Original and English side by side."""

from __future__ import annotations

from services.publish.domain.beside import rows
from shared.contracts.article import AlignedSentence, FidelityFlag, Span, Translation

TEXT = "Er kam.  16 sind frei.\n\nDanke. Der Rest."
ENGLISH = "He came. 60 are free.\n\nThanks."


def _pair(german: str, english: str) -> AlignedSentence:
    at, to = TEXT.index(german), ENGLISH.index(english)
    return AlignedSentence(source=Span(start=at, end=at + len(german)), english=Span(start=to, end=to + len(english)))


PAIRS = (_pair("Er kam.", "He came."), _pair("16 sind frei.", "60 are free."), _pair("Danke.", "Thanks."))
FLAG = FidelityFlag(
    kind="number", source=Span(start=9, end=11), source_words="16", english=PAIRS[1].english, expected="16"
)
TRANSLATION = Translation(status="translated", text=ENGLISH, sentences=PAIRS, flags=(FLAG,))


def _words(row: object) -> str:
    return "".join(segment.text for segment in row.original)  # type: ignore[attr-defined]


def test_each_sentence_stands_beside_its_english() -> None:
    """A row is one sentence and its English; paragraphs begin where they do in the original."""
    found = rows(TEXT, [], TRANSLATION)
    assert [("Er kam.", "He came.", True), ("16 sind frei.", "60 are free.", False), ("Danke.", "Thanks.", True)] == [
        (_words(row), row.english, row.opens) for row in found[:3]
    ]


def test_words_without_english_are_shown_all_the_same() -> None:
    """What was not translated stands in a row without English; no word of the original is lost."""
    assert ("Der Rest.", "") == (_words(rows(TEXT, [], TRANSLATION)[-1]), rows(TEXT, [], TRANSLATION)[-1].english)
    assert TEXT.split() == " ".join(_words(row) for row in rows(TEXT, [], TRANSLATION)).split()


def test_a_bent_number_is_shown_at_its_sentence() -> None:
    """A number that the English does not have is named beside the sentence it is missing from."""
    assert [(), ("16",), ()] == [tuple(s.words for s in row.slips) for row in rows(TEXT, [], TRANSLATION)[:3]]
