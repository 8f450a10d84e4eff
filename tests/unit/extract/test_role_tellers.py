"""Tellers that no name is given for: "a police officer", "ein Sprecher der Feuerwehr", "un policier"."""

from __future__ import annotations

import pytest

from tests.unit.extract.reading import read, said

TELLERS = [
    ("en", "The driver had fallen asleep, a police officer said.", "a police officer"),
    ("en", "The driver had fallen asleep, one of the officers said.", "one of the officers"),
    ("de", "Der Fahrer sei eingeschlafen, sagte ein Sprecher der Feuerwehr.", "ein Sprecher der Feuerwehr"),
    ("de", "Der Fahrer habe getrunken, sagte ein Polizist.", "ein Polizist"),
    ("fr", "Le conducteur s'était endormi, a indiqué un porte-parole des pompiers.", "un porte-parole des pompiers"),
    ("fr", "Le conducteur avait bu, a déclaré un policier.", "un policier"),
    ("es", "El conductor había bebido, dijo un agente de policía.", "un agente de policía"),
    ("es", "El conductor se había dormido, informó una portavoz de los bomberos.", "una portavoz de los bomberos"),
    ("ru", "Водитель заснул за рулём, сообщил представитель полиции.", "представитель полиции"),
    ("ru", "Водитель был пьян, сказал один из полицейских.", "один из полицейских"),
    ("uk", "Водій заснув за кермом, повідомив речник поліції.", "речник поліції"),
    ("uk", "Водій був п’яний, сказав один із поліцейських.", "один із поліцейських"),
    ("pl", "Kierowca zasnął za kierownicą, powiedział rzecznik straży pożarnej.", "rzecznik straży pożarnej"),
    ("be", "Кіроўца заснуў за рулём, паведаміў прадстаўнік міліцыі.", "прадстаўнік міліцыі"),
    ("lt", "Vairuotojas užmigo prie vairo, sakė policijos atstovas.", "policijos atstovas"),
    ("lt", "Vairuotojas buvo girtas, sakė vienas pareigūnas.", "vienas pareigūnas"),
]


@pytest.mark.parametrize(("language", "text", "teller"), TELLERS)
def test_a_role_tells(language: str, text: str, teller: str) -> None:
    """What a role without a name says is a claim, with the words for the role as its source."""
    content = text.partition(",")[0]

    assert [(content, teller)] == said(text, language)


def test_a_short_article_tells_all_that_it_reports() -> None:
    """A second report of a short article is told as well, though it is by nobody who is named."""
    text = (
        "OSTRA - A lorry hit the harbour gate on Monday, and 3 dockers were injured, the harbour police said.\n\n"
        "The driver had drunk two bottles of beer, a police officer said."
    )

    assert "a police officer" in [teller for _, teller in said(text)]


BEHIND = [
    ("Den Schaden beziffern die Ermittler auf 12 Millionen Euro.", "die Ermittler"),
    ("Die Zahl der Verletzten bezifferte das Ministerium mit 46.", "das Ministerium"),
    ("Die Zahl der Verletzten gab Petra Halvorsen mit 46 an.", "Petra Halvorsen"),
    ("Petra Halvorsen bezifferte die Zahl der Verletzten mit 46.", "Petra Halvorsen"),
]


@pytest.mark.parametrize(("text", "teller"), BEHIND)
def test_a_german_subject_behind_its_verb_gives_the_figure(text: str, teller: str) -> None:
    """Who counts is the subject of a German sentence on either side of its verb, never what is counted."""
    (claim,) = [claim for claim in read(text, "de").claims if claim.quantity]

    assert claim.source is not None and claim.source.name == teller


def test_the_dateline_is_no_part_of_who_gives_the_figure() -> None:
    """Where an article was filed stands in front of its first sentence, not in the name of a source."""
    said_so = "TBILISI - Georgia's interior ministry said on Monday that 73 people had been detained."
    (claim,) = [claim for claim in read(said_so).claims if claim.quantity]

    assert claim.source is not None and claim.source.name == "Georgia's interior ministry"


OWN = [
    ("en", "By her count", "14 homes were damaged"),
    ("en", "In her view", "the bridge would stay closed"),
    ("de", "Nach ihren Angaben", "wurden 14 Häuser beschädigt"),
    ("de", "Nach ihrer Einschätzung", "bleibt die Brücke bis Freitag gesperrt"),
    ("fr", "Selon ses calculs", "14 maisons ont été endommagées"),
    ("es", "Según sus cálculos", "14 casas resultaron dañadas"),
    ("ru", "По её подсчетам", "повреждены 14 домов"),
    ("uk", "За її оцінками", "пошкоджено 14 будинків"),
]
SPOKE = {
    "en": "Mayor Ruth Cole arrived on Monday.",
    "de": "Bürgermeisterin Ruth Cole kam am Montag.",
    "fr": "La maire Ruth Cole est arrivée lundi.",
    "es": "La alcaldesa Ruth Cole llegó el lunes.",
    "ru": "Мэр Рут Коул приехала в понедельник.",
    "uk": "Мерка Рут Коул приїхала в понеділок.",
}


@pytest.mark.parametrize(("language", "phrase", "content"), OWN)
def test_by_her_count_is_by_her(language: str, phrase: str, content: str) -> None:
    """A phrase with a possessive names the person before it as the source: "by her count", „nach ihren Angaben“."""
    joint = "" if language == "de" else ","
    claims = read(f"{SPOKE[language]} {phrase}{joint} {content}.", language).claims

    told = [claim for claim in claims if claim.source]
    assert told and all("Cole" in claim.source.name or "Коул" in claim.source.name for claim in told if claim.source)


CALLED = [
    ("ru", "По данным правозащитного центра «Весна», в стране остаются 1186 политзаключённых.", "Viasna"),
    ("de", "Nach Angaben des Vereins „Brückenpost“ wurden 14 Häuser beschädigt.", "Brückenpost"),
    ("de", "Laut der Initiative „Offene Tür“ wurden 14 Häuser beschädigt.", "Offene Tür"),
]


@pytest.mark.parametrize(("language", "text", "source"), CALLED)
def test_a_name_in_quotation_marks_is_the_source(language: str, text: str, source: str) -> None:
    """A body's name in quotation marks is part of who says it, and no quotation."""
    (claim,) = read(text, language).claims

    assert claim.source is not None and claim.source.name == source


NEAR_THE_VERB = [
    (
        "fr",
        "Loukachenko tient un pays où, depuis des années, l'ONG Viasna recense 1 186 prisonniers politiques.",
        "Viasna",
    ),
    ("es", "La organización Viasna registra 1.186 presos políticos.", "Viasna"),
    ("fr", "Dans ses messages, le président avait réclamé 1 300 libérations.", "le président"),
    (
        "de",
        "Am Montag waren 14 Kassen betroffen, der Handelsverband sprach von mehr als 300 Kassen.",
        "der Handelsverband",
    ),
    ("en", "The fire brigade put the area burned lower, at about 1,950 hectares.", "The fire brigade"),
    ("en", "The White House arrived late. It put the number of injured at 46.", "White House"),
]


@pytest.mark.parametrize(("language", "text", "teller"), NEAR_THE_VERB)
def test_who_stands_before_the_verb_gives_the_figure(language: str, text: str, teller: str) -> None:
    """The name, role or pronoun at once in front of a verb of counting or demanding gives its figure."""
    figures = [claim for claim in read(text, language).claims if claim.quantity]

    assert figures and figures[-1].source is not None and figures[-1].source.name == teller
