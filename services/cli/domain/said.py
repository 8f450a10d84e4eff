"""What a change says: how much of what, with which modifier, and who says so; and how that is compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.cli.domain.alike import same_modifier, same_name, same_unit, same_value
from services.cli.domain.sides import Seen, Side, dig, equal, number, texts
from shared.contracts.story import StoryEntity
from shared.contracts.update import Change


def unsaid(wanted: Mapping[str, Any], seen: Seen) -> set[str]:
    """Which of unit, value, modifier and source do not fit, on the side that fits best: one side must say it all."""
    named = {name: value for name, value in wanted.items() if name in SAID}
    off = [_off(named, side, seen) for side in _saying(seen.change)]
    return min(off, key=len) if off else set(named)


def _saying(change: Change) -> list[Side]:
    """The sides that say something: what is now, or what was where nothing is left; in a conflict both stand."""
    if change.kind == "conflict_opened":
        return [change.after, change.before]
    return [change.before if change.after is None else change.after]


def _off(named: Mapping[str, Any], side: Side, seen: Seen) -> set[str]:
    return {name for name, value in named.items() if not SAID[name](value, side, named, seen)}


def _says_unit(wanted: Any, side: Side, named: Mapping[str, Any], seen: Seen) -> bool:
    held = number(side, "unit")
    return isinstance(held, str) and same_unit(str(wanted), held)


def _says_value(wanted: Any, side: Side, named: Mapping[str, Any], seen: Seen) -> bool:
    return _is_amount(wanted, str(named.get("unit") or ""), side)


def _says_modifier(wanted: Any, side: Side, named: Mapping[str, Any], seen: Seen) -> bool:
    held = number(side, "modifier")
    return isinstance(held, str) and same_modifier(str(wanted), held)


def _says_source(wanted: Any, side: Side, named: Mapping[str, Any], seen: Seen) -> bool:
    """Who says it; where the text names nobody, the outlet does."""
    names = _names(side, seen.update.story.entities)
    if not names:
        outlet = dig(side, "outlet")
        names = [outlet] if outlet else [evidence.provider for evidence in seen.change.evidence]
    return any(same_name(str(wanted), name) for name in names)


#: What one side of a change says, which belongs together.
SAID: dict[str, Callable[[Any, Side, Mapping[str, Any], Seen], bool]] = {
    "unit": _says_unit,
    "value": _says_value,
    "modifier": _says_modifier,
    "source": _says_source,
}


def _names(side: Side, entities: Sequence[StoryEntity]) -> list[str]:
    """The names of who says it: as the text has them, and as the story calls the entity."""
    said = [dig(side, "source"), *(dig(side, "sources") or ())]
    names = [source.get("name") if isinstance(source, Mapping) else source for source in said]
    ids = {dig(side, "source_entity_id"), *(dig(source, "entity_id") for source in said)}
    names += [entity.name for entity in entities if entity.id in ids]
    return [name for name in names if isinstance(name, str) and name]


def _is_amount(wanted: Any, unit: str, side: Side) -> bool:
    held, wanted = number(side, "value"), _bare(wanted)
    if isinstance(wanted, bool) or not isinstance(wanted, int | float) or not isinstance(held, int | float):
        return equal(wanted, held)
    return same_value(wanted, unit, held, str(number(side, "unit") or ""))


def _bare(wanted: Any) -> Any:
    """A number that was written as text, with its thousands parted: "1,300"."""
    plain = wanted.replace(",", "").replace(" ", "") if isinstance(wanted, str) else ""
    return float(plain) if plain.replace(".", "", 1).isdecimal() else wanted


def _side(name: str) -> Callable[[Any, str, Seen], bool]:
    """A whole side of the change: its value, one of its texts, or some of its fields."""

    def fit(wanted: Any, unit: str, seen: Seen) -> bool:
        held: Side = getattr(seen.change, name)
        if wanted is None or held is None:
            return wanted is held
        if isinstance(wanted, Mapping):
            return all(equal(value, dig(held, path)) for path, value in wanted.items())
        if isinstance(wanted, str):
            return any(equal(wanted, text) for text in texts(held))
        return _is_amount(wanted, unit, held)

    return fit


def _values(wanted: Any, unit: str, seen: Seen) -> bool:
    """Both values of a change, whichever of them came first."""
    one, other = seen.change.before, seen.change.after
    pairs = ((one, other), (other, one))
    if not isinstance(wanted, list | tuple) or len(wanted) != len(pairs):
        return False
    return any(_is_amount(wanted[0], unit, a) and _is_amount(wanted[1], unit, b) for a, b in pairs)


#: What is compared as an amount, in the unit that is expected.
AMOUNTS: dict[str, Callable[[Any, str, Seen], bool]] = {
    "before": _side("before"),
    "after": _side("after"),
    "values": _values,
}
