"""What changed between two revisions of a story: the changes of all updates between them, each told once.

A figure that went from 16 over 41 to 52 was revised from 16 to 52; a title that changed twice changed once; a claim
that came and went again is left out. A kill, a correction and a conflict are never left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Json = Mapping[str, Any]

#: Kinds of change in the order in which they are told.
ORDER = (
    "article_withdrawn",
    "article_corrected",
    "merged_from",
    "split_into",
    "editor_action",
    "conflict_opened",
    "conflict_closed",
    "claim_revised",
    "claim_corroborated",
    "claim_added",
    "quote_added",
    "article_added",
    "copy_added",
    "origin_added",
    "translation_added",
    "entity_added",
    "title_changed",
)
#: Of these the first `before` and the last `after` are what changed.
_ONCE = {"title_changed", "claim_corroborated", "origin_added"}
_ONE_FOR_ALL = {"title_changed", "origin_added"}


class Told(NamedTuple):
    """One change, and the revision that brought it (the last, where several did)."""

    revision: int
    change: Json


class Between(NamedTuple):
    """All that changed after one revision of a story, up to another."""

    story_id: str
    after: int
    until: int
    changes: tuple[Told, ...]
    #: How many changes the updates left out for size.
    truncated: int = 0
    messages: tuple[tuple[int, str], ...] = ()

    def by_kind(self) -> list[tuple[str, list[Told]]]:
        """The changes of each kind, what matters most first."""
        kinds = sorted({told.change["kind"] for told in self.changes}, key=_rank)
        return [(kind, [told for told in self.changes if told.change["kind"] == kind]) for kind in kinds]

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "story_id": self.story_id,
            "from": self.after,
            "to": self.until,
            "changes": [{"revision": told.revision, **told.change} for told in self.changes],
            "changes_truncated": self.truncated,
            "messages": [{"revision": revision, "message": words} for revision, words in self.messages],
        }


def between(story_id: str, after: int, until: int, updates: Iterable[Json]) -> Between:
    """What changed after one revision up to another, from the updates (their `data`) in order."""
    kept: dict[tuple[str, str], Told] = {}
    data = [update for update in updates if after < update["revision"] <= until]
    for update in data:
        for change in update["changes"]:
            _take(kept, Told(update["revision"], change))
    messages = tuple((update["revision"], update.get("message", "")) for update in data)
    truncated = sum(update.get("changes_truncated", 0) for update in data)
    told = sorted(kept.values(), key=lambda one: (_rank(one.change["kind"]), one.revision))
    return Between(story_id, after, until, tuple(told), truncated, messages)


def _take(kept: dict[tuple[str, str], Told], now: Told) -> None:
    """Enters one change among those kept so far, which it may go on with, end or take back."""
    kind, ref = now.change["kind"], now.change["ref"]
    if kind == "claim_revised":
        revised = _revised(kept, now)
        if revised is not None:
            kept[_key(revised)] = revised
        return
    if kind == "article_withdrawn":
        kept.pop(("article_added", ref), None)
        kept.pop(("copy_added", ref), None)
    elif kind in _ONCE:
        key = (kind, "" if kind in _ONE_FOR_ALL else ref)
        earlier = kept.get(key)
        kept[key] = _joined(earlier, now) if earlier else now
        return
    kept[_key(now)] = now


def _revised(kept: dict[tuple[str, str], Told], now: Told) -> Told | None:
    """The revision from where an earlier one began; of a value new in between, its addition; None for neither."""
    was = _claim(now.change.get("before"), now.change["ref"])
    earlier = kept.pop(("claim_revised", was), None)
    if earlier is not None:
        return _joined(earlier, now) if _differs(earlier, now) else None
    added = kept.pop(("claim_added", was), None) or kept.pop(("quote_added", was), None)
    if added is None:
        return now
    if now.change.get("after") is None:
        return None
    return Told(now.revision, {**now.change, "kind": added.change["kind"], "before": None, "effect": "adds"})


def _differs(first: Told, last: Told) -> bool:
    """Whether anything is another than it was before both."""
    before, after = first.change.get("before") or {}, last.change.get("after") or {}
    return any(before.get(name) != after.get(name) for name in ("value", "modifier", "unit", "content"))


def _joined(first: Told, last: Told) -> Told:
    return Told(last.revision, {**last.change, "before": first.change.get("before")})


def _key(told: Told) -> tuple[str, str]:
    change = told.change
    if change["kind"] in ("merged_from", "split_into", "editor_action", "article_corrected", "conflict_closed"):
        return (change["kind"], f"{change['ref']} {told.revision}")  # each time is one
    return (change["kind"], change["ref"])


def _claim(side: Json | None, otherwise: str) -> str:
    return str((side or {}).get("claim_id") or otherwise)


def _rank(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)
