"""One change as it was published, and how its two sides are read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.contracts.update import Change, StoryUpdate

Side = Mapping[str, Any] | None


@dataclass(frozen=True)
class Seen:
    """One change as it was published, with the update it came in."""

    update: StoryUpdate
    change: Change
    #: The update's CloudEvents type: "slugline.story.updated.v1".
    type: str = ""


def fold(text: object) -> str:
    """The text with case, quotation marks, dashes and spaces made alike."""
    plain = unicodedata.normalize("NFKC", str(text)).translate(_ALIKE).casefold()
    return " ".join(plain.split())


_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-"})


def number(side: Side, field: str) -> Any:
    """A field of the side's quantity, wherever the side keeps it."""
    found = dig(side, f"quantity.{field}")
    return dig(side, field) if found is None else found


def dig(side: Any, path: str) -> Any:
    """The field of a side at this path of names; None where there is none."""
    for step in path.split("."):
        if not isinstance(side, Mapping):
            return None
        side = side.get(step)
    return side


def texts(side: Any) -> list[str]:
    """Every text that stands somewhere in a side."""
    if isinstance(side, str):
        return [side]
    if isinstance(side, Mapping):
        return [text for inner in side.values() for text in texts(inner)]
    if isinstance(side, list | tuple):
        return [text for inner in side for text in texts(inner)]
    return []


def equal(wanted: Any, held: Any) -> bool:
    """True for equal values; texts by their folded form, of a mapping only the fields that are named."""
    if isinstance(wanted, str) and isinstance(held, str):
        return fold(wanted) == fold(held)
    if isinstance(wanted, Mapping) and isinstance(held, Mapping):
        return all(equal(value, dig(held, path)) for path, value in wanted.items())
    if isinstance(wanted, bool) or isinstance(held, bool):
        return wanted is held
    return bool(wanted == held)
