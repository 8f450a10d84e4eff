"""What waits for an endpoint: revisions become deliveries, a burst of one story becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from services.publish.domain.bursts import WINDOW
from services.publish.domain.folding import Update, is_urgent, size
from services.publish.domain.webhooks.delivery import Delivery, Part

#: Deliveries of one endpoint that wait at most; what comes then stays in the stream.
MOST_WAITING = 500
#: Deliveries of one endpoint that are under way at most, each of another story.
MOST_UNDER_WAY = 4
#: Bytes of an entry in the list of what was folded, besides its message.
_FOLDED = 300


def part_of(entry_id: str, event: Update) -> Part:
    """The revision as a part of a delivery."""
    changes = sum(len(change.model_dump_json().encode()) + 1 for change in event.data.changes)
    added = changes + len(event.data.message.encode()) + _FOLDED
    return Part(entry=entry_id, revision=event.data.revision, event_id=event.id, size=size(event), added=added)


def taken(
    waiting: Iterable[Delivery],
    entry_id: str,
    event: Update,
    now: datetime,
    last_told: Mapping[str, datetime],
    folds: bool = True,
) -> list[Delivery]:
    """The deliveries that are new or changed because of this revision.

    A kill goes at once, and so does what waits of its story; else a revision joins what waits of its story, or goes a
    second after the last delivery of it. `waiting` are those of which nothing was sent yet.
    """
    story_id, part = event.data.story_id, part_of(entry_id, event)
    own = [delivery for delivery in waiting if delivery.story_id == story_id and delivery.kind == "update"]
    if is_urgent(event):
        hurried = [delivery.at_once(now) for delivery in own if delivery.due > now]
        return [*hurried, _made(story_id, part, now, now, is_urgent=True)]
    last = max(own, key=lambda delivery: delivery.parts[-1].revision, default=None)
    if folds and last is not None and last.can_take(part):
        return [last.with_part(part)]
    earliest = last_told[story_id] + timedelta(seconds=WINDOW) if folds and story_id in last_told else now
    after = max([earliest, now, *(delivery.due for delivery in own)])
    return [_made(story_id, part, now, after)]


def next_to_send(
    waiting: Iterable[Delivery], under_way: Iterable[Delivery], now: datetime, is_failing: bool
) -> list[Delivery]:
    """What is to be sent now, in order. One delivery of a story at a time, and one in all where the endpoint fails."""
    busy = {delivery.story_id for delivery in under_way if delivery.story_id}
    room = (1 if is_failing else MOST_UNDER_WAY) - len(list(under_way))
    found: list[Delivery] = []
    for delivery in sorted((d for d in waiting if d.due <= now), key=_order):
        if len(found) >= room:
            break
        if delivery.story_id not in busy:
            found.append(delivery)
            busy |= {delivery.story_id} - {""}
    return found


def _order(delivery: Delivery) -> tuple[datetime, int, str]:
    return delivery.due, delivery.parts[0].revision if delivery.parts else 0, delivery.id


def _made(story_id: str, part: Part, now: datetime, due: datetime, *, is_urgent: bool = False) -> Delivery:
    return Delivery(id=f"dl_{part.event_id}", story_id=story_id, parts=(part,), is_urgent=is_urgent, made=now, due=due)
