"""What an entity keeps of an article: forms, what English texts call it, and who else was named. All bounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.resolve.domain.article_names import Name
from services.resolve.domain.memory import Entity
from services.resolve.domain.naming import ENGLISH
from services.resolve.domain.roles import Post
from shared.contracts.mention import EntityType

#: Different forms kept of an entity.
MOST_FORMS = 40
#: Companions kept of an entity, and those of one article that are counted.
MOST_COMPANIONS, _COUNTED = 24, 12
#: Posts kept of a person.
_POSTS = 8
#: English spellings kept of a person.
_SPELLINGS = 8
#: How many times as often as the present one another spelling must be used to take its place.
_CLEARLY = 2


def with_forms(entity: Entity, name: Name, language: str) -> Entity:
    """The entity with the forms of a name that it did not have, and its English spellings counted."""
    known = {(form.text, form.language) for form in entity.forms}
    new = tuple(form for form in name.forms if (form.text, form.language) not in known)
    entity = entity.model_copy(update={"forms": (*entity.forms, *new)[:MOST_FORMS]}) if new else entity
    return _with_spelling(entity, name) if language == "en" and name.type == "PERSON" else entity


def _with_spelling(entity: Entity, name: Name) -> Entity:
    """The full form of an English text counted once an article."""
    whole = next((form.text for form in name.forms if " " in form.text), None)
    if whole is None or (whole not in entity.spellings and len(entity.spellings) >= _SPELLINGS):
        return entity
    return entity.model_copy(update={"spellings": entity.spellings | {whole: entity.spellings.get(whole, 0) + 1}})


def usual_name(entity: Entity) -> Entity:
    """The entity under the spelling that English texts use clearly more often than its present one."""
    if entity.is_named or entity.name_rank != ENGLISH or len(entity.spellings) < 2:
        return entity
    usual = min(entity.spellings, key=lambda text: (-entity.spellings[text], text))
    is_clear = entity.spellings[usual] >= _CLEARLY * max(1, entity.spellings.get(entity.name, 0))
    return entity.model_copy(update={"name": usual}) if is_clear and usual != entity.name else entity


def with_companions(entity: Entity, present: Mapping[str, Entity]) -> Entity:
    """The entity with those named beside it counted; what a gazetteer knows stays as it is."""
    if entity.gazetteer_id:
        return entity
    counts = dict(entity.companions)
    for other in list(present)[: _COUNTED + 1]:
        if other != entity.id:
            counts[other] = counts.get(other, 0) + 1
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_COMPANIONS]
    return entity.model_copy(update={"companions": dict(kept)})


_TYPES: tuple[EntityType, ...] = ("PERSON", "ORG", "GPE", "LOC", "EVENT", "NORP")


def with_type(entity: Entity, kind: EntityType) -> Entity:
    """The entity as what most articles take it for; a gazetteer's entry stays what it is."""
    if entity.gazetteer_id:
        return entity
    counts = entity.types | {kind: entity.types.get(kind, 0) + 1}
    usual = max(_TYPES, key=lambda each: (counts.get(each, 0), each == entity.type))
    return entity.model_copy(update={"types": counts, "type": usual})


def with_posts(entity: Entity, shown: Iterable[Post]) -> Entity:
    """A person with the posts counted that this article shows; those of no known country are not kept."""
    counts = dict(entity.posts)
    for office, nation in dict.fromkeys(shown):
        if nation:
            counts[f"{office}|{nation}"] = counts.get(f"{office}|{nation}", 0) + 1
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_POSTS]
    return entity.model_copy(update={"posts": dict(kept)}) if counts else entity


def posts_of(entity: Entity) -> list[Post]:
    """The posts that the stream showed a person to hold."""
    return [(office, nation) for office, _, nation in (post.partition("|") for post in entity.posts)]
