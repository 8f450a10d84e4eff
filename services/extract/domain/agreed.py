"""What the rules offer and what a trained model names, made one list of candidates.

The model has seen what the rules say, so its word decides: where and of what kind a name is. Where it is in doubt, a
sure rule stands; and the rules keep what is ours to say: the whole name of a river or airport, known bodies, peoples,
events, and the keys and ids of all they know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from services.extract.domain.found import Found, Known
from services.extract.domain.mentions import winners
from services.extract.domain.people import lone, person
from services.extract.domain.places import SITE, is_site
from services.extract.domain.words import Text
from shared.contracts.mention import EntityType
from shared.language.bilingual import glosses
from shared.language.names import fold_name
from shared.language.places import place_named
from shared.language.stopwords import stopwords

#: Rank of what the model names: above every rule but events.
_RANK = 85
#: Below this a model is in doubt, and a rule of that confidence stands against it; below the last it is not believed.
_DOUBT, _SURE_RULE, _LEAST = 0.5, 0.75, 0.25
#: From this a model is believed that a German common noun is a name.
_COMMON = 0.65
#: Confidence that a name gains where model and rules agree.
_BOTH = 0.85
#: A name in quotation marks behind what it is: Компания «Север».
_QUOTED = re.compile(r"[«„“\"]([^«»„“”\"]{2,})[»“”\"]$")
_CLOSING = frozenset('»“”"')
#: Rank of listed bodies.
_LISTED = 80
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
    best = winners(offered)
    by_span = {(f.start, f.end): f for f in best}
    believed = [n for n in _of_one_kind(text, named) if n.sure >= _LEAST and not _outdone(n, best)]
    mine = [f for n in believed if (f := _found(text, n, by_span, known))]
    return [*mine, *_kept(best, offered, mine)]


def _of_one_kind(text: Text, named: Iterable[Named]) -> list[Named]:
    """The names of a text, each word of one kind throughout: the one that the model is surest of, all in all."""
    given = [_bare(text.string, n) for n in named]
    sure: dict[str, dict[str, float]] = {}
    for n in given:
        found = sure.setdefault(text.string[n.start : n.end], {})
        found[n.label] = found.get(n.label, 0.0) + n.sure
    kinds = {words: max(sorted(labels), key=labels.__getitem__) for words, labels in sure.items()}
    return [replace(n, label=kinds[text.string[n.start : n.end]]) for n in given]


def _bare(string: str, named: Named) -> Named:
    """The name alone, where marks set it off from what it is: Компания «Север» is «Север»."""
    if named.end < len(string) and string[named.end] in _CLOSING and _is_open(string[named.start : named.end]):
        named = replace(named, end=named.end + 1)
    inner = _QUOTED.search(string, named.start, named.end) if named.label == "ORG" else None
    return replace(named, start=inner.start(1), end=inner.end(1)) if inner else named


def _is_open(surface: str) -> bool:
    return sum(c in "«„“" for c in surface) > sum(c in _CLOSING for c in surface)


def _outdone(named: Named, best: list[Found]) -> bool:
    """Whether a rule knows better: one that is surer of the same words, or has the whole name of a site."""
    over = [f for f in best if f.start < named.end and named.start < f.end and not _is_of(f, named)]
    sure = [f for f in over if f.confidence >= _SURE_RULE]
    doubted = bool(sure) and named.sure < _DOUBT
    same = any((f.start, f.end) == (named.start, named.end) and f.confidence >= named.sure for f in sure)
    return doubted or same or any(_is_whole(f, named) for f in best)


def _is_of(found: Found, named: Named) -> bool:
    """Whether a rule and the model take it for the same kind of thing."""
    kind = _TYPES.get(named.label)
    return found.type == kind or {found.type, kind} <= {"GPE", "LOC"}


def _is_whole(found: Found, named: Named) -> bool:
    """Whether a candidate is the whole name of a site or listed body of which the model names but a part."""
    inside = found.start <= named.start and named.end <= found.end
    longer = inside and found.end - found.start > named.end - named.start
    return longer and (found.rank >= _LISTED or (found.rank == SITE))


def _found(text: Text, named: Named, best: dict[tuple[int, int], Found], known: Known) -> Found | None:
    kind = _TYPES.get(named.label)
    if kind is None or not _is_name(text, named):
        return None
    same = best.get((named.start, named.end))
    if same is not None and _is_of(same, named):
        return replace(same, rank=max(same.rank, _RANK), confidence=max(same.confidence, _BOTH))
    if named.sure < _COMMON and _is_common(text.string[named.start : named.end], text.language):
        return None
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


def _is_common(surface: str, language: str) -> bool:
    """Whether it is a German noun, capitalised as all are: Rathaus."""
    if language != "de" or " " in surface:
        return False
    return any(gloss.kind == "n" and gloss.english.islower() for gloss in glosses(surface, "de")[:1])


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


def _kept(best: list[Found], offered: list[Found], mine: list[Found]) -> Iterator[Found]:
    """What the rules offer that the model has not taken: peoples, and what is sure where it is silent."""
    taken = {at for f in mine for at in range(f.start, f.end)}
    people = {f.key for f in mine if f.type == "PERSON"}
    yield from (f for f in offered if f.type in {"NORP", "EVENT"})
    for found in best:
        if taken.isdisjoint(range(found.start, found.end)) and _is_sure(found, people):
            yield found


def _is_sure(found: Found, people: set[str]) -> bool:
    """Whether a rule is believed alone: what is listed, a site, a full name, who is named elsewhere in full."""
    if found.type == "PERSON":
        return found.key in people or found.confidence >= 0.9 or found.method == "gazetteer"
    return found.method == "gazetteer" or (found.rank == SITE)
