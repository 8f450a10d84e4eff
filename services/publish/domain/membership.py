"""Which story an article is in: read out of the changes of updates, and put together however they arrived.

Each update says what holds in its own story from its revision on. These statements are kept by story and article, the
highest revision first, so no order of arrival can make a difference; merges are looked through when reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from services.publish.domain.redirects import Redirect, follow
from shared.contracts.base import Contract
from shared.contracts.update import Change, StoryUpdate, Why

Role = Literal["primary", "also"]


class Membership(Contract):
    """What one story says of one article from a revision on; without a role it is in that story no longer."""

    story_id: str
    uri: str
    revision: int
    role: Role | None = None
    copy_of: str | None = None
    version: str = ""
    why: Why | None = None


class Steps(Contract):
    """What one revision of a story said of articles, without reasons."""

    said: tuple[Membership, ...] = ()


class Standing(Contract):
    """Where an article stands: its story, further stories it also tells, and what it is a copy of."""

    story_id: str | None = None
    also: tuple[str, ...] = ()
    duplicate_of: str | None = None
    why: Why | None = None
    #: What each of its stories says of it, its own story first.
    memberships: tuple[Membership, ...] = ()


def memberships(update: StoryUpdate) -> tuple[Membership, ...]:
    """What this update says of articles, one statement an article and story, in the order of the changes."""
    found: dict[tuple[str, str], Membership] = {}
    for change in update.changes:
        for said in _said(update, change):
            name = (said.story_id, said.uri)
            found[name] = _joined(found.get(name), said)
    return tuple(found.values())


def steps(update: StoryUpdate) -> Steps:
    """What this update says of articles in its own story, short enough to be kept for every revision."""
    own = (said for said in memberships(update) if said.story_id == update.story_id)
    return Steps(said=tuple(said.model_copy(update={"why": None}) for said in own))


def as_of(revision: int, history: Mapping[int, Steps], later: Mapping[str, Membership]) -> dict[str, Membership]:
    """What the story said of its articles at a revision, in the order in which it began to.

    `later` is what it says now: a revision whose steps are not here (trimmed before this projection began) is filled
    in from what still holds since then.
    """
    found = {uri: said for uri, said in later.items() if said.revision <= revision}
    for number in sorted(number for number in history if number <= revision):
        found |= {said.uri: said for said in history[number].said}
    return found


def redirects(update: StoryUpdate) -> dict[str, Redirect]:
    """The stories that go into this one with this update, by their old ids."""
    merged = (change.ref for change in update.changes if change.kind == "merged_from")
    return {old: Redirect(into=update.story_id, revision=update.revision) for old in merged if old != update.story_id}


def standing(said: Mapping[str, Membership], merged: Mapping[str, Redirect]) -> Standing:
    """Where an article stands, from what each story says of it and the redirects of those stories."""
    into = {old: redirect.into for old, redirect in merged.items()}
    survivors = sorted({follow(story_id, into) for story_id in said})
    held = [m for m in (in_story(survivor, said, merged) for survivor in survivors) if m is not None]
    primary = next((m for m in held if m.role == "primary"), None)
    also = tuple(m for m in held if m is not primary)
    return Standing(
        story_id=primary.story_id if primary else None,
        also=tuple(m.story_id for m in also),
        duplicate_of=next((m.copy_of for m in _first(primary, held) if m.copy_of), None),
        why=primary.why if primary else None,
        memberships=(primary, *also) if primary else also,
    )


def in_story(story_id: str, said: Mapping[str, Membership], merged: Mapping[str, Redirect]) -> Membership | None:
    """What holds of an article in this story and in those that went into it; None where it is not in it.

    What the survivor says after a merge stands above what the merged stories said before; a story that comes without
    the article says nothing of it.
    """
    own = said.get(story_id)
    present = [own] if own is not None and own.role else []
    for source, membership in sorted(said.items()):
        since = _entered_at(source, story_id, membership, merged)
        if source != story_id and since is not None and membership.role and (own is None or since >= own.revision):
            present.append(membership)
    return _as_of(story_id, min(present, key=_rank(story_id))) if present else None


def _entered_at(source: str, story_id: str, own: Membership, merged: Mapping[str, Redirect]) -> int | None:
    """The revision of `story_id` at which what `source` says counts there; None where it never does."""
    if source == story_id:
        return own.revision
    seen = {source}
    step = merged.get(source)
    while step is not None and step.into not in seen:
        if step.into == story_id:
            return step.revision
        seen.add(step.into)
        step = merged.get(step.into)
    return None


def _rank(story_id: str) -> Any:
    return lambda m: (m.role != "primary", m.story_id != story_id, m.story_id)


def _as_of(story_id: str, membership: Membership) -> Membership:
    return membership.model_copy(update={"story_id": story_id})


def _first(primary: Membership | None, held: Iterable[Membership]) -> Iterable[Membership]:
    return (primary, *held) if primary else held


def _joined(earlier: Membership | None, later: Membership) -> Membership:
    """Two changes of one update about one article; the later one stands, but forgets no reason it does not repeat."""
    if earlier is None or later.role is None or earlier.role is None:
        return later
    return later.model_copy(
        update={"copy_of": later.copy_of or earlier.copy_of, "why": later.why or earlier.why},
    )


def _said(update: StoryUpdate, change: Change) -> tuple[Membership, ...]:
    after = change.after or {}
    if change.kind == "article_withdrawn":
        return (_gone(update, change.ref),)
    if change.kind in ("split_into", "editor_action") and "articles" in after:
        return tuple(_transferred(update, change.kind, after))
    if after.get("role") not in ("primary", "also"):
        return ()
    return (_present(update, change, after),)


def _transferred(update: StoryUpdate, kind: str, after: Mapping[str, Any]) -> Iterator[Membership]:
    """Articles that went from one story into another: both sides name them all, however many there are.

    A new story's first update says more of its articles; what is said here of them stands below that.
    """
    copies, target = after.get("copies"), after.get("story_id")
    originals = copies if isinstance(copies, Mapping) else {}
    is_here = target == update.story_id and kind == "editor_action"
    for uri in _texts(after["articles"]):
        if not is_here:
            yield _gone(update, uri)
        if is_here or (after.get("is_new") and isinstance(target, str)):
            copy_of = originals.get(uri)
            yield Membership(
                story_id=target,
                uri=uri,
                revision=update.revision if is_here else 0,
                role="primary",
                copy_of=copy_of if isinstance(copy_of, str) else None,
            )


def _texts(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list | tuple) else []


def _gone(update: StoryUpdate, uri: str) -> Membership:
    return Membership(story_id=update.story_id, uri=uri, revision=update.revision)


def _present(update: StoryUpdate, change: Change, after: Mapping[str, Any]) -> Membership:
    copy_of, version = after.get("copy_of"), after.get("version")
    return Membership(
        story_id=update.story_id,
        uri=change.ref,
        revision=update.revision,
        role=after["role"],
        copy_of=copy_of if isinstance(copy_of, str) else None,
        version=version if isinstance(version, str) else "",
        why=change.why,
    )
