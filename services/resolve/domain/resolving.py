"""An article with mentions becomes an article with entities, and resolve learns from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.resolve.domain.article_names import Name, fuller, names, seed_of
from services.resolve.domain.bodies import signature
from services.resolve.domain.likeness import likeness
from services.resolve.domain.linking import Linker
from services.resolve.domain.memory import Entity, Learnt, Memory
from services.resolve.domain.naming import GAZETTEER, is_better, proposal
from services.resolve.domain.remembering import usual_name, with_companions, with_forms, with_posts, with_type
from services.resolve.domain.role_holders import RoleHolders, role_holders
from services.resolve.domain.roles import roles_in
from services.resolve.domain.salience import salience
from shared.contracts.article import Span
from shared.contracts.claim import Claim, Source
from shared.contracts.entity import EntityChange, EntityInArticle
from shared.contracts.mention import EntityType, Mention
from shared.contracts.stages import ArticleExtracted, ArticleResolved
from shared.language import LANGUAGES, base
from shared.language.networks import is_page
from shared.language.sources import body_in_english, is_generic, source_in_english

#: Mentions beyond these are not resolved, so that a pathological article costs no more than a long one.
MOST_MENTIONS = 2000


@dataclass(frozen=True)
class Decision:
    """The article as it goes on, and what resolve learnt from it."""

    resolved: ArticleResolved
    learnt: Learnt


def read_words() -> None:
    """Reads the word lists of all languages, so that few articles wait for them."""
    for language in LANGUAGES:
        signature("Xyzabc Щюбвгд", language)
        likeness("Xyz Abcov", language, "Xyz Abcow", "de")
        roles_in("president", language)


def resolve(memory: Memory, extracted: ArticleExtracted) -> Decision:
    """What this article says about whom. Memory is read, never changed."""
    if extracted.article.is_kill:
        return Decision(_resolved(extracted, (), (), ()), Learnt())
    language = base(extracted.language.tag)
    mentions = extracted.mentions[:MOST_MENTIONS]
    linker = Linker(memory, language)
    linker.link(names(mentions, language, country_of(mentions)))
    grouped = _by_entity(linker)
    entities = {entity_id: _entity(memory, entity_id, of, language) for entity_id, of in grouped.items()}
    roles = role_holders(extracted.article, language, linker, entities)
    entities = {
        entity_id: with_posts(with_companions(entity, entities), roles.shown.get(entity_id, ()))
        for entity_id, entity in entities.items()
    }
    changes = tuple(_renamed(memory, entity) for entity in entities.values() if _is_renamed(memory, entity))
    described = (_present(entities[i], of, roles.spans.get(i, ())) for i, of in grouped.items())
    present = tuple(sorted(described, key=_most_salient_first))
    tongue = extracted.language.tag
    claims = tuple(_attributed(claim, linker, roles, entities, tongue) for claim in extracted.claims)
    learnt = Learnt(tuple(entities.values()), tuple(linker.keys.items()))
    return Decision(_resolved(extracted, present, claims, changes), learnt)


def _resolved(
    extracted: ArticleExtracted,
    entities: tuple[EntityInArticle, ...],
    claims: tuple[Claim, ...],
    changes: tuple[EntityChange, ...],
) -> ArticleResolved:
    return ArticleResolved(
        seq=extracted.seq,
        article=extracted.article,
        timing=extracted.timing,
        language=extracted.language,
        passages=extracted.passages,
        translation=extracted.translation,
        enrichment=extracted.enrichment,
        entities=entities,
        claims=claims,
        entity_changes=changes,
    )


def _by_entity(linker: Linker) -> dict[str, list[Name]]:
    grouped: dict[str, list[Name]] = {}
    for name, entity_id in linker.linked:
        grouped.setdefault(entity_id, []).append(name)
    return grouped


def country_of(mentions: Sequence[Mention]) -> str:
    """The code of the country that the article names most; "" where it names none."""
    known = (mention.gazetteer_id or "" for mention in mentions)
    codes = Counter(identifier.partition(":")[2] for identifier in known if identifier.startswith("country:"))
    return min(codes, key=lambda code: (-codes[code], code), default="")


def _entity(memory: Memory, entity_id: str, of: list[Name], language: str) -> Entity:
    """The entity as it is once this article is known."""
    entity = memory.entities.get(entity_id) or _first_seen(entity_id, of)
    for name in of:
        spelt = with_forms(entity, name, language)
        entity = spelt.model_copy(update={"key": fuller(name, spelt)})
        for mention in name.mentions:
            entity = _named(entity, *proposal(mention, language))
    return with_type(usual_name(entity), _type(of)).model_copy(update={"articles": entity.articles + 1})


def _named(entity: Entity, rank: int, text: str) -> Entity:
    if entity.is_named or not text or (entity.name and not is_better(rank, text, entity.name_rank, entity.name)):
        return entity
    return entity.model_copy(update={"name": text, "name_rank": rank})


def _first_seen(entity_id: str, of: list[Name]) -> Entity:
    known = next((name for name in of if name.gazetteer_id), of[0])
    seed = next((found for name in of if (found := seed_of(name))), None)
    return Entity(
        id=entity_id,
        name=seed or "",
        name_rank=GAZETTEER if seed else 0,
        type=_type(of),
        gazetteer_id=known.gazetteer_id,
        key=known.key,
    )


def _type(of: list[Name]) -> EntityType:
    """The type that most mentions have; full names decide before short ones."""
    full = [name for name in of if name.is_full or name.gazetteer_id] or of
    counts = Counter(mention.type for name in full for mention in name.mentions)
    return min(counts, key=lambda kind: (-counts[kind], kind))


def _is_renamed(memory: Memory, entity: Entity) -> bool:
    before = memory.entities.get(entity.id)
    return before is not None and before.name != entity.name


def _renamed(memory: Memory, entity: Entity) -> EntityChange:
    before = memory.entities[entity.id].name
    return EntityChange(kind="renamed", entity_id=entity.id, name=entity.name, reason=f"fuller than {before!r}")


def _present(entity: Entity, of: list[Name], roles: Sequence[Span]) -> EntityInArticle:
    """The entity in this article; `roles` are where it is meant without its name, which counts for no salience."""
    mentions = sorted((m for name in of for m in name.mentions), key=lambda mention: _place(mention.span))
    spans = tuple(mention.span for mention in mentions)
    return EntityInArticle(
        entity_id=entity.id,
        name=entity.name,
        type=entity.type,
        surfaces=tuple(dict.fromkeys(mention.surface for mention in mentions)),
        spans=tuple(sorted((*spans, *roles), key=_place)),
        salience=salience(spans),
        gazetteer_id=entity.gazetteer_id,
    )


def _place(span: Span) -> tuple[bool, int, int]:
    return (span.part == "text", span.start, span.end)


def _most_salient_first(entity: EntityInArticle) -> tuple[float, int, tuple[bool, int], str]:
    first: Span = entity.spans[0]
    return (-entity.salience, -len(entity.spans), (first.part == "text", first.start), entity.entity_id)


def _attributed(claim: Claim, linker: Linker, roles: RoleHolders, entities: dict[str, Entity], language: str) -> Claim:
    """The claim with its source known as an entity, by name or by role, and by its canonical name."""
    if claim.source is None or not claim.source.name or is_page(claim.source.name):
        return claim  # a page on a network is not the network
    entity_id = linker.entity_named(claim.source.name) or roles.meant(claim.source.name)
    if entity_id is None:
        english = source_in_english(claim.source.name, language)
        return claim.model_copy(update={"source": Source(name=english)}) if english else claim
    name = _in_english(entities[entity_id], claim.source.name, language)
    return claim.model_copy(update={"source": Source(name=name, entity_id=entity_id)})


def _in_english(entity: Entity, named: str, language: str) -> str:
    """The canonical name of a source; of a public body that no article has named in English, the English for it."""
    if entity.type != "ORG" or entity.gazetteer_id is not None or is_generic(entity.name):
        return entity.name
    return body_in_english(named, language) or entity.name
