"""How long the way was: from ingest to a subscriber, and from a kill until its article is out of all that we serve.

After a rebuild of the projection old kills are handled again and count with their age.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Literal

from services.publish.adapters.parcels import Parcel
from shared.contracts.envelope import Event
from shared.contracts.update import StoryUpdate
from shared.metrics import metric

#: What a kill has to reach: all that is read (API, pages, feeds), live subscribers, webhooks.
Surface = Literal["projection", "live", "webhook"]


#: Seconds: all who get a delivery within them count as one measurement, so that measuring costs next to nothing.
_WAVE = 0.1


def delivered(parcel: Parcel, surface: Surface = "live") -> None:
    """Notes a delivery to a subscriber as it goes out: once for all of them, and again for each that was later."""
    now = time.time()
    if now - parcel.noted < _WAVE:
        return
    if not parcel.noted and parcel.traces is not None:
        parcel.traces.delivered(parcel.entries)
    parcel.noted = now
    for entry in parcel.entries:
        if entry.received is None:
            continue
        seconds = max(0.0, now - entry.received)
        if surface == "live":
            metric("slugline_push_to_subscriber_seconds").observe(seconds)
        if entry.is_kill:
            metric("slugline_kill_propagation_seconds", surface).observe(seconds)


def told_by_webhook(body: bytes) -> None:
    """Notes that an endpoint has taken a delivery, where it tells of a kill."""
    event = Event[StoryUpdate].model_validate_json(body)
    received = event.data.timing.received_at
    if received is not None and any(change.kind == "article_withdrawn" for change in event.data.changes):
        killed(received, "webhook")


def killed(received: datetime, surface: Surface = "projection") -> None:
    """Notes that an article is out of what is read."""
    metric("slugline_kill_propagation_seconds", surface).observe(max(0.0, time.time() - received.timestamp()))
