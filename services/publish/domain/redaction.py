"""What a kill takes out of stories and updates that were told before it.

Updates quote their articles. Once an article is withdrawn, its words may not be served in old updates either, nor a
claim that rests on nothing else. What happened stays on record: kinds, revisions, uris.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from shared.contracts.story import KeyClaim, StorySnapshot
from shared.contracts.update import Change, Evidence, StoryUpdate

#: Said in the place of a message that may rest on what was withdrawn.
WITHDRAWN = "What this update said rested on an article that has been withdrawn since."
#: The same, where the article that caused the update still stands.
PARTLY_WITHDRAWN = "{provider} reports. A part of this update rested on an article that has been withdrawn since."

#: Fields of `before` and `after` that hold no words of an article.
_PLAIN = frozenset(
    {  # fmt: skip
        "story_id",
        "revision",
        "role",
        "copy_of",
        "version",
        "article_uri",
        "article_version",
        "pub_status",
        "articles",
        "copies",
        "is_new",
        "count",
        "kept",
        "also",
        "do",
        "by",
        "command_id",
        "undoes",
        "origins",
        "provider",
        "language",
        "claim_id",
        "kind",
        "type",
    }
)


class Withdrawn(NamedTuple):
    """Articles that were withdrawn, and the claims that went with them (each as `claim_name`)."""

    articles: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    #: Ids of entities that no article names any more.
    entities: frozenset[str] = frozenset()


def claim_name(story_id: str, claim_id: str) -> str:
    """The name of a claim among those of all stories."""
    return f"{story_id} {claim_id}"


def withdrawn_by(update: StoryUpdate) -> Withdrawn:
    """What this update itself withdraws: killed or withheld articles, and the claims that have nobody left."""
    articles = {c.ref for c in update.changes if c.kind == "article_withdrawn" and _is_kill(c)}
    if not articles:
        return Withdrawn()
    revised = [change for change in update.changes if change.kind == "claim_revised"]
    claims = {_claim_before(change) or change.ref for change in revised}
    return Withdrawn(frozenset(articles), frozenset(claim_name(update.story_id, claim) for claim in claims))


def mentioned(update: StoryUpdate) -> set[str]:
    """The uris of all articles whose words may stand in this update."""
    return _told_of(update) | in_snapshot(update.story)


def claims_of(update: StoryUpdate) -> set[str]:
    """The names of all claims that the changes of this update speak of."""
    ids = {change.ref for change in update.changes} | {_claim_before(change) for change in update.changes}
    return {claim_name(update.story_id, claim_id) for claim_id in ids if claim_id}


def entities_of(update: StoryUpdate) -> set[str]:
    """The ids of all entities whose names stand in this update."""
    added = {change.ref for change in update.changes if change.kind == "entity_added"}
    return added | {entity.id for entity in update.story.entities}


def in_snapshot(story: StorySnapshot) -> set[str]:
    """The uris of all articles whose words may stand in this snapshot."""
    uris = {e.article_uri for claim in story.key_claims for e in claim.evidence}
    uris |= {sentence.article_uri for sentence in story.summary}
    return uris | {article.uri for article in story.top_articles}


def redacted_story(
    story: StorySnapshot, killed: Collection[str], entities: Collection[str] = frozenset()
) -> StorySnapshot:
    """The snapshot without claims, quotes and headlines of killed articles, and without entities that only they name.

    Until cluster has told the story anew, its title may be a killed article's in another language: only headlines of
    articles that stand are left.
    """
    if any(entity.id in entities for entity in story.entities):
        story = story.model_copy(update={"entities": tuple(e for e in story.entities if e.id not in entities)})
    if not in_snapshot(story) & set(killed):
        return story
    headlines = {a.headline for a in story.top_articles if a.uri not in killed}
    claims = (_redacted_claim(claim, killed) for claim in story.key_claims)
    return story.model_copy(
        update={
            "title": {tag: title for tag, title in story.title.items() if title in headlines},
            "summary": tuple(s for s in story.summary if s.article_uri not in killed),
            "key_claims": tuple(claim for claim in claims if claim is not None),
            "top_articles": tuple(a for a in story.top_articles if a.uri not in killed),
        }
    )


def redacted_update(update: StoryUpdate, gone: Withdrawn, title: dict[str, str] | None = None) -> StoryUpdate:
    """The update without the words of what was withdrawn; `title` stands in for titles that may be theirs."""
    own = withdrawn_by(update)
    gone = Withdrawn(gone.articles | own.articles, gone.claims | own.claims, gone.entities)
    story = redacted_story(update.story, gone.articles, gone.entities)
    if title is not None:
        story = story.model_copy(update={"title": title})
    is_touched = bool(_told_of(update) & gone.articles)
    changes = tuple(_redacted_change(change, update.story_id, gone, is_touched) for change in update.changes)
    message = update.message if changes == update.changes or own.articles else _other_message(update, gone)
    return update.model_copy(update={"message": message, "changes": changes, "story": story})


def is_redacted(message: str) -> bool:
    """True where an update's message stands in for one that rested on what was withdrawn."""
    return message == WITHDRAWN or message.endswith(PARTLY_WITHDRAWN.partition("}")[2])


def _other_message(update: StoryUpdate, gone: Withdrawn) -> str:
    """A message that repeats nothing: who brought what still stands, where there is anyone."""
    added = (c for c in update.changes if c.kind in ("article_added", "copy_added") and c.ref not in gone.articles)
    provider = next((change.after.get("provider") for change in added if change.after), None)
    return PARTLY_WITHDRAWN.format(provider=provider) if isinstance(provider, str) else WITHDRAWN


def _told_of(update: StoryUpdate) -> set[str]:
    """What the changes are about and rest on, articles among it."""
    told = {e.article_uri for change in update.changes for e in change.evidence}
    told |= {change.ref for change in update.changes}
    return told | {uri for change in update.changes for uri in _listed(change)}


def _redacted_change(change: Change, story_id: str, gone: Withdrawn, is_touched: bool) -> Change:
    """The change with what evidence is left. Words that no evidence covers may be those of a withdrawn article."""
    evidence = tuple(e for e in change.evidence if e.article_uri not in gone.articles)
    has_lost = len(evidence) < len(change.evidence) or change.ref in gone.articles
    speaks_of = {claim_name(story_id, claim) for claim in (change.ref, _claim_before(change)) if claim}
    is_open = is_touched or bool(speaks_of & gone.claims)
    if change.kind == "entity_added" and change.ref in gone.entities:
        return change.model_copy(update={"before": None, "after": None, "evidence": evidence, "note": None})
    if not has_lost and not is_open:
        return change
    after = _plain(change.after) if has_lost or not evidence else change.after
    told = {"evidence": evidence, "note": None, "before": _plain(change.before), "after": after}
    return change.model_copy(update=told | ({"why": None} if change.ref in gone.articles else {}))


def _redacted_claim(claim: KeyClaim, killed: Collection[str]) -> KeyClaim | None:
    """The claim with what evidence is left, told in its words; None where none is left."""
    evidence: tuple[Evidence, ...] = tuple(e for e in claim.evidence if e.article_uri not in killed)
    if len(evidence) == len(claim.evidence):
        return claim
    if not evidence:
        return None
    told = {"content": evidence[0].exact, "translation": evidence[0].translation, "evidence": evidence}
    return claim.model_copy(update=told)


def _is_kill(change: Change) -> bool:
    return (change.after or {}).get("pub_status") in ("canceled", "withheld")


def _claim_before(change: Change) -> str | None:
    found = (change.before or {}).get("claim_id")
    return found if isinstance(found, str) else None


def _listed(change: Change) -> list[str]:
    found = (change.after or {}).get("articles")
    return [uri for uri in found if isinstance(uri, str)] if isinstance(found, list) else []


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: value for name, value in values.items() if name in _PLAIN}
