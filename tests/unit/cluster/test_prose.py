"""What is no report: tables, listings, draws, error pages, advertisements."""

from __future__ import annotations

import pytest

from shared.language.prose import why_no_report
from tests.unit.cluster.wire import NAMES, text

LISTING = "\n".join(f"{hour:02}:{hour + 10} Der Garten im Herbst, Folge {hour}" for hour in range(8, 20))
TABLE = "\n".join(f"Copper, {month}, USD/t {n}.50 ({n + 3}.25)" for n, month in enumerate(["Jan", "Feb", "Mar"] * 4))
DRAW = "Gruppe A: 3, 17, 22, 31, 40\n\nGruppe B: 1, 9, 12, 33\n\nAlle Angaben ohne Gewähr."
ERROR = "Something went wrong. The page that was asked for cannot be shown.\n\nHome | News | Sport"
HEADED = "Discover the hills of Asturias with new hotels for every taste and a train that runs on time."
ADDRESSED = (
    "With this card you fly further. You earn points on every trip and your family flies for half. "
    "Pick your seat, take your bags, and tell your friends. Your journey begins in Oviedo."
)
TABLE_WITH_LEAD = f"LONDON, Sept 2 (Agency) -\n\n{TABLE}\n\nThe agency does not vouch for these data."


@pytest.mark.parametrize(
    ("headline", "body", "names", "reason"),
    [
        ("Fernsehprogramm", LISTING, 0, "table"),
        ("Metals", TABLE, 1, "table"),
        ("TABLE-Metals", TABLE_WITH_LEAD, 2, "table"),
        ("Ziehung", DRAW, 0, "table"),
        ("Error", ERROR, 0, "no_one_named"),
        ("Sponsored: hills for everyone", HEADED, 1, "advertisement"),
        ("Реклама", HEADED, 1, "advertisement"),
        ("Fly further", ADDRESSED, 1, "advertisement"),
        ("", "", 0, "empty"),
    ],
)
def test_what_reports_nothing_is_told_by_its_shape(headline: str, body: str, names: int, reason: str) -> None:
    """Texts that report nothing are kept out of stories, each with its reason."""
    assert why_no_report(headline, body, names) == reason


@pytest.mark.parametrize("topic", sorted(NAMES))
def test_report_is_a_report(topic: str) -> None:
    """A report in sentences is a report, with or without names found in it."""
    assert why_no_report("Headline", text(topic), 3) is None
    assert why_no_report("Headline", text(topic), 0) is None


def test_short_urgent_report_is_a_report() -> None:
    """Two sentences of an urgent report are enough where someone is named."""
    assert (
        why_no_report("URGENT", "PORVENIR, Bolivia - A bridge near Porvenir has collapsed, police say. More soon.", 1)
        is None
    )


def test_headline_alone_is_a_report() -> None:
    """An article that is only a headline is judged by nothing else."""
    assert why_no_report("Bridge near Porvenir collapses", "", 0) is None
    assert why_no_report("Trzęsienie", "", 0) is None
    assert why_no_report("– 0 –", "", 0) == "empty"


def test_reader_addressed_inside_quotations_is_no_advertisement() -> None:
    """People who say "you" in quotations make no advertisement of a report."""
    said = ' "You never know where your bus is, you ask and you wait, and your feet are cold," one of them said.'
    assert why_no_report("Waiting", text("bridge") + said * 3, 2) is None


@pytest.mark.parametrize("opening", ['"', "“", "«"])
def test_speech_over_several_paragraphs_is_all_in_quotation_marks(opening: str) -> None:
    """A speech of several paragraphs, each opened by a mark and only the last one closed, is no advertisement."""
    closing = {'"': '"', "“": "”", "«": "»"}[opening]
    speech = "You waited, you asked, and your feet were cold."
    said = f"\n\n{opening}{speech}\n\n{opening}{speech}{closing} one of them was told."
    assert why_no_report("Waiting", text("bridge") + said * 3, 2) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FLASH: Chilean navy ship sinks, 11 missing", None),
        ("Kyiv says 5 killed in strike on Sumy", None),
        ("Gold 2,391.50 2,402.10", "table"),
        ("Oslo 12, Rome 30, Minsk 21, Paris 19", "table"),
        ("Weather", "table"),
        ("Oslo rain\nRome sun\nMinsk cloud", "table"),
    ],
)
def test_a_flash_is_a_report(text: str, reason: str | None) -> None:
    """A line without a full stop is a report, where it is no row of figures and no list."""
    assert why_no_report("FLASH", text, 1) == reason
