"""Reported speech: which words of a sentence are what was said."""

from __future__ import annotations

import pytest

from tests.unit.extract.reading import said

CLAUSES = [
    (
        "en",
        "The bridge over the river will open on Monday, according to NATO.",
        "The bridge over the river will open on Monday",
        "NATO",
    ),
    (
        "ru",
        "Мост снова откроют в понедельник утром, заявил Иван Соколов.",
        "Мост снова откроют в понедельник утром",
        "Иван Соколов",
    ),
    (
        "de",
        "Petra Halvorsen sagte: Die Brücke wird am Montag geöffnet.",
        "Die Brücke wird am Montag geöffnet",
        "Petra Halvorsen",
    ),
    (
        "es",
        "Carlos Medina dijo ayer: el puente abrirá el lunes.",
        "el puente abrirá el lunes",
        "Carlos Medina",
    ),
]


@pytest.mark.parametrize(("language", "text", "clause", "source"), CLAUSES)
def test_the_words_that_report_are_left_out(language: str, text: str, clause: str, source: str) -> None:
    """A closing "according to", a clause in front of its verb and one behind a colon are what was said."""
    assert [(clause, source)] == said(text, language)


def test_a_pronoun_stands_for_the_person_before() -> None:
    """What "she" said is shown under the name in the sentence before."""
    text = "Jane Harlow met the council on Monday. The bridge would open on Friday, she said."

    assert [("The bridge would open on Friday", "Jane Harlow")] == said(text)


def test_german_subjunctive_goes_on_reporting() -> None:
    """A German sentence in the subjunctive behind a reported one is by the same speaker."""
    text = "Petra Halvorsen sagte, dass die Brücke am Montag öffne. Die Straße sei noch bis Freitag gesperrt."

    assert [
        ("die Brücke am Montag öffne", "Petra Halvorsen"),
        ("Die Straße sei noch bis Freitag gesperrt", "Petra Halvorsen"),
    ] == said(text, "de")


UNREPORTED = [
    ("de", "Die Straße sei noch bis Freitag gesperrt."),
    ("en", "Jane Harlow said no."),
    ("en", "The bridge will open again next week, and the mayor said."),
    ("en", "According to the plan for the wide old harbour that nobody in the valley has seen so far, NATO will stay."),
    ("en", "On Monday Jane Harlow promised 30 homes."),
    ("ru", "Вечером заявил о новом мосте Иван Соколов."),
]


@pytest.mark.parametrize(("language", "text"), UNREPORTED)
def test_sentences_without_a_clause_or_a_source_report_nothing(language: str, text: str) -> None:
    """No reported speech is made of a mood without a speaker, of two words, or of a name far from its phrase."""
    assert [] == said(text, language)
