"""`slugline trace`: one article through every stage, with times."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from services.cli.console import stdout, write_json
from services.cli.dead_letters import DeadLetter, Graveyard, article_of
from services.cli.domain.waterfall import ARRIVALS, Step, steps
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.pipeline import Pipeline, connect
from services.cli.publish_client import publish_client
from services.cli.render.trace import trace_view
from services.cli.run import run
from shared.streams import SERVICES, STORIES_UPDATED, STREAMS, dead_letters
from shared.tracing import trace_id as of_trace

#: Newest entries of each stream in which the article is looked for.
SEARCHED = 2000
#: Newest updates in which a trace id is looked for.
UPDATES_SEARCHED = 20_000


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

    @property
    def stages(self) -> list[Step]:
        """The stages it has passed, in order; cluster's own time stands in the first update that it caused."""
        return steps(self.article or {}, self.updates, self.uri)

    def as_json(self) -> dict[str, Any]:
        """Everything, for `--json`."""
        return {
            "uri": self.uri,
            "article": self.article,
            "stages": [step.as_json() for step in self.stages],
            "under_way": self.under_way,
            "dead": [letter.as_json() for letter in self.dead],
            "updates": [event["id"] for event in self.updates],
        }


def trace(
    uri: Annotated[str | None, typer.Argument(help="The article's uri.")] = None,
    trace_id: Annotated[str | None, typer.Option("--id", help="A trace id, as logs and events name it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Follow one article through every stage: when, how long it waited and took, what became of it and why.

    Examples: slugline trace urn:newsml:halberd.example:20250815:lukashenko-call · slugline trace --id 4bf92f3577b34da6…
    """
    if (uri is None) == (trace_id is None):
        raise CommandError(Exit.USAGE, "name either an article's uri or --id with a trace id")
    uri = uri or run(_uri_of(str(trace_id)))
    found = run(_trace(uri))
    if found.is_empty:
        raise CommandError(Exit.NOT_FOUND, f"no trace of {uri}", "Was it pushed? `slugline dead list` shows refusals.")
    if as_json:
        write_json(found.as_json())
    else:
        stdout().print(trace_view(found.article, found.stages, found.under_way, found.dead, found.updates, uri))


async def _uri_of(trace_id: str) -> str:
    """The article of a trace that is under way, in a dead letter or in the newest updates."""
    async with connect() as pipeline:
        for stream in (*(s for s in STREAMS if s.name.startswith("articles.")), *map(dead_letters, SERVICES)):
            for _, raw in await pipeline.redis.xrevrange(pipeline.namespace + stream.name, count=SEARCHED):
                fields = {name.decode(errors="replace"): value.decode(errors="replace") for name, value in raw.items()}
                if of_trace(fields.get("traceparent")) == trace_id and (uri := article_of(fields)):
                    return uri
        for _, raw in await pipeline.redis.xrevrange(pipeline.namespace + STORIES_UPDATED.name, count=UPDATES_SEARCHED):
            if of_trace(raw.get(b"traceparent", b"").decode()) == trace_id:
                changes = json.loads(raw[b"data"])["data"]["changes"]
                if uri := next((change["ref"] for change in changes if change["kind"] in ARRIVALS), None):
                    return str(uri)
    hint = "An article that changed no story, or whose updates are older, is found by its uri."
    raise CommandError(Exit.NOT_FOUND, f"no article of trace {trace_id[:64]}", hint)


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
