"""Direct quotes whose speaker stands elsewhere, or nowhere."""

from __future__ import annotations

import pytest

from tests.unit.extract.reading import said

WORDS = "We will not wait any longer"
ELSEWHERE = [
    f"Jane Harlow said this:\n\n“{WORDS}.”",
    f"“{WORDS}.” Jane Harlow said it twice.",
    f"“{WORDS},” Jane Harlow said. It rained.",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_the_speaker_may_stand_in_the_next_sentence(text: str) -> None:
    """A quote belongs to who is named before its colon, beside it or in the sentence behind it."""
    assert [(WORDS, "Jane Harlow")] == said(text)


def test_the_next_paragraph_does_not_name_the_speaker() -> None:
    """Who speaks in the paragraph behind a quote is not taken for its speaker."""
    assert [(WORDS, None)] == said(f"“{WORDS}.”\nJane Harlow said no.")


def test_a_quote_that_is_cut_in_two_is_told_once() -> None:
    """Of a quote that the writer cuts in two to say who speaks, the part that came first is told."""
    text = f"“{WORDS},” said Jane Harlow. “The gate was closed the whole night.” It rained."

    assert [(WORDS, "Jane Harlow")] == said(text)


def test_a_word_before_the_cut_gives_way() -> None:
    """Where a quote's first part is but a word or two, the part behind the cut is told."""
    text = "“Not now,” said Jane Harlow. “The gate was closed the whole night.” It rained."

    assert [("The gate was closed the whole night", "Jane Harlow")] == said(text)


def test_a_quote_by_nobody_is_shown_without_a_source() -> None:
    """A whole sentence in quotation marks is a quote even where nobody is named."""
    assert [("We waited for the whole night at the gate", None)] == said("“We waited for the whole night at the gate.”")


def test_a_title_in_marks_is_no_quote() -> None:
    """Capitalised words in quotation marks that nobody speaks are a title."""
    assert [] == said("He read the “Harbour Council Meeting of Monday” there.")


def test_the_writer_may_cut_into_a_quote() -> None:
    """Words of the writer between dashes inside a Russian quote are no part of it."""
    text = "«Мы ждали всю ночь, — сказал Иван Соколов. — Теперь мы идём домой вместе»."

    assert [("Мы ждали всю ночь", "Иван Соколов")] == said(text, "ru")


def test_dashes_inside_a_quote_leave_it_whole() -> None:
    """Dashes of the speaker's own do not part a quote."""
    text = "«Мы ждали всю ночь — и утро — у закрытых ворот», — сказал Иван Соколов."

    assert [("Мы ждали всю ночь — и утро — у закрытых ворот", "Иван Соколов")] == said(text, "ru")


SHORT = [
    ("en", "“Not so,” said Jane Harlow.", "Not so", "Jane Harlow"),
    ("en", "Jane Harlow said “not now” to it.", "not now", "Jane Harlow"),
    ("de", "„Alles Ruhig“, sagte Petra Halvorsen.", "Alles Ruhig", "Petra Halvorsen"),
]


@pytest.mark.parametrize(("language", "text", "quote", "source"), SHORT)
def test_two_words_are_a_quote_where_they_are_said(language: str, text: str, quote: str, source: str) -> None:
    """A few words are a quote if they are punctuated as speech, begin small, or the verb of speech follows at once."""
    assert [(quote, source)] == said(text, language)


def test_a_work_that_is_named_beside_a_speaker_is_no_quote() -> None:
    """The title of a book is no quote, though somebody speaks in its sentence."""
    assert [] == said("Petra Halvorsen las „Das Neue Haus“ vor und sagte nichts.", "de")


def test_a_mark_that_only_closes_opens_no_quote() -> None:
    """A German closing mark that was left over behind a word does not begin a quote."""
    text = "Der Stand war schlecht» und alle wussten es. »Wir haben lange gewartet«, sagte Petra Halvorsen."

    assert [("Wir haben lange gewartet", "Petra Halvorsen")] == said(text, "de")
