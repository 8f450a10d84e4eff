"""Persons and peoples, where capitals alone say little."""

from __future__ import annotations

import pytest

from tests.unit.extract.reading import by_rules, names, read


def test_a_german_noun_before_a_name_is_no_part_of_it() -> None:
    """A German noun, capitalised as all are, stays outside the name behind it."""
    assert {"Petra Halvorsen": "PERSON"} == names("Gestern tagte Regierung Petra Halvorsen.", "de")


def test_an_unknown_german_name_inside_a_sentence_is_a_person() -> None:
    """Two unknown capitalised words inside a German sentence are taken for a person."""
    assert {"Tarvo Brannel": "PERSON"} == names("Im Rathaus stellte sich Tarvo Brannel vor.", "de")


@pytest.mark.parametrize(
    "text",
    [
        "Später lobte man den Ulmer Kessel.",
        "Feiner Pulverschnee lockte am Sonntag viele an.",
        "Man sprach zuerst über Tarifverhandlung Brannel im Saal.",
        "Gestern zählte man Brannel Grundversorgung dazu.",
    ],
)
def test_german_nouns_are_no_persons(text: str) -> None:
    """German words behind an article, at the start of a sentence or with the ending of a noun name nobody."""
    assert "PERSON" not in names(text, "de").values()


def test_a_surname_alone_is_known_by_its_ending_or_its_verb() -> None:
    """Nobody needs to be introduced who has a Ukrainian surname or who says something."""
    text = "The talks with Tarvenko went on. The road was closed, Brannel said."

    assert {"Tarvenko": "PERSON", "Brannel": "PERSON"} == by_rules(text)


def test_places_and_bodies_of_two_words_are_no_persons() -> None:
    """New York is a place and the White House a body, though each looks like a first name and a surname."""
    text = "Costa Rica wrote to the White House, and San Marino waited."

    assert {"Costa Rica": "GPE", "White House": "ORG", "San Marino": "GPE"} == names(text)


PEOPLES = [
    ("en", "Ukrainians and Lithuanians live there.", ["Ukrainians", "Lithuanians"]),
    ("de", "Litauer und Ukrainerinnen leben hier.", ["Lithuanians", "Ukrainians"]),
    ("pl", "Przyjechało wielu Litwinów.", ["Lithuanians"]),
]


@pytest.mark.parametrize(("language", "text", "english"), PEOPLES)
def test_peoples_have_one_english_name(language: str, text: str, english: list[str]) -> None:
    """A people is named in English and has its id, whichever language speaks of it."""
    found = read(text, language).mentions

    assert [("NORP", name) for name in english] == [(m.type, m.name) for m in found]
    assert all((m.gazetteer_id or "").startswith("people:") for m in found)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der Text erschien zuerst im Ukrainischen."),
        ("en", "The officials spoke of ukrainians and their bread."),
        ("en", "Lithuanian officials left."),
    ],
)
def test_languages_and_adjectives_are_no_peoples(language: str, text: str) -> None:
    """A German language name, a word written small in English and an adjective are no mention of a people."""
    assert "NORP" not in names(text, language).values()


def test_names_end_with_their_line() -> None:
    """A name that ends a line and one that begins the next are two persons."""
    text = "The letter came from Orla Fenwick\nTomas Brel answered it."

    assert {"Orla Fenwick": "PERSON", "Tomas Brel": "PERSON"} == names(text)


def test_a_capital_behind_a_name_is_no_part_of_it() -> None:
    """A common word with a capital, as headlines write it, does not lengthen the name before it."""
    assert {"Jane Harlow": "PERSON"} == names("They met Jane Harlow On Monday.")


def test_an_unknown_name_beside_a_verb_of_speech_is_a_person() -> None:
    """Two unknown capitalised words are a person where they say something."""
    assert {"Vellum Drax": "PERSON"} == names("On the stairs Vellum Drax said that the bridge would open on Monday.")


def test_public_figures_need_no_first_name() -> None:
    """The surname of a public figure is a person though the story never gives the full name."""
    assert {"Putin": "PERSON", "Lukashenko": "PERSON"} == names("The talks with Putin and Lukashenko went on.")
