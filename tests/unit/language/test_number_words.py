"""Numbers in words, halves, parts of a whole and loose numbers, and their modifiers, in nine languages."""

from __future__ import annotations

import time

import pytest

from shared.language.loose_numbers import loose_numbers
from shared.language.numbers import numbers, parse_digits

WORDS = [
    ("en", "forty-two", 42),
    ("en", "half a million", 500_000),
    ("en", "two and a half million", 2_500_000),
    ("en", "a million and a half dollars", 1_500_000),
    ("en", "1'300", 1300),
    ("de", "zwölf", 12),
    ("de", "anderthalb Millionen", 1_500_000),
    ("de", "eine halbe Million", 500_000),
    ("de", "zweieinhalb", 2.5),
    ("de", "dreihundertsiebenundvierzig", 347),
    ("ru", "двадцать два", 22),
    ("ru", "полтора миллиона", 1_500_000),
    ("ru", "полмиллиона", 500_000),
    ("ru", "два с половиной миллиона", 2_500_000),
    ("ru", "1 млн 300 тыс. рублей", 1_300_000),
    ("uk", "пів мільйона", 500_000),
    ("uk", "півтора року", 1.5),
    ("uk", "тридцять один", 31),
    ("pl", "dwadzieścia dwa", 22),
    ("pl", "półtora miliona", 1_500_000),
    ("pl", "pół miliona", 500_000),
    ("be", "дваццаць два", 22),
    ("be", "паўтара мільёна", 1_500_000),
    ("fr", "vingt-deux", 22),
    ("fr", "quatre-vingt-dix-sept", 97),
    ("fr", "un demi-million", 500_000),
    ("fr", "un million et demi", 1_500_000),
    ("es", "treinta y dos", 32),
    ("es", "medio millón", 500_000),
    ("es", "un millón y medio", 1_500_000),
    ("lt", "dvidešimt du", 22),
    ("lt", "pusantro milijono", 1_500_000),
    ("lt", "penkeriems", 5),
]


@pytest.mark.parametrize(("language", "text", "value"), WORDS)
def test_number_words_have_their_value(language: str, text: str, value: float) -> None:
    """Words, halves and scales of each language add up to one number."""
    assert [value] == [number.value for number in numbers(text, language)]


@pytest.mark.parametrize(("language", "text"), [("en", "half the town"), ("ru", "сорокалетний"), ("pl", "pół roku")])
def test_halves_and_compounds_by_themselves_are_no_numbers(language: str, text: str) -> None:
    """A half of something and a number inside another word are not counted."""
    assert [] == numbers(text, language)


BOUNDS = [
    ("en", "no fewer than 40 people", "more_than"),
    ("en", "40 people at most", "exact"),
    ("en", "another 40", "additional"),
    ("en", "40 or so", "about"),
    ("de", "höchstens 40", "less_than"),
    ("de", "40 weitere", "additional"),
    ("ru", "до 200 солдат", "less_than"),
    ("ru", "выросло до 200", "exact"),
    ("uk", "зросла до 200", "exact"),
    ("uk", "щонайменше 40", "more_than"),
    ("pl", "wzrosła do 200", "exact"),
    ("pl", "co najmniej 40", "more_than"),
    ("be", "вырасла да 200", "exact"),
    ("be", "не менш за 40", "more_than"),
    ("fr", "pas moins de 40", "more_than"),
    ("fr", "40 au moins", "more_than"),
    ("es", "subió hasta 200", "exact"),
    ("es", "hasta 200 soldados", "less_than"),
    ("lt", "išaugo iki 200", "exact"),
    ("lt", "iki 200 karių", "less_than"),
]


@pytest.mark.parametrize(("language", "text", "modifier"), BOUNDS)
def test_modifiers_bound_a_number(language: str, text: str, modifier: str) -> None:
    """Words before or behind a number say what bound it is; what a figure has risen *to* is no bound."""
    assert [modifier] == [number.modifier for number in numbers(text, language)]


LOOSE = [
    ("en", "dozens of homes", 12, "vague"),
    ("en", "tens of thousands of people", 10_000, "vague"),
    ("en", "two thirds of the seats", 0.6667, "share"),
    ("en", "nobody was hurt", 0, "none"),
    ("de", "Dutzende Häuser", 12, "vague"),
    ("de", "ein Drittel der Sitze", 0.3333, "share"),
    ("de", "keine Verletzten", 0, "none"),
    ("ru", "десятки домов", 10, "vague"),
    ("ru", "никто не пострадал", 0, "none"),
    ("uk", "сотні людей", 100, "vague"),
    ("uk", "дві третини місць", 0.6667, "share"),
    ("pl", "dziesiątki domów", 10, "vague"),
    ("pl", "połowa mieszkańców", 0.5, "share"),
    ("be", "дзясяткі дамоў", 10, "vague"),
    ("fr", "des dizaines de maisons", 10, "vague"),
    ("fr", "la moitié des sièges", 0.5, "share"),
    ("es", "decenas de casas", 10, "vague"),
    ("es", "la mitad de los escaños", 0.5, "share"),
    ("lt", "dešimtys namų", 10, "vague"),
    ("lt", "trečdalis vietų", 0.3333, "share"),
]


@pytest.mark.parametrize(("language", "text", "value", "kind"), LOOSE)
def test_loose_numbers_have_the_least_value_of_their_word(language: str, text: str, value: float, kind: str) -> None:
    """Dozens are more than twelve, nobody is none, and a share is a part of one."""
    assert [(value, kind)] == [(n.value, n.kind) for n in loose_numbers(text, language)]


def test_numbers_too_long_to_mean_anything_are_none() -> None:
    """Forty digits are read, a million are not."""
    assert None is parse_digits("9" * 1_000_000, "en")
    assert [] == numbers("9" * 1_000_000, "en")


def test_a_page_of_number_words_takes_bounded_time() -> None:
    """Endless number words, in one word or many, do not hold up the wire."""
    began = time.process_time()

    numbers("zwanzig" * 50_000, "de")
    numbers("twenty-" * 50_000, "en")
    numbers("hundred and " * 20_000, "en")
    loose_numbers("no half of tens of " * 20_000, "en")

    assert time.process_time() - began < 20
