"""What stories, updates and articles can be found by: an inverted index of terms, entities, languages and the like.

An entry is a member of one sorted set, so that a list of anything, in order of time, is read from where it stood. The
entries of a thing follow from what is held of it and from nothing else: replicas that hold the same have the same
index, in whatever order the events came. Hits are checked against what may be served before they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from services.publish.domain.articles import HeldArticle
from services.publish.domain.terms import first_terms, terms
from shared.contracts.entity import EntityInArticle
from shared.contracts.story import StorySnapshot
from shared.contracts.update import Significance, StoryUpdate
from shared.language import base

#: What is indexed: stories as they are now, single updates, articles.
Kind = Literal["story", "update", "article"]

#: Terms of one story, update and article.
_MOST: dict[Kind, int] = {"story": 80, "update": 20, "article": 50}

#: Terms of the names of one entity in one article.
_MOST_NAMES = 20

#: Parts the fields of a member; no text holds it (ingest takes control characters out).
MARK = "\x1f"

#: Stands for the kinds of changes that were cut from a long update.
CUT = "cut"

#: Significances from the least.
WEIGHTS: tuple[Significance, ...] = ("minor", "notable", "major")


class Entry(NamedTuple):
    """One place in the index: the sorted set (by its name), the member, and what it is ordered by."""

    where: str
    member: str
    score: float


def facet(kind: Kind, word: str, value: str) -> str:
    """The name of the sorted set of all that have this value: facet("story", "language", "de")."""
    return f"{kind}:{word}:{value}"


def story_entries(update: StoryUpdate, position: float) -> set[Entry]:
    """Where a story stands after its latest update: by the position of that update in the stream.

    Under its terms it stands by when it was first seen, which hardly ever changes: there are many of them, and an
    update then moves only those that it brings. Search goes by that order.
    """
    story = update.story
    facets = {*_of_update(update, "story"), ("status", story.status)}
    found = {Entry(facet("story", word, value), story.id, position) for word, value in facets}
    began = story.first_seen.timestamp()
    return found | {Entry(facet("story", "term", t), story.id, began) for t in story_terms(story, update.message)}


def update_entries(update: StoryUpdate, position: float) -> set[Entry]:
    """Where one update stands, by its position in the stream."""
    member = update_name(update.story_id, update.revision)
    facets = {*_of_update(update, "update"), *(("term", term) for term in update_terms(update))}
    facets |= {("kind", change.kind) for change in update.changes}
    facets |= {("kind", CUT)} if update.changes_truncated else set()
    facets |= {("of", story) for story in (update.story_id, *_merged(update))} | {("all", "")}
    return {Entry(facet("update", word, value), member, position) for word, value in facets}


def article_entries(held: HeldArticle) -> set[Entry]:
    """Where an article stands, by when it was published, and the forms of its entities; a withdrawn one nowhere."""
    if held.status != "usable":
        return set()
    at = held.published_at.timestamp()
    facets = {("term", term) for term in article_terms(held)} | {("language", base(held.language))}
    facets |= {("entity", entity.entity_id) for entity in held.entities}
    found = {Entry(facet("article", word, value), held.uri, at) for word, value in facets}
    for entity in held.entities:
        found |= set(_forms(entity, held))
    return found


def update_name(story_id: str, revision: int) -> str:
    """The member that an update is in the index."""
    return f"{story_id}{MARK}{revision}"


def update_named(name: str) -> tuple[str, str]:
    """The story and the revision of an update in the index."""
    story_id, _, revision = name.rpartition(MARK)
    return story_id, revision


def story_terms(story: StorySnapshot, message: str = "") -> tuple[str, ...]:
    """The terms of what a story tells: titles, the last message, entities, claims, summary and headlines."""
    claims = ((claim.content, claim.evidence[0].language if claim.evidence else None) for claim in story.key_claims)
    texts: list[tuple[str, str | None]] = [(title, tag) for tag, title in sorted(story.title.items())]
    texts += [(message, "en"), *((entity.name, "en") for entity in story.entities)]
    texts += [(claim.source.name, None) for claim in story.key_claims if claim.source]
    texts += [*claims, *((claim.translation or "", "en") for claim in story.key_claims)]
    texts += [(article.headline, article.language) for article in story.top_articles]
    return first_terms(_MOST["story"], texts)


def update_terms(update: StoryUpdate) -> tuple[str, ...]:
    """The terms of an update's message."""
    return first_terms(_MOST["update"], [(update.message, "en")])


def article_terms(held: HeldArticle) -> tuple[str, ...]:
    """The terms of an article: headline and its English, entities, claims."""
    texts: list[tuple[str, str | None]] = [(held.headline, held.language), (held.translation.headline or "", "en")]
    for entity in held.entities:
        texts += [(entity.name, "en"), *((surface, held.language) for surface in entity.surfaces)]
    texts += [(claim.text, held.language) for claim in held.claims]
    return first_terms(_MOST["article"], texts)


def forms_of(entity_id: str) -> str:
    """The sorted set of the forms of an entity: members are language, form and the article that has it."""
    return f"forms:{entity_id}"


#: The sorted set by which names in articles lead to entities: members are a term, an entity id, and the article.
NAMES = "names"
#: The same for names that `resolve` gave them: a term and an entity id. What a name was counts as long as it is so.
GIVEN = "given_names"


def given_entries(entity_id: str, name: str) -> set[Entry]:
    """Where the name that `resolve` gave an entity leads to it."""
    return {Entry(GIVEN, MARK.join((term, entity_id)), 0) for term in terms(name, "en")}


def _forms(entity: EntityInArticle, held: HeldArticle) -> Iterable[Entry]:
    for surface in entity.surfaces:
        member = MARK.join((held.language, surface, held.uri))
        yield Entry(forms_of(entity.entity_id), member, 0)
    names = [(entity.name, "en"), *((surface, held.language) for surface in entity.surfaces)]
    for term in first_terms(_MOST_NAMES, names):
        yield Entry(NAMES, MARK.join((term, entity.entity_id, held.uri)), 0)


def _of_update(update: StoryUpdate, kind: Kind) -> Iterable[tuple[str, str]]:
    """What a story and one of its updates can both be found by, besides their terms."""
    story = update.story
    yield from (("entity", entity.id) for entity in story.entities)
    yield from (("language", base(tag)) for tag in story.languages)
    weight = WEIGHTS.index(update.significance)
    yield from (("weight", least) for least in WEIGHTS[1 : weight + 1])
    if kind == "update":
        yield from (("entity", change.ref) for change in update.changes if change.kind == "entity_added")


def _merged(update: StoryUpdate) -> Iterable[str]:
    return (change.ref for change in update.changes if change.kind == "merged_from")
