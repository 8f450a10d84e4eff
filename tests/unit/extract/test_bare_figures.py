"""Numbers without a unit of their own: what they count, and where they only tell when or which."""

from __future__ import annotations

import pytest

from services.extract.domain.found import Known
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import analyse
from services.extract.domain.quantities.candidates import candidates
from tests.unit.extract.reading import figures

DEAD = {
    "en": "The storm killed 12 people.",
    "de": "Zwölf Menschen starben im Sturm.",
    "fr": "Douze personnes sont mortes dans la tempête.",
    "es": "Doce personas murieron en la tormenta.",
    "ru": "В бурю погибли 12 человек.",
    "uk": "Унаслідок бурі загинули 12 людей.",
    "pl": "W burzy zginęło 12 osób.",
    "be": "У буру загінулі 12 чалавек.",
    "lt": "Per audrą žuvo 12 žmonių.",
}
TIMES = [
    ("en", "The ferry had left Ostra at five."),
    ("en", "Rescuers arrived around seven, and the search ended by nine."),
    ("en", "The wreck was towed to pier 14."),
    ("de", "Die Fähre hatte den Hafen um fünf verlassen."),
    ("de", "Die Retter kamen gegen sieben."),
    ("de", "Der Zug stand auf Gleis 14."),
    ("fr", "Le ferry avait quitté le port à cinq heures."),
    ("fr", "Les secours sont arrivés vers sept."),
    ("es", "El ferry había salido hacia las cinco."),
    ("es", "Los equipos llegaron sobre las 7."),
    ("ru", "Паром вышел из порта в пять."),
    ("ru", "Спасатели приехали около семи."),
    ("uk", "Рятувальники приїхали о 7."),
    ("pl", "Ratownicy przybyli o 7."),
    ("be", "Ратавальнікі прыехалі а 7."),
    ("lt", "Gelbėtojai atvyko apie 7."),
]


@pytest.mark.parametrize(("language", "text"), TIMES)
def test_an_hour_takes_no_unit_from_the_sentence_before(language: str, text: str) -> None:
    """A clock word, or a number behind what is numbered, is no figure, whatever was counted before it."""
    assert [(12, "deaths")] == figures(f"{DEAD[language]} {text}", language)


COUNTS = [
    ("en", "By Tuesday there were 15.", 15),
    ("en", "On Tuesday the toll stood at 14.", 14),
    ("de", "Bis Dienstag stieg die Zahl der Toten auf 14.", 14),
    ("ru", "К вечеру число жертв выросло до 15.", 15),
    ("es", "El martes el balance subió a 15.", 15),
]


@pytest.mark.parametrize(("language", "text", "value"), COUNTS)
def test_a_count_is_no_hour(language: str, text: str, value: int) -> None:
    """Where the clause says that it counts, a small number behind "by", "bis", "до" or "a" is a count."""
    assert (value, "deaths") in figures(f"{DEAD[language]} {text}", language)


ASKED = [
    ("en", "How many soldiers are there depends on who counts. Minsk gives a figure of about 7,000.", 7000),
    ("de", "Wie viele Soldaten es sind, ist umstritten. Minsk nennt 7000.", 7000),
    ("fr", "Combien de soldats sont là ? Minsk parle de 7 000.", 7000),
    ("en", "How many soldiers are there is disputed. Vilnius puts the total at 30,000 once Russia is added.", 30000),
]


@pytest.mark.parametrize(("language", "text", "value"), ASKED)
def test_a_bare_number_counts_what_is_asked_for(language: str, text: str, value: float) -> None:
    """A number without a noun answers "how many soldiers" in front of it, at the end of its clause or as a total."""
    setting = analyse(text, language, Known(), "")

    found = {f.value: f.unit.noun for f in candidates(setting.text, winners(setting.found))}

    assert "soldiers" == found.get(value)
