"""Chaos: the whole pipeline on a real server, while processes and the server are killed.

`make chaos` pushes 2,000 articles, poison among them, kills a random service with SIGKILL every second and the server
at least three times, and then compares with a run in which nothing was killed: stories, updates and dead letters must
be equal (DESIGN.md section 6), each story's revisions without gap or double, each poison buried once. Traffic goes to
loopback only; it ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.cli.domain.drain import DrainWatch
from services.cli.pipeline import Pipeline
from services.cli.supervisor import Supervisor, specs
from shared.embedded import EmbeddedServer
from shared.embedded_guard import Guard
from shared.streams import SERVICES
from shared.testing.wire import wire

#: Fields that depend on the wall clock or on who did the work; the rest must be equal (DESIGN.md section 6).
LEFT_OUT = frozenset({"time", "timing", "traceparent", "provenance", "received_at", "correlationid"})
REPLICAS = {"ingest": 2, "translate": 2, "extract": 2, "resolve": 1, "cluster": 1, "publish": 2}
#: Seconds after which a run that does not drain is given up.
LIMIT = 1500.0


@dataclass
class Outcome:
    """What a run left behind, and what was done to it."""

    updates: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    dead: dict[str, int] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def entries(count: int, seed: int) -> list[dict[str, str]]:
    """The wire of one run."""
    return list(wire(count, seed=seed, poison_every=97))


@contextlib.asynccontextmanager
async def pipeline(directory: Path, log: Path) -> AsyncIterator[tuple[EmbeddedServer, Supervisor]]:
    """Server and services, each a process of its own."""
    guard = Guard()
    server = EmbeddedServer(directory, guard)
    await asyncio.to_thread(server.start)
    environment = {
        "SLUGLINE_REDIS_URL": server.url,
        "SLUGLINE_REORDER_WAIT": "inf",
        "SLUGLINE_CLAIM_IDLE": "5",
        "SLUGLINE_LOG_FORMAT": "json",
        "SLUGLINE_LOG_LEVEL": "warning",
    }
    try:
        with log.open("w") as file:
            children = specs(REPLICAS, environment)
            async with Supervisor(children, guard, sink=lambda name, line: print(name, line, file=file)) as supervisor:
                await supervisor.wait_until_ready(180)
                yield server, supervisor
    finally:
        await asyncio.to_thread(server.stop)
        guard.close()


async def push(redis: Any, wire_entries: list[dict[str, str]], pause: float) -> None:
    """Submits each entry once, whatever happens to the server: the count goes up in the same transaction."""
    done = 0
    while done < len(wire_entries):
        try:
            done = int(await redis.get("chaos:pushed") or 0)
            if done < len(wire_entries):
                transaction = redis.pipeline(transaction=True)
                transaction.xadd("articles.submitted", wire_entries[done])
                transaction.set("chaos:pushed", done + 1)
                await transaction.execute()
                await asyncio.sleep(pause)
        except (RedisError, OSError):
            await asyncio.sleep(0.1)


async def torment(
    server: EmbeddedServer, supervisor: Supervisor, outcome: Outcome, rng: random.Random, server_kills: list[float]
) -> None:
    """Kills a random service every second, and the server at the given times; until it is cancelled."""
    kills: collections.Counter[str] = collections.Counter()
    begun = time.monotonic()
    while True:
        await asyncio.sleep(1.0)
        outcome.kills = dict(kills)
        if server_kills and time.monotonic() - begun > server_kills[0]:
            server_kills.pop(0)
            kills["server"] += 1
            if server.pid:
                os.kill(server.pid, signal.SIGKILL)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(server.start)
            continue
        child = rng.choice(supervisor.children)
        if child.pid:
            kills[child.spec.service] += 1
            child.send(signal.SIGKILL)


async def run(count: int, seed: int, *, faults: bool, log: Path, server_kills: int = 3) -> Outcome:
    """One run from an empty server to a drained pipeline."""
    outcome, begun = Outcome(), time.monotonic()
    wire_entries = entries(count, seed)
    with tempfile.TemporaryDirectory(prefix="slugline-chaos-") as directory:
        async with pipeline(Path(directory), log) as (server, supervisor):
            redis: Any = Redis.from_url(server.url)
            tormentor = None
            if faults:
                times = [5.0 + 12.0 * n for n in range(server_kills)]
                tormentor = asyncio.create_task(torment(server, supervisor, outcome, random.Random(seed), times))
            async with asyncio.timeout(LIMIT):
                await push(redis, wire_entries, 0.01 if faults else 0.0)
                if tormentor is not None:
                    while sum(outcome.kills.values()) < count // 50 or outcome.kills.get("server", 0) < server_kills:
                        await asyncio.sleep(0.2)
                    tormentor.cancel()
                    await asyncio.gather(tormentor, return_exceptions=True)
                await drained(redis)
                await supervisor.wait_until_ready(120)
            await collect(redis, supervisor, outcome)
            await redis.aclose()
    outcome.seconds = time.monotonic() - begun
    return outcome


async def drained(redis: Any) -> None:
    """Returns when nothing is under way."""
    look_at, watch = Pipeline(redis), DrainWatch()
    while True:
        try:
            if watch.saw(await look_at.look()):
                return
        except (RedisError, OSError):
            watch = DrainWatch()
        await asyncio.sleep(0.5)


async def collect(redis: Any, supervisor: Supervisor, outcome: Outcome) -> None:
    """Reads updates, articles and dead letters."""
    for _, fields in await redis.xrange("stories.updated"):
        update = json.loads(fields[b"data"])
        outcome.updates.setdefault(update["subject"], []).append(without(update))
    for service in SERVICES:
        for _, fields in await redis.xrange(f"dead.{service}"):
            key = f"{service}: {fields[b'dead.reason'].decode()}"
            outcome.dead[key] = outcome.dead.get(key, 0) + 1
    async with httpx.AsyncClient(base_url=str(supervisor.url_of("publish")), trust_env=False, timeout=60) as http:
        cursor: str | None = ""
        while cursor is not None:
            page = (
                await http.get("/v1/articles", params={"limit": 200, **({"cursor": cursor} if cursor else {})})
            ).json()
            outcome.articles |= {item["uri"]: without(item) for item in page["items"]}
            cursor = page["next"]


def without(value: Any) -> Any:
    """The value without what may differ between two equal runs."""
    if isinstance(value, dict):
        return {k: without(v) for k, v in value.items() if k not in LEFT_OUT}
    if isinstance(value, list):
        return [without(v) for v in value]
    return value


def faults_in(calm: Outcome, stormy: Outcome) -> list[str]:
    """What breaks the promise; empty when it was kept."""
    found = []
    for story, updates in stormy.updates.items():
        revisions = [update["data"]["revision"] for update in updates]
        if revisions != list(range(1, len(revisions) + 1)):
            found.append(f"{story}: revisions {revisions}")
    for story in sorted(set(calm.updates) | set(stormy.updates)):
        if calm.updates.get(story) != stormy.updates.get(story):
            found.append(f"{story}: {_difference(calm.updates.get(story, []), stormy.updates.get(story, []))}")
    for uri in sorted(set(calm.articles) | set(stormy.articles)):
        if calm.articles.get(uri) != stormy.articles.get(uri):
            found.append(f"{uri}: {_keys(calm.articles.get(uri), stormy.articles.get(uri))}")
    if calm.dead != stormy.dead:
        found.append(f"dead letters {stormy.dead} instead of {calm.dead}")
    return found


def _difference(calm: list[Any], stormy: list[Any]) -> str:
    for number, (one, other) in enumerate(zip(calm, stormy, strict=False)):
        if one != other:
            return f"update {number + 1} differs in {_keys(one['data'], other['data'])}"
    return f"{len(stormy)} updates instead of {len(calm)}"


def _keys(one: dict[str, Any] | None, other: dict[str, Any] | None) -> str:
    if one is None or other is None:
        return "missing in " + ("the calm run" if one is None else "the stormy run")
    return ", ".join(sorted(k for k in set(one) | set(other) if one.get(k) != other.get(k)))


def unaccounted(outcome: Outcome, wire_entries: list[dict[str, str]]) -> list[str]:
    """Articles that are in no final state: neither in a story, nor withdrawn, nor refused as noise, nor dead."""
    expected = set()
    for entry in wire_entries:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            item = json.loads(entry["data"])
            if item["uri"].startswith("urn:wire:") and "poison" not in item["uri"]:
                expected.add(item["uri"])
    return sorted(expected - set(outcome.articles))


def report(calm: Outcome, stormy: Outcome, faults: list[str], lost: list[str]) -> None:
    """Prints the counts."""
    states = collections.Counter(
        "withdrawn" if a["status"] == "canceled" else "in a story" if a["story_id"] else "in no story"
        for a in stormy.articles.values()
    )
    print(f"kills           {stormy.kills} (sum {sum(stormy.kills.values())})")
    print(f"articles        {len(stormy.articles)}: {dict(states)}; in no final state: {len(lost)}")
    print(f"stories         {len(stormy.updates)} (calm run {len(calm.updates)})")
    print(f"updates         {sum(map(len, stormy.updates.values()))} (calm run {sum(map(len, calm.updates.values()))})")
    print(f"dead letters    {stormy.dead} (calm run {calm.dead})")
    print(f"seconds         {stormy.seconds:.0f} (calm run {calm.seconds:.0f})")
    print(f"differences     {len(faults)}")
    for line in (faults + [f"lost: {uri}" for uri in lost])[:20]:
        print("  " + line)


async def experiment(
    count: int, seed: int, logs: Path, server_kills: int = 3
) -> tuple[Outcome, Outcome, list[str], list[str]]:
    """A calm run and a stormy one over the same wire, with what differs and what is lost."""
    calm = await run(count, seed, faults=False, log=logs / "calm.log")
    stormy = await run(count, seed, faults=True, log=logs / "stormy.log", server_kills=server_kills)
    return calm, stormy, faults_in(calm, stormy), unaccounted(stormy, entries(count, seed))


def main() -> None:
    """`make chaos`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("CHAOS_SEED", "1")))
    parser.add_argument("--server-kills", type=int, default=3)
    arguments = parser.parse_args()
    logs = Path(tempfile.mkdtemp(prefix="slugline-chaos-logs-"))
    print(f"logs of the services: {logs}", file=sys.stderr)
    calm, stormy, faults, lost = asyncio.run(
        experiment(arguments.articles, arguments.seed, logs, arguments.server_kills)
    )
    report(calm, stormy, faults, lost)
    sys.exit(1 if faults or lost else 0)


if __name__ == "__main__":
    main()
