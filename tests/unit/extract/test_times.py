"""Claims of a time: what is said to happen when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from services.extract.domain.claims import claims_in
from services.extract.domain.found import Known
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import analyse
from shared.contracts.claim import Claim

#: A Thursday morning in Berlin.
PUBLISHED = datetime(2025, 8, 14, 10, 0, tzinfo=timezone(timedelta(hours=2)))
SUMMIT = datetime(2025, 8, 15, 19, 30, tzinfo=UTC)


def times(text: str, language: str) -> list[Claim]:
    """The claims of a time in a text."""
    read = analyse(text, language, Known())
    return [c for c in claims_in(read.text, winners(read.found), published=PUBLISHED) if c.kind == "time"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The talks between the two presidents start at 11:30 a.m. in Anchorage on Friday, officials said."),
        ("en", "The summit is scheduled for Friday at 19:30 GMT."),
        ("de", "Das Treffen beginnt am Freitag um 11.30 Uhr Ortszeit (21.30 Uhr MESZ)."),
        ("ru", "Переговоры начнутся в пятницу в 22:30 мск."),
        ("uk", "Зустріч розпочнеться у п’ятницю о 22:30 за київським часом."),
        ("pl", "Spotkanie rozpocznie się w piątek o 21.30 czasu polskiego."),
        ("be", "Сустрэча пачнецца ў пятніцу а 22:30 па мінскім часе."),
        ("fr", "La rencontre commence vendredi à 21 h 30, heure de Paris."),
        ("es", "La cumbre comienza el viernes a las 21.30, hora peninsular."),
        ("lt", "Derybos prasidės penktadienį 22.30 val. Lietuvos laiku."),
    ],
)
def test_start_of_talks_is_one_time_in_nine_languages(language: str, text: str) -> None:
    """The start of a meeting is the same thing at the same instant, whatever the language and the zone."""
    (found,) = times(text, language)
    assert (found.key, found.instant, found.quantity) == ("time:start of talks", SUMMIT, None)
    assert found.text == text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Polling stations close on Friday at 8 p.m. (1900 GMT).", "closing of the polling stations"),
        ("The president's plane is to land at 11 a.m. in Anchorage on Friday.", "arrival of the plane"),
        ("The press conference will begin at 14:00 GMT.", "start of the press conference"),
        ("A nationwide strike ends on Friday at 18:00 CET.", "end of the strike"),
    ],
)
def test_label_says_which_moment_of_what(text: str, label: str) -> None:
    """The label names the thing and which moment of it, in English."""
    assert [claim.label for claim in times(text, "en")] == [label]


@pytest.mark.parametrize(
    "text",
    [
        "The museum is open from 9:00 to 17:00 GMT and the festival starts every day at 10:00 GMT.",
        "The match ended 3:1 after 90 minutes.",
        "The river reached its peak at 15:00 GMT on Friday.",
        "The 45-year-old was seen at 21:30 GMT near the station.",
        "Editors: please withdraw the story on the strike sent at 10:05 GMT.",
    ],
)
def test_what_is_no_time_of_an_event_is_none(text: str) -> None:
    """Opening hours, scores, ages, gauges and times of sending are no claims of a time."""
    assert times(text, "en") == []


def test_time_that_is_another_now_says_so() -> None:
    """A postponed meeting is the same thing, told as moved."""
    (found,) = times("The meeting has been postponed to 21:00 GMT on Friday.", "en")
    assert found.key == "time:start of talks"
    assert "moved" in found.content


def test_time_has_the_source_that_its_sentence_names() -> None:
    """Who says when it starts is the source of the time."""
    (found,) = times("The talks start on Friday at 19:30 GMT, Kremlin aide Yuri Ushakov said.", "en")
    assert found.source is not None
    assert "Ushakov" in found.source.name
