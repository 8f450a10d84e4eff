"""What the soak puts on the pipeline: articles at an even pace, and subscribers who note when they are told."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import Any

import httpx
from redis.exceptions import RedisError

from bench.varied import entry
from shared.streams import ARTICLES_SUBMITTED

#: Seconds without a byte after which a subscriber connects again; a comment comes every 15.
SILENCE = 40.0


class Pace:
    """Pushes articles at an even pace, and knows when each was pushed."""

    def __init__(self, redis: Any, articles: Iterator[dict[str, Any]], rate: float) -> None:
        self._redis = redis
        self._articles = articles
        self._rate = rate
        self.pushed = 0
        #: Seconds (time.monotonic) at which an article was pushed, until it is heard of.
        self.waiting: dict[str, float] = {}

    async def go(self, seconds: float) -> None:
        """Pushes for so long. Falls behind rather than pushing a crowd at once."""
        begun = time.monotonic()
        due = begun
        while (now := time.monotonic()) < begun + seconds:
            item = next(self._articles)
            self.waiting.setdefault(item["uri"], time.monotonic())
            await self._redis.xadd(ARTICLES_SUBMITTED.name, entry(item))
            self.pushed += 1
            due = max(due + 1 / self._rate, now - 1.0)
            await asyncio.sleep(max(0.0, due - time.monotonic()))


class Latencies:
    """A subscriber of the live stream: when the first update came that tells of an article."""

    def __init__(self, url: str, pace: Pace) -> None:
        self._url = url
        self._pace = pace
        self._last_id = ""
        #: Pairs of the second (time.monotonic) at which an article was heard of, and how many seconds it took.
        self.took: list[tuple[float, float]] = []

    async def listen(self) -> None:
        """Until it is cancelled."""
        timeout = httpx.Timeout(10.0, read=SILENCE)
        async with httpx.AsyncClient(trust_env=False, timeout=timeout) as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    await self._read(http)
                await asyncio.sleep(0.2)

    async def _read(self, http: httpx.AsyncClient) -> None:
        place = {"last-event-id": self._last_id} if self._last_id else {}
        async with http.stream("GET", f"{self._url}/v1/updates", params={"fold": "none"}, headers=place) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("id: "):
                    self._last_id = line[4:]
                elif line.startswith("data: "):
                    self._hear(line)

    def _hear(self, line: str) -> None:
        """Uris stand in the text of the event: it need not be read as JSON for that."""
        now = time.monotonic()
        for piece in line.split('"ref":"')[1:]:
            pushed = self._pace.waiting.pop(piece.partition('"')[0], None)
            if pushed is not None:
                self.took.append((now, now - pushed))


async def patient(call: Any) -> Any:
    """The answer of Redis, or None where it did not come this time."""
    try:
        return await call
    except (RedisError, OSError):
        return None
