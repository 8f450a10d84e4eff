"""`slugline trace`: one article through every stage, with times."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from services.cli.console import stdout, write_json
from services.cli.dead_letters import DeadLetter, Graveyard, article_of
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.pipeline import Pipeline, connect
from services.cli.publish_client import publish_client
from services.cli.render.trace import trace_view
from services.cli.run import run
from shared.streams import STORIES_UPDATED, STREAMS

#: Newest entries of each stream in which the article is looked for.
SEARCHED = 2000


@dataclass
class Trace:
    """What is known of an article's way: what became of it, where it still is, where it ended, what it caused."""

    uri: str
    article: dict[str, Any] | None = None
    under_way: list[dict[str, str]] = field(default_factory=list)
    dead: list[DeadLetter] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """True where nothing at all is known."""
        return not (self.article or self.under_way or self.dead)

    def as_json(self) -> dict[str, Any]:
        """Everything, for `--json`."""
        return {
            "uri": self.uri,
            "article": self.article,
            "under_way": self.under_way,
            "dead": [letter.as_json() for letter in self.dead],
            "updates": [event["id"] for event in self.updates],
        }


def trace(uri: Annotated[str, typer.Argument(help="The article's uri.")], as_json: AsJson = False) -> None:
    """Follow one article through every stage: when, how long, what became of it and why.

    Example: slugline trace urn:newsml:halberd.example:20250815:lukashenko-call
    """
    found = run(_trace(uri))
    if found.is_empty:
        raise CommandError(Exit.NOT_FOUND, f"no trace of {uri}", "Was it pushed? `slugline dead list` shows refusals.")
    if as_json:
        write_json(found.as_json())
    else:
        stdout().print(trace_view(found.article, found.under_way, found.dead, found.updates, uri))


async def _trace(uri: str) -> Trace:
    found = Trace(uri)
    async with connect() as pipeline:
        found.under_way = await _under_way(pipeline, uri)
        found.dead = [letter async for letter in Graveyard(pipeline).all() if letter.uri == uri]
        found.article = await _article(uri)
        if found.article:
            found.updates = [event async for _, event in pipeline.updates() if _mentions(event, uri)]
    return found


async def _article(uri: str) -> dict[str, Any] | None:
    """What publish knows; None where it knows nothing, or cannot be asked and the streams must do."""
    try:
        async with publish_client() as publish:
            return await publish.article(uri)
    except CommandError as error:
        if error.code in (Exit.NOT_FOUND, Exit.NOT_RUNNING):
            return None
        raise


async def _under_way(pipeline: Pipeline, uri: str) -> list[dict[str, str]]:
    """The entries of the working streams that carry this article right now."""
    found = []
    for stream in STREAMS:
        if stream is STORIES_UPDATED or stream.trimmed != "acknowledged":
            continue
        for entry_id, raw in await pipeline.redis.xrevrange(pipeline.namespace + stream.name, count=SEARCHED):
            fields = {name.decode(errors="replace"): value.decode(errors="replace") for name, value in raw.items()}
            if article_of(fields) == uri:
                found.append({"stream": stream.name, "entry_id": entry_id.decode(), "waits_for": stream.read_by[0]})
    return found


def _mentions(event: dict[str, Any], uri: str) -> bool:
    quoted = json.dumps(uri, ensure_ascii=False)
    changes = event["data"]["changes"]
    return any(change["ref"] == uri for change in changes) or quoted in json.dumps(changes, ensure_ascii=False)
