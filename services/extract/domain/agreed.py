"""What the rules offer and what a trained model names, made one list of candidates.

The model has seen what the rules say, so its word decides: where and of what kind a name is. The rules keep three
things: names of known bodies and events, countries and great cities, and the keys and ids of all they know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from services.extract.domain.found import Found, Known
from services.extract.domain.mentions import winners
from services.extract.domain.people import lone, person
from services.extract.domain.places import is_site
from services.extract.domain.words import Text
from shared.contracts.mention import EntityType
from shared.language.names import fold_name
from shared.language.places import place_named
from shared.language.stopwords import stopwords

#: Ranks of what the model names: below known bodies (80) and above every other rule.
_RANK = 79
#: From this rank a listed name stands against the model.
_LISTED = 80
#: Confidence that a name gains where model and rules agree, and least of a rule that stands alone.
_BOTH, _LEAST = 0.85, 0.7
_TYPES: dict[str, EntityType] = {
    "PER": "PERSON", "PERS": "PERSON", "PERSON": "PERSON", "ORG": "ORG", "LOC": "LOC", "GPE": "GPE", "FAC": "LOC",
    "EVENT": "EVENT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A span that a model takes for a name, with the model's own word for its kind."""

    start: int
    end: int
    label: str
    #: How sure the model is, 0 to 1.
    sure: float = 0.8


def agreed(text: Text, named: Iterable[Named], offered: list[Found], known: Known) -> list[Found]:
    """The candidates that stand after the model has spoken."""
    best = {(f.start, f.end): f for f in winners(offered)}
    mine = [f for n in named if (f := _found(text, n, best, known))]
    return [*mine, *_kept(offered, mine)]


def _found(text: Text, named: Named, best: dict[tuple[int, int], Found], known: Known) -> Found | None:
    kind = _TYPES.get(named.label)
    if kind is None or not _is_name(text, named):
        return None
    same = best.get((named.start, named.end))
    if same is not None and (same.type == kind or {same.type, kind} <= {"GPE", "LOC"}):
        return replace(same, rank=max(same.rank, _RANK), confidence=max(same.confidence, _BOTH))
    if kind == "PERSON":
        return _person(text, named, known)
    return _place(text, named) if kind in {"GPE", "LOC"} else _other(text, named, kind)


def _is_name(text: Text, named: Named) -> bool:
    """Whether the span is words, one of them with a capital letter, and no function word alone."""
    surface = text.string[named.start : named.end]
    return (
        any(c.isupper() for c in surface)
        and "\n" not in surface
        and not (surface.lower() in stopwords(text.language) and not (surface.isupper() and len(surface) > 1))
    )


def _person(text: Text, named: Named, known: Known) -> Found | None:
    first, last = text.word_at(named.start), text.word_at(named.end) - 1
    if first > last or text.words[first].start != named.start or text.words[last].end != named.end:
        return None
    found = lone(text, first, known, named.sure) if first == last else person(text, first, last, known, 1.0)
    return replace(found, rank=_RANK, method="model", confidence=named.sure)


def _place(text: Text, named: Named) -> Found:
    surface = text.string[named.start : named.end]
    place = place_named(surface, text.language)
    if place:
        key = fold_name(place.name, "en")
        return Found(named.start, named.end, place.type, _RANK, key, place.name, place.id, "gazetteer", _BOTH)
    kind: EntityType = "LOC" if is_site(surface, text.language) else "GPE"
    return _other(text, named, kind)


def _other(text: Text, named: Named, kind: EntityType) -> Found:
    key = fold_name(text.string[named.start : named.end], text.language)
    return Found(named.start, named.end, kind, _RANK, key, method="model", confidence=named.sure)


def _kept(offered: list[Found], mine: list[Found]) -> Iterator[Found]:
    """What the rules offer that the model has not taken: peoples, listed names, and what is sure where it is silent."""
    taken = {at for f in mine for at in range(f.start, f.end)}
    for found in offered:
        free = taken.isdisjoint(range(found.start, found.end))
        if found.rank >= _LISTED or found.type == "NORP" or (free and _is_sure(found)):
            yield found


def _is_sure(found: Found) -> bool:
    return found.confidence >= _LEAST
