"""Dead letters: entries that cannot be processed, kept whole with the reason, for a person to read and replay."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog

from shared.metrics import metric

if TYPE_CHECKING:
    from shared.delivery.wire import Entry

log = structlog.get_logger()

#: Seconds over which the rate of dead letters is counted.
WINDOW = 60.0
#: Characters of the detail that are kept.
DETAIL_LIMIT = 1000


def dead_letter_op(
    entry: Entry, *, key: str, service: str, group: str, reason: str, detail: str, attempts: int
) -> tuple[Any, ...]:
    """The op that keeps an entry, fields and all, in the dead-letter stream."""
    facts = {
        "dead.reason": reason,
        "dead.detail": detail[:DETAIL_LIMIT].encode("utf-8", "replace").decode(),
        "dead.stage": service,
        "dead.stream": entry.stream,
        "dead.group": group,
        "dead.id": entry.id,
        "dead.attempts": attempts,
        "dead.at": datetime.now(UTC).isoformat(),
    }
    flat: list[Any] = []
    for name, value in facts.items():
        flat += [name, value]
    for field, original in entry.fields.items():
        flat += [field, original]
    return ("XADD", key, "*", *flat)


class DeadLetterLimit:
    """Stops a stage that buries too much: the fault is then in the stage or its surroundings, not in the articles.

    Input that is refused for what it is does not count. The stage goes on once the window has room again.
    """

    def __init__(self, service: str, per_window: int, now: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._limit = per_window
        self._now = now
        self._buried: deque[float] = deque()
        self.is_paused = False

    def room(self) -> bool:
        """True while another dead letter is within the limit."""
        while self._buried and self._now() - self._buried[0] > WINDOW:
            self._buried.popleft()
        return len(self._buried) < self._limit

    def count(self) -> None:
        """Counts one dead letter."""
        self._buried.append(self._now())

    async def wait_for_room(self, is_stopping: Callable[[], bool], pause: float = 0.5) -> None:
        """Returns at once within the limit; else the stage stands still, loudly, until there is room or it stops."""
        while not self.room() and not is_stopping():
            if not self.is_paused:
                log.critical("delivery.stage_paused", stage=self._service, dead_letters_a_minute=self._limit)
            self._pause(True)
            await asyncio.sleep(pause)
        if self.is_paused:
            log.warning("delivery.stage_resumed", stage=self._service)
        self._pause(False)

    def _pause(self, paused: bool) -> None:
        self.is_paused = paused
        metric("slugline_stage_paused", self._service).set(int(paused))
