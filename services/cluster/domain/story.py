"""A story as it stands at one revision: a pure function of its record and its articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from services.cluster.domain.ledger import Ledger, LedgerClaim, gather
from services.cluster.domain.origins import Whose, origins, outlets, retold, whose
from services.cluster.domain.reading import Reading, place, read
from services.cluster.domain.records import ArticleRecord, NamedEntity, StoryRecord
from services.cluster.domain.standing import Standing
from services.cluster.domain.summary import Line
from services.cluster.domain.telling import Telling, follow, tell_all
from services.cluster.domain.title import titles
from shared.contracts.mention import EntityType
from shared.contracts.story import StoryArticle

Role = Literal["primary", "also"]


@dataclass(frozen=True)
class Member:
    """An article in the story."""

    article: ArticleRecord
    role: Role
    origin: str

    @cached_property
    def rank(self) -> tuple[bool, float, str]:
        """Reports of their own before copies, the latest first."""
        article = self.article
        return (article.copy_of is not None, -article.published_at.timestamp(), article.uri)

    @cached_property
    def told(self) -> StoryArticle:
        """The article as the snapshot of its story has it."""
        article = self.article
        return StoryArticle(
            uri=article.uri,
            version=article.version,
            provider=article.provider,
            language=article.language,
            headline=article.headline,
            published_at=article.published_at,
            copy_of=article.copy_of,
            origin=self.origin,
        )


class EntityInStory(NamedTuple):
    """An entity and how many of the story's articles name it."""

    id: str
    name: str
    type: EntityType
    articles: int
    salience: float


@dataclass(frozen=True)
class Story:
    """Everything that readers can see of a story."""

    id: str
    revision: int = 0
    status: Literal["developing", "quiet", "retracted", "merged"] = "developing"
    title: dict[str, str] = field(default_factory=dict)
    #: Two or three sentences of its articles.
    summary: tuple[Line, ...] = ()
    #: In order of placement, copies among them; those that tell it beside another story come last.
    members: tuple[Member, ...] = ()
    #: By id. Current ones and those that another value has taken the place of.
    claims: Mapping[str, LedgerClaim] = field(default_factory=dict)
    entities: tuple[EntityInStory, ...] = ()
    withdrawn: tuple[str, ...] = ()
    merged_from: tuple[str, ...] = ()
    merged_into: str | None = None
    last_updated: datetime | None = None

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """Who first said what this story tells, in order of placement."""
        return tuple(dict.fromkeys(m.origin for m in self.members if m.role == "primary"))

    @cached_property
    def by_uri(self) -> Mapping[str, Member]:
        """The members by the uri of their article."""
        return {member.article.uri: member for member in self.members}


@dataclass(frozen=True)
class Senders:
    """Whose material the story's articles are, by outlet and credits, and which articles others copy."""

    origins: Mapping[tuple[str, tuple[str, ...]], str]
    copied: frozenset[str]
    #: The origins of the outlets, by what they are called after: claims may name them as their source.
    outlets: Mapping[str, str]

    def of(self, article: ArticleRecord) -> str | None:
        """The origin of one more article; None where it is a copy or has copies here, or its sender is new."""
        if article.copy_of is not None or article.uri in self.copied:
            return None
        known = self.origins.get((article.provider, article.credits))
        return known and (retold(article, self.outlets) or known)


def senders_of(articles: list[ArticleRecord], origin: Mapping[str, str]) -> Senders:
    """The senders of the articles that neither copy nor are copied: each speaks for itself."""
    copied = frozenset(article.copy_of for article in articles if article.copy_of is not None)
    known = outlets(articles)
    alone = (a for a in articles if a.copy_of is None and a.uri not in copied and retold(a, known) is None)
    return Senders({(a.provider, a.credits): origin[a.uri] for a in alone}, copied, known)


@dataclass(frozen=True)
class Told:
    """A story and what is needed to tell it again when an article has come: kept in memory, derived from records."""

    story: Story
    articles: Mapping[str, ArticleRecord]
    readings: Mapping[str, Reading]
    origins: Mapping[str, str]
    whose: Mapping[str, Whose]
    ledger: Ledger
    tallies: Mapping[str, Tally]
    #: How title and summary came about, article by article; the last steps.
    tellings: tuple[Telling, ...]
    senders: Senders


def tell(record: StoryRecord, articles: Mapping[str, ArticleRecord]) -> Story:
    """The story of a record."""
    return tell_again(None, record, articles).story


def tell_again(before: Told | None, record: StoryRecord, articles: Mapping[str, ArticleRecord]) -> Told:
    """The story of a record, from how it was told before: articles that came are added, what else changed is redone.

    The result is the same as without `before`.
    """
    primary = {uri: articles[uri] for uri in record.members}
    beside = [articles[uri] for uri in record.also]
    came = _came(before, primary)
    origin, senders = _origins(before, came, primary, beside)
    claimed = _whose(before, primary, origin, senders)
    is_kept = before and came is not None and (senders is before.senders or _are_kept(before, origin, claimed))
    added = came if is_kept else None
    readings = _readings(before, primary)
    gathered = _ledger(before, [readings[uri] for uri in added] if added is not None else None, readings, claimed)
    tallies = _tallies(before, [primary[uri] for uri in added] if added is not None else None, primary)
    tellings = _tellings(before, added, primary, origin, Standing(gathered, readings))
    last = tellings[-1] if tellings else None
    story = Story(
        id=record.id,
        revision=record.revision,
        status=record.status,
        title=_named(titles(last.headlines or {}) if last else {}, record.titles),
        summary=last.summary if last else (),
        members=_members(before, primary.values(), beside, origin),
        claims=gathered.claims,
        entities=tuple(sorted((t.told for t in tallies.values()), key=lambda e: (-e.salience, e.id))),
        withdrawn=record.withdrawn,
        merged_from=record.merged_from,
        merged_into=record.merged_into,
        last_updated=record.last_updated,
    )
    return Told(story, primary, readings, origin, claimed, gathered, tallies, tellings, senders)


def _named(found: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The titles, an editor's in place of those found, English first; a story without articles has none."""
    every = {**found, **given} if found else {}
    return {tag: every[tag] for tag in sorted(every, key=lambda tag: (tag != "en", tag))}


def _readings(before: Told | None, primary: Mapping[str, ArticleRecord]) -> dict[str, Reading]:
    known = before.readings if before else {}
    found = {uri: known.get(uri) for uri in primary}
    return {uri: r if r and r.article is primary[uri] else read(primary[uri]) for uri, r in found.items()}


def _came(before: Told | None, primary: Mapping[str, ArticleRecord]) -> list[str] | None:
    """The articles that have come; None where others have gone or changed."""
    if before is None or any(primary.get(uri) is not article for uri, article in before.articles.items()):
        return None
    return [uri for uri in primary if uri not in before.articles]


def _origins(
    before: Told | None, came: list[str] | None, primary: Mapping[str, ArticleRecord], beside: list[ArticleRecord]
) -> tuple[Mapping[str, str], Senders]:
    """The origins; those before stay where all that came are reports of known senders: names mean what they did."""
    if before is not None and came is not None and _is_beside(before, beside):
        found = {uri: before.senders.of(primary[uri]) for uri in came}
        if None not in found.values():
            return {**before.origins, **found}, before.senders  # type: ignore[dict-item]  # none of them is None
    every = [*primary.values(), *beside]
    found_anew = origins(every)
    return found_anew, senders_of(every, found_anew)


def _whose(
    before: Told | None, primary: Mapping[str, ArticleRecord], origin: Mapping[str, str], senders: Senders
) -> dict[str, Whose]:
    """Whose the claims of each article are; those before stay where no sender is new."""
    if before is not None and senders is before.senders:
        kept = {uri: before.whose[uri] for uri in primary if uri in before.whose}
    else:
        kept = {}
    return {uri: kept.get(uri) or whose(a, origin[uri], senders.outlets) for uri, a in primary.items()}


def _are_kept(before: Told, origin: Mapping[str, str], claimed: Mapping[str, Whose]) -> bool:
    """Whether the articles that were there, and their claims, have the origins they had."""
    return all(origin[u] == before.origins[u] and claimed[u] == before.whose[u] for u in before.articles)


def _is_beside(before: Told, beside: list[ArticleRecord]) -> bool:
    """Whether the same articles as before tell the story beside another one."""
    known = before.story.members[len(before.articles) :]
    return len(known) == len(beside) and all(m.article is a for m, a in zip(known, beside, strict=True))


def _ledger(
    before: Told | None, added: list[Reading] | None, readings: Mapping[str, Reading], origin: Mapping[str, Whose]
) -> Ledger:
    if before is None or added is None:
        return gather((reading, origin[uri]) for uri, reading in readings.items())
    grown, known = before.ledger, [(reading, origin[uri]) for uri, reading in before.readings.items()]
    for reading in added:
        mine = origin[reading.article.uri]
        grown = grown.with_article(reading, mine, known)
        known.append((reading, mine))
    return grown


def _tellings(
    before: Told | None,
    added: list[str] | None,
    primary: Mapping[str, ArticleRecord],
    origin: Mapping[str, str],
    standing: Standing,
) -> tuple[Telling, ...]:
    """Title and summary: the last steps that led to them."""
    if before is not None and added is not None:
        followed = follow(before.tellings, (primary[uri] for uri in added), origin, standing)
        if followed is not None:
            return followed
    return tell_all((), sorted(primary.values(), key=place), origin, standing)


def _members(
    before: Told | None, primary: Iterable[ArticleRecord], beside: list[ArticleRecord], origin: Mapping[str, str]
) -> tuple[Member, ...]:
    known = before.story.by_uri if before else {}
    found = [_member(known.get(article.uri), article, "primary", origin[article.uri]) for article in primary]
    return (*found, *(_member(known.get(article.uri), article, "also", origin[article.uri]) for article in beside))


def _member(known: Member | None, article: ArticleRecord, role: Role, origin: str) -> Member:
    """The member as it was, where it is the same."""
    if known is not None and known.article is article and known.role == role and known.origin == origin:
        return known
    return Member(article, role, origin)


class Tally(NamedTuple):
    """An entity over the articles of a story. Salience is summed in whole millionths: no order of summing."""

    millionths: int
    #: Place in the order of the wire of the article with its latest name.
    seq: int
    told: EntityInStory


def _tallies(
    before: Told | None, added: list[ArticleRecord] | None, primary: Mapping[str, ArticleRecord]
) -> dict[str, Tally]:
    """The entities, each by its latest name and with how much the articles are about it."""
    tallies = dict(before.tallies) if before and added is not None else {}
    for article in primary.values() if added is None else added:
        for entity in article.entities:
            tallies[entity.id] = _counted(tallies.get(entity.id), entity, article.seq)
    return tallies


def _counted(tally: Tally | None, entity: NamedEntity, seq: int) -> Tally:
    millionths, articles, name, kind = round(entity.salience * 1e6), 1, entity.name, entity.type
    if tally is not None:
        millionths, articles = millionths + tally.millionths, 1 + tally.told.articles
        if seq < tally.seq:
            seq, name, kind = tally.seq, tally.told.name, tally.told.type
    return Tally(millionths, seq, EntityInStory(entity.id, name, kind, articles, round(millionths / 1e6, 4)))
