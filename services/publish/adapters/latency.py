"""How long the way was: from ingest to a subscriber, and from a kill until its article is out of all that we serve.

After a rebuild of the projection old kills are handled again and count with their age.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from services.publish.adapters.update_log import Entry
from shared.metrics import metric

#: What a kill has to reach: all that is read (API, pages, feeds), live subscribers, webhooks.
Surface = Literal["projection", "live", "webhook"]


def delivered(entries: Iterable[Entry], surface: Surface = "live") -> None:
    """Notes a delivery to one subscriber as it goes out."""
    now = time.time()
    for entry in entries:
        if entry.received is None:
            continue
        seconds = max(0.0, now - entry.received)
        if surface == "live":
            metric("slugline_push_to_subscriber_seconds").observe(seconds)
        if entry.is_kill:
            metric("slugline_kill_propagation_seconds", surface).observe(seconds)


def killed(received: datetime, surface: Surface = "projection") -> None:
    """Notes that an article is out of what is read."""
    metric("slugline_kill_propagation_seconds", surface).observe(max(0.0, time.time() - received.timestamp()))
