from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.publish.adapters.projection import Projection
from services.publish.handlers import Projecting
from shared.contracts.article import Translation
from shared.contracts.entity import EntityChange
from shared.contracts.envelope import Event
from shared.contracts.ledger import StoryClaims
from shared.contracts.stages import ArticleResolved
from shared.contracts.update import Change
from shared.testing import builders as a
from shared.testing.handling import Handling

pytestmark = pytest.mark.integration

_NAMESPACES = itertools.count(1)


def _german(version: str, **fields: Any) -> ArticleResolved:
    item = a.article("urn:de", language="de", headline=f"Titel {version}", version=version, text="Ein Satz.")
    return a.resolved(item, **fields)


def _held_back() -> ArticleResolved:
    return a.resolved(a.article("urn:held", pub_status="withheld", version="2"), seq=8)


FIRST = a.article("urn:first")
LOST_CLAIM = Change(kind="claim_revised", ref="cl_1", before={"claim_id": "cl_1", "content": "Wrong"}, after=None)
SPLIT_OFF = Change(
    kind="split_into",
    ref="st_5",
    before={"story_id": "st_3"},
    after={"story_id": "st_5", "is_new": True, "articles": ["urn:de"], "by": "ada", "command_id": "c1"},
)
MOVED = Change(
    kind="editor_action",
    ref="urn:first",
    before={"story_id": "st_3"},
    after={
        "do": "move",
        "story_id": "st_4",
        "is_new": False,
        "articles": ["urn:first"],
        "by": "ada",
        "command_id": "c2",
    },
)

#: What three streams carry, in the order in which it was written: revisions, a late version, an enrichment, a kill with
#: a version that comes after it, a version withheld and released, two merges in a row, a withdrawal, renames.
HISTORY: list[Any] = [
    a.resolved(FIRST, seq=1, entities=(a.entity(FIRST, "Belarus"),)),
    a.story_update("st_1", 1, a.article_added("urn:first", "st_1")),
    _german("1", seq=2),
    a.entity_change("en_belarus", "Belarus"),
    a.story_update("st_2", 1, a.article_added("urn:de", "st_2", why=a.why(0.7))),
    _german("3", seq=4),
    _german("2", seq=5),
    _german("3", seq=4, enrichment="translation", translation=Translation(status="translated", text="A sentence.")),
    a.resolved(a.article("urn:killed", headline="Wrong"), seq=6),
    a.story_update("st_2", 2, a.article_added("urn:killed", "st_2"), a.article_added("urn:first", "st_2", "also")),
    a.resolved(a.article("urn:held"), seq=7),
    _held_back(),
    a.resolved(a.kill("urn:killed", "2"), seq=9),
    a.story_update("st_2", 3, a.article_withdrawn("urn:killed"), LOST_CLAIM),
    a.resolved(a.article("urn:killed", headline="Wrong again", version="7"), seq=10),
    a.story_update("st_1", 2, a.merged_from("st_2", ["urn:de", "urn:first"])),
    a.story_claims("st_1", 1, a.ledger_entry(FIRST, "released 16 prisoners")),
    a.story_claims("st_1", 2, a.ledger_entry(FIRST, "released 16 prisoners", status="superseded"), part=1, parts=2),
    a.story_claims("st_1", 2, a.ledger_entry(FIRST, "grateful", id="cl_2", topic="said:envoy"), part=2, parts=2),
    a.story_claims("st_1", 3, gone=("cl_2",), gone_with="urn:killed"),
    a.entity_change("en_belarus", "Republic of Belarus"),
    a.story_update("st_3", 1, a.article_added("urn:held", "st_3", copy_of="urn:first")),
    a.resolved(a.article("urn:held", version="3"), seq=11),
    a.story_update("st_3", 2, a.merged_from("st_1")),
    a.story_update("st_3", 3, Change(kind="split_into", ref="st_4", after={"articles": ["urn:held"]})),
    a.story_update("st_4", 1, a.article_added("urn:held", "st_4")),
    a.story_update("st_5", 1, a.article_added("urn:de", "st_5", why=a.why(1.0))),
    a.story_update("st_3", 4, SPLIT_OFF),
    a.story_update("st_4", 2, MOVED, a.article_added("urn:first", "st_4", why=a.why(1.0))),
    a.story_update("st_3", 5, MOVED),
    a.story_update("st_3", 6, a.merged_from("st_5", ["urn:de"])),
]
EVENTS: list[Event[Any]] = [a.event(data) for data in HISTORY]


class Replicas:
    """Replicas of publish on one Redis: a unit may be prepared long before it is committed."""

    def __init__(self, redis: Any) -> None:
        self.handling = Handling(redis, f"any{next(_NAMESPACES)}:")
        self.handlers = Projecting(self.handling.state)

    async def run(self, order: list[int], delays: list[int]) -> None:
        """Prepares the events in this order, and commits each so many events later."""
        waiting: list[tuple[int, int, Any]] = []
        for turn, (number, delay) in enumerate(zip(order, delays, strict=True)):
            unit = await self.handling.prepare(self._handler(number), EVENTS[number], _entry(number))
            waiting.append((turn + delay, number, unit))
            waiting = [w for w in waiting if not await self._is_committed(w, turn)]
        for late in waiting:
            await self._is_committed(late, late[0])

    async def _is_committed(self, waiting: tuple[int, int, Any], turn: int) -> bool:
        due, number, unit = waiting
        if due > turn:
            return False
        if not await self.handling.commit(unit):
            await self.handling.handle(self._handler(number), EVENTS[number], _entry(number))
        return True

    def _handler(self, number: int) -> Any:
        data = HISTORY[number]
        if isinstance(data, ArticleResolved):
            return self.handlers.article_resolved
        if isinstance(data, StoryClaims):
            return self.handlers.story_claims
        return self.handlers.entity_changed if isinstance(data, EntityChange) else self.handlers.story_updated

    async def shown(self) -> dict[str, Any]:
        """All that readers can see."""
        projection = Projection(self.handling.state)
        stories = await projection.stories(100)
        articles = await projection.articles(100)
        found: dict[str, Any] = {"stories": stories, "articles": articles}
        for uri in sorted(item.uri for item in articles.items):
            found[uri] = await projection.article(uri)
        for story_id in ("st_1", "st_2", "st_3", "st_4", "st_5"):
            found[story_id] = await projection.story(story_id)
            found[f"{story_id} survivor"] = await projection.survivor(story_id)
            found[f"{story_id} decisions"] = await projection.decisions(story_id)
            found[f"{story_id} claims"] = await projection.claims(story_id)
            found[f"{story_id} at 2"] = await projection.story_at(story_id, 2)
            found[f"{story_id} updates"] = await projection.updates(story_id, 0, 100)
        return found

    async def held(self) -> dict[str, Any]:
        """All that lies in Redis."""
        redis: Any = self.handling.state.redis
        reads = {b"hash": redis.hgetall, b"set": redis.smembers}
        found = {}
        async for key in redis.scan_iter(match=f"{self.handling.state.namespace}*"):
            kind = await redis.type(key)
            read = reads.get(kind)
            name = key.decode().removeprefix(self.handling.state.namespace)
            found[name] = await read(key) if read else await redis.zrange(key, 0, -1, withscores=True)
        return found


def _entry(number: int) -> str:
    return f"{1_755_259_200_000 + number}-0"


_EXPECTED: dict[str, Any] = {}


async def _in_order(redis: Any) -> dict[str, Any]:
    """What one replica ends with that handles everything in order; run once for all examples."""
    if not _EXPECTED:
        replicas = Replicas(redis)
        await replicas.run(IN_ORDER, AT_ONCE)
        _EXPECTED.update(held=await replicas.held(), shown=await replicas.shown())
    return _EXPECTED


IN_ORDER = list(range(len(HISTORY)))
AT_ONCE = [0] * len(HISTORY)


@given(st.permutations(IN_ORDER), st.lists(st.integers(0, 6), min_size=len(HISTORY), max_size=len(HISTORY)))
@example(IN_ORDER[::-1], AT_ONCE)
@example(IN_ORDER[::-1], [len(HISTORY)] * len(HISTORY))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_order_ends_in_the_same_projection(redis: Any, order: list[int], delays: list[int]) -> None:
    """Whatever order replicas handle and commit events in, the same lies in Redis and the same is served."""
    expected, actual = await _in_order(redis), Replicas(redis)
    await actual.run(order, delays)
    assert expected["held"] == await actual.held()
    assert expected["shown"] == await actual.shown()


@given(st.lists(st.sampled_from(IN_ORDER), max_size=30))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_events_that_come_again_change_nothing(redis: Any, again: list[int]) -> None:
    """Events that are handled again, early or late, change nothing."""
    expected, actual = await _in_order(redis), Replicas(redis)
    await actual.run(again + IN_ORDER + again, [0] * (len(IN_ORDER) + 2 * len(again)))
    assert expected["held"] == await actual.held()


async def test_end_state_of_that_history(redis: Any) -> None:
    """The history ends as its events say: latest versions, the kill honoured, merges, splits and the move applied."""
    replicas = Replicas(redis)
    await replicas.run(IN_ORDER, AT_ONCE)
    shown = await replicas.shown()
    german, killed, held, first = (shown[f"urn:{name}"] for name in ("de", "killed", "held", "first"))
    assert ("3", "A sentence.", "st_3", 1.0) == (
        german.version,
        german.translation.text,
        german.story_id,
        german.why.score,
    )
    assert ("canceled", None, (), "") == (killed.status, killed.story_id, killed.also, killed.headline)
    assert ("usable", "3", "st_4", None) == (held.status, held.version, held.story_id, held.duplicate_of)
    assert ("st_4", (), "Republic of Belarus") == (first.story_id, first.also, first.entities[0].name)
    assert ["st_3", "st_4"] == [story.id for story in shown["stories"].items]
    assert ["urn:de"] == [article.uri for article in shown["st_3"].articles]
    assert {"urn:first", "urn:held"} == {article.uri for article in shown["st_4"].articles}
    assert ("st_3", 2) == (shown["st_2 survivor"].into, shown["st_2 survivor"].revision)
