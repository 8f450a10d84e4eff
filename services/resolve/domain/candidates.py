"""The entity that a name most probably means, among those of this article and those of the stream.

Work is bounded: a block offers `MOST_CANDIDATES` entities, each compared by a few of its forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.resolve.domain.blocks import blocks
from services.resolve.domain.bodies import agreement, is_one_kind, signature
from services.resolve.domain.likeness import likeness
from services.resolve.domain.memory import Entity, Form, Memory
from services.resolve.domain.personal import read

#: From this likeness on two names may be of one person (chosen on half of the pair list, see `data/likeness.json`).
LIKE = 0.5
#: From this on they are, for people of the stream who are in no company that is named here: among thousands of
#: people many names are nearly alike (0.95 of the pairs of one person in the pair list reach it).
SURE = 0.85
#: The same for a surname alone: in this article, and in the stream; short words of other kinds are soon alike.
LIKE_BARE, SURE_BARE = 0.7, 0.93
#: Likenesses that differ by less do not decide between two people.
_CLOSE = 0.1
#: From this share of agreement on two names are of one body.
AGREE = 0.74
#: Forms of an entity that a name is compared with.
_COMPARED = 8
#: A name that fits several people means the one who was named this many times as often as all others.
DOMINANCE = 8
#: Companions that speak for somebody, those named most often beside him.
_CLOSEST = 5
#: Articles in which somebody was named beside those of this article count as so many by themselves.
_BESIDE = 4


@dataclass(frozen=True)
class Candidates:
    """Whom a personal name may mean: those named in full here, with their forms, and those the stream knows."""

    memory: Memory
    here: Mapping[str, tuple[Form, ...]]
    companions: AbstractSet[str]
    is_here_only: bool = False

    def entities(self, form: Form) -> dict[str, tuple[Form, ...]]:
        """Ids and the forms to compare with, those of this article first."""
        found = dict(self.here)
        if self.is_here_only:
            return found
        keys = blocks(form.text, form.language, "PERSON")
        for entity_id in self.memory.candidates(keys):
            entity = self.memory.entities[entity_id]
            if entity.type == "PERSON" and entity.is_full:
                found[entity_id] = (*found.get(entity_id, ()), *full_forms(entity))
        return found


def full_forms(entity: Entity) -> tuple[Form, ...]:
    """The forms that a person is compared by: with a first name, one of each language before more of one."""
    whole = [form for form in entity.forms if " " in form.text]
    firsts = {form.language: form for form in reversed(whole)}
    ordered = [*firsts.values(), *(form for form in whole if form is not firsts[form.language])]
    return tuple(ordered[:_COMPARED])


def best_person(forms: tuple[Form, ...], among: Candidates) -> str | None:
    """The person whom a name in these forms means; None where nobody fits, or several do and nothing decides."""
    scores: dict[str, float] = {}
    whole = tuple(form for form in forms if " " in form.text)
    for form in (whole or forms)[:3]:
        for entity_id, known in among.entities(form).items():
            best = max((likeness(form.text, form.language, k.text, k.language) for k in known), default=0.0)
            scores[entity_id] = max(scores.get(entity_id, 0.0), best)
    scores = {
        entity_id: score
        for entity_id, score in scores.items()
        if _is_enough(entity_id, score, among, is_full=bool(whole))
    }
    top = max(scores.values(), default=0.0)
    if top < LIKE:
        return None
    fitting = [entity_id for entity_id, score in scores.items() if score > top - _CLOSE and score >= LIKE]
    return fitting[0] if len(fitting) == 1 else _decided(forms[0], fitting, scores, among)


def _is_enough(entity_id: str, score: float, among: Candidates, *, is_full: bool) -> bool:
    """Whether a likeness suffices: here, or in known company, less than for strangers; of a surname alone more."""
    if entity_id in among.here:
        return score >= (LIKE if is_full else LIKE_BARE)
    in_company = not among.companions.isdisjoint(among.memory.entities[entity_id].companions)
    if is_full:
        return score >= (LIKE if in_company else SURE)
    return score >= (SURE if in_company else SURE_BARE)


def _decided(form: Form, fitting: list[str], scores: Mapping[str, float], among: Candidates) -> str | None:
    """Of several people of one name the one of this article, else the one who is known beside those named here."""
    here = [entity_id for entity_id in fitting if entity_id in among.here]
    if here:
        return max(here, key=lambda entity_id: (scores[entity_id], -here.index(entity_id)))
    known = {entity_id: _weight(among.memory.entities[entity_id], among.companions) for entity_id in fitting}
    first, *others = sorted(fitting, key=lambda entity_id: (-known[entity_id], entity_id))
    is_full = bool(own.given) if (own := read(form.text, form.language)) else False
    company = [entity_id for entity_id in fitting if _shared(among.memory.entities[entity_id], among.companions)]
    if is_full or company == [first] or known[first] >= DOMINANCE * sum(known[entity_id] for entity_id in others):
        return first
    return None


def _weight(entity: Entity, companions: AbstractSet[str]) -> float:
    """How much speaks for a person: articles, and many times more those beside the same people and places."""
    return entity.articles + _BESIDE * _shared(entity, companions)


def _shared(entity: Entity, companions: AbstractSet[str]) -> int:
    """In how many articles somebody was named beside the closest of these."""
    return sum(
        sorted((count for other, count in entity.companions.items() if other in companions), reverse=True)[:_CLOSEST]
    )


def best_body(forms: tuple[Form, ...], kind: str, memory: Memory, here: Mapping[str, tuple[Form, ...]]) -> str | None:
    """The body, place or event whose name agrees most with this one, where it agrees enough."""
    best: tuple[float, int, str] | None = None
    for form in forms[:3]:
        own = signature(form.text, form.language, form.country)
        if is_one_kind(form.text, form.language):
            continue  # "the ministry": any of them
        for entity_id, known in _bodies(form, kind, memory, here).items():
            others = (k for k in known if not is_one_kind(k.text, k.language))
            share = max((agreement(own, signature(k.text, k.language, k.country)) for k in others), default=0.0)
            articles = memory.entities[entity_id].articles if entity_id in memory.entities else 0
            if share >= AGREE and (best is None or (share, articles) > best[:2]):
                best = (share, articles, entity_id)
    return best[2] if best else None


_TYPES = {"O": ("ORG",), "L": ("GPE", "LOC"), "E": ("EVENT",), "N": ("NORP",), "P": ("PERSON",)}


def _bodies(form: Form, kind: str, memory: Memory, here: Mapping[str, tuple[Form, ...]]) -> dict[str, tuple[Form, ...]]:
    found = dict(here)
    for entity_id in memory.candidates(blocks(form.text, form.language, "ORG", form.country)):
        entity = memory.entities[entity_id]
        if entity.type in _TYPES[kind]:
            found.setdefault(entity_id, entity.forms[:_COMPARED])
    return found
