from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language import LANGUAGES
from shared.language.dates import days, not_amounts
from shared.language.numbers import numbers

WORDS_AND_FORMATS = [
    ("en", "1,300 more", 1300, "additional"),
    ("de", "1.300 weiterer Gefangener", 1300, "additional"),
    ("fr", "1\u202f300 prisonniers", 1300, "exact"),
    ("ru", "1 300 человек", 1300, "exact"),
    ("en", "1.3 percent", 1.3, "exact"),
    ("de", "7,2 Millionen", 7_200_000, "exact"),
    ("en", "$5m", 5_000_000, "exact"),
    ("en", "about sixteen", 16, "about"),
    ("ru", "свыше шестнадцати", 16, "more_than"),
    ("uk", "п’ятдесят двоє", 52, "exact"),
    ("pl", "około czterystu", 400, "about"),
    ("be", "больш за тузін", 12, "more_than"),
    ("de", "gut ein Dutzend", 12, "more_than"),
    ("de", "sechsundzwanzig", 26, "exact"),
    ("fr", "une trentaine", 30, "about"),
    ("fr", "quatre-vingt-dix", 90, "exact"),
    ("es", "treinta y dos mil", 32_000, "exact"),
    ("lt", "iki 30 tūkst.", 30_000, "less_than"),
    ("en", "three hundred and four", 304, "exact"),
    ("en", "two and a half miles", 2.5, "exact"),
    ("uk", "близько тисячі", 1000, "about"),
]


@pytest.mark.parametrize(("language", "text", "value", "modifier"), WORDS_AND_FORMATS)
def test_numbers_are_read_as_their_language_writes_them(language: str, text: str, value: float, modifier: str) -> None:
    """Number words, groups of thousands, scale words and modifiers of each language give value and modifier."""
    assert [(value, modifier)] == [(n.value, n.modifier) for n in numbers(text, language)]


@pytest.mark.parametrize(("language", "text"), [("en", "one of hundreds"), ("de", "eine Frau"), ("es", "una mujer")])
def test_ones_and_bare_scale_words_are_no_numbers(language: str, text: str) -> None:
    """An article that is also the word for one is not a number, nor are vague hundreds."""
    assert [] == numbers(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On August 22 at 11:30 a.m. (1930 GMT) the 34-year-old met them for the first time since 2014"),
        ("de", "am 11. September 2025 um 11.30 Uhr traf der 34-Jährige ein"),
        ("ru", "15 августа 2025 года, с 12–16 сентября, в 22:30"),
        ("fr", "le 15 août à 21 h 00"),
    ],
)
def test_dates_clock_times_and_ages_are_no_amounts(language: str, text: str) -> None:
    """Every number of a date, a clock time or an age lies in a span that is no amount."""
    spans = not_amounts(text, language)

    assert all(any(a <= n.start and n.end <= b for a, b in spans) for n in numbers(text, language))


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_number_spans_lie_in_the_text_in_order(text: str, language: str) -> None:
    """Whatever the text, numbers come in order, none over another, inside it."""
    found = numbers(text, language)

    assert all(0 <= n.outer[0] <= n.start < n.end <= n.outer[1] <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "£11million", 11_000_000),
        ("en", "€3.1billion", 3_100_000_000),
        ("es", "tres billones", 3_000_000_000_000),
        ("fr", "deux billions", 2_000_000_000_000),
        ("uk", "2 трильйони", 2_000_000_000_000),
        ("pl", "pięćdziesiąt osiem", 58),
    ],
)
def test_scales_mean_what_their_language_means(language: str, text: str, value: float) -> None:
    """A Spanish billón is a million millions, and English may write the scale on to the digits."""
    assert [value] == [n.value for n in numbers(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [("es", "el 12 por ciento", [12]), ("fr", "12 pour cent des voix", [12]), ("ru", "с семьёй и семью", [])],
)
def test_a_hundred_in_percent_is_no_number(language: str, text: str, values: list[float]) -> None:
    """The hundred of "por ciento" is not counted, nor is a Russian family seven."""
    assert values == [n.value for n in numbers(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "on Sept. 12-16, and on 3rd of May", [(9, 12), (9, 16), (5, 3)]),
        ("de", "vom 30. April bis 2. Mai", [(4, 30), (5, 2)]),
        ("ru", "15 августа, 1 мая и 9 марта", [(8, 15), (5, 1), (3, 9)]),
        ("uk", "з 3 вересня по 4 жовтня", [(9, 3), (10, 4)]),
        ("pl", "24 sierpnia 2025 r.", [(8, 24)]),
        ("be", "17 верасня", [(9, 17)]),
        ("fr", "le 1er janvier et le 14 juillet", [(1, 1), (7, 14)]),
        ("es", "el 6 de diciembre de 2024", [(12, 6)]),
        ("lt", "vasario 16 d. ir kovo 11 d.", [(2, 16), (3, 11)]),
        ("de", "am 15.08.2025", [(8, 15)]),
        ("en", "on 08/15/2025 and 2025-09-01", [(8, 15), (9, 1)]),
        ("en", "in May 2024, version 10.20.30", []),
    ],
)
def test_days_are_read_with_their_months(language: str, text: str, found: list[tuple[int, int]]) -> None:
    """Days of the calendar are told as month and day, both ends of a range, whatever the order of the language."""
    assert found == [(day.month, day.day) for day in days(text, language)]
