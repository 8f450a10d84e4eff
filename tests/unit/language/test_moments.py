"""Clock times as instants: words for zones, places, days and weekdays in nine languages."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.language import LANGUAGES
from shared.language.clock import clock_times
from shared.language.moments import moments, weekday_in
from shared.language.places import place_named
from shared.language.zones import zone_of

#: A Friday morning in Berlin.
PUBLISHED = datetime(2025, 8, 15, 9, 0, tzinfo=timezone(timedelta(hours=2)))
ONE_INSTANT = [
    ("de", "Das Treffen beginnt um 11.30 Uhr Ortszeit in Anchorage."),
    ("de", "Beginn ist um 21.30 Uhr MESZ."),
    ("en", "The talks start at 19:30 GMT."),
    ("en", "The talks open in Anchorage at 11:30 a.m. local time."),
    ("en", "Doors close at 1930 GMT."),
    ("ru", "Встреча начнётся 15 августа в 11:30 по местному времени в Анкоридже."),
    ("ru", "Переговоры начнутся в 22:30 мск."),
    ("uk", "Зустріч почнеться о 22.30 за київським часом."),
    ("pl", "Początek o godz. 21.30 czasu polskiego."),
    ("be", "Сустрэча пачнецца а 22.30 па мінскім часе."),
    ("fr", "La rencontre commence à 21 h 30, heure de Paris."),
    ("es", "La reunión empieza a las 21.30, hora peninsular."),
    ("lt", "Susitikimas prasidės 22.30 val. Lietuvos laiku."),
]


@pytest.mark.parametrize(("language", "text"), ONE_INSTANT)
def test_one_instant_is_one_whatever_the_zone_and_language(language: str, text: str) -> None:
    """11.30 Uhr Ortszeit in Anchorage, 19:30 GMT and 21.30 Uhr MESZ of one day are the same instant."""
    assert [datetime(2025, 8, 15, 19, 30, tzinfo=UTC)] == [m.at for m in moments(text, language, PUBLISHED)]


WRITTEN = [
    ("en", "at 3 p.m.", 15, 0),
    ("en", "at noon", 12, 0),
    ("en", "by midnight", 0, 0),
    ("en", "at 12:05 a.m.", 0, 5),
    ("de", "um 8 Uhr abends", 20, 0),
    ("de", "um 7 Uhr 15", 7, 15),
    ("ru", "в 5 часов вечера", 17, 0),
    ("ru", "в 7:40 утра", 7, 40),
    ("uk", "о 7-й годині ранку", 7, 0),
    ("be", "а 6 гадзіне вечара", 18, 0),
    ("pl", "o godz. 8 wieczorem", 20, 0),
    ("fr", "à 21 h 30", 21, 30),
    ("es", "a las 9.30 de la noche", 21, 30),
    ("lt", "8 val. vakaro", 20, 0),
]


@pytest.mark.parametrize(("language", "text", "hour", "minute"), WRITTEN)
def test_clock_times_are_read_as_their_language_writes_them(language: str, text: str, hour: int, minute: int) -> None:
    """Words for the part of the day tell morning from evening."""
    assert [(hour, minute)] == [(clock.hour, clock.minute) for clock in clock_times(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "They won 3-1 and 12 people came."), ("de", "Es kostet 11.30 Euro."), ("ru", "Рост на 22.30 процента."),
     ("fr", "Il a 21 ans."), ("pl", "wzrost o 3,5 proc.")],
)  # fmt: skip
def test_other_numbers_are_no_clock_times(language: str, text: str) -> None:
    """Scores, amounts and ages are no times of day."""
    assert [] == clock_times(text, language)


def test_the_day_is_the_one_that_is_named() -> None:
    """A date in the sentence, with or without its year, or a weekday says of which day the time is."""
    assert [datetime(2025, 8, 12, 18, 0, tzinfo=UTC)] == [
        m.at for m in moments("On 12 August at 18:00 GMT it rained.", "en", PUBLISHED)
    ]
    assert [datetime(2024, 1, 3, 6, 0, tzinfo=UTC)] == [
        m.at for m in moments("On 3 January 2024 at 06:00 GMT it rained.", "en", PUBLISHED)
    ]
    assert [datetime(2025, 8, 12, 18, 0, tzinfo=UTC)] == [
        m.at for m in moments("On Tuesday at 18:00 GMT it rained.", "en", PUBLISHED)
    ]


def test_a_time_without_a_zone_is_of_the_publisher_or_of_home() -> None:
    """Without a zone the publisher's clock counts, and the instant says that it is not sure; a home zone is."""
    (unsure,) = moments("It began at 18:00.", "en", PUBLISHED)
    (sure,) = moments("It began at 18:00.", "en", PUBLISHED, home="Europe/Kyiv")

    assert (datetime(2025, 8, 15, 16, 0, tzinfo=UTC), False) == (unsure.at, unsure.is_sure)
    assert (datetime(2025, 8, 15, 15, 0, tzinfo=UTC), True) == (sure.at, sure.is_sure)


@pytest.mark.parametrize(
    ("name", "zone"),
    [("Anchorage", "America/Anchorage"), ("Kyiv", "Europe/Kyiv"), ("Poland", "Europe/Warsaw"), ("Russia", None)],
)
def test_places_have_their_zone_where_there_is_but_one(name: str, zone: str | None) -> None:
    """A city has its zone, a country one where nearly all live by it."""
    place = place_named(name, "en")

    assert place is not None
    assert zone == zone_of(place)


def test_weekdays_look_back() -> None:
    """A weekday in any case is the last such day."""
    assert date(2025, 8, 13) == weekday_in("у середу", "uk", PUBLISHED.date())
    assert date(2025, 8, 15) == weekday_in("am Freitag", "de", PUBLISHED.date())
    assert None is weekday_in("nobody came", "en", PUBLISHED.date())


_PIECES = st.sampled_from(["11:30", " a.m.", " Uhr", "25:99", " GMT", " Ortszeit", " в ", "12", " Anchorage", " 30 Feb",
                           "31 June 2025", " on Monday", "\n", ". ", "24:00", "(1930 GMT)", " h ", "٣"])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=5), max_size=20).map("".join), st.sampled_from([*LANGUAGES, "und"]))
def test_any_text_gives_instants_in_its_span(text: str, language: str) -> None:
    """Whatever the text, instants are in UTC, in order and inside it."""
    found = moments(text, language, PUBLISHED)

    assert all(0 <= m.start < m.end <= len(text) and m.at.utcoffset() == timedelta(0) for m in found)
    assert all(x.end <= y.start for x, y in zip(found, found[1:], strict=False))


def test_thousands_of_times_take_bounded_time() -> None:
    """A page of clock times does not hold up the wire."""
    began = time.process_time()

    moments("11:30 a.m. (1930 GMT) on 12 May in Minsk. " * 1_000, "en", PUBLISHED)

    assert time.process_time() - began < 20
