"""Plays the sample wire into a running pipeline over HTTP: `python demo.py FOLDER`, run by the compose profile `demo`.

It makes a key that may push and nothing else, and ends it when it is done. Played twice, the second time changes
nothing: the articles are known by then.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from services.cli.commands.demo import read_seeds
from services.cli.pipeline import connect
from shared.access.store import KeyStore

#: Name of the key, and for how long it works should nobody end it.
NAME, LIFE = "demo", timedelta(minutes=15)
#: Seconds between two articles, so that one can watch the stories grow.
PACE = 0.2
#: Seconds that an answer may take, and tries of one article while the pipeline is full.
WAIT, TRIES = 30.0, 100


async def play(folder: Path, ingest: str) -> int:
    """Pushes every article of the folder in order; how many there were."""
    async with connect() as pipeline:
        keys = KeyStore(pipeline.redis, pipeline.namespace, lambda: datetime.now(UTC))
        key, kept = await keys.create(NAME, ("push",), datetime.now(UTC) + LIFE)
        try:
            headers = {"Authorization": f"Bearer {key}"}
            async with httpx.AsyncClient(base_url=ingest, headers=headers, timeout=WAIT, trust_env=False) as http:
                seeds = read_seeds(folder)
                for seed in seeds:
                    await _push(http, seed.payload)
                    await asyncio.sleep(PACE)
        finally:
            await keys.revoke(kept.id)
    return len(seeds)


async def _push(http: httpx.AsyncClient, article: Any) -> None:
    for _ in range(TRIES):
        answer = await http.post("/v1/articles", json=article)
        if answer.status_code not in (429, 503):
            answer.raise_for_status()
            return
        await asyncio.sleep(float(answer.headers.get("retry-after", "1")))
    raise TimeoutError("the pipeline takes no articles")


if __name__ == "__main__":
    count = asyncio.run(play(Path(sys.argv[1]), os.environ["SLUGLINE_INGEST_URL"]))
    pages = os.environ.get("SLUGLINE_DEMO_PAGES", "the pages show them")
    sys.stdout.write(f"{count} articles of the sample wire played: {pages}\n")
