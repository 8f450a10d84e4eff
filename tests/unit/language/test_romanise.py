"""Names in English spelling."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language import LANGUAGES
from shared.language.letters import transliterated
from shared.language.nominative import nominative
from shared.language.romanise import romanise


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Лукашенко", "ru"),
        ("Лукашэнка", "be"),
        ("Лукашэнку", "be"),
        ("Лукашенком", "uk"),
        ("Łukaszenki", "pl"),
        ("Lukaschenko", "de"),
        ("Loukachenko", "fr"),
        ("Lukašenka", "lt"),
    ],
)
def test_one_president_in_eight_spellings(name: str, language: str) -> None:
    """A public figure has one English spelling, whatever the language and the case."""
    assert "Lukashenko" == romanise(name, language)


@pytest.mark.parametrize(
    ("name", "language"),
    [("Путина", "ru"), ("Путіну", "uk"), ("Putinem", "pl"), ("Poutine", "fr"), ("Putino", "lt"), ("Putins", "de")],
)
def test_case_endings_go(name: str, language: str) -> None:
    """A name in an oblique case is written in the nominative."""
    assert "Putin" == romanise(name, language)


@pytest.mark.parametrize("name", ["Тихановской", "Тихановскую"])
def test_women_keep_their_endings(name: str) -> None:
    """A woman's adjectival surname keeps its gender when its case goes."""
    assert "Tsikhanouskaya" == romanise(name, "ru")


@pytest.mark.parametrize(
    ("name", "language", "english"),
    [
        ("Ольгой Петровой", "ru", "Olga Petrova"),
        ("Николая Соболева", "ru", "Nikolai Sobolev"),
        ("Анна Соболева", "ru", "Anna Soboleva"),
        ("Тамара Сычёва", "ru", "Tamara Sycheva"),
        ("Ларисі Кравець", "uk", "Larysa Kravets"),
        ("Сергія Гнатюка", "uk", "Serhii Hnatiuk"),
        ("Мікалаем Арловым", "be", "Mikalai Arlou"),
        ("Галіна Мацюшэнка", "be", "Halina Matsiushenka"),
        ("Jana Nowickiego", "pl", "Jan Nowicki"),
        ("Donaldo Trumpo", "lt", "Donald Trump"),
        ("Johnu Coale’u", "lt", "John Coale"),
        ("Egidijaus Vaitkaus", "lt", "Egidijus Vaitkus"),
        ("Jewgeni Tschernow", "de", "Yevgeny Chernov"),
    ],
)
def test_unknown_people_by_rule(name: str, language: str, english: str) -> None:
    """Everybody else is spelt by rule: case off, gender kept, letters as newsrooms put them."""
    assert english == romanise(name, language)


@pytest.mark.parametrize(
    ("name", "language"),
    [("Łukasz Rembisz", "pl"), ("Rimvydas Zubaitis", "lt"), ("Jaime Ortuño", "es"), ("Ulrich Tannhof", "de")],
)
def test_latin_names_stay(name: str, language: str) -> None:
    """Names of people who write in Latin letters keep their letters and endings."""
    assert name == romanise(name, language)


def test_the_first_name_tells_the_case() -> None:
    """A surname beside a first name in the nominative is left as it is."""
    assert "Anton Duda" == romanise("Антон Дуда", "ru")


def test_gender_is_believed() -> None:
    """A surname in -ova is a woman's where she is spoken of as one, and else a man's genitive."""
    assert ("Соколова", "Соколов") == (nominative("Соколова", "ru", "f"), nominative("Соколова", "ru"))


@pytest.mark.parametrize(
    ("word", "language", "english"),
    [
        ("Щербина", "uk", "Shcherbyna"),
        ("Щербина", "ru", "Shcherbina"),
        ("Юрьевец", "ru", "Yuryevets"),
        ("Гродна", "be", "Hrodna"),
    ],
)
def test_letters_by_language(word: str, language: str, english: str) -> None:
    """The same letters are romanised as each language's own system has it."""
    assert english == transliterated(word, language)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_no_name_is_too_strange(name: str, language: str) -> None:
    """Any text is romanised without an exception, word for word."""
    assert len(name.split()) == len(romanise(name, language).split()) or not name.isascii()


@given(st.text(alphabet=string.ascii_letters, min_size=1, max_size=20))
def test_english_names_stay(name: str) -> None:
    """A name in an English text is what it is, unless it is a public figure's."""
    english = romanise(name, "en")
    assert english and english.isascii() == name.isascii()
