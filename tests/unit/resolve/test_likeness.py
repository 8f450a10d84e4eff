"""Whether two names are one person's: scripts, cases, orthographies, orders, and what speaks against it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.resolve.domain.candidates import LIKE
from services.resolve.domain.edits import cost
from services.resolve.domain.likeness import likeness
from services.resolve.domain.personal import read
from services.resolve.domain.pinyin import palladius

LANGUAGES = ("en", "de", "ru", "uk", "pl", "be", "fr", "es", "lt")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("de:Wladimir Kara-Mursa", "en:Vladimir Kara-Murza"),
        ("pl:Swiatłaną Cichanouską", "fr:Svetlana Tikhanovskaïa"),
        ("be:Зміцера Лукашука", "en:Zmicer Lukashuk"),
        ("uk:Олексієм Гончаруком", "de:Olexij Hontscharuk"),
        ("ru:Си Цзиньпином", "es:Xi Jinping"),
        ("lt:Ursulos von der Leyen", "uk:Урсулою фон дер Ляєн"),
        ("lt:Keiro Starmerio", "be:Кір Стармер"),
        ("en:J. Smith", "pl:Johnem Smithem"),
        ("fr:le président Erdogan", "ru:Реджепом Тайипом Эрдоганом"),
        ("es:Pedro Sánchez Pérez-Castejón", "de:Pedro Sánchez"),
        ("en:Dr. Tom Becker", "de:Thomas Becker"),
    ],
)
def test_one_person_in_two_languages(one: str, other: str) -> None:
    """Script, spelling, case, title, short form and second surname do not part a person's names."""
    assert LIKE <= _of(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("en:Sergei Tikhanovsky", "de:Swetlana Tichanowskaja"),
        ("en:Olga Petryan", "en:Oleg Petryan"),
        ("pl:Piotra Wójcika", "pl:Pawła Wójcika"),
        ("ru:Иваненко", "uk:Іванова"),
        ("de:Julia Nawalnaja", "en:Alexei Navalny"),
        ("en:Nikolai Volkov", "ru:Николая Волкова-Мельник"),
    ],
)
def test_two_people_with_like_names(one: str, other: str) -> None:
    """Another first name, the other gender or another ending of the surname makes another person."""
    assert LIKE > _of(one, other)


def _of(one: str, other: str) -> float:
    (a, x), (b, y) = one.split(":"), other.split(":")
    assert likeness(x, a, y, b) == pytest.approx(likeness(y, b, x, a))
    return likeness(x, a, y, b)


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_any_text_may_be_compared(one: str, other: str, its: str, others: str) -> None:
    """Whatever stands in a text can be compared with whatever else, and gives a probability."""
    assert 0.0 <= likeness(one, its, other, others) <= 1.0


def test_a_page_of_rubbish_costs_no_time() -> None:
    """Very long words and very many of them are compared in a moment."""
    began = time.perf_counter()
    likeness("a" * 50_000, "en", "а" * 50_000, "ru")
    likeness("Ab " * 20_000, "en", "Ёж " * 20_000, "ru")
    assert time.perf_counter() - began < 2


def test_titles_and_fathers_names_are_no_part_of_a_name() -> None:
    """What is left of "президент Александр Григорьевич Лукашенко" is a first name and a surname."""
    name = read("президент Александр Григорьевич Лукашенко", "ru")
    assert name is not None and 1 == len(name.given) and "m" == name.gender


def test_pinyin_has_a_cyrillic_spelling() -> None:
    """Chinese syllables are spelt as Russian texts do; what is none has no such spelling."""
    assert ("цзиньпин", "цян", "чжан") == (palladius("jinping"), palladius("qiang"), palladius("zhang"))
    assert "" == palladius("merkel")


def test_nearer_sounds_cost_less() -> None:
    """To put a vowel for another costs less than to put h for k, and that less than r for t."""
    assert 0 == cost("minsk", "minsk") < cost("minsk", "mensk") < cost("gart", "kart") < cost("rar", "tar")
