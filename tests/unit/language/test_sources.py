"""Sources without a name of their own are called what English calls them."""

from __future__ import annotations

import pytest

from shared.language.networks import is_page, is_unofficial
from shared.language.sources import body_in_english, is_generic, source_in_english

CALLED = [
    ("das Gesundheitsministerium", "de", "health ministry"),
    ("der niederländischen Küstenwache", "de", "Dutch coast guard"),
    ("eine Feuerwehrsprecherin", "de", "fire brigade spokesperson"),
    ("Amtsgericht Bremen", "de", "Bremen district court"),
    ("пресс-служба МЧС", "ru", "emergencies ministry press office"),
    ("финской пограничной службы", "ru", None),
    ("литовская полиция", "ru", "Lithuanian police"),
    ("Міністерство охорони здоров’я", "uk", "health ministry"),
    ("речник прокуратури", "uk", "prosecutors spokesperson"),
    ("польская паліцыя", "be", "Polish police"),
    ("Ministerstwo Rolnictwa", "pl", "agriculture ministry"),
    ("czeska straż pożarna", "pl", "Czech fire brigade"),
    ("l’ambassade de Suède à Riga", "fr", "Swedish embassy in Riga"),
    ("la gendarmerie", "fr", "gendarmerie"),
    ("los servicios de emergencia", "es", "emergency services"),
    ("el Ministerio de Sanidad portugués", "es", "Portuguese health ministry"),
    ("Latvijos pasieniečiai", "lt", "Latvian border guard"),
    ("Sveikatos apsaugos ministerija", "lt", None),
]


@pytest.mark.parametrize(("words", "language", "english"), CALLED)
def test_a_source_is_called_as_english_calls_it(words: str, language: str, english: str | None) -> None:
    """A ministry, embassy or brigade has its English name, in any case; with an unknown word it keeps its own."""
    assert english == source_in_english(words, language)


@pytest.mark.parametrize("words", ["Ilona Mertens", "Kaltwasser AG", "«Голос Полесья»", "", "14 Zeugen"])
def test_a_name_is_left_alone(words: str) -> None:
    """Whoever has a name keeps it."""
    assert source_in_english(words, "de") is None and source_in_english(words, "en") is None


def test_a_company_named_after_its_trade_keeps_its_name() -> None:
    """The name of one among many is no word for its kind; the name of a public body is."""
    assert body_in_english("Deutsche Bahn", "de") is None
    assert "interior ministry" == body_in_english("Innenministerium", "de")
    assert is_generic("Swedish embassy in Riga") and not is_generic("Ilona Mertens")


@pytest.mark.parametrize(
    ("words", "language", "unofficial"),
    [
        ("a Facebook page", "en", True),
        ("ein Telegram-Kanal", "de", True),
        ("телеграм-канал", "ru", True),
        ("usuarios de redes sociales", "es", True),
        ("the mayor’s Facebook page", "en", False),
        ("телеграм-канал прокуратуры", "ru", False),
        ("the port authority", "en", False),
    ],
)
def test_a_page_stands_for_no_office(words: str, language: str, unofficial: bool) -> None:
    """What a page on a network says is nobody's office, unless it is an office's page."""
    assert unofficial == is_unofficial(words, language)
    assert not is_page("Facebook") and is_page("a Facebook page")
