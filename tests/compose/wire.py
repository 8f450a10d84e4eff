"""What the stack is fed with, and what must come of it: the same articles through one process, without faults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from services.cli.commands.demo import read_seeds
from shared.embedded import isolated_server
from shared.testing.pipeline import InProcessPipeline

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
#: An entry that is no article: it becomes a dead letter, and disturbs nothing.
POISON = "this is no JSON"
#: Articles of the scenarios that are pushed after the sample wire, while things are killed.
MANY = 24
#: Engines of translation, here as in faults.yml: one that every machine has.
ENGINES = "gist"

Told = tuple[str, str, str]


def seeds() -> list[dict[str, Any]]:
    """The sample wire, in the order of the profile `demo`."""
    return [seed.payload for seed in read_seeds(SEEDS) if seed.payload]


def others() -> list[dict[str, Any]]:
    """Further articles: those of the scenarios that no embargo holds back."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((SEEDS / "scenarios").glob("*.yaml")):
        for article in yaml.safe_load(path.read_text(encoding="utf-8"))["articles"]:
            if "file" not in article and "embargoed_until" not in article:
                found.setdefault(article["uri"], article)
    plain = json.loads(json.dumps(list(found.values()), default=lambda value: value.isoformat()))
    return list(plain)[:MANY]


def told(updates: list[dict[str, Any]]) -> list[Told]:
    """What readers were told, in order: revision, kind and sentence of each update."""
    return [(update["id"], update["type"], update["data"]["message"]) for update in updates]


async def expected() -> list[Told]:
    """What a run without any fault tells, with the same articles in the same order."""
    with isolated_server() as server:
        async with InProcessPipeline(server.url, translate_engines=ENGINES) as pipeline:
            await pipeline.submit(*seeds())
            await pipeline.redis.xadd("articles.submitted", {"data": POISON})
            await pipeline.submit(*others())
            await pipeline.drain(limit=1800)
            return told(await pipeline.updates())
