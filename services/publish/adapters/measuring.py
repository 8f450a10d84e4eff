"""How fast the pipeline is: samples of its streams over the last minutes, and what the latest articles took."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from services.publish.adapters import keys
from services.publish.domain.stages import Latency, Sample, latency, sample
from shared.delivery.look import look_closely
from shared.delivery.state import State
from shared.stream_figures import Look
from shared.streams import STORIES_UPDATED

#: Seconds between two samples, and how many are kept: ten minutes.
SAMPLE_EVERY, _SAMPLES = 10.0, 60
#: Updates that latencies are taken from.
_UPDATES = 100


class Measuring:
    """What one process has seen of the pipeline's speed."""

    def __init__(self, state: State) -> None:
        self._state = state
        #: Seconds that this process took for each of the entries that it handled last.
        self.own: Sequence[float] = ()
        self.samples: deque[Sample] = deque(maxlen=_SAMPLES)

    async def take(self) -> None:
        """Takes a sample; called every few seconds."""
        await self.look()

    async def look(self) -> Look:
        """How every stream stands, which is a sample too."""
        found = await look_closely(self._state.redis, self._state.namespace)
        self.samples.append(sample(time.monotonic(), found))
        return found

    async def end_to_end(self) -> Latency | None:
        """From submission to update, of the latest updates."""
        told = [update.get("timing", {}).get("pipeline_latency_ms") for update in await self._updates()]
        return latency(ms for ms in told if isinstance(ms, int | float))

    async def latencies(self) -> dict[str, Latency]:
        """What each stage took for the articles of the latest updates; publish, for what this process handled last."""
        updates = await self._updates()
        uris = dict.fromkeys(uri for update in updates for uri in _articles(update))
        bodies = await self._state.hmget(keys.ARTICLES, list(uris))
        took: dict[str, list[float]] = {"publish": [seconds * 1000 for seconds in self.own]}
        told = [update.get("timing", {}).get("cluster_ms") for update in updates]
        took["cluster"] = [ms for ms in told if isinstance(ms, int | float)]
        for body in bodies:
            for timing in json.loads(body).get("timing", ()) if body else ():
                took.setdefault(timing["stage"], []).append(timing["ms"])
        return {stage: found for stage, times in took.items() if (found := latency(times)) is not None}

    async def _updates(self) -> list[dict[str, Any]]:
        entries = await self._state.redis.xrevrange(self._state.key(STORIES_UPDATED.name), "+", "-", count=_UPDATES)
        return [data for _, fields in entries if isinstance(data := _data(fields), dict)]


def _data(fields: dict[bytes, bytes]) -> Any:
    try:
        return json.loads(fields.get(b"data", b"{}")).get("data")
    except (ValueError, AttributeError):
        return None


def _articles(update: dict[str, Any]) -> Iterator[str]:
    for change in update.get("changes", ()):
        if change.get("kind") in ("article_added", "copy_added"):
            yield change["ref"]
