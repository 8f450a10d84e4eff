"""One article's way through the stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.cli.dead_letters import DeadLetter
from services.cli.domain.waterfall import Step, bar
from services.cli.render.words import clean, duration, styled

Json = Mapping[str, Any]

#: Characters that the whole way takes.
_WIDTH = 40


def trace_view(
    article: Json | None,
    stages: Sequence[Step],
    under_way: Sequence[Json],
    dead: Sequence[DeadLetter],
    updates: Sequence[Json],
    uri: str,
) -> RenderableType:
    """Everything known of the article, the stages first."""
    parts: list[RenderableType] = [Text(clean(uri), "uri")]
    if article:
        parts += [_facts(article), Text(), _stages(stages), Text(), *_outcome(article)]
    parts += [
        Text.assemble(("waiting  ", "warn"), f"{e['stream']} {e['entry_id']}, for {e['waits_for']}") for e in under_way
    ]
    for letter in dead:
        parts.append(
            Text.assemble(("dead  ", "bad"), letter.name, "  ", clean(letter.reason), ": ", clean(letter.detail))
        )
    for event in updates:
        parts.append(_update(event, uri))
    return Group(*parts)


def _update(event: Json, uri: str) -> Text:
    """The update, and how long after its arrival the article caused it; later ones only mention the article."""
    line = Text.assemble(("update  ", "good"), event["id"], "  ", clean(event["data"]["message"]))
    latency = event["data"].get("timing", {}).get("pipeline_latency_ms")
    if latency is not None and any(change["ref"] == uri for change in event["data"]["changes"]):
        line.append(f"  {duration(latency)} after it came in", "dim")
    return line


def _facts(article: Json) -> Text:
    style = "gone" if article["status"] == "canceled" else "title"
    return Text.assemble(
        (clean(article["headline"]) or "(withdrawn)", style),
        (f"\nversion {clean(article['version'])} · {article['language']} · {clean(article['provider'])}", "dim"),
        (f" · {clean(article['published_at'])} · {article['status']}", "dim"),
    )


def _stages(stages: Sequence[Step]) -> RenderableType:
    """A waterfall: each stage under the one before it, with what it waited and what it took."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("stage", "at", "waited", "took", "tries", ""):
        table.add_column(name, justify="right" if name in ("waited", "took", "tries") else "left")
    for step in stages:
        waited, took = bar(step, stages, _WIDTH)
        table.add_row(
            Text(step.stage, "name"),
            f"{step.at:%H:%M:%S.%f}"[:-3],
            duration(step.waited_ms) if step.waited_ms is not None else "–",
            duration(step.ms),
            Text(str(step.attempt), "warn" if step.attempt > 1 else "dim"),
            Text.assemble(" " * waited.start, ("·" * len(waited), "dim"), ("█" * len(took), "name")),
        )
    return table


def _outcome(article: Json) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if article.get("duplicate_of"):
        parts.append(Text.assemble(("copy of  ", "dim"), (clean(article["duplicate_of"]), "uri")))
    if article.get("story_id"):
        parts.append(Text.assemble(("story  ", "dim"), (article["story_id"], "id")))
    for story in article.get("also", ()):
        parts.append(Text.assemble(("also  ", "dim"), (story, "id")))
    why = article.get("why")
    if why:
        parts.append(_why(why))
    return parts


def _why(why: Json) -> Text:
    text = Text.assemble(("why  ", "dim"), f"{clean(why['method'])} {why['score']:.2f} (needs {why['threshold']:.2f})")
    components = ", ".join(f"{name} {value:.2f}" for name, value in why.get("components", {}).items())
    if components:
        text.append(f"\n     {components}", "dim")
    if why.get("shared_entities"):
        text.append("\n     shares ").append_text(styled(", ".join(why["shared_entities"][:8]), "name"))
    if why.get("runner_up_story_id"):
        text.append(f"\n     next best {why['runner_up_story_id']} {why.get('runner_up_score') or 0:.2f}", "dim")
    return text
