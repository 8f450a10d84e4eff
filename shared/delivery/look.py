"""How every stream and group of one pipeline stands right now, read from Redis."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shared.stream_figures import GroupFigures, Look, StreamFigures
from shared.streams import SERVICES, SINGLE_WRITERS, STREAMS, dead_letters


async def look(redis: Any, namespace: str = "") -> Look:
    """Lengths, lags and what is pending; one round trip."""
    names = [stream.name for stream in STREAMS]
    commands = redis.pipeline(transaction=False)
    for name in names:
        commands.xinfo_stream(namespace + name)
        commands.xinfo_groups(namespace + name)
    for service in SINGLE_WRITERS:
        commands.hlen(f"{namespace}{service}:parked")
    answers = await commands.execute(raise_on_error=False)
    pairs = zip(names, answers[0 : 2 * len(names) : 2], answers[1 : 2 * len(names) : 2], strict=True)
    parked = dict(zip(SINGLE_WRITERS, answers[2 * len(names) :], strict=True))
    return Look(
        tuple(_figures(*pair) for pair in pairs), {k: v if isinstance(v, int) else 0 for k, v in parked.items()}
    )


async def look_closely(redis: Any, namespace: str = "") -> Look:
    """The same with dead-letter streams, and the age of the oldest pending entry of each group."""
    found = await look(redis, namespace)
    busy = [(figures.name, group.name) for figures in found.streams for group in figures.groups if group.pending]
    commands = redis.pipeline(transaction=False)
    commands.time()
    for service in SERVICES:
        commands.xlen(dead_letters(service).key(namespace))
    for name, group in busy:
        commands.xpending(namespace + name, group)
    (seconds, micros), *answers = await commands.execute()
    now = int(seconds) * 1000 + int(micros) // 1000
    ages = {place: _age(summary, now) for place, summary in zip(busy, answers[len(SERVICES) :], strict=True)}
    streams = [_aged(figures, ages) for figures in found.streams]
    buried = zip(SERVICES, answers[: len(SERVICES)], strict=True)
    streams += [StreamFigures(dead_letters(service).name, count) for service, count in buried]
    return Look(tuple(streams), found.parked)


def _aged(figures: StreamFigures, ages: dict[tuple[str, str], int | None]) -> StreamFigures:
    groups = (replace(g, oldest_pending_ms=ages.get((figures.name, g.name))) for g in figures.groups)
    return replace(figures, groups=tuple(groups))


def _age(summary: Any, now: int) -> int | None:
    oldest = int(_text(summary["min"] or b"0-0").split("-")[0])
    return max(0, now - oldest) if oldest else None


def _figures(name: str, info: Any, groups: Any) -> StreamFigures:
    if isinstance(info, Exception):
        if "no such key" not in str(info):  # a server that is still loading knows nothing: that is not "empty"
            raise info
        return StreamFigures(name)
    known = groups if isinstance(groups, list) else []
    return StreamFigures(
        name=name,
        length=info["length"],
        last_id=_text(info["last-generated-id"]),
        groups=tuple(_group(g) for g in known),
        added=int(info.get("entries-added", info["length"])),
    )


def _group(info: dict[str, Any]) -> GroupFigures:
    return GroupFigures(
        name=_text(info["name"]),
        lag=info.get("lag"),
        pending=info["pending"],
        consumers=info["consumers"],
        last_delivered=_text(info["last-delivered-id"]),
    )


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
