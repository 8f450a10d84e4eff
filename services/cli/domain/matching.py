"""Does a change fit what a scenario expects? Every field named must fit; fields that are not named may be anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from services.cli.domain.alike import holds_words
from services.cli.domain.said import AMOUNTS, SAID, unsaid
from services.cli.domain.sides import Seen as Seen
from services.cli.domain.sides import dig, equal
from services.cli.domain.sides import fold as fold
from shared.contracts.update import ChangeName

#: Kinds whose `ref` is the article that changed; the evidence of the others says which article they come from.
_ABOUT_ARTICLES = {"article_added", "copy_added", "article_corrected", "article_withdrawn"}


def fits(wanted: Mapping[str, Any], seen: Seen) -> bool:
    """True where every named field fits."""
    return not misfits(wanted, seen)


def misfits(wanted: Mapping[str, Any], seen: Seen) -> list[str]:
    """The named fields that do not fit, in the order in which they were named."""
    off = {name for name, value in wanted.items() if name not in SAID and not _fits_field(name, value, wanted, seen)}
    off |= unsaid(wanted, seen)
    return [name for name in wanted if name in off]


def check_fields(wanted: Mapping[str, Any]) -> None:
    """Raises ValueError for a field or a kind that no change has, so that a typing error cannot pass as "never"."""
    for name in wanted:
        if name not in KNOWN and not name.startswith(("before.", "after.")):
            known = ", ".join(sorted(KNOWN))
            raise ValueError(f"unknown field {name!r} of a change; known are {known}, after.<field>")
    if "kind" in wanted and wanted["kind"] not in get_args(ChangeName):
        raise ValueError(f"unknown kind {wanted['kind']!r}; known are {', '.join(get_args(ChangeName))}")


def _fits_field(name: str, value: Any, wanted: Mapping[str, Any], seen: Seen) -> bool:
    if name in AMOUNTS:
        return AMOUNTS[name](value, str(wanted.get("unit") or ""), seen)
    if name in FIELDS:
        return FIELDS[name](value, seen)
    side, _, path = name.partition(".")
    return equal(value, dig(getattr(seen.change, side), path))


def _article(wanted: Any, seen: Seen) -> bool:
    if seen.change.kind in _ABOUT_ARTICLES or seen.change.ref == wanted:
        return bool(seen.change.ref == wanted)
    named = [dig(seen.change.after, field) for field in ("article", "article_uri", "uri")]
    return wanted in named or any(evidence.article_uri == wanted for evidence in seen.change.evidence)


def _quote(wanted: Any, seen: Seen) -> bool:
    words = [text for e in seen.change.evidence for text in (e.exact, e.translation)]
    words += [dig(seen.change.after, "content"), dig(seen.change.after, "text")]
    return any(holds_words(str(wanted), text) for text in words if isinstance(text, str))


def _entity(wanted: Any, seen: Seen) -> bool:
    names = [dig(seen.change.after, path) for path in ("name", "entity_id", "id")]
    return seen.change.ref == wanted or any(equal(wanted, name) for name in names)


def _attribute(name: str) -> Callable[[Any, Seen], bool]:
    return lambda wanted, seen: equal(wanted, getattr(seen.change, name))


def _of_update(name: str) -> Callable[[Any, Seen], bool]:
    return lambda wanted, seen: equal(wanted, getattr(seen.update, name))


def _after(name: str) -> Callable[[Any, Seen], bool]:
    return lambda wanted, seen: equal(wanted, dig(seen.change.after, name))


#: What a scenario may say of a change. `after.<field>` and `before.<field>` reach everything else.
FIELDS: dict[str, Callable[[Any, Seen], bool]] = {
    "kind": _attribute("kind"),
    "ref": _attribute("ref"),
    "effect": _attribute("effect"),
    "note": _attribute("note"),
    "article": _article,
    "quote": _quote,
    "entity": _entity,
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

#: Every field that has a name of its own.
KNOWN = {*FIELDS, *SAID, *AMOUNTS}
