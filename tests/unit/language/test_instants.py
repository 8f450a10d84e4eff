"""Instants told for sure: clocks of several zones that name one, and days beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.language import LANGUAGES
from shared.language.instants import Filed, instants

#: A Thursday morning in Berlin.
PUBLISHED = datetime(2025, 8, 14, 10, 0, tzinfo=timezone(timedelta(hours=2)))
SUMMIT = datetime(2025, 8, 15, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The talks open on Friday at 11:30 a.m. local time (3:30 p.m. EDT, 1930 GMT)."),
        ("en", "They open on August 15 at 11:30 a.m. in Anchorage."),
        ("de", "Beginn ist am Freitag um 11.30 Uhr Ortszeit (21.30 Uhr MESZ)."),
        ("de", "Am Freitag beginnen sie um 11.30 Uhr Ortszeit, also um 21.30 Uhr in Berlin."),
        ("ru", "Переговоры назначены на пятницу, 11:30 по времени Аляски, в Москве будет 22:30."),
        ("uk", "У п’ятницю вони почнуться об 11:30 — у Києві тоді буде 22:30."),
        ("pl", "Rozmowy zaczną się w piątek o 11.30 czasu miejscowego, czyli o 21.30 czasu polskiego."),
        ("be", "Перамовы пачнуцца 15 жніўня а 22:30 па мінскім часе."),
        ("fr", "Début prévu vendredi à 11 h 30 en Alaska, 21 h 30 à Paris."),
        ("es", "La cita está fijada para el viernes a las 11.30 locales, las 21.30 en España."),
        ("lt", "Derybos prasidės penktadienį 22.30 val. Lietuvos laiku."),
    ],
)
def test_clocks_of_several_zones_tell_one_instant(language: str, text: str) -> None:
    """A time in one zone, in two or in three is one instant, in nine languages."""
    assert [found.at for found in instants(text, language, Filed(PUBLISHED))] == [SUMMIT]


@pytest.mark.parametrize(
    "text",
    [
        "The shop is open from 09:00 to 17:00 GMT.",
        "The talks start at 11:30.",
        "They start at midnight on Friday in Anchorage.",
        "It is 10:00 GMT here, 14:30 CEST there.",
    ],
)
def test_what_is_not_told_for_sure_is_left_out(text: str) -> None:
    """Stretches of time, times without a zone, midnights, and clocks that contradict each other give nothing."""
    assert instants(text, "en", Filed(PUBLISHED)) == []


def test_time_without_a_zone_is_of_the_place_of_filing() -> None:
    """Where the text was filed tells the zone of a time that names none."""
    found = instants("The vote begins at 18:00 on Friday.", "en", Filed(PUBLISHED, "Europe/Bucharest"))
    assert [one.at for one in found] == [datetime(2025, 8, 15, 15, 0, tzinfo=UTC)]


def test_weekday_that_comes_and_one_that_has_been() -> None:
    """Of a sentence that looks ahead a weekday is the next one, otherwise the nearest."""
    monday = PUBLISHED - timedelta(days=3)
    text = "On Friday at 18:00 GMT."
    assert [one.at.day for one in instants(text, "en", Filed(monday))] == [8]
    assert [one.at.day for one in instants(text, "en", Filed(monday), coming={0})] == [15]


_PIECES = st.sampled_from(
    [
        " tomorrow",
        " 30 Feb",
        " noon",
        "11:30",
        " a.m.",
        " Uhr",
        " GMT",
        " Ortszeit",
        " в ",
        "12",
        " in Anchorage",
        " on Monday",
        "\n",
        ". ",
        "24:00",
        "(1930 GMT)",
        " h ",
        ", ",
        " to ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=5), max_size=20).map("".join), st.sampled_from([*LANGUAGES, "und"]))
def test_any_text_gives_instants_inside_it(text: str, language: str) -> None:
    """Whatever the text, instants are in UTC, in order and inside it."""
    found = instants(text, language, Filed(PUBLISHED))
    assert all(0 <= one.start < one.end <= len(text) and one.at.utcoffset() == timedelta(0) for one in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
