"""Parcels: deliveries as they go over the wire, built once for all who get the same revisions."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Sequence

from services.publish.adapters.live_traces import LiveTraces
from services.publish.adapters.update_log import Entry, UpdateLog
from services.publish.domain.folding import LARGEST, Update, fold, folded_to_fit
from services.publish.domain.redaction import Withdrawn, claims_of, mentioned, redacted_update, withdrawn_by
from services.publish.domain.resume import EntryId, Place

#: Kills whose words are taken out of what is built, even while the projection has not heard of them.
_KILLS_KEPT = 200


class Parcel:
    """One delivery: the entries in it, and the lines of its event. A kill changes them while it waits in queues."""

    __slots__ = ("__weakref__", "_frame", "_lines", "entries", "ids", "noted", "traces")

    def __init__(self, entries: tuple[Entry, ...], event: Update, body: bytes | None = None) -> None:
        self.entries = entries
        #: The entries whose updates are in it.
        self.ids: tuple[EntryId, ...] = tuple(entry.id for entry in entries)
        #: When it was last measured how long its way was, in seconds since 1970.
        self.noted = 0.0
        #: Who is told when it goes out for the first time.
        self.traces: LiveTraces | None = None
        self._lines = _lines(event, body)
        self._frame: tuple[Place | None, bytes] = (None, b"")

    def becomes(self, event: Update) -> None:
        """Tells this event instead, wherever it was not sent yet."""
        self._lines = _lines(event)
        self._frame = (None, b"")

    def frame(self, place: Place) -> bytes:
        """What goes over the wire to a subscriber that stands at this place then; nearly all stand at the same one."""
        known, found = self._frame
        if known is not place:
            found = b"id: %s\n%s" % (str(place).encode(), self._lines)
            self._frame = (place, found)
        return found


class Parcels:
    """Builds parcels, and takes the words of what is withdrawn out of those that are not sent yet."""

    def __init__(self, log: UpdateLog) -> None:
        self._log = log
        self._alive: weakref.WeakSet[Parcel] = weakref.WeakSet()
        self._kills: deque[Withdrawn] = deque(maxlen=_KILLS_KEPT)
        self._gone = Withdrawn()
        self.traces = LiveTraces()

    def fresh(self, entry: Entry) -> Parcel:
        """The parcel of an entry that was read just now."""
        event = self.without(entry.event)
        return self._kept(Parcel((entry,), event, entry.body if event is entry.event else None))

    async def folded(self, entries: Sequence[Entry]) -> list[Parcel]:
        """The parcels of entries of one story that have waited; what was withdrawn meanwhile is not in them."""
        events = [self.without(event) for event in await self._log.redacted([entry.event for entry in entries])]
        if sum(len(entry.body) for entry in entries) <= LARGEST:
            return [self._kept(Parcel(tuple(entries), fold(events)))]
        by_id = {entry.event.id: entry for entry in entries}
        found = []
        for event in folded_to_fit(events):
            ids = [one.id for one in event.data.folded] or [event.id]
            found.append(self._kept(Parcel(tuple(by_id[one] for one in ids), event)))
        return found

    def withdraw(self, update: Update) -> None:
        """Takes the words of what this update withdraws out of every parcel that waits somewhere."""
        gone = withdrawn_by(update.data)
        if not gone.articles:
            return
        self._log.forget()
        self._kills.append(gone)
        self._gone = Withdrawn(
            frozenset().union(*(kill.articles for kill in self._kills)),
            frozenset().union(*(kill.claims for kill in self._kills)),
        )
        for parcel in list(self._alive):
            if any(entry.mentioned & gone.articles for entry in parcel.entries):
                parcel.becomes(fold([self.without(entry.event) for entry in parcel.entries]))

    def without(self, event: Update) -> Update:
        """The event without the words of what was withdrawn in the stream, also before the projection knows."""
        if not mentioned(event.data) & self._gone.articles and not claims_of(event.data) & self._gone.claims:
            return event
        return event.model_copy(update={"data": redacted_update(event.data, self._gone)})

    def _kept(self, parcel: Parcel) -> Parcel:
        self._alive.add(parcel)
        parcel.traces = self.traces
        return parcel


def _lines(event: Update, body: bytes | None = None) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (event.type.encode(), body or event.model_dump_json().encode())
