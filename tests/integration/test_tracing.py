"""Traces: one article is one trace from its push to its subscribers, and a collector is never in its way."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from shared.delivery.service import Service
from shared.delivery.unit import Unit
from shared.metrics import REGISTRY
from shared.streams import ARTICLES_ACCEPTED, ARTICLES_TRANSLATED, SERVICES
from shared.testing.pipeline import InProcessPipeline
from tests.integration.collector import Collector, Told, collector
from tests.integration.test_delivery import accepted, outputs, settings, stage, translate, until

pytestmark = pytest.mark.integration

#: A trace that a sender began elsewhere, and its span there.
TRACE, ROOT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SENT = f"00-{TRACE}-{ROOT}-01"
ARTICLE = {
    "uri": "urn:trace:1",
    "headline": "Quayside hospital reopens its maternity ward",
    "body": "The Quayside hospital in Harbour City said on Friday that 14 midwives had returned to work.",
    "source": "Harbour News",
    "published_at": "2025-08-15T10:00:00Z",
}
#: Words of the article that no span may hold.
SECRET_WORDS = ("maternity", "midwives", "Quayside", "Harbour City", "Embargoed Minister", "resigns")


@pytest.fixture
def told() -> Iterator[Collector]:
    """A collector that runs."""
    with collector() as found:
        yield found


async def waits(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.05)


@asynccontextmanager
async def subscriber(url: str) -> AsyncIterator[asyncio.Queue[dict[str, Any]]]:
    """Somebody who reads the live stream."""
    got: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    connected = asyncio.Event()

    async def read() -> None:
        async with (
            httpx.AsyncClient(timeout=60) as client,
            client.stream("GET", f"{url}/v1/updates", params={"fold": "none"}) as answer,
        ):
            async for line in answer.aiter_lines():
                connected.set()
                if line.startswith("data: "):
                    await got.put(json.loads(line[6:]))

    task = asyncio.create_task(read())
    try:
        await asyncio.wait_for(connected.wait(), 20)
        yield got
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def post(pipeline: InProcessPipeline, article: dict[str, Any], **headers: str) -> None:
    async with httpx.AsyncClient(timeout=20) as client:
        answer = await client.post(f"{pipeline.url('ingest')}/v1/articles", json=article, headers=headers)
    assert 202 == answer.status_code, answer.text


def is_whole(spans: list[Told], *roots: str) -> bool:
    """True where every span hangs on another of the trace, or on one of the roots."""
    known = {span.span_id for span in spans} | set(roots)
    return all(span.parent_id in known for span in spans)


async def test_one_article_is_one_trace_through_all_services(redis_url: str, namespace: str, told: Collector) -> None:
    """An article pushed with a trace context is one trace of all six services, each step below the one before it."""
    async with (
        InProcessPipeline(redis_url, namespace, otlp_endpoint=told.url) as pipeline,
        subscriber(pipeline.url("publish")) as live,
    ):
        await post(pipeline, ARTICLE, traceparent=SENT)
        update = await asyncio.wait_for(live.get(), 30)
        await pipeline.drain()
    spans = told.of(TRACE)
    assert is_whole(spans, ROOT), [(s.service, s.name, s.span_id, s.parent_id) for s in spans]
    (push,) = (s for s in spans if s.name == "send articles.submitted")
    assert (ROOT, "slugline-ingest") == (push.parent_id, push.service)
    parent = push.span_id
    for service in SERVICES[:-1]:
        (handled,) = told.process(TRACE, service)
        assert (parent, ARTICLE["uri"]) == (handled.parent_id, handled.facts["slugline.article.uri"]), service
        assert any(s.name == "commit" and s.parent_id == handled.span_id for s in spans)
        parent = handled.span_id
    projected = [s for s in told.process(TRACE, "publish") if s.parent_id == parent]
    assert "stories.updated" in {s.facts["messaging.destination.name"] for s in projected}
    (delivered,) = (s for s in spans if s.name == "deliver live")
    assert (parent, "slugline-publish") == (delivered.parent_id, delivered.service)
    assert TRACE == update["traceparent"].split("-")[1] and parent == update["traceparent"].split("-")[2]


async def test_an_article_without_a_trace_begins_one(redis_url: str, namespace: str, told: Collector) -> None:
    """XADD without a trace context begins a trace in ingest, and the flow of two articles is two traces."""
    async with InProcessPipeline(redis_url, namespace, otlp_endpoint=told.url) as pipeline:
        await pipeline.submit(ARTICLE, {**ARTICLE, "uri": "urn:trace:2"})
        await pipeline.drain()
    roots = [s for s in told.spans if not s.parent_id and s.name == "process articles.submitted"]
    assert {"urn:trace:1", "urn:trace:2"} == {s.facts["slugline.article.uri"] for s in roots}
    for root in roots:
        spans = told.of(root.trace_id)
        assert is_whole(spans, "") and {f"slugline-{s}" for s in SERVICES} == {s.service for s in spans}


async def test_no_span_holds_a_word_of_an_article(redis_url: str, namespace: str, told: Collector) -> None:
    """Body, headline, an embargoed text, a key and a collector's header are in no span; uris and ids are."""
    embargoed = {
        **ARTICLE,
        "uri": "urn:trace:held",
        "headline": "Embargoed Minister resigns",
        "embargoed_until": "2099-01-01T00:00:00Z",
    }
    async with InProcessPipeline(
        redis_url, namespace, otlp_endpoint=told.url, otlp_headers="x-token=s3cr3t"
    ) as pipeline:
        await post(pipeline, ARTICLE, traceparent=SENT)
        await post(pipeline, embargoed)
        await pipeline.submit({"headline": "maternity", "version": [1]})
        await pipeline.drain()
    assert {"/v1/traces"} == {headers["path"] for headers in told.headers}
    assert {"s3cr3t"} == {headers["x-token"] for headers in told.headers}
    everything = b"".join(told.bodies).decode("utf-8", "replace")
    assert "urn:trace:1" in everything
    assert not [word for word in (*SECRET_WORDS, "s3cr3t") if word in everything]


async def test_a_sender_that_records_nothing_is_obeyed(redis_url: str, namespace: str, told: Collector) -> None:
    """A context marked as not sampled is passed on to subscribers' events and no span of it is sent."""
    async with InProcessPipeline(redis_url, namespace, otlp_endpoint=told.url) as pipeline:
        await post(pipeline, ARTICLE, traceparent=SENT[:-2] + "00")
        await pipeline.drain()
        (update, *_) = await pipeline.updates()
    assert [] == told.of(TRACE)
    assert TRACE == update["traceparent"].split("-")[1] and update["traceparent"].endswith("-00")


async def test_a_ratio_keeps_a_share_of_traces(redis_url: str, namespace: str, told: Collector) -> None:
    """With a ratio of 0 no trace that begins here is sent; one that a sender has begun is."""
    async with InProcessPipeline(redis_url, namespace, otlp_endpoint=told.url, trace_ratio=0.0) as pipeline:
        await post(pipeline, ARTICLE)
        await post(pipeline, {**ARTICLE, "uri": "urn:trace:2"}, traceparent=SENT)
        await pipeline.drain()
    assert {TRACE} == {span.trace_id for span in told.spans if span.name.startswith(("process articles", "send"))}


async def test_redelivery_leaves_the_tree_whole(redis: Any, redis_url: str, namespace: str, told: Collector) -> None:
    """A replica that dies over an entry and the one that takes it over leave one tree, each step under the sender's."""
    begun = asyncio.Event()

    async def dies(event: Any, unit: Unit) -> None:
        begun.set()
        await asyncio.Event().wait()

    await redis.xadd(f"{namespace}articles.accepted", {**accepted(1), "traceparent": SENT})
    dying = stage(redis_url, namespace, dies, consumer="one", shutdown_wait=0.1, otlp_endpoint=told.url)
    await dying.start()
    await begun.wait()
    await dying.stop()
    second = stage(redis_url, namespace, consumer="two", otlp_endpoint=told.url)
    await second.start()
    await until(lambda: redis.xlen(f"{namespace}articles.translated"))
    await second.stop()
    (output,) = await outputs(redis, namespace)
    assert is_whole(told.of(TRACE), ROOT)
    (handled,) = (s for s in told.process(TRACE, "translate") if s.facts.get("slugline.outcome") == "ok")
    assert (ROOT, 2) == (handled.parent_id, handled.facts["slugline.delivery"])
    assert handled.span_id == output["traceparent"].split("-")[2]


async def test_a_handler_that_fails_once_is_one_span(
    redis: Any, redis_url: str, namespace: str, told: Collector
) -> None:
    """Attempts in place are one span that says how many failed, by the type of the error and not its words."""
    tries: list[int] = []

    async def fails_once(event: Any, unit: Unit) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("maternity")
        await translate(event, unit)

    await redis.xadd(f"{namespace}articles.accepted", {**accepted(1), "traceparent": SENT})
    service = stage(redis_url, namespace, fails_once, otlp_endpoint=told.url)
    await service.start()
    await until(lambda: redis.xlen(f"{namespace}articles.translated"))
    await service.stop()
    (handled,) = told.process(TRACE, "translate")
    assert ("ValueError", 1) == (handled.facts["slugline.last_error"], handled.facts["slugline.attempts_failed"])
    assert b"maternity" not in b"".join(told.bodies)


async def test_a_dead_letter_ends_its_span_as_failed(
    redis: Any, redis_url: str, namespace: str, told: Collector
) -> None:
    """An entry that can never succeed has a span with an error, by its reason."""
    await redis.xadd(f"{namespace}articles.accepted", {"data": "{", "traceparent": SENT})
    service = stage(redis_url, namespace, otlp_endpoint=told.url)
    await service.start()
    await until(lambda: redis.xlen(f"{namespace}dead.translate"))
    await service.stop()
    (handled,) = told.process(TRACE, "translate")
    assert (2, "not_json", "dead") == (handled.status, handled.facts["error.type"], handled.facts["slugline.outcome"])


@pytest.mark.parametrize("fault", ["hangs", "refuses", "is away"])
async def test_a_broken_collector_delays_nothing(
    redis: Any, redis_url: str, namespace: str, told: Collector, fault: str
) -> None:
    """While the collector hangs, refuses or is away, articles pass, the service stops in time and lost spans count."""
    before = _lost()
    if fault == "hangs":
        told.hold.clear()
    told.status = 500 if fault == "refuses" else 200
    url = "http://127.0.0.1:9" if fault == "is away" else told.url
    for number in range(1, 201):
        await redis.xadd(f"{namespace}articles.accepted", accepted(number))
    service = stage(redis_url, namespace, otlp_endpoint=url)
    begun = time.monotonic()
    await service.start()
    await until(lambda: _has(redis, f"{namespace}articles.translated", 200), 15)
    passed = time.monotonic()
    await service.stop()
    assert passed - begun < 10 and time.monotonic() - passed < 8
    assert _lost() > before and [] == told.spans


async def test_more_spans_than_may_wait_are_dropped_and_counted(told: Collector) -> None:
    """The queue is bounded: with a collector that hangs, memory does not grow with the spans, and each is counted."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider

    from shared.tracing_export import Outbox

    told.hold.clear()
    outbox = Outbox(OTLPSpanExporter(endpoint=f"{told.url}/v1/traces", timeout=1.0), size=100)
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(outbox)
    before, tracer = _counted("dropped"), provider.get_tracer("t")
    begun = time.monotonic()
    for _ in range(2000):
        tracer.start_span("s").end()
    assert time.monotonic() - begun < 2
    assert _counted("dropped") - before >= 1000
    told.hold.set()
    await asyncio.to_thread(provider.shutdown)


async def test_a_collector_without_its_library_is_said(
    redis_url: str, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service told to export without the exporter installed ends at its start, with words on what to install."""
    import sys

    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    service = Service("translate", settings(redis_url, namespace, otlp_endpoint="http://127.0.0.1:4318"))
    service.consume(ARTICLES_ACCEPTED, translate, forward_skips_to=ARTICLES_TRANSLATED)
    with pytest.raises(Exception, match=r"slugline\[otlp\]"):
        await service.start()
    await service.stop()


async def _has(redis: Any, key: str, length: int) -> bool:
    return bool(await redis.xlen(key) >= length)


def _counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("slugline_trace_spans_total", {"outcome": outcome}) or 0.0


def _lost() -> float:
    return _counted("dropped") + _counted("failed")
