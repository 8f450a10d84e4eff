"""From push to subscriber: real services on an embedded server, many subscribers, articles and kills at a given rate.

`all`: the six services, articles pushed to `articles.submitted`. `resolved`: cluster and publish only; the stages
before them have run over the same articles beforehand, and their output comes at the given rate. Two cores that other
work shares may not manage the whole pipeline at full rate; the figures say which was measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
from redis.asyncio import Redis

from bench.end_to_end import cpu_times, drained, running
from bench.subscribers import Arrivals, subscribers
from bench.varied import many_wires, varied
from services.publish.domain.bursts import WINDOW
from shared.embedded import isolated_server
from shared.streams import ARTICLES_RESOLVED, ARTICLES_SUBMITTED, STORIES_UPDATED, Stream
from shared.testing.pipeline import InProcessPipeline
from shared.testing.wire import wire

Stages = Literal["all", "resolved"]
#: `news`: as many wires side by side as bring this rate at their own pace. `hurried`: one wire played so fast that the
#: next article of a story often comes within its second. `crowded`: every article belongs to one of a few stories, so
#: that nearly every update is held back to the end of its story's second.
Kind = Literal["news", "hurried", "crowded"]

#: The services that run before `articles.resolved`, and from there on.
UPSTREAM, DOWNSTREAM = ("ingest", "translate", "extract", "resolve"), ("cluster", "publish")
#: One kill for so many articles, and how many articles after the one it withdraws.
_KILL_EVERY, _KILL_AFTER = 15, 40
#: Articles that go through before anything is measured: what is read at first use is read.
_WARM_UP = 30
#: Seconds that what was pushed last has to arrive.
_SETTLE = 20.0


@dataclass
class Run:
    """What was pushed when, and what came of it."""

    pushed: dict[str, float] = field(default_factory=dict)
    killed: dict[str, float] = field(default_factory=dict)
    #: When the API served no word of a killed article any more.
    hidden: dict[str, float] = field(default_factory=dict)


def submissions(count: int, kind: Kind, rate: float) -> list[dict[str, Any]]:
    """Articles of a wire, and a kill of some of them a little later."""
    sources: dict[Kind, Iterator[dict[str, Any]]] = {
        "news": many_wires(rate, seed=17),
        "hurried": varied(seed=17),
        "crowded": (json.loads(entry["data"]) for entry in wire(count, seed=17)),
    }
    articles = list(itertools.islice(sources[kind], count))
    articles = [a for a in articles if isinstance(a, dict) and a.get("uri") and a.get("pub_status") != "canceled"]
    plan: list[tuple[float, dict[str, Any]]] = [(float(n), a) for n, a in enumerate(articles)]
    latest = {a["uri"]: n for n, a in enumerate(articles)}
    for n, a in enumerate(articles[_WARM_UP:-_KILL_AFTER], start=_WARM_UP):
        if n % _KILL_EVERY == 0 and latest[a["uri"]] == n:  # no later version comes after the kill
            plan.append((n + _KILL_AFTER + 0.5, {"uri": a["uri"], "pub_status": "canceled"}))
    return [item for _, item in sorted(plan, key=lambda one: one[0])]


async def measure(stages: Stages, kind: Kind, count: int, rate: float, seconds: float) -> dict[str, Any]:
    """Milliseconds from push to subscriber and from kill to everywhere, with so many subscribers at this rate."""
    items = submissions(int(rate * seconds) + _WARM_UP, kind, rate)
    if stages == "resolved":
        stream, entries = ARTICLES_RESOLVED, await resolved(items)
    else:
        stream, entries = ARTICLES_SUBMITTED, [{"data": json.dumps(item)} for item in items]
    names = DOWNSTREAM if stages == "resolved" else (*UPSTREAM, *DOWNSTREAM)
    async with running(dict.fromkeys(names, 1)) as (url, supervisor):
        redis: Any = Redis.from_url(url)
        publish = str(supervisor.url_of("publish"))
        run = Run()
        await _push(redis, stream, entries[:_WARM_UP], rate, Run(), publish)
        await asyncio.sleep(2)
        with subscribers(publish, count) as others:
            before = await cpu_times(supervisor)
            began = time.monotonic()
            await _push(redis, stream, entries[_WARM_UP:], rate, run, publish)
            took = time.monotonic() - began
            await _settled(redis)
            after = await cpu_times(supervisor)
            arrivals = await asyncio.to_thread(others.finish)
        told = await _told(redis)
        await redis.aclose()
    for uri, _ in map(_article_of, entries[:_WARM_UP]):  # their first update went before anybody listened
        run.pushed.pop(uri, None)
    figures = _figures(run, told, arrivals, count)
    deliveries = sum(len(times) for times in arrivals.values())
    return {
        "stages": stages,
        "wire": kind,
        "subscribers": count,
        "subscribers_lost": others.lost,
        "articles_per_s": round(len(entries[_WARM_UP:]) / took, 1),
        "deliveries": deliveries,
        "megabytes_per_s": round(others.bytes / took / 1e6, 1),
        "cpu_s": {name: round(after[name] - before[name], 2) for name in after},
        "publish_cpu_us_per_delivery": _per_delivery(before, after, deliveries),
        **figures,
    }


async def resolved(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the stages before cluster make of these articles, in order."""
    with isolated_server() as server:
        async with InProcessPipeline(server.url, services=UPSTREAM) as upstream:
            await upstream.submit(*items)
            await upstream.drain(limit=300)
            found = await upstream.redis.xrange(ARTICLES_RESOLVED.name)
    return [{name.decode(): value for name, value in fields.items()} for _, fields in found]


def _article_of(entry: Mapping[str, Any]) -> tuple[str, bool]:
    """The uri of the article in an entry, and whether it is a kill."""
    data = json.loads(entry["data"])
    article = data["data"].get("article", data["data"]) if "data" in data else data
    return article.get("uri", ""), article.get("pub_status") == "canceled"


async def _push(redis: Any, stream: Stream, entries: list[Any], rate: float, run: Run, publish: str) -> None:
    known = [_article_of(entry) for entry in entries]
    watchers = []
    begun = time.monotonic()
    async with httpx.AsyncClient(base_url=publish, trust_env=False) as http:
        for number, (entry, (uri, is_kill)) in enumerate(zip(entries, known, strict=True)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            (run.killed if is_kill else run.pushed).setdefault(uri, time.monotonic())
            await redis.xadd(stream.name, entry)
            if is_kill:
                watchers.append(asyncio.create_task(_watch(http, uri, run)))
        if watchers:
            await asyncio.wait(watchers, timeout=_SETTLE)


async def _watch(http: httpx.AsyncClient, uri: str, run: Run) -> None:
    """Looks at the API until it has the tombstone."""
    deadline = time.monotonic() + _SETTLE
    while time.monotonic() < deadline:
        answer = await http.get(f"/v1/articles/{uri}")
        if answer.status_code == 200 and not answer.json().get("text"):
            run.hidden[uri] = time.monotonic()
            return
        await asyncio.sleep(0.02)


async def _settled(redis: Any) -> None:
    """Returns when nothing is under way any more, and what waited to be folded has gone."""
    with contextlib.suppress(TimeoutError):  # what did not arrive by then counts as missing
        await asyncio.wait_for(drained(redis), _SETTLE)
    await asyncio.sleep(2 * WINDOW)


async def _told(redis: Any) -> dict[str, list[tuple[str, str]]]:
    """For each event id: the kinds of its changes and what they are about."""
    found = {}
    for _, fields in await redis.xrange(STORIES_UPDATED.name):
        event = json.loads(fields[b"data"])
        found[event["id"]] = [(change["kind"], change["ref"]) for change in event["data"]["changes"]]
    return found


def _figures(run: Run, told: dict[str, list[tuple[str, str]]], arrivals: Arrivals, count: int) -> dict[str, Any]:
    first: dict[tuple[str, bool], str] = {}
    for event_id, changes in told.items():
        for kind, ref in changes:
            first.setdefault((ref, kind == "article_withdrawn"), event_id)
    pushes = [t - at for uri, at in run.pushed.items() for t in arrivals.get(first.get((uri, False), ""), ())]
    kills, missing = [], 0
    for uri, at in run.killed.items():
        times = arrivals.get(first.get((uri, True), ""), [])
        if len(times) < count or uri not in run.hidden:
            missing += 1
        else:
            kills.append(max(*times, run.hidden[uri]) - at)
    pushed = [event_id for uri in run.pushed if (event_id := first.get((uri, False)))]
    incomplete = sum(1 for event_id in told if 0 < len(arrivals.get(event_id, ())) < count)
    return {
        "push_to_subscriber": percentiles(pushes),
        "kill_to_everywhere": percentiles(kills),
        "kills_unfinished": missing,
        "articles_with_update": len(pushed),
        "articles_told": sum(event_id in arrivals for event_id in pushed),
        "updates_not_at_all_subscribers": incomplete,
    }


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Milliseconds that 50, 95 and 99 of 100 took at most."""
    if len(seconds) < 2:
        return {"n": len(seconds)}
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {
        "n": len(seconds),
        **{f"p{p}_ms": round(cuts[p - 1] * 1000, 1) for p in (50, 95, 99)},
        "max_ms": round(max(seconds) * 1000, 1),
    }


def _per_delivery(before: dict[str, float], after: dict[str, float], deliveries: int) -> float:
    used = sum(after[name] - before[name] for name in after if name.startswith("publish"))
    return round(used / deliveries * 1e6, 1) if deliveries else 0.0
