"""What changed between two revisions of a story, who says so, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from services.cluster.domain.ledger import LedgerClaim, evidence
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.story import Member, Story
from shared.contracts.update import Change, Evidence

#: An entity counts as new to a story from this salience in the article that brings it; the rest is in the snapshot.
SALIENT = 0.4


@dataclass(frozen=True)
class Transfer:
    """Articles that went from one story into another; not a word of them has changed."""

    source: str
    target: str
    articles: tuple[ArticleRecord, ...]
    #: Whether the target is a new story, and how it is called then.
    is_new: bool
    title: str = ""
    #: When the source last changed, by the articles' own clock.
    at: datetime | None = None


@dataclass(frozen=True)
class Cause:
    """What made the story change: an article, an editor's command, or a repair by the machine."""

    kind: Literal["article", "command", "repair"] = "article"
    article: ArticleRecord | None = None
    #: The stories that a merge takes in, as they were.
    merged: tuple[Story, ...] = ()
    #: Articles that left the story, or came to it from another.
    transfers: tuple[Transfer, ...] = ()
    #: What an editor did, where that is not seen in the articles: a pin, a new name.
    action: Mapping[str, Any] | None = None
    #: What was asked for, by whom and under which id, and what it takes back.
    do: str = ""
    by: str = ""
    id: str = ""
    undoes: str | None = None
    is_correction: bool = False
    #: Whether this is a late translation of the article, not the article itself.
    is_late: bool = False
    note: str = ""


#: What a merge brings together is not new to the world: only these changes are told of it.
TOLD_OF_A_MERGE = ("merged_from", "claim_revised", "claim_corroborated", "title_changed")
#: Of a story that articles have left: what they say is told elsewhere now, not withdrawn.
TOLD_OF_LEAVING = ("split_into", "editor_action", "claim_revised", "title_changed")
#: Of a new story that was split from another: it is known what it says.
TOLD_OF_SPLITTING_OFF = ("article_added", "copy_added")
#: Articles whose headlines are evidence of what moved, at most.
MOST_SHOWN = 3
#: Articles of a merged story that are named; all of them are known to be in the survivor.
MOST_LISTED = 100


def diff(before: Story, after: Story, cause: Cause) -> tuple[Change, ...]:
    """The changes, what happened to articles first. Equal stories have none."""
    changes = (
        *_merged(after, cause),
        *_transferred(after, cause),
        *_acted(after, cause),
        *_withdrawn(before, after, cause),
        *_corrected(before, after, cause),
        *_added(before, after),
        *_translated(before, after),
        *_origins(before, after),
        *_claims(before, after, cause),
        *_entities(before, after),
        *_title(before, after),
    )
    return tuple(change for change in changes if _is_told(change, after, cause))


def _is_told(change: Change, after: Story, cause: Cause) -> bool:
    if cause.merged:
        return change.kind in TOLD_OF_A_MERGE
    if any(transfer.source == after.id for transfer in cause.transfers):
        return change.kind in TOLD_OF_LEAVING and not (change.kind == "claim_revised" and change.after is None)
    if any(transfer.is_new for transfer in cause.transfers):
        return change.kind in TOLD_OF_SPLITTING_OFF
    return True


def _merged(after: Story, cause: Cause) -> Iterator[Change]:
    for merged in cause.merged:
        articles = [m.article.uri for m in merged.members if m.role == "primary"]
        also = [m.article.uri for m in merged.members if m.role == "also"]
        # A title may be the words of any article that is not named: a kill must find all that it takes out.
        title = merged.title.get("en", "") if len(articles) <= MOST_LISTED else ""
        yield Change(
            kind="merged_from",
            ref=merged.id,
            before={"story_id": merged.id, "revision": merged.revision, "title": title},
            after={"story_id": after.id, "articles": articles[:MOST_LISTED], "also": also[:MOST_LISTED]}
            | ({"count": len(articles)} if len(articles) > MOST_LISTED else {})
            | signed(cause),
            effect="supersedes",
            note=cause.note or None,
        )


def signed(cause: Cause) -> dict[str, str]:
    """Who did it, under which command; nothing where an article did."""
    if cause.kind == "article":
        return {}
    return {"by": cause.by, "command_id": cause.id} | ({"undoes": cause.undoes} if cause.undoes else {})


def _transferred(after: Story, cause: Cause) -> Iterator[Change]:
    """Articles that left for another story, or came from one."""
    for transfer in cause.transfers:
        has_left = transfer.source == after.id
        is_moved = cause.kind == "command" and not transfer.is_new
        if not has_left and not is_moved:
            continue  # a new story's articles are added to it one by one
        yield Change(
            kind="editor_action" if is_moved else "split_into",
            ref=transfer.articles[0].uri if is_moved else transfer.target,
            before={"story_id": transfer.source},
            after=_moved(transfer) | ({"do": cause.do} if is_moved else {}) | signed(cause),
            effect="supersedes" if has_left else "adds",
            evidence=tuple(_headline(article) for article in transfer.articles[:MOST_SHOWN]),
            note=cause.note or None,
        )


def _moved(transfer: Transfer) -> dict[str, Any]:
    """What went where. It holds no words but those of the articles it names: a kill must find all that it takes out."""
    return {
        "story_id": transfer.target,
        "articles": [article.uri for article in transfer.articles],
        "copies": {article.uri: article.copy_of for article in transfer.articles if article.copy_of},
        "is_new": transfer.is_new,
    } | ({"title": transfer.title} if transfer.title else {})


def _headline(article: ArticleRecord) -> Evidence:
    """The article's headline as evidence of what moved."""
    return Evidence(
        article_uri=article.uri,
        article_version=article.version,
        provider=article.provider_id or article.provider,
        language=article.language,
        start=0,
        end=len(article.headline),
        part="headline",
        exact=article.headline,
        translation=article.headline_en,
    )


def _acted(after: Story, cause: Cause) -> Iterator[Change]:
    """What an editor did that no article shows: a pin, a name."""
    if cause.action is not None:
        yield Change(
            kind="editor_action",
            ref=after.id,
            before=cause.action.get("before"),
            after={"do": cause.do, "story_id": after.id, **(cause.action.get("after") or {}), **signed(cause)},
            effect="supersedes",
            note=cause.note or None,
        )


def _withdrawn(before: Story, after: Story, cause: Cause) -> Iterator[Change]:
    left = _by_uri(after)
    for uri, member in _by_uri(before).items():
        if uri in left:
            continue
        now = cause.article if cause.article and cause.article.uri == uri else None
        yield Change(
            kind="article_withdrawn",
            ref=uri,
            before={"version": member.article.version, "pub_status": "usable"},
            after={
                "version": now.version if now else member.article.version,
                "pub_status": now.status if now else "usable",
            },
            effect="supersedes",
            note=cause.note or None,
        )


def _corrected(before: Story, after: Story, cause: Cause) -> Iterator[Change]:
    was = _by_uri(before)
    for uri, member in _by_uri(after).items():
        old = was.get(uri)
        if old is None or not cause.is_correction or old.article.version == member.article.version:
            continue
        yield Change(
            kind="article_corrected",
            ref=uri,
            before={"version": old.article.version, "headline": old.article.headline},
            after={"version": member.article.version, "headline": member.article.headline},
            effect="supersedes",
            note=cause.note or None,
        )


def _added(before: Story, after: Story) -> Iterator[Change]:
    was = _by_uri(before)
    for uri, member in _by_uri(after).items():
        if uri in was:
            continue
        article = member.article
        yield Change(
            kind="copy_added" if article.copy_of else "article_added",
            ref=uri,
            after={
                "story_id": after.id,
                "role": member.role,
                "copy_of": article.copy_of,
                "version": article.version,
                "provider": article.provider,
                "language": article.language,
            },
            why=article.why if member.role == "primary" else article.also_why.get(after.id),
        )


def _translated(before: Story, after: Story) -> Iterator[Change]:
    """Articles that have other English than before, their words the same."""
    was = _by_uri(before)
    for uri, member in _by_uri(after).items():
        old, now = was.get(uri), member.article
        if old is None or old.article.version != now.version or now.english != "translated":
            continue
        if (old.article.english, old.article.headline_en) == (now.english, now.headline_en):
            continue
        yield Change(
            kind="translation_added",
            ref=uri,
            before={"english": old.article.english, "headline_en": old.article.headline_en or ""},
            after={"english": now.english, "headline_en": now.headline_en or "", "language": now.language},
            effect="supersedes",
        )


def _origins(before: Story, after: Story) -> Iterator[Change]:
    if not before.members:
        return  # the first origin of a story is no news beside the story itself
    known = set(before.origins)
    for origin in after.origins:
        if origin in known:
            continue
        member = next(m for m in after.members if m.origin == origin and m.role == "primary")
        yield Change(
            kind="origin_added",
            ref=origin,
            before={"origins": len(before.origins)},
            after={"origins": len(after.origins), "provider": member.article.provider, "article": member.article.uri},
        )


def _claims(before: Story, after: Story, cause: Cause) -> Iterator[Change]:
    old, new = before.claims, after.claims
    uri = cause.article.uri if cause.article else None
    gone = sorted((c for i, c in old.items() if i not in new), key=lambda claim: claim.order)
    told: set[str] = set()  # no value is revised twice in one update
    for claim in sorted((c for i, c in new.items() if old.get(i) is not c), key=lambda claim: claim.order):
        replaced = _replaced(claim, old, [g for g in gone if g.id not in told])
        was = old.get(claim.id)
        if replaced is not None and replaced.id not in told:
            told.add(replaced.id)
            if _says(replaced) != _says(claim):
                yield _revised(replaced, claim, uri)
        elif was is None:
            yield _new(claim, uri)
        elif claim.origins > 1 and was.origins == 1:
            yield _corroborated(was, claim, uri)
    for claim in gone:
        if claim.id not in told:
            yield _revised(claim, None, None)


def _replaced(claim: LedgerClaim, old: Mapping[str, LedgerClaim], gone: list[LedgerClaim]) -> LedgerClaim | None:
    """The claim whose place this one has taken since: superseded by it, or gone while this one came or came back."""
    if claim.kind != "quantity" or not claim.is_current:
        return None
    was = old.get(claim.id)
    if was is not None and was.is_current:
        return None
    beaten = (old[i] for i in reversed(claim.supersedes) if i in old and old[i].is_current)
    left = (g for g in gone if g.is_current and g.is_about_the_same(claim))
    return next(beaten, None) or next(left, None)


def _says(claim: LedgerClaim) -> tuple[float, str] | None:
    """The value; what is revised is a value, not which of several articles is quoted for it."""
    return (claim.quantity.value, claim.quantity.modifier) if claim.quantity else None


def _new(claim: LedgerClaim, uri: str | None) -> Change:
    kind: Literal["quote_added", "claim_added"] = "quote_added" if claim.kind == "quote" else "claim_added"
    return Change(kind=kind, ref=claim.id, after=_said(claim), evidence=claim.evidence(uri) or claim.evidence())


def _revised(old: LedgerClaim, new: LedgerClaim | None, uri: str | None) -> Change:
    if new is None:
        gone = {name: value for name, value in _said(old).items() if name != "content"}  # withdrawn words stay gone
        return Change(kind="claim_revised", ref=old.id, before=gone, after=None, effect="supersedes")
    return Change(
        kind="claim_revised",
        ref=new.id,
        before=_said(old),
        after=_said(new),
        effect="supersedes",
        evidence=new.evidence(uri) or new.evidence(),
    )


def _corroborated(old: LedgerClaim, new: LedgerClaim, uri: str | None) -> Change:
    return Change(
        kind="claim_corroborated",
        ref=new.id,
        before={"origins": old.origins},
        after=_said(new) | {"origins": new.origins},
        evidence=tuple(dict.fromkeys([evidence(new.said[0]), *new.evidence(uri, most=1)])),
    )


def _said(claim: LedgerClaim) -> dict[str, Any]:
    """A claim in few words: what, how much, who says so."""
    said: dict[str, Any] = {"claim_id": claim.id, "kind": claim.kind}
    if claim.quantity is not None:
        said |= {"value": claim.quantity.value, "unit": claim.quantity.unit, "modifier": claim.quantity.modifier}
    else:
        said["content"] = claim.first.text[:300]
    if claim.source is not None:
        said |= {"source": claim.source.name, "source_entity_id": claim.source.entity_id}
    return said


def _entities(before: Story, after: Story) -> Iterator[Change]:
    known = {entity.id for entity in before.entities}
    for entity in after.entities:
        if entity.id not in known and entity.salience >= SALIENT:
            yield Change(kind="entity_added", ref=entity.id, after={"name": entity.name, "type": entity.type})


def _title(before: Story, after: Story) -> Iterator[Change]:
    changed = {tag: title for tag, title in after.title.items() if before.title.get(tag, title) != title}
    if changed and before.members and after.members:
        yield Change(
            kind="title_changed",
            ref=after.id,
            before={tag: before.title[tag] for tag in changed},
            after=dict(changed),
            effect="supersedes",
        )


def _by_uri(story: Story) -> Mapping[str, Member]:
    return story.by_uri
