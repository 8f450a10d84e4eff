"""One effectively-once hop, as a share of what a raw redis-py loop moves in the same run.

Both move 3 kB events from one stream to another. The raw loop reads 100 entries with XREADGROUP and answers with one
pipelined transaction of XADD and XACK. The hop is the product's: FastStream, decoding and validating by contract,
handler, metrics and trace context on, one commit an entry.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis

from shared.contracts.article import Article, Provider
from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleAccepted, ArticleTranslated
from shared.delivery.service import Service
from shared.delivery.unit import Unit
from shared.settings import Settings
from shared.streams import ARTICLES_ACCEPTED, ARTICLES_TRANSLATED

#: Bytes of one event, as in the issue that set the floor.
SIZE = 3000


def body(seq: int) -> str:
    """An accepted article of about 3 kB."""
    now = datetime(2025, 8, 15, tzinfo=UTC)
    article = Article(
        uri=f"urn:bench:{seq}",
        published_at=now,
        version_created=now,
        received_at=now,
        provider=Provider(id="bench", name="Bench"),
        headline="A headline of some sixty characters, as most headlines have",
        text="x" * 2150,
    )
    data = ArticleAccepted(seq=seq, article=article).model_dump(mode="json")
    head = {"specversion": "1.0", "id": f"a{seq}", "source": "urn:bench", "type": "slugline.article.accepted.v1"}
    return json.dumps({**head, "data": data}).ljust(SIZE)


async def fill(redis: Any, key: str, count: int) -> None:
    """Puts the events in."""
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    for start in range(1, count + 1, 500):
        pipeline = redis.pipeline(transaction=False)
        for seq in range(start, min(start + 500, count + 1)):
            pipeline.xadd(key, {"data": body(seq), "correlation_id": f"c{seq}", "traceparent": trace})
        await pipeline.execute()


async def raw_loop(redis: Any, count: int) -> float:
    """Messages a second of the raw loop."""
    source, target = "raw.in", "raw.out"
    await fill(redis, source, count)
    await redis.xgroup_create(source, "g", id="0")
    begun, done = time.perf_counter(), 0
    while done < count:
        answer = await redis.xreadgroup("g", "c", {source: ">"}, count=100, block=1000)
        entries = answer[source.encode()][0] if isinstance(answer, dict) else answer[0][1]
        pipeline = redis.pipeline(transaction=True)
        for entry_id, fields in entries:
            pipeline.xadd(target, fields)
            pipeline.xack(source, "g", entry_id)
        await pipeline.execute()
        done += len(entries)
    rate = count / (time.perf_counter() - begun)
    await redis.delete(source, target)
    return rate


async def hop(redis: Any, url: str, count: int) -> float:
    """Messages a second of the product's hop."""
    await fill(redis, ARTICLES_ACCEPTED.name, count)
    service = Service("translate", Settings(redis_url=url, consumer="bench"))

    async def handle(event: Event[ArticleAccepted], unit: Unit) -> None:
        data = ArticleTranslated.model_construct(**dict(event.data))
        unit.emit(
            ARTICLES_TRANSLATED, "slugline.article.translated.v1", data, id=f"{event.id}.t", subject=event.subject
        )

    service.consume(ARTICLES_ACCEPTED, handle)
    begun = time.perf_counter()
    await service.start()
    while await redis.xlen(ARTICLES_TRANSLATED.name) < count:
        await asyncio.sleep(0.02)
    rate = count / (time.perf_counter() - begun)
    await service.stop()
    await redis.delete(ARTICLES_ACCEPTED.name, ARTICLES_TRANSLATED.name)
    return rate


async def compare(url: str, count: int = 4000, rounds: int = 3) -> dict[str, float]:
    """Medians of both rates over interleaved rounds, and the median of their ratios."""
    redis: Any = Redis.from_url(url)
    pairs = []
    for _ in range(rounds):
        await redis.flushdb()
        pairs.append((await hop(redis, url, count), await raw_loop(redis, count)))
    await redis.aclose()
    return {
        "hop_per_s": round(statistics.median(h for h, _ in pairs)),
        "raw_per_s": round(statistics.median(r for _, r in pairs)),
        "ratio": round(statistics.median(h / r for h, r in pairs), 3),
    }


def main() -> None:
    """Measures on an embedded server of its own and prints the figures as JSON."""
    import uvloop

    from shared.embedded import isolated_server
    from shared.telemetry import configure_logging

    configure_logging("warning")
    with isolated_server() as server:
        print(json.dumps(uvloop.run(compare(server.url))))


if __name__ == "__main__":
    main()
