"""Places by the gazetteer and by the words beside their names."""

from __future__ import annotations

import pytest

from tests.unit.extract.reading import names, read

SITES = [
    ("en", "The Mendenhall River rose while Fort Wainwright stayed dry.", ["Mendenhall River", "Fort Wainwright"]),
    ("en", "Boats crossed the Gulf of the Lions at dawn.", ["Gulf of the Lions"]),
    ("en", "They climbed Mount Vellum", ["Mount Vellum"]),
    ("fr", "Le lac de Vouglans monte et l’aéroport de Mérignac ferme.", ["lac de Vouglans", "aéroport de Mérignac"]),
    ("es", "El río Duero creció y el valle del Jerte quedó aislado.", ["río Duero", "valle del Jerte"]),
    ("pl", "Pożar wybuchł przy lotnisku Okęcie.", ["lotnisku Okęcie"]),
    ("ru", "Аэропорт Гродно закрыт, вода в озере Нарочь поднялась.", ["Аэропорт Гродно", "озере Нарочь"]),
]


@pytest.mark.parametrize(("language", "text", "sites"), SITES)
def test_rivers_airports_and_bases_are_places(language: str, text: str, sites: list[str]) -> None:
    """A word such as river or аэропорт makes the name beside it a place, linking words included."""
    assert dict.fromkeys(sites, "LOC") == names(text, language)


@pytest.mark.parametrize("text", ["The river rose at the base.", "In spring the River rose.", "They saw a Lake there."])
def test_a_site_without_a_name_is_no_place(text: str) -> None:
    """A river or lake that bears no name is no mention."""
    assert {} == names(text)


def test_the_longest_name_of_a_place_wins() -> None:
    """A place of several words is one mention with one id."""
    found = read("In London the envoy of the United Kingdom wrote to Buenos Aires.").mentions

    assert ["London", "United Kingdom", "Buenos Aires"] == [m.name for m in found]
    assert "country:GB" == found[1].gazetteer_id


def test_the_town_of_a_dateline_is_a_place() -> None:
    """A town in capitals at the head of a story is the place that a gazetteer writes with small letters."""
    (place,) = read("GRODNO, Aug 26 - The bridge was closed.").mentions

    assert ("GRODNO", "Grodno", "GPE") == (place.surface, place.name, place.type)
