"""What a subscriber missed: read from the stream and folded, page by page, until it stands where the live stream is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.parcels import Parcel
from services.publish.adapters.subscription import Subscription
from services.publish.adapters.update_log import Entry
from services.publish.domain.resume import EntryId, Place, is_history_gone

#: A place, and the delivery before it; None where what comes before the place is no longer held.
Told = tuple[Place, Parcel | None]


async def history(live: LiveUpdates, subscription: Subscription, folds: bool) -> AsyncIterator[Told]:
    """The deliveries up to now, each with the place after it; then the subscription is attached to what comes."""
    upto = subscription.place.upto
    missing = [entry async for entry in live.log.named(subscription.place.missing)]
    for told in await _told(live, subscription, missing, upto, folds):
        yield told
    while not live.is_closing and not live.attach(subscription, upto):
        position = live.position  # before the read: what is written after it may not be skipped
        page = await live.log.after(upto)
        for told in await _told(live, subscription, page.entries, page.last, folds):
            yield told
        ends = await live.ends()
        if page.last < position and is_history_gone(page.last, ends):
            subscription.begin(Place(ends.last))
            yield subscription.place, None
        # Nothing to read, yet behind the live stream: what was between is gone from a stream that was emptied.
        upto = max(subscription.place.upto, position if page.last == upto else page.last)
    if live.is_closing:
        subscription.end()


async def _told(
    live: LiveUpdates, subscription: Subscription, entries: Sequence[Entry], upto: EntryId, folds: bool
) -> list[Told]:
    """The deliveries of these entries, all of which are told then."""
    merges = await live.merges([subscription.follower], entries)
    wanted = [entry for entry in entries if subscription.follower.concerns(entry.facts, merges)]
    waiting = {entry.id for entry in wanted}
    found: list[Told] = []
    for group in groups(wanted) if folds else [[entry] for entry in wanted]:
        for parcel in await live.parcels.folded(group):
            waiting -= set(parcel.ids)
            found.append((Place(upto, tuple(sorted(waiting))), parcel))
        subscription.told(group[0].event.data.story_id, live.clock())
    subscription.begin(Place(upto))
    return found


def groups(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Entries of one story together, in the order of the first of each; what is urgent stands alone."""
    found: list[list[Entry]] = []
    growing: dict[str, list[Entry]] = {}
    for entry in entries:
        story = entry.event.data.story_id
        if entry.is_urgent or story not in growing:
            found.append([])
            growing[story] = found[-1]
        growing[story].append(entry)
        if entry.is_urgent:
            del growing[story]
    return found
