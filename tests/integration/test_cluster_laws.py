"""The laws of cluster on a real server: restarts, batches, little memory and redelivery leave the result as it is.

Cluster runs alone here and reads what resolve would have sent; the wires are those of the unit tests.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleResolved, StoryCommand
from shared.streams import ARTICLES_RESOLVED, STORIES_COMMANDS
from shared.testing import builders
from shared.testing.pipeline import InProcessPipeline
from tests.unit.cluster.small_wire import Entry, wires

pytestmark = pytest.mark.integration

#: A service starts and stops a few times in each example, so there are few of them, and none is made smaller.
laws = settings(
    max_examples=4,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
_RUNS = itertools.count(1)
#: What of an update depends on when and where it was made.
PASSING = {"timing", "provenance"}
HASHES = ("cluster:articles", "cluster:stories", "cluster:decisions")


@dataclass
class Service:
    """Cluster on a server, with what came of the entries that it was given."""

    redis_url: str
    settings: dict[str, Any] = field(default_factory=dict)
    namespace: str = field(default_factory=lambda: f"{{laws-{os.getpid()}-{next(_RUNS)}}}:")

    async def read(self, runs: Sequence[Sequence[Entry]]) -> dict[str, Any]:
        """The state after these runs, the service starting anew for each of them."""
        for entries in runs:
            async with self._running() as pipeline:
                for step in _steps(entries):
                    await self._give(pipeline, step)
                    await pipeline.drain()
        return await self._state()

    def _running(self) -> InProcessPipeline:
        return InProcessPipeline(self.redis_url, self.namespace, services=("cluster",), **self.settings)

    async def _give(self, pipeline: InProcessPipeline, entries: Sequence[Entry]) -> None:
        for entry in entries:
            stream = STORIES_COMMANDS if isinstance(entry, StoryCommand) else ARTICLES_RESOLVED
            await pipeline.redis.xadd(stream.key(self.namespace), {"data": _event(entry).model_dump_json()})

    async def _state(self) -> dict[str, Any]:
        pipeline = self._running()
        try:
            found: dict[str, Any] = {"updates": [_lasting(event["data"]) for event in await pipeline.updates()]}
            found["refused"] = [letter["dead.reason"] for letter in await pipeline.dead("cluster")]
            for name in HASHES:
                found[name] = await pipeline.redis.hgetall(self.namespace + name)
            return found
        finally:
            await pipeline.redis.aclose()


def _steps(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Articles together, each command by itself: commands are in no step with articles."""
    groups = itertools.groupby(entries, key=lambda entry: isinstance(entry, StoryCommand))
    return [part for is_command, group in groups for part in ([[e] for e in group] if is_command else [list(group)])]


def _event(entry: Entry) -> Event[Any]:
    if isinstance(entry, StoryCommand):
        kind, name = "slugline.story.command.v1", entry.command_id
    else:
        kind, name = "slugline.article.resolved.v1", f"{entry.article.uri}-{entry.article.version}"
    return Event[Any](id=name, source="/test", type=kind, time=builders.NOON, data=entry)


def _lasting(told: Any) -> Any:
    """An update without what depends on the moment."""
    if isinstance(told, dict):
        return {name: _lasting(value) for name, value in told.items() if name not in PASSING}
    return [_lasting(value) for value in told] if isinstance(told, list) else told


def _numbered(wire: list[Entry]) -> list[Entry]:
    """The wire with gap-free places for articles, late English at the place of the version that it belongs to."""
    places: dict[tuple[str, str], int] = {}
    found: list[Entry] = []
    for entry in wire:
        if isinstance(entry, ArticleResolved):
            version = (entry.article.uri, entry.article.version)
            place = places.setdefault(version, len(places) + 1)
            entry = entry.model_copy(update={"seq": place})
        found.append(entry)
    return found


def _cut(wire: list[Entry], places: set[int]) -> list[list[Entry]]:
    cuts = [0, *sorted(place for place in places if 0 < place < len(wire)), len(wire)]
    return [wire[start:end] for start, end in itertools.pairwise(cuts)]


def _result(redis_url: str, runs: Sequence[Sequence[Entry]], **settings: Any) -> dict[str, Any]:
    return asyncio.run(Service(redis_url, settings).read(runs))


@laws
@given(wire=wires(most=12).map(_numbered), restarts=st.sets(st.integers(1, 11), min_size=1, max_size=2))
def test_restarts_batches_and_little_memory_change_nothing(
    redis_url: str, wire: list[Entry], restarts: set[int]
) -> None:
    """One entry at a time, with restarts and hardly a record at hand, gives the records and updates of one go."""
    straight = _result(redis_url, [wire])
    assert straight["updates"]
    assert _result(redis_url, _cut(wire, restarts), max_records=1, records_in_memory=1, told_in_memory=1) == straight


@laws
@given(wire=wires(most=10, kinds=("report", "report", "copy", "correction", "kill", "late")).map(_numbered))
def test_redelivery_changes_nothing(redis_url: str, wire: list[Entry]) -> None:
    """A wire that comes a second time, after a restart, adds no update and changes no record."""
    assert _result(redis_url, [wire, wire]) == _result(redis_url, [wire])
