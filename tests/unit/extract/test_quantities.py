"""Figures: what is counted and what happened to it."""

from __future__ import annotations

import pytest

from tests.unit.extract.reading import figures, read

COUNTED = [
    ("en", "On Friday 16 people were released from the flooded camp.", [(16, "people released")]),
    ("en", "Inmates waited at the gate. The guards left and 16 people were released.", [(16, "prisoners released")]),
    ("ru", "Освободили 16 человек. Среди них заключённые.", [(16, "prisoners released")]),
    ("en", "There were three dead in the storm.", [(3, "deaths")]),
    ("en", "At least five wounded were brought in.", [(5, "injured")]),
    ("en", "They say 12 freed.", [(12, "people released")]),
    ("en", "The party and its friends say two freed.", []),
    ("en", "The count of what the water damaged now stands at 16.", []),
    ("en", "They say 214 were cancelled.", [(214, "cancellations")]),
]


@pytest.mark.parametrize(("language", "text", "counted"), COUNTED)
def test_what_happened_tells_who_is_counted(language: str, text: str, counted: list[tuple[float, str]]) -> None:
    """Those freed are prisoners where the text names prisoners; a verb alone counts people from four on."""
    assert counted == figures(text, language)


def test_the_rate_that_another_moved_from_is_no_figure() -> None:
    """Of a rate that fell from one figure to another, the new one is reported."""
    assert [(9, "percent")] == figures("Unemployment fell from 12 percent to 9 percent.")


def test_a_figure_has_the_clause_it_stands_in() -> None:
    """The words of a figure are its clause, without the comma before and the point behind it."""
    (claim,) = read("When the storm came, 16 people died.").claims

    assert ("16 people died", "deaths") == (claim.text, claim.quantity and claim.quantity.unit)


@pytest.mark.parametrize(
    "text", ["The old wall stood 1,186.", "The company of theirs wrote 1,186", "They wrote 1,186 old"]
)
def test_a_number_that_counts_nothing_is_no_figure(text: str) -> None:
    """A number with no counted thing behind or before it is no claim."""
    assert [] == figures(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They say 146 soldiers came back from captivity."),
        ("de", "Am Sonntag kamen 146 Soldaten frei."),
        ("de", "Am Sonntag kehrten 146 Soldaten aus der Gefangenschaft zurück."),
        ("uk", "Україна повернула з російського полону 146 військових."),
        ("ru", "Домой из плена вернулись 146 военных."),
        ("pl", "Z rosyjskiej niewoli wróciło 146 żołnierzy."),
    ],
)
def test_who_comes_home_from_captivity_is_released(language: str, text: str) -> None:
    """Soldiers who "came home from captivity", "kamen frei" or "wrócili z niewoli" are released, in any language."""
    assert [(146, "soldiers released")] == figures(text, language)


def test_the_subject_that_says_a_figure_is_its_source() -> None:
    """A short sentence of its own that says another figure is heard as such, not as who spoke before it."""
    text = "Fifteen people died in the fire, according to a channel run by residents. The governor's office says seven."
    told = {c.quantity.value: c.source and c.source.name for c in read(text).claims if c.quantity}
    assert {15: "a channel", 7: "The governor's office"} == told
