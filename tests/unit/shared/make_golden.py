"""Makes golden files of events: run once for each new version of an event, never to make a test pass.

    python -m tests.unit.shared.make_golden

What is there already is left alone: an event that was written once must be readable for ever.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from shared.delivery import wire
from shared.embedded import isolated_server
from shared.streams import STREAMS, Stream
from shared.testing.pipeline import InProcessPipeline

GOLDEN = Path(__file__).parent / "golden"
SEEDS = Path(__file__).parents[3] / "seeds"


def path_of(event_type: str) -> Path:
    """Where the golden file of a type is."""
    return GOLDEN / f"{event_type}.json"


class Seen:
    """The first event of each type that a pipeline publishes; the richest of those where there are more."""

    def __init__(self) -> None:
        self.by_type: dict[str, dict[str, Any]] = {}

    def encode(self, output: Any, unit: Any, origin: Any, now: Any = None) -> tuple[Any, ...]:
        """As `wire.encode`, and remembers."""
        op = _ENCODE(output, unit, origin, now)
        body = op[4] if op[0] == "XADD" else f"{op[2]}7{op[3]}"
        self.take(json.loads(body))
        return op

    def take(self, event: dict[str, Any]) -> None:
        """Keeps the event where it says more than the one before."""
        known = self.by_type.get(event["type"])
        if known is None or len(_fields(event)) > len(_fields(known)):
            self.by_type[event["type"]] = event


_ENCODE = wire.encode


def _fields(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {field for one in value.values() for field in _fields(one)}
    return {field for one in value for field in _fields(one)} if isinstance(value, list) else set()


async def seen() -> Seen:
    """What the sample wire and a few commands make the services publish."""
    found = Seen()
    with isolated_server() as server, patch.object(wire, "encode", found.encode):
        async with InProcessPipeline(server.url) as pipeline:
            await pipeline.submit(*(json.loads(path.read_text()) for path in sorted(SEEDS.glob("*.json"))))
            await pipeline.drain(300)
            await _commands(pipeline, found)
            await _retract(pipeline)
            await _skip(pipeline)
            await pipeline.drain(300)
    return found


async def _commands(pipeline: InProcessPipeline, found: Seen) -> None:
    updates = await pipeline.updates()
    largest = max(updates, key=lambda u: u["data"]["story"]["counts"]["articles"])["data"]["story"]
    others = sorted({u["subject"] for u in updates} - {largest["id"]})
    apart = [article["uri"] for article in largest["top_articles"]][:1]
    people = [entity["id"] for entity in largest["entities"]][:2]
    told: list[tuple[str, Any]] = [
        ("stories.commands", {"do": "split", "stories": [largest["id"]], "articles": apart}),
        ("stories.commands", {"do": "merge", "stories": others[:2], "why": "one event"}),
        ("entities.commands", {"do": "rename", "entities": people[:1], "name": "Golden Name"}),
        ("entities.commands", {"do": "merge", "entities": people, "by": "ada"}),
    ]
    for stream, command in told:
        await _give(pipeline, found, stream, command)
    await pipeline.drain(300)
    form = await _form_of(pipeline, people[0])
    split = {"do": "split", "entities": people[:1], "forms": [form], "why": "two people"}
    await _give(pipeline, found, "entities.commands", split)


async def _form_of(pipeline: InProcessPipeline, entity_id: str) -> str:
    entity = json.loads(await pipeline.redis.hget("resolve:entities", entity_id))
    return str(entity["forms"][0]["text"])


async def _give(pipeline: InProcessPipeline, found: Seen, stream: str, said: dict[str, Any]) -> None:
    ((event_type, contract),) = next(one.events for one in STREAMS if one.name == stream).items()
    command = contract.model_validate({"command_id": f"golden-{said['do']}", **said})
    event = {
        "specversion": "1.0",
        "id": f"golden-{said['do']}",
        "source": "urn:slugline:golden",
        "type": event_type,
        "time": datetime(2026, 3, 1, 9, tzinfo=UTC).isoformat(),
        "data": command.model_dump(mode="json"),
    }
    found.take(event)
    await pipeline.redis.xadd(stream, {"data": json.dumps(event)})


async def _retract(pipeline: InProcessPipeline) -> None:
    """The only article of a story is killed."""
    body = "QUITO - A bridge over the Machangara closed on Monday after cracks were found, the city of Quito said."
    said = {"headline": "Quito closes cracked bridge", "body": body, "source": "Desk", "language": "en"}
    article = {"uri": "urn:golden:killed", "published_at": "2025-10-06T09:00:00Z", **said}
    kill = {"uri": article["uri"], "pubStatus": "canceled", "versionCreated": "2025-10-06T10:00:00Z"}
    await pipeline.submit(article)
    await pipeline.drain(300)
    await pipeline.submit(kill)


async def _skip(pipeline: InProcessPipeline) -> None:
    """An accepted article that cannot be read leaves a marker behind."""
    seq = int(await pipeline.redis.incr("ingest:seq"))
    broken = {"specversion": "1.0", "id": "b", "source": "urn:x", "type": "slugline.article.accepted.v1"}
    await pipeline.redis.xadd("articles.accepted", {"data": json.dumps({**broken, "data": {"seq": seq}})})


def types() -> dict[str, Stream]:
    """Every type of event, with a stream that carries it."""
    return {event_type: stream for stream in STREAMS for event_type in stream.events}


def main() -> None:
    """Writes what is missing, and says what could not be made."""
    found = asyncio.run(seen()).by_type
    GOLDEN.mkdir(exist_ok=True)
    for event_type in types():
        if path_of(event_type).exists():
            continue
        if event_type not in found:
            print("not seen:", event_type)
            continue
        text = json.dumps(found[event_type], ensure_ascii=False, indent=1, sort_keys=True)
        path_of(event_type).write_text(text + "\n", encoding="utf-8")
        print("written:", event_type)


if __name__ == "__main__":
    main()
