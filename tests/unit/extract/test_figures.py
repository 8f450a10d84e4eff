"""Figures of nine languages: value, modifier and unit in English, and the numbers that are none."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extract.domain.article import extract
from shared.contracts.claim import Claim
from shared.language import LANGUAGES
from shared.testing import builders as a
from tests.unit.extract.reading import read

_MODIFIERS = {"=": "exact", "~": "about", ">": "more_than", "<": "less_than", "+": "additional"}
_LINES = (Path(__file__).parent / "figures.tsv").read_text(encoding="utf-8").splitlines()
SENTENCES = [tuple(line.split("\t")) for line in _LINES if line and not line.startswith("#")]


def told(text: str, language: str) -> list[Claim]:
    """The claims of a text that carry a figure."""
    return [claim for claim in read(text, language).claims if claim.quantity]


@pytest.mark.parametrize(("language", "text", "figures"), SENTENCES)
def test_a_sentence_reports_its_figures(language: str, text: str, figures: str) -> None:
    """What is counted has its value, modifier and English unit; dates, times, ages and names have none."""
    wanted = [] if figures == "-" else [figure.split(" ", 2) for figure in figures.split(" | ")]
    found = [c.quantity for c in told(text, language) if c.quantity]

    assert [(float(v), _MODIFIERS[m], unit) for v, m, unit in wanted] == [(q.value, q.modifier, q.unit) for q in found]


def test_each_language_has_at_least_fifteen_sentences() -> None:
    """The table holds sentences with and without figures in every language."""
    for language in LANGUAGES:
        here = [figures for tongue, _, figures in SENTENCES if tongue == language]
        assert len(here) >= 15
        assert 3 <= here.count("-")


SAME = [
    ("en", "Belarus released 16 prisoners on Friday."),
    ("de", "Belarus hat am Freitag 16 Häftlinge freigelassen."),
    ("ru", "Беларусь освободила 16 заключённых."),
    ("uk", "Білорусь звільнила 16 в’язнів."),
    ("pl", "Białoruś zwolniła 16 więźniów."),
    ("be", "Беларусь вызваліла 16 вязняў."),
    ("fr", "Le Bélarus a libéré 16 prisonniers."),
    ("es", "Bielorrusia liberó a 16 presos."),
    ("lt", "Baltarusija paleido 16 kalinių."),
]


@pytest.mark.parametrize(("language", "text"), SAME)
def test_one_thing_has_one_key_in_every_language(language: str, text: str) -> None:
    """Sixteen prisoners released are told under the same key whatever the language."""
    assert ["quantity:prisoners released"] == [claim.key for claim in told(text, language)]


def test_a_range_has_both_ends() -> None:
    """Of "between 2,750 and 3,100" the value is the lower end and the upper one is kept beside it."""
    (claim,) = told("Between 2,750 and 3,100 hectares have burned.", "en")

    assert claim.quantity is not None
    assert (2750, 3100) == (claim.quantity.value, claim.quantity.high)


def test_a_figure_says_what_happened() -> None:
    """The predicate of a figure stands by itself too."""
    (claim,) = told("Storms damaged 30 homes.", "en")

    assert claim.quantity is not None
    assert "damaged" == claim.quantity.predicate


TOPICS = [
    ("en", "Belarus freed 52 prisoners after talks with Washington.", "prisoners released"),
    ("de", "Anlass sei die Entlassung von 16 Häftlingen gewesen.", "prisoners released"),
    ("en", "We are also discussing the release of 1,300 additional prisoners.", "prisoners under discussion"),
    ("pl", "Rozmawiamy również o uwolnieniu 1300 kolejnych więźniów.", "prisoners under discussion"),
    ("fr", "Nous discutons aussi de la libération de 1 300 prisonniers.", "prisoners under discussion"),
    ("es", "También estamos hablando de la liberación de otros 1.300 presos.", "prisoners under discussion"),
    ("be", "Мы абмяркоўваем вызваленне яшчэ 1300 вязняў.", "prisoners under discussion"),
    ("ru", "Стороны обсуждают освобождение ещё 1300 заключённых.", "prisoners under discussion"),
    ("ru", "Завод уберёт 420 рабочих мест.", "jobs"),
    ("lt", "Bendrovė naikina 420 darbo vietų.", "jobs"),
    ("fr", "14 personnes sont mortes dans les inondations.", "deaths"),
    ("fr", "Deux trains de banlieue sont entrés en collision vendredi soir.", "trains"),
    ("fr", "Onze membres de l'équipage ont été enlevés.", "members"),
    ("ru", "Испорчено около 400 тысяч литров вина.", "litres"),
]


@pytest.mark.parametrize(("language", "text", "unit"), TOPICS)
def test_unit_tells_one_topic_from_another(language: str, text: str, unit: str) -> None:
    """People who are free and those of whom it is talked are two things; one thing is called the same everywhere."""
    assert [unit] == [claim.quantity.unit for claim in told(text, language) if claim.quantity]


AS_OF = [
    ("en", "As of 18:00 GMT on Friday, 52 people had been injured.", datetime(2025, 9, 12, 18, tzinfo=UTC)),
    ("de", "Stand 11. September sitzen 1.186 politische Gefangene in Haft.", datetime(2025, 9, 11, tzinfo=UTC)),
    ("ru", "По состоянию на 11 сентября ранены 52 человека.", datetime(2025, 9, 11, tzinfo=UTC)),
    ("uk", "Станом на 18:00 за київським часом поранено 52 людей.", datetime(2025, 9, 12, 15, tzinfo=UTC)),
    ("en", "As of Tuesday evening 52 people had been injured.", datetime(2025, 9, 9, 18, tzinfo=UTC)),
    ("de", "Verletzt wurden 52 Menschen (Stand: Dienstag, 18 Uhr MESZ).", datetime(2025, 9, 9, 16, tzinfo=UTC)),
    ("de", "52 Menschen wurden verletzt, Stand Dienstagabend.", datetime(2025, 9, 9, 18, tzinfo=UTC)),
    ("ru", "По состоянию на утро вторника ранены 52 человека.", datetime(2025, 9, 9, 9, tzinfo=UTC)),
    ("uk", "Станом на вечір вівторка поранено 52 людей.", datetime(2025, 9, 9, 18, tzinfo=UTC)),
    ("pl", "Według stanu na wtorek wieczorem ranne są 52 osoby.", datetime(2025, 9, 9, 18, tzinfo=UTC)),
    ("be", "Станам на вечар аўторка паранена 52 чалавекі.", datetime(2025, 9, 9, 18, tzinfo=UTC)),
    ("fr", "Selon un bilan arrêté à mardi soir, 52 personnes ont été blessées.", datetime(2025, 9, 9, 18, tzinfo=UTC)),
    ("es", "A fecha del martes por la tarde hay 52 heridos.", datetime(2025, 9, 9, 15, tzinfo=UTC)),
    ("lt", "Antradienio vakaro duomenimis sužeisti 52 žmonės.", datetime(2025, 9, 9, 18, tzinfo=UTC)),
]


@pytest.mark.parametrize(("language", "text", "at"), AS_OF)
def test_a_figure_says_when_it_held(language: str, text: str, at: datetime) -> None:
    """A figure "as of" a day or time has that instant; without a zone the publisher's day counts."""
    article = a.article(
        headline="", text=text, published_at=datetime(2025, 9, 12, 20, tzinfo=timezone(timedelta(hours=2)))
    )

    assert {at} == {claim.as_of for claim in extract(article, language).claims if claim.quantity}


STATES = [
    ("en", "In mid-August Viasna listed 1,186 political prisoners.", 8, 15),
    ("de", "Mitte August führte Viasna 1186 politische Gefangene.", 8, 15),
    ("ru", "В начале августа в стране было 1186 политзаключённых.", 8, 5),
    ("uk", "Наприкінці серпня в країні було 1186 політв’язнів.", 8, 25),
    ("pl", "W połowie sierpnia przetrzymywano 1186 więźniów politycznych.", 8, 15),
    ("fr", "À la mi-août, 1186 prisonniers politiques étaient détenus.", 8, 15),
    ("es", "A mediados de agosto había 1186 presos políticos.", 8, 15),
]


@pytest.mark.parametrize(("language", "text", "month", "day"), STATES)
def test_how_many_are_held_is_dated_by_the_part_of_a_month(language: str, text: str, month: int, day: int) -> None:
    """A count of people who are held holds at the part of a month that its clause names, where that is past."""
    article = a.article(headline="", text=text, published_at=datetime(2025, 9, 12, 20, tzinfo=UTC))

    figures = [claim for claim in extract(article, language).claims if claim.quantity]

    assert [datetime(2025, month, day, tzinfo=UTC)] == [claim.as_of for claim in figures]


def test_the_dead_are_not_dated_by_a_month() -> None:
    """How many a flood killed in mid-August is no count of that day: it holds ever since."""
    article = a.article(
        headline="", text="The flood in mid-August killed 12 people.", published_at=datetime(2025, 9, 12, tzinfo=UTC)
    )

    assert [None] == [claim.as_of for claim in extract(article, "en").claims if claim.quantity]


def test_a_report_that_opens_within_the_clause_of_a_number_carries_it() -> None:
    """Whoever is reported to say the words in which a number stands says the number."""
    text = (
        "„52 sind ein Anfang“, sagt Meike Hellberg vom Verein Brückenpost. Mitte August führte Viasna 1186 politische "
        "Gefangene; zieht man die Ausgereisten ab, bleiben nach ihrer Rechnung mehr als 1100."
    )
    sources = {c.quantity.value: c.source.name for c in told(text, "de") if c.quantity and c.source}

    assert "Meike Hellberg" == sources[1100]


def test_a_road_gives_no_figure() -> None:
    """Of a verb that says other things as well only a name is believed to give the figure behind it."""
    figures = [c for c in told("Die Straße führt 14 Kilometer durch den Wald.", "de") if c.quantity]

    assert not any(claim.source for claim in figures)


def test_the_source_of_a_figure_is_who_is_heard_beside_it() -> None:
    """A figure in a sentence that nobody says has the source of the one that follows in its paragraph."""
    text = "The landslide killed 14 people. That is what Jane Harlow of the rescue service said on Monday."
    found = told(text, "en")

    assert ["Jane Harlow"] == [c.source.name for c in found if c.source]


def test_a_figure_told_twice_is_one_claim() -> None:
    """An article that gives a figure in its lead and again further down reports it once."""
    text = (
        "The landslide killed 14 people.\n\nRescuers worked all night in the rain.\n\nIt was the worst: 14 people died."
    )

    assert [14] == [c.quantity.value for c in told(text, "en") if c.quantity]


@pytest.mark.parametrize(
    "text",
    [
        "9" * 1_000_000,
        "1e999 people 1" + "0" * 400 + " dollars died.",
        "killed 12 people, " * 4_000,
        "1,300 to 1,400 or " * 5_000,
        "½ ² ٣٤ 12️⃣ people " * 3_000,
        "no no no nobody dozens of hundreds of thousands of " * 2_000,
        "$" * 50_000 + "5",
        "11:30 a.m. (1930 GMT) as of 12 May " * 2_000,
        "zwei und zwanzig tausend hundert " * 3_000,
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_hostile_numbers_take_bounded_time(text: str, language: str) -> None:
    """A million digits, huge exponents and thousands of numbers neither crash nor hold up the wire."""
    began = time.process_time()

    for claim in told(text, language):
        assert claim.quantity is not None
        assert claim.quantity.value < 1e15

    assert time.process_time() - began < 20


_PIECES = st.sampled_from(
    "16 prisoners| were killed|dozens of |half a |million|$|€5m| between | and |3|1.300|%|1’000 | no one |11.30 Uhr"
    "| Ortszeit|\n\n|. |, |(|)|“|”|двадцать |два | тыс. |погибли| vingt-|deux |\u00a0|\u202f|²|٣|🙂|İ|ß|as of |12 May "
    "|2025|-|–|:".split("|")
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=30).map("".join), st.sampled_from([*LANGUAGES, "und"]))
def test_figures_lie_in_the_text_and_are_finite(text: str, language: str) -> None:
    """Whatever the text, every figure's words are exactly there, its value is finite and its unit is told."""
    article = a.article(headline=text[:80], text=text)
    for claim in extract(article, language).claims:
        assert claim.text == article.part(claim.part)[claim.start : claim.end] != ""
        if claim.quantity:
            assert 0 <= claim.quantity.value < 1e15
            assert claim.quantity.high is None or claim.quantity.high > claim.quantity.value
            assert claim.quantity.unit


def test_every_figure_of_a_quotation_is_told() -> None:
    """A quotation carries one figure; the others in it are claims of their own, said by who is quoted."""
    text = (
        "“The purpose was to thank him for the release of 16 prisoners. We are also discussing the release of 1,300 "
        "additional prisoners,” Donald Trump said."
    )
    found = told(text, "en")

    assert {16.0, 1300.0} == {claim.quantity.value for claim in found if claim.quantity}
    assert {"Donald Trump"} == {claim.source.name for claim in found if claim.source}
