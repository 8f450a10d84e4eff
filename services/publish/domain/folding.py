"""Folding: a burst of revisions of one story becomes one delivery, in which nothing is left out."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.envelope import Event
from shared.contracts.filters import SIGNIFICANCES
from shared.contracts.update import FoldedUpdate, StoryUpdate

Update = Event[StoryUpdate]

#: Bytes of one delivery: what CloudEvents' intermediaries must forward (64 KiB).
LARGEST = 65_536
#: Characters of a message.
_LONGEST_MESSAGE = 280

#: What a folded delivery is called: the first of these that is in it.
_TYPES = tuple(f"slugline.story.{name}.v1" for name in ("created", "merged", "split", "updated"))
_URGENT_TYPES = tuple(f"slugline.story.{name}.v1" for name in ("corrected", "retracted"))
_URGENT_KINDS = ("article_corrected", "article_withdrawn")


def is_urgent(event: Update) -> bool:
    """True for kills, corrections and retractions: they are never held back, nor folded with anything."""
    return event.type in _URGENT_TYPES or any(change.kind in _URGENT_KINDS for change in event.data.changes)


def fold(events: Sequence[Update]) -> Update:
    """One event for these revisions of one story, in order: all their changes, and the story as it is after the last.

    Its id names the first and the last revision; a single event stays as it is.
    """
    if len(events) == 1:
        return events[0]
    first, last = events[0], events[-1]
    changes = {
        "previous_revision": first.data.previous_revision,
        "significance": max((event.data.significance for event in events), key=SIGNIFICANCES.index),
        "message": _message(events),
        "changes": tuple(change for event in events for change in event.data.changes),
        "changes_truncated": sum(event.data.changes_truncated for event in events),
        "folded": tuple(_folded(event) for event in events),
    }
    data = last.data.model_copy(update=changes)
    told = {"id": folded_id(data.story_id, [e.data.revision for e in events]), "type": _type(events), "data": data}
    return last.model_copy(update=told)


def folded_id(story_id: str, revisions: Sequence[int]) -> str:
    """The id of the event that tells of these revisions: `st_1-r5`, or `st_1-r5-r7` for several."""
    ends = dict.fromkeys((revisions[0], revisions[-1]))
    return "-".join([story_id, *(f"r{revision}" for revision in ends)])


def folded_to_fit(events: Sequence[Update], largest: int = LARGEST) -> list[Update]:
    """As few events as tell of these without one of them growing beyond the limit; a single one is never cut."""
    found: list[Update] = []
    waiting: list[Update] = []
    for event in events:
        if waiting and size(fold([*waiting, event])) > largest:
            found.append(fold(waiting))
            waiting = []
        waiting.append(event)
    return [*found, fold(waiting)] if waiting else found


def size(event: Update) -> int:
    """Bytes of the event's JSON."""
    return len(event.model_dump_json().encode())


def _folded(event: Update) -> FoldedUpdate:
    return FoldedUpdate(revision=event.data.revision, id=event.id, type=event.type, message=event.data.message)


def _type(events: Sequence[Update]) -> str:
    held = {event.type for event in events}
    return next((name for name in _TYPES if name in held), events[-1].type)


def _message(events: Sequence[Update]) -> str:
    """All messages where they fit into one, else the weightiest and how many more there are."""
    told = list(dict.fromkeys(event.data.message for event in events if event.data.message))
    whole = " ".join(told)
    if len(whole) <= _LONGEST_MESSAGE:
        return whole
    weightiest = max(events, key=lambda event: (SIGNIFICANCES.index(event.data.significance), event.data.revision))
    rest = f" (and {len(events) - 1} more)"
    return weightiest.data.message[: _LONGEST_MESSAGE - len(rest)] + rest
