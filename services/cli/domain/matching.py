"""Does a change fit what a scenario expects? Every field named must fit; fields that are not named may be anything."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from shared.contracts.update import Change, ChangeName, StoryUpdate

#: Kinds whose `ref` is the article that changed; the evidence of the others says which article they come from.
_ABOUT_ARTICLES = {"article_added", "copy_added", "article_corrected", "article_withdrawn"}


@dataclass(frozen=True)
class Seen:
    """One change as it was published, with the update it came in."""

    update: StoryUpdate
    change: Change
    #: The update's CloudEvents type: "slugline.story.updated.v1".
    type: str = ""


def fits(wanted: Mapping[str, Any], seen: Seen) -> bool:
    """True where every named field fits."""
    return not misfits(wanted, seen)


def misfits(wanted: Mapping[str, Any], seen: Seen) -> list[str]:
    """The named fields that do not fit, in the order in which they were named."""
    return [name for name, value in wanted.items() if not _fits_field(name, value, seen)]


def check_fields(wanted: Mapping[str, Any]) -> None:
    """Raises ValueError for a field or a kind that no change has, so that a typing error cannot pass as "never"."""
    for name in wanted:
        if name not in FIELDS and not name.startswith(("before.", "after.")):
            raise ValueError(
                f"unknown field {name!r} of a change; known are {', '.join(sorted(FIELDS))}, after.<field>"
            )
    if "kind" in wanted and wanted["kind"] not in get_args(ChangeName):
        raise ValueError(f"unknown kind {wanted['kind']!r}; known are {', '.join(get_args(ChangeName))}")


def fold(text: object) -> str:
    """The text with case, quotation marks, dashes and spaces made alike."""
    plain = unicodedata.normalize("NFKC", str(text)).translate(_ALIKE).casefold()
    return " ".join(plain.split())


_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-"})

Side = Mapping[str, Any] | None


def _fits_field(name: str, wanted: Any, seen: Seen) -> bool:
    if name in FIELDS:
        return FIELDS[name](wanted, seen)
    side, _, path = name.partition(".")
    return _equal(wanted, _dig(getattr(seen.change, side), path))


def _article(wanted: Any, seen: Seen) -> bool:
    if seen.change.kind in _ABOUT_ARTICLES or seen.change.ref == wanted:
        return bool(seen.change.ref == wanted)
    named = [_dig(seen.change.after, field) for field in ("article", "article_uri", "uri")]
    return wanted in named or any(evidence.article_uri == wanted for evidence in seen.change.evidence)


def _quote(wanted: Any, seen: Seen) -> bool:
    words = [text for e in seen.change.evidence for text in (e.exact, e.translation)]
    words += [_dig(seen.change.after, "content"), _dig(seen.change.after, "text")]
    return any(fold(wanted) in fold(text) for text in words if text)


def _source(wanted: Any, seen: Seen) -> bool:
    sides = (seen.change.after, seen.change.before)
    names = [_dig(side, path) for side in sides for path in ("source.name", "source")]
    return any(_equal(wanted, name) for name in names if isinstance(name, str))


def _entity(wanted: Any, seen: Seen) -> bool:
    names = [_dig(seen.change.after, path) for path in ("name", "entity_id", "id")]
    return seen.change.ref == wanted or any(_equal(wanted, name) for name in names)


def _unit(wanted: Any, seen: Seen) -> bool:
    return any(_equal(wanted, _number(side, "unit")) for side in (seen.change.after, seen.change.before))


def _now_or_before(field: str) -> Callable[[Any, Seen], bool]:
    """The field of what is now, or of what was where nothing is now."""

    def fit(wanted: Any, seen: Seen) -> bool:
        side = seen.change.before if seen.change.after is None else seen.change.after
        return _equal(wanted, _number(side, field))

    return fit


def _side(name: str) -> Callable[[Any, Seen], bool]:
    """A whole side of the change: its value, one of its texts, or some of its fields."""

    def fit(wanted: Any, seen: Seen) -> bool:
        held: Side = getattr(seen.change, name)
        if wanted is None or held is None:
            return wanted is held
        if isinstance(wanted, Mapping):
            return all(_equal(value, _dig(held, path)) for path, value in wanted.items())
        if isinstance(wanted, str):
            return any(_equal(wanted, text) for text in _texts(held))
        return _equal(wanted, _number(held, "value"))

    return fit


def _attribute(name: str) -> Callable[[Any, Seen], bool]:
    return lambda wanted, seen: _equal(wanted, getattr(seen.change, name))


def _of_update(name: str) -> Callable[[Any, Seen], bool]:
    return lambda wanted, seen: _equal(wanted, getattr(seen.update, name))


def _after(name: str) -> Callable[[Any, Seen], bool]:
    return lambda wanted, seen: _equal(wanted, _dig(seen.change.after, name))


#: What a scenario may say of a change. `after.<field>` and `before.<field>` reach everything else.
FIELDS: dict[str, Callable[[Any, Seen], bool]] = {
    "kind": _attribute("kind"),
    "ref": _attribute("ref"),
    "effect": _attribute("effect"),
    "note": _attribute("note"),
    "article": _article,
    "quote": _quote,
    "source": _source,
    "entity": _entity,
    "unit": _unit,
    "value": _now_or_before("value"),
    "modifier": _now_or_before("modifier"),
    "before": _side("before"),
    "after": _side("after"),
    "content": _after("content"),
    "copy_of": _after("copy_of"),
    "role": _after("role"),
    "version": _after("version"),
    "status": _after("status"),
    "origins": _after("origins"),
    "significance": _of_update("significance"),
    "revision": _of_update("revision"),
    "message": lambda wanted, seen: fold(wanted) in fold(seen.update.message),
    "type": lambda wanted, seen: wanted in (seen.type, seen.type.split(".")[-2] if "." in seen.type else ""),
}


def _number(side: Side, field: str) -> Any:
    """A field of the side's quantity, wherever the side keeps it."""
    found = _dig(side, f"quantity.{field}")
    return _dig(side, field) if found is None else found


def _dig(side: Any, path: str) -> Any:
    for step in path.split("."):
        if not isinstance(side, Mapping):
            return None
        side = side.get(step)
    return side


def _texts(side: Any) -> list[str]:
    if isinstance(side, str):
        return [side]
    if isinstance(side, Mapping):
        return [text for inner in side.values() for text in _texts(inner)]
    if isinstance(side, list | tuple):
        return [text for inner in side for text in _texts(inner)]
    return []


def _equal(wanted: Any, held: Any) -> bool:
    if isinstance(wanted, str) and isinstance(held, str):
        return fold(wanted) == fold(held)
    if isinstance(wanted, Mapping) and isinstance(held, Mapping):
        return all(_equal(value, _dig(held, path)) for path, value in wanted.items())
    if isinstance(wanted, bool) or isinstance(held, bool):
        return wanted is held
    return bool(wanted == held)
