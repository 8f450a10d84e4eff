"""What delivery promises, on a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from redis.asyncio import Redis

from shared.contracts.article import Article, Provider
from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleAccepted, ArticleExtracted, ArticleResolved, ArticleTranslated
from shared.delivery.consumer import Handle
from shared.delivery.errors import Refused
from shared.delivery.service import Service
from shared.delivery.unit import Unit
from shared.settings import Settings
from shared.streams import (
    ARTICLES_ACCEPTED,
    ARTICLES_EXTRACTED,
    ARTICLES_RESOLVED,
    ARTICLES_SUBMITTED,
    ARTICLES_TRANSLATED,
)

pytestmark = [pytest.mark.integration, pytest.mark.containers]

NOW = datetime(2025, 8, 15, 12, tzinfo=UTC)


def article(number: int) -> Article:
    provider = Provider(id="a", name="Agency A")
    return Article(
        uri=f"urn:t:{number}", published_at=NOW, version_created=NOW, received_at=NOW, provider=provider, headline="H"
    )


def accepted(number: int) -> dict[str, str]:
    data = ArticleAccepted(seq=number, article=article(number)).model_dump_json()
    return event("slugline.article.accepted.v1", f"a{number}", data)


def extracted(number: int) -> dict[str, str]:
    data = ArticleExtracted(seq=number, article=article(number)).model_dump_json()
    return event("slugline.article.extracted.v1", f"e{number}", data)


def event(kind: str, event_id: str, data: str) -> dict[str, str]:
    head = {"specversion": "1.0", "id": event_id, "source": "urn:test", "type": kind}
    return {"data": json.dumps({**head, "data": json.loads(data)})}


def settings(redis_url: str, namespace: str, **more: Any) -> Settings:
    fixed: dict[str, Any] = {"claim_idle": 0.3, "consumer": "one", "max_deliveries": 3, "shutdown_wait": 5.0, **more}
    return Settings(redis_url=redis_url, namespace=namespace, **fixed)


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[Service]:
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


async def until(question: Callable[[], Awaitable[Any]], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not await question():
            await asyncio.sleep(0.02)


async def translate(event: Event[ArticleAccepted], unit: Unit) -> None:
    """A plain stage: counts in the same commit as its output."""
    unit.hincrby("translate:seen", event.data.article.uri)
    data = ArticleTranslated(**dict(event.data))
    unit.emit(ARTICLES_TRANSLATED, "slugline.article.translated.v1", data, id=f"t{event.data.seq}")


def stage(redis_url: str, namespace: str, handle: Handle = translate, **more: Any) -> Service:
    service = Service("translate", settings(redis_url, namespace, **more))
    service.consume(ARTICLES_ACCEPTED, handle, forward_skips_to=ARTICLES_TRANSLATED)
    return service


async def outputs(redis: Any, namespace: str, stream: str = "articles.translated") -> list[dict[str, Any]]:
    return [json.loads(fields[b"data"]) for _, fields in await redis.xrange(namespace + stream)]


async def seqs(redis: Any, namespace: str, stream: str) -> list[int]:
    return [output["data"]["seq"] for output in await outputs(redis, namespace, stream)]


async def test_backlog_is_read(redis: Any, redis_url: str, namespace: str) -> None:
    """What was written before a service first started is processed, not skipped."""
    for number in range(1, 41):
        await redis.xadd(f"{namespace}articles.accepted", accepted(number))
    async with running(stage(redis_url, namespace)):
        await until(lambda: _length(redis, f"{namespace}articles.translated", 40))
    assert list(range(1, 41)) == sorted(await seqs(redis, namespace, "articles.translated"))
    assert 0 == await redis.xlen(f"{namespace}articles.accepted")


async def _length(redis: Any, key: str, length: int) -> bool:
    return bool(await redis.xlen(key) >= length)


async def test_output_is_plain_cloudevents(redis: Any, redis_url: str, namespace: str) -> None:
    """An output is one `data` field with a CloudEvent, plus correlation id and trace context of the input."""
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    fields = {**accepted(1), "correlation_id": "c-1", "traceparent": trace, "headers": "harmless"}
    await redis.xadd(f"{namespace}articles.accepted", fields)
    async with running(stage(redis_url, namespace)):
        await until(lambda: _length(redis, f"{namespace}articles.translated", 1))
    ((_, entry),) = await redis.xrange(f"{namespace}articles.translated")
    assert {b"data", b"correlation_id", b"traceparent"} == set(entry)
    assert b"c-1" == entry[b"correlation_id"]
    assert trace == entry[b"traceparent"].decode()
    output = json.loads(entry[b"data"])
    assert ("1.0", "a1", "urn:slugline:translate") == (output["specversion"], output["causationid"], output["source"])
    assert ["translate"] == [passed["stage"] for passed in output["data"]["timing"]]


async def test_stolen_entry_commits_once(redis: Any, redis_url: str, namespace: str) -> None:
    """An entry that two replicas handle at the same time changes the world once."""
    gate = asyncio.Event()

    async def slow(event: Event[ArticleAccepted], unit: Unit) -> None:
        await translate(event, unit)
        await gate.wait()

    # The first looks for forgotten entries too, and would renew its hold on its own at each look.
    first = stage(redis_url, namespace, slow, consumer="one", claim_idle=60)
    second = stage(redis_url, namespace, consumer="two")
    await redis.xadd(f"{namespace}articles.accepted", accepted(1))
    async with running(first):
        await until(lambda: _pending(redis, namespace, 1))
        async with running(second):
            await until(lambda: _length(redis, f"{namespace}articles.translated", 1))
            gate.set()
            await asyncio.sleep(0.2)
    assert [1] == await seqs(redis, namespace, "articles.translated")
    assert b"1" == await redis.hget(f"{namespace}translate:seen", "urn:t:1")


async def _pending(redis: Any, namespace: str, count: int) -> bool:
    summary = await redis.xpending(f"{namespace}articles.accepted", "translate")
    return bool(summary["pending"] == count)


async def test_failing_write_leaves_no_trace(redis: Any, redis_url: str, namespace: str) -> None:
    """A unit one of whose writes cannot succeed writes nothing at all, and its entry becomes a dead letter."""
    await redis.set(f"{namespace}translate:bad", "a string where a hash is wanted")

    async def handle(event: Event[ArticleAccepted], unit: Unit) -> None:
        await translate(event, unit)
        unit.hset("translate:bad", "f", "v")

    await redis.xadd(f"{namespace}articles.accepted", accepted(1))
    async with running(stage(redis_url, namespace, handle)):
        await until(lambda: _length(redis, f"{namespace}dead.translate", 1))
    assert not await redis.exists(f"{namespace}translate:seen")
    ((_, letter),) = await redis.xrange(f"{namespace}dead.translate")
    assert b"commit_refused" == letter[b"dead.reason"]
    assert ["slugline.article.skipped.v1"] == [o["type"] for o in await outputs(redis, namespace)]


async def test_poison_is_buried_with_its_reason(redis: Any, redis_url: str, namespace: str) -> None:
    """An entry that always fails is tried as often as is set, then lies in the dead letters, once and whole."""
    attempts: list[int] = []

    async def handle(event: Event[ArticleAccepted], unit: Unit) -> None:
        attempts.append(unit.attempt)
        raise ValueError("no such luck")

    original = accepted(7)
    await redis.xadd(f"{namespace}articles.accepted", {**original, "extra": "kept"})
    async with running(stage(redis_url, namespace, handle)):
        await until(lambda: _length(redis, f"{namespace}dead.translate", 1))
    ((_, letter),) = await redis.xrange(f"{namespace}dead.translate")
    assert [1, 2, 3] == attempts
    assert (b"failed", b"translate", b"3") == (letter[b"dead.reason"], letter[b"dead.stage"], letter[b"dead.attempts"])
    assert (original["data"].encode(), b"kept") == (letter[b"data"], letter[b"extra"])
    ((_, marker),) = await redis.xrange(f"{namespace}articles.translated")
    assert 7 == json.loads(marker[b"data"])["data"]["seq"]


async def test_refused_is_buried_at_once(redis: Any, redis_url: str, namespace: str) -> None:
    """Input that can never succeed goes to the dead letters at its first attempt."""

    async def handle(event: Event[ArticleAccepted], unit: Unit) -> None:
        raise Refused("bad_date", "published_at is in year 0", "published_at")

    await redis.xadd(f"{namespace}articles.accepted", accepted(1))
    async with running(stage(redis_url, namespace, handle)):
        await until(lambda: _length(redis, f"{namespace}dead.translate", 1))
    ((_, letter),) = await redis.xrange(f"{namespace}dead.translate")
    assert (b"bad_date", b"1") == (letter[b"dead.reason"], letter[b"dead.attempts"])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"data": "{"}, b"not_json"),
        ({"data": "[]"}, b"not_an_event"),
        ({"other": "x"}, b"no_data"),
        ({"data": b"\xff\xfe"}, b"not_json"),
        ({"data": '{"type": "x.y.v1", "data": {}}'}, b"unknown_type"),
        ({"data": '{"type": "slugline.article.accepted.v1", "data": {"seq": "x"}}'}, b"wrong_field"),
    ],
)
async def test_unreadable_entries(
    redis: Any, redis_url: str, namespace: str, fields: dict[str, Any], reason: bytes
) -> None:
    """An entry that is no event of the stream is a dead letter with the reason, and the next one is processed."""
    await redis.xadd(f"{namespace}articles.accepted", fields)
    await redis.xadd(f"{namespace}articles.accepted", accepted(1))
    async with running(stage(redis_url, namespace)):
        await until(lambda: _length(redis, f"{namespace}articles.translated", 1))
    ((_, letter),) = await redis.xrange(f"{namespace}dead.translate")
    assert reason == letter[b"dead.reason"]


async def test_process_killer_is_buried(redis: Any, redis_url: str, namespace: str) -> None:
    """An entry whose handler takes its process down at every delivery ends in the dead letters, unhandled."""
    key = f"{namespace}articles.accepted"
    await redis.xgroup_create(key, "translate", id="0", mkstream=True)
    await redis.xadd(key, accepted(1))
    await redis.xreadgroup("translate", "gone", {key: ">"})
    ((entry_id, _),) = await redis.xrange(key)
    await redis.xclaim(key, "translate", "gone", 0, [entry_id], retrycount=3)
    await redis.hset(f"{namespace}translate:trials", entry_id, 2)  # begun alone twice, and never ended
    async with running(stage(redis_url, namespace)):
        await until(lambda: _length(redis, f"{namespace}dead.translate", 1))
    ((_, letter),) = await redis.xrange(f"{namespace}dead.translate")
    assert b"crashed" == letter[b"dead.reason"]
    assert not await redis.exists(f"{namespace}translate:seen", f"{namespace}translate:trials")


async def test_neighbours_of_a_process_killer_are_handled(redis: Any, redis_url: str, namespace: str) -> None:
    """What was only read, however often, by processes that another entry took down is handled like any other."""
    key = f"{namespace}articles.accepted"
    await redis.xgroup_create(key, "translate", id="0", mkstream=True)
    for number in (1, 2):
        await redis.xadd(key, accepted(number))
    await redis.xreadgroup("translate", "gone", {key: ">"})
    ids = [entry_id for entry_id, _ in await redis.xrange(key)]
    await redis.xclaim(key, "translate", "gone", 0, ids, retrycount=9)
    await redis.hset(f"{namespace}translate:trials", ids[0], 2)
    async with running(stage(redis_url, namespace)):
        await until(lambda: _length(redis, f"{namespace}articles.translated", 2))
    assert 1 == await redis.xlen(f"{namespace}dead.translate")
    assert await redis.hgetall(f"{namespace}translate:seen") == {b"urn:t:2": b"1"}
    assert not await redis.exists(f"{namespace}translate:trials")


async def test_waiting_for_a_turn_is_no_crash(redis: Any, redis_url: str, namespace: str) -> None:
    """An entry that waits behind slow ones longer than the claim time is handled in its turn, and has one delivery."""
    key = f"{namespace}articles.accepted"
    for number in range(1, 5):
        await redis.xadd(key, accepted(number))
    counts: list[int] = []

    async def slow(event: Event[ArticleAccepted], unit: Unit) -> None:
        await asyncio.sleep(
            0.9
        )  # claim_idle is 0.3 s, a look for claims comes every 0.5 s, and three deliveries are all
        counts.append((await redis.xpending_range(key, "translate", "-", "+", 1))[0]["times_delivered"])
        await translate(event, unit)

    async with running(stage(redis_url, namespace, slow)):
        await until(lambda: _length(redis, f"{namespace}articles.translated", 4))
    assert not await redis.exists(f"{namespace}dead.translate")
    assert [1, 2, 3, 4] == await seqs(redis, namespace, "articles.translated")
    assert max(counts) <= 2


async def test_restart_takes_its_own_up_at_once(redis: Any, redis_url: str, namespace: str) -> None:
    """A replica that restarts under its name does not wait for the claim time to finish what it had read."""
    key = f"{namespace}articles.accepted"
    await redis.xgroup_create(key, "translate", id="0", mkstream=True)
    await redis.xadd(key, accepted(1))
    await redis.xreadgroup("translate", "one", {key: ">"})
    async with running(stage(redis_url, namespace, claim_idle=600.0)):
        await until(lambda: _length(redis, f"{namespace}articles.translated", 1), seconds=5)


async def test_expectation_runs_the_handler_again(redis: Any, redis_url: str, namespace: str) -> None:
    """A decision on something that changed meanwhile is taken again on what is there now."""
    seen: list[bytes | None] = []
    service = Service("translate", settings(redis_url, namespace))

    async def handle(event: Event[ArticleAccepted], unit: Unit) -> None:
        value = await service.state.get("translate:v")
        seen.append(value)
        if len(seen) == 1:
            await redis.set(f"{namespace}translate:v", "other")
        unit.expect("translate:v", value.decode() if value else None)
        unit.set("translate:v", "mine")

    service.consume(ARTICLES_ACCEPTED, handle)
    await redis.xadd(f"{namespace}articles.accepted", accepted(1))
    async with running(service):
        await until(lambda: _value(redis, f"{namespace}translate:v", b"mine"))
    assert [None, b"other"] == seen


async def _value(redis: Any, key: str, value: bytes) -> bool:
    return bool(await redis.get(key) == value)


async def test_ingest_commits_in_the_order_of_the_wire(redis: Any, redis_url: str, namespace: str) -> None:
    """Two replicas of ingest stamp places without gaps, in the order in which articles were submitted."""

    def ingest(name: str) -> Service:
        service = Service("ingest", settings(redis_url, namespace, consumer=name, max_records=3, reorder_wait=30.0))

        async def handle(fields: dict[bytes, bytes], unit: Unit) -> None:
            number = int(fields[b"n"])
            await asyncio.sleep(0.01 * (number % 3))
            data = ArticleAccepted(seq=0, article=article(number))
            unit.emit(ARTICLES_ACCEPTED, "slugline.article.accepted.v1", data, id=f"a{number}", stamp_seq=True)

        service.consume_raw(ARTICLES_SUBMITTED, handle)
        return service

    for number in range(30):
        await redis.xadd(f"{namespace}articles.submitted", {"n": number})
    async with running(ingest("one")), running(ingest("two")):
        await until(lambda: _length(redis, f"{namespace}articles.accepted", 30))
    data = [output["data"] for output in await outputs(redis, namespace, "articles.accepted")]
    assert [(n + 1, f"urn:t:{n}") for n in range(30)] == [(d["seq"], d["article"]["uri"]) for d in data]


class Writer:
    """A single writer that notes what it handled, in memory and in Redis."""

    def __init__(self, redis_url: str, namespace: str, **more: Any) -> None:
        self.service = Service("resolve", settings(redis_url, namespace, **more))
        self.memory: list[int] = []
        self.service.consume_in_order(ARTICLES_EXTRACTED, self.handle, forward_skips_to=ARTICLES_RESOLVED)
        self.service.on_load(self.load)

    async def load(self) -> None:
        """Memory from Redis."""
        state = await self.service.state.hgetall("resolve:done")
        self.memory = [int(seq) for seq in state]

    async def handle(self, event: Event[ArticleExtracted], unit: Unit) -> None:
        seq = event.data.seq
        unit.hset("resolve:done", str(seq), "1")
        data = ArticleResolved(**dict(ArticleTranslated(**dict(event.data))))
        unit.emit(ARTICLES_RESOLVED, "slugline.article.resolved.v1", data, id=f"r{seq}")
        unit.after_commit(lambda: self.memory.append(seq))


class SlowWriter(Writer):
    """One that takes three claim times for each article."""

    async def handle(self, event: Event[ArticleExtracted], unit: Unit) -> None:
        await asyncio.sleep(0.9)
        await super().handle(event, unit)


async def test_single_writer_keeps_the_order(redis: Any, redis_url: str, namespace: str) -> None:
    """Articles that overtook each other are resolved in the order of the wire."""
    for number in (3, 1, 5, 2, 4, 8, 7, 6):
        await redis.xadd(f"{namespace}articles.extracted", extracted(number))
    writer = Writer(redis_url, namespace, reorder_wait=float("inf"))
    async with running(writer.service):
        await until(lambda: _length(redis, f"{namespace}articles.resolved", 8))
    assert list(range(1, 9)) == await seqs(redis, namespace, "articles.resolved")
    assert list(range(1, 9)) == writer.memory
    assert 0 == await redis.hlen(f"{namespace}resolve:parked")


async def test_waiting_for_the_writer_is_no_crash(redis: Any, redis_url: str, namespace: str) -> None:
    """What waits behind a slow single writer longer than the claim time is no dead letter."""
    for number in range(1, 5):
        await redis.xadd(f"{namespace}articles.extracted", extracted(number))
    writer = SlowWriter(redis_url, namespace)
    async with running(writer.service):
        await until(lambda: _length(redis, f"{namespace}articles.resolved", 4))
    assert not await redis.exists(f"{namespace}dead.resolve")
    assert [1, 2, 3, 4] == writer.memory


async def test_parked_articles_survive_the_writer(redis: Any, redis_url: str, namespace: str) -> None:
    """An article that waits for its place waits on after its writer was replaced."""
    for number in (2, 3):
        await redis.xadd(f"{namespace}articles.extracted", extracted(number))
    async with running(Writer(redis_url, namespace, reorder_wait=float("inf")).service):
        await until(lambda: _parked(redis, namespace, 2))
    assert 0 == await redis.xlen(f"{namespace}articles.resolved")
    await redis.xadd(f"{namespace}articles.extracted", extracted(1))
    async with running(Writer(redis_url, namespace, reorder_wait=float("inf"), consumer="two").service):
        await until(lambda: _length(redis, f"{namespace}articles.resolved", 3))
    assert [1, 2, 3] == await seqs(redis, namespace, "articles.resolved")


async def _parked(redis: Any, namespace: str, count: int) -> bool:
    return bool(await redis.hlen(f"{namespace}resolve:parked") == count)


def enrichment(number: int) -> dict[str, str]:
    data = ArticleExtracted(seq=number, article=article(number), enrichment="translation").model_dump_json()
    return event("slugline.article.extracted.v1", f"e{number}.late", data)


async def test_enrichment_that_overtakes_its_article_waits_for_it(redis: Any, redis_url: str, namespace: str) -> None:
    """An enrichment fills no place in the order: it comes after its article, also where another writer took over."""
    for entry in (enrichment(2), extracted(2), enrichment(1)):
        await redis.xadd(f"{namespace}articles.extracted", entry)
    async with running(Writer(redis_url, namespace, reorder_wait=float("inf")).service):
        await until(lambda: _parked(redis, namespace, 3))
    assert 0 == await redis.xlen(f"{namespace}articles.resolved")
    await redis.xadd(f"{namespace}articles.extracted", extracted(1))
    async with running(Writer(redis_url, namespace, reorder_wait=float("inf"), consumer="two").service):
        await until(lambda: _length(redis, f"{namespace}articles.resolved", 4))
        await redis.xadd(f"{namespace}articles.extracted", enrichment(2))
        await until(lambda: _length(redis, f"{namespace}articles.resolved", 5))
    assert [1, 2, 1, 2, 2] == await seqs(redis, namespace, "articles.resolved")
    assert 0 == await redis.hlen(f"{namespace}resolve:parked")


async def test_missing_place_is_given_up(redis: Any, redis_url: str, namespace: str) -> None:
    """A place that stays empty is waited for as long as `reorder_wait` says; its article is taken when it comes."""
    for number in (1, 3):
        await redis.xadd(f"{namespace}articles.extracted", extracted(number))
    async with running(Writer(redis_url, namespace, reorder_wait=0.3).service):
        await until(lambda: _length(redis, f"{namespace}articles.resolved", 3))
        await redis.xadd(f"{namespace}articles.extracted", extracted(2))
        await until(lambda: _length(redis, f"{namespace}articles.resolved", 4))
    types = [(o["data"]["seq"], o["type"].split(".")[2]) for o in await outputs(redis, namespace, "articles.resolved")]
    assert [(1, "resolved"), (2, "skipped"), (3, "resolved"), (2, "resolved")] == types


async def test_dead_letter_releases_its_place(redis: Any, redis_url: str, namespace: str) -> None:
    """An article that became a dead letter upstream holds nobody up."""
    await redis.xadd(f"{namespace}articles.extracted", extracted(2))
    skipped = event("slugline.article.skipped.v1", "s1", '{"seq": 1, "uri": "urn:t:1", "stage": "extract"}')
    await redis.xadd(f"{namespace}articles.extracted", skipped)
    async with running(Writer(redis_url, namespace, reorder_wait=float("inf")).service):
        await until(lambda: _length(redis, f"{namespace}articles.resolved", 2))
    types = [(o["data"]["seq"], o["type"].split(".")[2]) for o in await outputs(redis, namespace, "articles.resolved")]
    assert [(1, "skipped"), (2, "resolved")] == types


async def test_fenced_writer_cannot_commit(redis: Any, redis_url: str, namespace: str) -> None:
    """A writer that lost its lease changes nothing, ends, and the new one does the work."""
    writer = Writer(redis_url, namespace)
    async with running(writer.service):
        await redis.set(f"{namespace}lease:resolve", "another:99")
        await redis.xadd(f"{namespace}articles.extracted", extracted(1))
        await until(lambda: _ended(writer.service))
        assert 0 == await redis.xlen(f"{namespace}articles.resolved")
        assert [] == writer.memory
    await redis.delete(f"{namespace}lease:resolve")
    async with running(Writer(redis_url, namespace, consumer="two").service):
        await until(lambda: _length(redis, f"{namespace}articles.resolved", 1))


async def _ended(service: Service) -> bool:
    return service._ended.is_set()


async def test_standby_takes_over(redis: Any, redis_url: str, namespace: str) -> None:
    """A second writer stands by, ready, and takes over when the first gives up its lease."""
    first = Writer(redis_url, namespace, lease_ttl=2.0)
    second = Writer(redis_url, namespace, lease_ttl=2.0, consumer="two")
    await first.service.start()
    starting = asyncio.create_task(second.service.start())
    await asyncio.sleep(0.5)
    assert "standby" == second.service._phase and not starting.done()
    assert all(value is True for value in (await second.service.readiness()).values())
    await first.service.stop()
    await asyncio.wait_for(starting, 10)
    await redis.xadd(f"{namespace}articles.extracted", extracted(1))
    await until(lambda: _length(redis, f"{namespace}articles.resolved", 1))
    await second.service.stop()


async def test_lost_group_is_made_again(redis: Any, redis_url: str, namespace: str) -> None:
    """A stage whose group vanished makes it again and goes on; it does not die in silence."""
    async with running(stage(redis_url, namespace)):
        await redis.delete(f"{namespace}articles.accepted")
        await asyncio.sleep(0.1)
        await redis.xadd(f"{namespace}articles.accepted", accepted(1))
        await until(lambda: _length(redis, f"{namespace}articles.translated", 1))


async def test_stop_finishes_what_is_in_flight(redis: Any, redis_url: str, namespace: str) -> None:
    """A stage that is told to stop commits the article it is at."""
    begun = asyncio.Event()

    async def slow(event: Event[ArticleAccepted], unit: Unit) -> None:
        begun.set()
        await asyncio.sleep(0.5)
        await translate(event, unit)

    await redis.xadd(f"{namespace}articles.accepted", accepted(1))
    service = stage(redis_url, namespace, slow)
    await service.start()
    await begun.wait()
    await service.stop()
    assert [1] == await seqs(redis, namespace, "articles.translated")


async def test_dead_letter_limit_pauses_the_stage(redis: Any, redis_url: str, namespace: str) -> None:
    """A stage that fails on everything stands still and is not ready, and buries no more than the limit."""

    async def handle(event: Event[ArticleAccepted], unit: Unit) -> None:
        raise RuntimeError("the disk is gone")

    for number in range(1, 6):
        await redis.xadd(f"{namespace}articles.accepted", accepted(number))
    service = stage(redis_url, namespace, handle, dead_letter_limit=2, max_deliveries=1, shutdown_wait=0.5)
    async with running(service):
        await until(lambda: _paused(service))
        assert 2 == await redis.xlen(f"{namespace}dead.translate")
        assert "paused" in str((await service.readiness())["dead_letters"])


async def _paused(service: Service) -> bool:
    return service.desk.dead_limit.is_paused


async def test_timer_unit_commits_once(redis: Any, redis_url: str, namespace: str) -> None:
    """A timer that two replicas fire at once takes effect once."""
    one = Service("ingest", settings(redis_url, namespace))
    two = Service("ingest", settings(redis_url, namespace, consumer="two"))
    await redis.zadd(f"{namespace}ingest:embargo", {"urn:t:1": 1})
    for service in (one, two):
        async with service.timer_unit("ingest:embargo", "urn:t:1") as unit:
            unit.hincrby("ingest:counts", "released")
    assert b"1" == await redis.hget(f"{namespace}ingest:counts", "released")
    assert 0 == await redis.zcard(f"{namespace}ingest:embargo")


async def test_stop_ends_timers_that_lose_a_cancellation(redis: Any, redis_url: str, namespace: str) -> None:
    """A service stops even when a timer's cancellation gets lost on the way, as wait_for of Python 3.11 can do."""
    service = Service("translate", settings(redis_url, namespace))
    begun, lost = asyncio.Event(), []

    async def deaf() -> None:
        begun.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            lost.append(1)
            if len(lost) == 1:  # the loop goes on with its next round
                await asyncio.sleep(3600)
            raise

    service.every(0.01, deaf)
    await service.start()
    await begun.wait()
    await asyncio.wait_for(service.stop(), 20)
    assert [1] == lost


async def test_trimming_waits_for_all_groups(redis: Any, redis_url: str, namespace: str) -> None:
    """An entry that two services read is trimmed when both have done it, not before."""
    from shared.delivery.janitor import Janitor

    key = f"{namespace}articles.resolved"
    for group in ("cluster", "publish"):
        await redis.xgroup_create(key, group, id="0", mkstream=True)
    ids = [await redis.xadd(key, {"n": n}) for n in range(4)]
    janitor = Janitor(Redis.from_url(redis_url), namespace, "resolve")
    for group, done in (("cluster", 3), ("publish", 2)):
        await redis.xreadgroup(group, "c", {key: ">"})
        await redis.xack(key, group, *ids[:done])
    await janitor.sweep()
    assert ids[2:] == [entry_id for entry_id, _ in await redis.xrange(key)]
