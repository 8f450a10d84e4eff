"""Reads of entities: one with the forms of its name, and those that a name may mean.

Only what usable articles name is shown: an entity of withdrawn articles alone is nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from services.publish.adapters import keys
from services.publish.adapters.reads import Reads
from services.publish.domain.articles import HeldArticle
from services.publish.domain.index import GIVEN, MARK, NAMES, facet, forms_of
from services.publish.domain.results import EntityName, present_id
from services.publish.domain.scripts import script_of
from services.publish.domain.searching import EntityBrief, EntityForm, EntityPage
from services.publish.domain.terms import asked_terms, terms

#: Forms of one name that are shown, and entities that one word of a query is compared with.
_MOST_FORMS, _MOST_NAMED = 200, 300
#: Members of one read.
_BATCH = 100


class EntityReads(Reads):
    """What is known of entities."""

    async def present_entity(self, entity_id: str) -> str:
        """The id that this entity goes by now."""
        return present_id(entity_id, await self._names_of([entity_id]))

    async def entity_family(self, entity_id: str) -> list[str]:
        """The entity's present id and all ids that lead to it."""
        present = await self.present_entity(entity_id)
        return (await self._families([present]))[present]

    async def entities(self, q: str, limit: int) -> EntityPage:
        """The entities with a name in which all words of the query stand, the last one perhaps unfinished."""
        asked = asked_terms(q)
        found: set[str] | None = None
        for term in asked:
            named = await self._named(term, is_whole=term != asked[-1])
            found = named if found is None else found & named
        counts = await self._counts(await self._families(sorted(found or ())))
        best = sorted((entity_id for entity_id in counts if counts[entity_id][0]), key=lambda e: (-counts[e][0], e))
        return EntityPage(items=await self._briefs({entity_id: counts[entity_id] for entity_id in best[:limit]}))

    async def entity_brief(self, family: Sequence[str]) -> EntityBrief | None:
        """The entity with these ids in short; None where no usable article names it."""
        briefs = await self._briefs(await self._counts({family[0]: list(family)}))
        return briefs[0] if briefs else None

    async def entity_forms(self, family: Iterable[str]) -> tuple[EntityForm, ...]:
        """Every form of these entities' names that a usable article has, English ones first."""
        found = {pair for one in family for pair in await self._distinct(forms_of(one), "", _MOST_FORMS)}
        ordered = sorted(found, key=lambda pair: (pair[0] != "en", pair))
        return tuple(EntityForm(form=form, language=tag, script=script_of(form)) for tag, form in ordered)

    async def _named(self, term: str, is_whole: bool) -> set[str]:
        """The present ids of the entities to which a name with this word, or one that begins so, leads."""
        begin = term + MARK if is_whole else term
        used = await self._distinct(NAMES, begin, _MOST_NAMED)
        given = await self._distinct(GIVEN, begin, _MOST_NAMED)
        names = await self._names_of({entity_id for _, entity_id in used + given})
        ids = {entity_id for _, entity_id in used}
        ids |= {e for known, e in given if e in names and known in terms(names[e].name)}
        return {present_id(entity_id, names) for entity_id in ids}

    async def _distinct(self, where: str, begin: str, most: int) -> list[tuple[str, str]]:
        """The first two fields of the members that begin so, each pair once, in order."""
        key, low, high = self._state.key(keys.index(where)), b"[" + begin.encode(), b"(" + begin.encode() + b"\xff"
        found: dict[tuple[str, str], None] = {}
        while len(found) < most:
            members = await self._redis.zrange(key, low, high, bylex=True, offset=0, num=_BATCH)
            for member in members:
                first, second, *_ = member.decode().split(MARK)
                found[first, second] = None
            if len(members) < _BATCH:
                break
            low = b"(" + MARK.join(next(reversed(found))).encode() + b"\xff"
        return list(found)[:most]

    async def _families(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """By present id, that one and all ids that lead to it."""
        families = {entity_id: [entity_id] for entity_id in ids}
        fresh = {entity_id: entity_id for entity_id in families}
        while fresh:
            asked = sorted(fresh)
            pipeline = self._redis.pipeline(transaction=False)
            for one in asked:
                pipeline.smembers(self._state.key(keys.merged_entities(one)))
            answers = zip(asked, await pipeline.execute(), strict=True)
            told = {old.decode(): fresh[one] for one, olds in answers for old in olds}
            names = await self._names_of(told)
            fresh = {o: e for o, e in told.items() if present_id(o, names) == e and o not in families[e]}
            for old, entity_id in sorted(fresh.items()):
                families[entity_id].append(old)
        return families

    async def _counts(self, families: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, str]]:
        """Of each family, how many articles name it and the uri of the latest."""
        pipeline = self._redis.pipeline(transaction=False)
        for family in families.values():
            for one in family:
                place = self._state.key(keys.index(facet("article", "entity", one)))
                pipeline.zcard(place)
                pipeline.zrange(place, 0, 0, desc=True, withscores=True)
        answers = iter(await pipeline.execute())
        found: dict[str, tuple[int, str]] = {}
        for entity_id, family in families.items():
            told = [(next(answers), next(answers)) for _ in family]
            latest = max(((score, uri) for _, last in told for uri, score in last), default=(0, b""))
            found[entity_id] = (sum(count for count, _ in told), latest[1].decode())
        return found

    async def _briefs(self, counts: Mapping[str, tuple[int, str]]) -> tuple[EntityBrief, ...]:
        """These entities in short, as the latest article with each has it; ids without articles are left out."""
        held = await self._models(keys.ARTICLES, sorted({uri for _, uri in counts.values() if uri}), HeldArticle)
        names = await self._names(held.values())
        shown = (_brief(entity_id, *counts[entity_id], held, names) for entity_id in counts)
        return tuple(one for one in shown if one is not None)


def _brief(
    entity_id: str, count: int, uri: str, held: Mapping[str, HeldArticle], names: Mapping[str, EntityName]
) -> EntityBrief | None:
    entities = held[uri].entities if uri in held else ()
    named = next((e for e in entities if present_id(e.entity_id, names) == entity_id), None)
    if named is None:
        return None
    known = names.get(entity_id)
    return EntityBrief(id=entity_id, name=known.name if known else named.name, type=named.type, articles=count)
