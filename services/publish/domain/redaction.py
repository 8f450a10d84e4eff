"""What a kill takes out of stories and updates that were told before it.

Updates quote their articles. Once an article is withdrawn, its words may not be served in old updates either, nor a
claim that rests on nothing else. What happened stays on record: kinds, revisions, uris.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from shared.contracts.story import KeyClaim, StorySnapshot
from shared.contracts.update import Change, Evidence, StoryUpdate

#: Said in the place of a message that may rest on what was withdrawn.
WITHDRAWN = "What this update said rested on an article that has been withdrawn since."

#: Fields of `before` and `after` that hold no words of an article.
_PLAIN = frozenset(
    ["story_id", "role", "copy_of", "version", "article_uri", "article_version", "pub_status", "articles", "origins"]
)


def mentioned(update: StoryUpdate) -> set[str]:
    """The uris of all articles whose words may stand in this update."""
    uris = {e.article_uri for change in update.changes for e in change.evidence}
    uris |= {change.ref for change in update.changes}
    return uris | in_snapshot(update.story)


def in_snapshot(story: StorySnapshot) -> set[str]:
    """The uris of all articles whose words may stand in this snapshot."""
    uris = {e.article_uri for claim in story.key_claims for e in claim.evidence}
    return uris | {article.uri for article in story.top_articles}


def redacted_story(story: StorySnapshot, killed: Collection[str]) -> StorySnapshot:
    """The snapshot without claims, quotes and headlines of killed articles."""
    if not in_snapshot(story) & set(killed):
        return story
    gone = {a.headline for a in story.top_articles if a.uri in killed} - {""}
    claims = (_redacted_claim(claim, killed) for claim in story.key_claims)
    return story.model_copy(
        update={
            "title": {tag: title for tag, title in story.title.items() if title not in gone},
            "key_claims": tuple(claim for claim in claims if claim is not None),
            "top_articles": tuple(a for a in story.top_articles if a.uri not in killed),
        }
    )


def redacted_update(update: StoryUpdate, killed: Collection[str], title: dict[str, str] | None = None) -> StoryUpdate:
    """The update without the words of killed articles; `title` stands in for titles that may be theirs."""
    story = redacted_story(update.story, killed)
    if title is not None:
        story = story.model_copy(update={"title": title})
    changes = tuple(_redacted_change(change, killed) for change in update.changes)
    message = WITHDRAWN if changes != update.changes and not _tells_kill(update) else update.message
    return update.model_copy(update={"message": message, "changes": changes, "story": story})


def _tells_kill(update: StoryUpdate) -> bool:
    return any(change.kind == "article_withdrawn" for change in update.changes)


def _redacted_change(change: Change, killed: Collection[str]) -> Change:
    evidence = _standing(change.evidence, killed)
    if len(evidence) == len(change.evidence) and change.ref not in killed:
        return change
    plain = {"evidence": evidence, "note": None, "before": _plain(change.before), "after": _plain(change.after)}
    return change.model_copy(update=plain)


def _redacted_claim(claim: KeyClaim, killed: Collection[str]) -> KeyClaim | None:
    """The claim with what evidence is left, told in its words; None where none is left."""
    evidence = _standing(claim.evidence, killed)
    if len(evidence) == len(claim.evidence):
        return claim
    if not evidence:
        return None
    told = {"content": evidence[0].exact, "translation": evidence[0].translation, "evidence": evidence}
    return claim.model_copy(update=told)


def _standing(evidence: tuple[Evidence, ...], killed: Collection[str]) -> tuple[Evidence, ...]:
    return tuple(e for e in evidence if e.article_uri not in killed)


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: value for name, value in values.items() if name in _PLAIN}
