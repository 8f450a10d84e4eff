"""What an article costs the Redis server: CPU, commands, traffic, memory by owner of the keys, append-only file.

`python -m bench.redis_cost [--articles N]`. The labelled stream goes through the whole pipeline on a fresh server: a
first part so that something is in place, then the rest is measured. docs/scaling.md makes its sums of these figures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from typing import Any

from bench.__main__ import GOLD
from shared.embedded import isolated_server
from shared.telemetry import configure_logging
from shared.testing.pipeline import InProcessPipeline
from tests.quality.gold_to_ninjs import item

#: Commands that only wait or watch: how many there are depends on how long the run takes, not on articles.
WATCHING = ("xinfo", "hlen", "xautoclaim", "ping", "info", "xpending", "zrangebyscore", "scan", "memory")

#: Articles that are there before the measurement begins.
WARM = 20


def articles(limit: int) -> list[dict[str, Any]]:
    """Articles of the labelled stream in the format of the wire."""
    lines = GOLD.read_text().splitlines()[:limit]
    return [item(json.loads(line)) for line in lines]


async def measure(limit: int) -> dict[str, Any]:
    """The figures, for each article of the measured part."""
    wire = articles(limit)
    with isolated_server() as server:
        async with InProcessPipeline(server.url) as running:
            await running.submit(*wire[:WARM])
            await running.drain()
            before, keys_before = await _state(running.redis), await _by_owner(running.redis)
            await running.submit(*wire[WARM:])
            await running.drain(600)
            after, keys_after = await _state(running.redis), await _by_owner(running.redis)
    count = len(wire) - WARM
    figures = {name: round((after[name] - before[name]) / count, 2) for name in after}
    figures["memory_kB_by_owner"] = {
        owner: round((size - keys_before[owner]) / count / 1000, 2) for owner, size in keys_after.most_common(12)
    }
    return {"articles": count, **figures}


async def _state(redis: Any) -> dict[str, float]:
    info = await redis.info("everything")
    stats = await redis.info("commandstats")
    commands = {name: row for name, row in stats.items() if not name.removeprefix("cmdstat_").startswith(WATCHING)}
    return {
        "command_ms": sum(row["usec"] for row in commands.values()) / 1000,
        "commands": sum(row["calls"] for row in commands.values()),
        "in_kB": info["total_net_input_bytes"] / 1000,
        "append_only_file_kB": info["aof_current_size"] / 1000,
    }


async def _by_owner(redis: Any) -> Counter[str]:
    """Bytes by the first word of the key."""
    sizes: Counter[str] = Counter()
    async for key in redis.scan_iter(count=1000):
        sizes[key.decode().partition(":")[0]] += await redis.memory_usage(key, samples=0) or 0
    return sizes


def main() -> None:
    """Prints the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.redis_cost", description=__doc__)
    parser.add_argument("--articles", type=int, default=150)
    arguments = parser.parse_args()
    configure_logging("error")
    print("the labelled stream through the whole pipeline; about a minute ...", file=sys.stderr)
    print(json.dumps(asyncio.run(measure(arguments.articles)), indent=1))


if __name__ == "__main__":
    main()
