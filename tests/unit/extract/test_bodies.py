"""Organisations and events by the words that make them."""

from __future__ import annotations

import pytest

from tests.unit.extract.reading import by_rules, names, read

BODIES = [
    ("ru", "Заявление сделало Министерство обороны.", "Министерство обороны"),
    ("uk", "Зранку Міністерство оборони відповіло на листи.", "Міністерство оборони"),
    ("de", "Das Bundesfinanzministerium prüft den Fall.", "Bundesfinanzministerium"),
    ("de", "Das Verkehrsministerium Bayern prüft den Fall.", "Verkehrsministerium Bayern"),
    ("ru", "В тот же вечер Минтранс закрыл мост.", "Минтранс"),
]


@pytest.mark.parametrize(("language", "text", "body"), BODIES)
def test_a_body_has_what_belongs_to_its_keyword(language: str, text: str, body: str) -> None:
    """A ministry is named with the genitive or place behind it, and some words are a body by themselves."""
    assert {body: "ORG"} == names(text, language)


def test_a_verb_behind_the_keyword_is_no_part_of_a_body() -> None:
    """A Russian word such as "committee" names nobody where a verb follows it."""
    assert {} == by_rules("Комитет отложил голосование.", "ru")


def test_a_body_is_known_in_every_case() -> None:
    """A well-known body has its English name and one id in whichever Russian case it stands."""
    found = read("Представители Евросоюза ждут. Евросоюз прислал письмо.", "ru").mentions

    assert [("Евросоюза", "European Union"), ("Евросоюз", "European Union")] == [(m.surface, m.name) for m in found]
    assert {"org:eu"} == {m.gazetteer_id for m in found}


def test_a_body_is_found_under_its_name_and_its_letters() -> None:
    """The letters in brackets behind an organisation's name are found there and wherever they stand alone."""
    found = read("The Harbour Workers Union (HWU) signed the deal. Later HWU left.").mentions

    assert ["Harbour Workers Union", "HWU", "HWU"] == [m.surface for m in found]
    assert {"ORG"} == {m.type for m in found}


def test_a_name_beside_a_year_is_no_event() -> None:
    """Only a hyphen joins a name and a year to an event: "Nordwind-2025", not "in Nordwind 2025"."""
    assert "EVENT" not in names("The plan of Nordwind 2025 is old.").values()


def test_slavic_names_in_marks_are_bodies() -> None:
    """In Russian, capitalised names in quotation marks are those of groups and papers."""
    text = "Группа «Вясельле» и газета «Свабодны Час» закрыты."

    assert {"Вясельле": "ORG", "Свабодны Час": "ORG"} == names(text, "ru")


def test_words_of_a_shouted_line_are_no_acronyms() -> None:
    """In a line of capitals, as telex writes them, short words are not taken for organisations."""
    assert {} == by_rules("HARBOUR DESK HPA MEETS AGAIN")


def test_a_keyword_alone_is_no_body() -> None:
    """A word such as "Union" with nothing beside it names no organisation."""
    assert {} == by_rules("Later the Union left the room.")
