"""The last step of an article's way: its update goes out to a subscriber."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable

from services.publish.adapters.update_log import Entry
from services.publish.domain.resume import EntryId
from shared.streams import STORIES_UPDATED
from shared.tracing import SILENT, Attributes, Tracer

#: Updates whose first delivery is remembered, so that each process tells of it once and not per subscriber.
_KNOWN = 2000
#: Milliseconds after which a delivery is somebody's reading of history, not the end of the article's way.
_FRESH = 60_000


class LiveTraces:
    """Tells the first delivery of each update to a subscriber of the live stream."""

    def __init__(self, tracer: Tracer = SILENT) -> None:
        self._tracer = tracer
        self._known: OrderedDict[EntryId, None] = OrderedDict()

    def delivered(self, entries: Iterable[Entry]) -> None:
        """The way of each entry from the stream to the first who got it."""
        if not self._tracer.is_open:
            return
        now = time.time()
        for entry in entries:
            if entry.id not in self._known and now * 1000 - entry.id.ms < _FRESH:
                self._tell(entry, now)

    def _tell(self, entry: Entry, now: float) -> None:
        facts: Attributes = {
            "messaging.system": "redis",
            "messaging.operation.type": "send",
            "messaging.operation.name": "deliver",
            "messaging.destination.name": STORIES_UPDATED.name,
            "messaging.message.id": str(entry.id),
            "slugline.surface": "live",
            "slugline.story.id": entry.event.data.story_id,
            "slugline.story.revision": entry.event.data.revision,
        }
        began = min(now, entry.id.ms / 1000)
        self._tracer.begin("deliver live", entry.event.traceparent, "producer", facts, at=began).end(now)
        self._known[entry.id] = None
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)
