"""How long pages take to render, with a newsroom's worth of stories in the projection: a real publish over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
from redis.asyncio import Redis

from bench.end_to_end import cpu_times, running
from bench.publish_live import percentiles
from shared.streams import ARTICLES_RESOLVED, ENTITIES_UPDATED, STORIES_CLAIMS, STORIES_UPDATED
from shared.testing import builders as a

#: Articles in the biggest story, and revisions that it has.
_BIGGEST = 120
#: One story in so many has a ledger beside its snapshot: filling the projection is not what is measured.
_CLAIMS_EVERY = 10
#: Requests of each page.
_REQUESTS = 40
#: The replica that is asked.
_FIRST = "publish-1"
#: Names that stories share, so that a page of a name has something to show.
_NAMES = ("Lisbon", "Maria Almeida", "Harbour Office", "Belarus", "Gdansk", "Viktor Petrova")


def entries(stories: int) -> Iterator[tuple[str, Any]]:
    """What a wire of so many stories leaves on the streams: one article each, and one story with many."""
    for name in _NAMES:
        yield ENTITIES_UPDATED.name, a.entity_change(_entity(name), name)
    for number in range(stories):
        yield from _revision(f"st_{number:06x}", 1, number, _NAMES[number % len(_NAMES)])
    for revision in range(2, _BIGGEST + 1):
        yield from _revision("st_000000", revision, stories + revision, _NAMES[0])


def _entity(name: str) -> str:
    return f"en_{name.lower().replace(' ', '_')}"


def _revision(story_id: str, revision: int, number: int, name: str) -> Iterator[tuple[str, Any]]:
    text = (
        f"{name} counted {number + 2} ferries on Friday, the harbour office said.\n\n"
        '"We are grateful to all who made this possible," the captain told reporters.'
    )
    uri = f"urn:bench:{number}"
    item = a.article(uri, headline=f"{number + 2} ferries at {name}", text=text, published_at=a.at(number))
    entity = a.entity(item, name, entity_id=_entity(name))
    claim = a.quantity(item, f"{number + 2} ferries", number + 2, "ferries", source="harbour office")
    yield ARTICLES_RESOLVED.name, a.resolved(item, entities=(entity,), claims=(claim,))
    story = a.snapshot(
        story_id,
        revision,
        title={"en": item.headline},
        last_updated=a.at(number),
        top_articles=(a.story_article(item),),
        entities=(a.story_entity(name, revision),),
        key_claims=(a.key_claim(item, f"{number + 2} ferries"),),
    )
    evidence = (a.evidence(item, f"{number + 2} ferries"),)
    change = a.article_added(uri, story_id, evidence=evidence, why=a.why())
    yield STORIES_UPDATED.name, a.story_update(story_id, revision, change, story=story)
    if revision > 1 or number % _CLAIMS_EVERY == 0:
        entry = a.ledger_entry(item, f"{number + 2} ferries", id=f"cl_{number}")
        yield STORIES_CLAIMS.name, a.story_claims(story_id, revision, entry)


def paths(stories: int) -> dict[str, list[str]]:
    """The addresses of each page; where there are many, different ones, so that nothing is asked for twice."""
    some = [f"st_{n:06x}" for n in range(1, stories, max(1, stories // _REQUESTS))][:_REQUESTS]
    return {
        "stories": ["/"],
        "stories, major only": ["/?significance=major"],
        "story": [f"/stories/{story}" for story in some],
        f"story of {_BIGGEST} articles": ["/stories/st_000000"],
        "story, forms of editors": [f"/stories/{story}/edit" for story in some],
        "article": [f"/articles/{quote(f'urn:bench:{n}', safe=':')}" for n in range(1, _REQUESTS + 1)],
        "search": [f"/search?q={quote(words)}" for words in ("ferries", "Lisbon harbour", "captain", "Viktor")],
        "name": [f"/entities/{_entity(name)}" for name in _NAMES],
        "operations": ["/operations"],
        "API: stories": ["/v1/stories"],
        "API: story": [f"/v1/stories/{story}" for story in some],
    }


async def measure(stories: int) -> dict[str, Any]:
    """Milliseconds of each page, one request after another."""
    async with running({"publish": 2}) as (url, supervisor):  # the second halves the time of filling it
        redis: Any = Redis.from_url(url)
        began = time.monotonic()
        written = await _write(redis, stories)
        await _read_by_publish(redis)
        filled = time.monotonic() - began
        async with httpx.AsyncClient(base_url=str(supervisor.url_of("publish")), trust_env=False, timeout=30) as http:
            pages = {}
            for name, addresses in paths(stories).items():
                before = await cpu_times(supervisor)
                pages[name] = await _timed(http, addresses)
                used = (await cpu_times(supervisor))[_FIRST] - before[_FIRST]
                pages[name]["cpu_ms"] = round(used / (_REQUESTS + 2) * 1000, 1)
        await redis.aclose()
    return {"stories": stories, "events_projected_per_s": round(written / filled), "pages": pages}


async def _write(redis: Any, stories: int) -> int:
    count, pipeline = 0, redis.pipeline(transaction=False)
    for stream, data in entries(stories):
        pipeline.xadd(stream, {"data": a.event(data).model_dump_json()})
        count += 1
        if count % 1000 == 0:
            await pipeline.execute()
    await pipeline.execute()
    return count


async def _read_by_publish(redis: Any) -> None:
    while True:
        left = 0
        for stream in (ENTITIES_UPDATED, ARTICLES_RESOLVED, STORIES_UPDATED, STORIES_CLAIMS):
            for group in await redis.xinfo_groups(stream.name):
                left += (group["lag"] or 0) + group["pending"]
        if not left:
            return
        await asyncio.sleep(0.2)


async def _timed(http: httpx.AsyncClient, addresses: list[str]) -> dict[str, float]:
    took, statuses = [], set()
    for number in range(_REQUESTS + 2):
        began = time.perf_counter()
        answer = await http.get(addresses[number % len(addresses)])
        if number >= 2:  # templates are compiled at their first use
            took.append(time.perf_counter() - began)
        statuses.add(answer.status_code)
    return {**percentiles(took), "status": max(statuses), "kilobytes": round(len(answer.content) / 1000, 1)}
