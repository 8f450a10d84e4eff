"""Whose material an article is made of: credits in datelines, bylines, brackets and last lines, in nine languages."""

from __future__ import annotations

import pytest

from services.ingest.domain.agencies import canonical, is_country
from services.ingest.domain.body import read_body
from services.ingest.domain.credits import credits_in, in_byline

NEWS = "The ferry to the islands has stopped, and nobody knows for how long."


@pytest.mark.parametrize(
    ("line", "credits"),
    [
        ("VILNIUS, Sept. 11 (Reuters) - Ships sail.", ("Reuters",)),
        ("Kiel/Berlin (dpa). Schiffe fahren.", ("dpa",)),
        ("Berlin (dpa/AFP) - Schiffe fahren.", ("dpa", "AFP")),
        ("МОСКВА, 3 марта. /ТАСС/. Суда идут.", ("TASS",)),
        ("КИЇВ. 3 березня. ІНТЕРФАКС-УКРАЇНА – Судна йдуть.", ("Interfax-Ukraine",)),
        ("МИНСК, 3 марта (БЕЛТА) - Суда идут.", ("BelTA",)),
        ("Warszawa, 3.03.2026 (PAP) - Statki płyną.", ("PAP",)),
        ("KLAIPĖDA, balandžio 7 d. (BNT). Laivai plaukia.", ("BNT",)),
        ("Vilnius, kovo 3 d., BNS. Laivai plaukia.", ("BNS",)),
        ("CASTELLÓN (Espagne), 19 août (Rivage) – Les navires partent.", ("Rivage",)),
        ("ANCHORAGE (EE. UU.), 15 ago (CN). Los barcos zarpan.", ("CN",)),
        ("DINANT (Bélgica) – El río ha vuelto a su cauce.", ()),
        ("LILLE (Reino Unido) – El río ha vuelto a su cauce.", ()),
        ("LVIV, Ukraine, May 14 (with agency material) - Ministers met.", ()),
        ("The company (HPX) - once the largest - is closed.", ()),
        ("Donald Trump told Reuters that ships sail.", ()),
        ("Die Deutsche Bahn (DB) - so heißt sie - fährt.", ()),
    ],
)
def test_agency_of_a_dateline_is_credited(line: str, credits: tuple[str, ...]) -> None:
    """The dateline's agency is credited, known or invented; a country, a note or a company in brackets is none."""
    assert credits_in([line, NEWS]) == credits


@pytest.mark.parametrize(
    ("line", "credits"),
    [
        ("The end, the mayor said. — AP", ("AP",)),
        ("— AP", ("AP",)),
        ("Reuters", ("Reuters",)),
        ("(Harrow Agency)", ("Harrow Agency",)),
        ("(HPX)", ("HPX",)),
        ("mit Material von dpa", ("dpa",)),
        ("По сообщению Интерфакса", ("Interfax",)),
        ("По сообщению агентства «Меридиан»", ("Меридиан",)),
        ("Об этом сообщает Интерфакс.", ("Interfax",)),
        ("Судно отошло от причала. Об этом сообщило управление порта.", ()),
        ("За інформацією Укрінформу", ("Ukrinform",)),
        ("Про це повідомляє Укрінформ.", ("Ukrinform",)),
        ("Паводле БелТА", ("BelTA",)),
        ("Statki płyną. (PAP)", ("PAP",)),
        ("Informuje o tym PAP.", ("PAP",)),
        ("(avec AFP)", ("AFP",)),
        ("(avec Rivage)", ("Rivage",)),
        ("Con información de EFE", ("EFE",)),
        ("ELTA inf.", ("ELTA",)),
        ("Parengta pagal BNS inf.", ("BNS",)),
        ("First published by the Cook Inlet Ledger", ("the Cook Inlet Ledger",)),
        ("With files from AP and AFP", ("AP", "AFP")),
        ("(Applause)", ()),
        ("It will be decided in the European Union (EU).", ()),
        ("He works for Reuters.", ()),
        ("Avec le vent, les navires rentrent.", ()),
        ("По данным полиции", ()),
    ],
)
def test_last_line_credits_whom_it_names(line: str, credits: tuple[str, ...]) -> None:
    """A credit in the last line counts, in any case of its language; a sentence that merely names somebody does not."""
    assert credits_in([NEWS, line]) == credits


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister told Reuters that the talks would go on.",
        "Das sagte der Minister der Nachrichtenagentur dpa am Montag in Berlin.",
        "Министр рассказал Интерфаксу, что переговоры продолжатся.",
        "Le ministre a déclaré à l'AFP que les discussions se poursuivraient.",
        "El ministro dijo a EFE que las conversaciones seguirán.",
        "Minister powiedział PAP, że rozmowy będą kontynuowane.",
    ],
)
def test_citing_an_agency_is_no_credit(sentence: str) -> None:
    """An outlet's own report in which somebody has told an agency something credits nobody."""
    assert read_body(f"{NEWS}\n\n{sentence}\n\n{NEWS}", "body").credits == ()


@pytest.mark.parametrize(
    ("byline", "credits"),
    [
        ("dpa", ("dpa",)),
        ("By Ada Example and The Associated Press", ("AP",)),
        ("Von AP/Bo Example", ("AP",)),
        ("Интерфакс", ("Interfax",)),
        ("Ada Example", ()),
        (None, ()),
    ],
)
def test_agency_in_the_byline_is_credited(byline: str | None, credits: tuple[str, ...]) -> None:
    """An agency that stands in the byline, alone or beside people, is credited."""
    assert in_byline(byline) == credits


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Интерфакса", "Interfax"),
        ("Укрінформу", "Ukrinform"),
        ("агентства Интерфакс", "Interfax"),
        ("l'agence Belga", "Belga"),
        ("агентства «Меридиан»", "Меридиан"),
        ("Reuters", "Reuters"),
        ("Reuterswerd", "Reuterswerd"),
        ("Northsea", "Northsea"),
    ],
)
def test_agency_has_one_name_in_every_case(written: str, name: str) -> None:
    """A listed agency has its usual name in every case and script; an unlisted one keeps its own."""
    assert canonical(written) == name


def test_countries_in_brackets_are_known() -> None:
    """Countries are told from agencies, with their points and in several words."""
    assert all(map(is_country, ["EE. UU.", "Bélgica", "Corea del Sur", "Польша"]))
    assert not is_country("Rivage")
