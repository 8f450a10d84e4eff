"""Names of bodies, places and events compared across languages, and what keeps them apart."""

from __future__ import annotations

import pytest

from services.resolve.domain.bodies import agreement, signature
from services.resolve.domain.candidates import AGREE
from services.resolve.domain.nations import name_of, nation_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("uk:Міністерство оборони України", "en:Ukrainian Ministry of Defence"),
        ("fr:rivière Mendenhall", "en:Mendenhall River"),
        ("de:US-Botschaft in Vilnius", "uk:посольство США у Вільнюсі"),
        ("de:Flughafen von Anchorage", "en:Anchorage Airport"),
        ("pl:Sąd Najwyższy", "en:Supreme Court"),
        ("es:Ministerio de Defensa de Rusia", "ru:Министерство обороны России"),
        ("de:Weltbank", "en:World Bank"),
    ],
)
def test_one_body_in_two_languages(one: str, other: str) -> None:
    """A name agrees with its translation: kinds by meaning, proper words by sound, countries by code."""
    assert AGREE <= _share(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("en:Mendenhall River", "en:Mendenhall Glacier"),
        ("en:Bank of England", "en:Bank of Japan"),
        ("en:Ministry of Defence", "en:Ministry of Justice"),
        ("en:Zapad-2021", "en:Zapad-2025"),
        ("en:University of Leeds", "de:Universität Leipzig"),
    ],
)
def test_two_bodies_with_like_names(one: str, other: str) -> None:
    """Another kind, country, year or proper word makes another body."""
    assert AGREE > _share(one, other)


def _share(one: str, other: str) -> float:
    (a, x), (b, y) = one.split(":"), other.split(":")
    return agreement(signature(x, a), signature(y, b))


def test_a_name_without_a_country_has_the_article_s() -> None:
    """The Ministry of Defence in an article about Poland is not the one in an article about Lithuania."""
    polish, lithuanian = (signature("Ministry of Defence", "en", code) for code in ("PL", "LT"))
    assert AGREE > agreement(polish, lithuanian)
    assert AGREE <= agreement(polish, signature("Ministerstwo Obrony", "pl", "PL"))


@pytest.mark.parametrize(
    ("word", "language", "code"),
    [
        ("belarussische", "de", "BY"),
        ("Литвы", "ru", "LT"),
        ("JAV", "lt", "US"),
        ("polonais", "fr", "PL"),
        ("estadounidense", "es", "US"),
        ("українського", "uk", "UA"),
        ("us", "en", ""),
        ("Tisch", "de", ""),
    ],
)
def test_countries_in_words(word: str, language: str, code: str) -> None:
    """Names and adjectives of countries are known in any case; "us" in small letters is no country."""
    assert code == nation_of(word, language)


def test_countries_have_english_names() -> None:
    """A code has its English name, an unknown one stands for itself."""
    assert ("Belarus", "XX") == (name_of("BY"), name_of("XX"))
