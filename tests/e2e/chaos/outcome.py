"""What a run left behind, and what two runs that should be equal differ in.

For whoever compares two pipelines (a restored one with its original, too): `collect` reads one, `differences` compares
two. Only what depends on the wall clock or on who did the work is left out (`LEFT_OUT`).
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from shared.streams import SERVICES

#: Fields that depend on the wall clock or on who did the work; the rest must be equal (DESIGN.md section 6).
LEFT_OUT = frozenset({"time", "timing", "traceparent", "provenance", "received_at", "correlationid", "embargoed_until"})
#: Seconds that one answer of the read API may take on a busy machine.
PATIENCE = 60.0


@dataclass
class Outcome:
    """The state in which a pipeline stands, as far as two equal runs agree on it."""

    #: Every update of every story, in order, as CloudEvents.
    updates: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: The ids of all updates in the order of the stream.
    order: list[str] = field(default_factory=list)
    #: Every article by uri, with its story and what is known of it.
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Every story by id, as the read API lists it.
    stories: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: How many dead letters, by service and reason.
    dead: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


async def collect(redis: Any, publish_url: str, namespace: str = "") -> Outcome:
    """The outcome of a pipeline that has drained: streams from Redis, articles and stories over HTTP."""
    outcome = Outcome()
    for _, fields in await redis.xrange(f"{namespace}stories.updated"):
        update = json.loads(fields[b"data"])
        outcome.order.append(update["id"])
        outcome.updates.setdefault(update["subject"], []).append(without(update))
    for service in SERVICES:
        for _, fields in await redis.xrange(f"{namespace}dead.{service}"):
            key = f"{service}: {fields[b'dead.reason'].decode()}"
            outcome.dead[key] = outcome.dead.get(key, 0) + 1
    async with httpx.AsyncClient(base_url=publish_url, trust_env=False, timeout=PATIENCE) as http:
        outcome.articles = {item["uri"]: without(item) for item in await _pages(http, "/v1/articles")}
        outcome.stories = {item["id"]: without(item) for item in await _pages(http, "/v1/stories")}
    return outcome


async def _pages(http: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await http.get(path, params={"limit": 200, **({"cursor": cursor} if cursor else {})})
        page = answer.raise_for_status().json()
        items += page["items"]
        cursor = page["next"]
    return items


def without(value: Any) -> Any:
    """The value without what may differ between two equal runs."""
    if isinstance(value, dict):
        return {k: without(v) for k, v in value.items() if k not in LEFT_OUT}
    if isinstance(value, list):
        return [without(v) for v in value]
    return value


def differences(one: Outcome, other: Outcome) -> list[str]:
    """What is not equal in two outcomes, a line each; empty where nothing is lost, doubled or changed."""
    return [
        *_gaps(other),
        *_unequal("updates of", one.updates, other.updates, _first_difference),
        *_unequal("article", one.articles, other.articles, _fields),
        *_unequal("story", one.stories, other.stories, _fields),
        *([f"dead letters {other.dead} instead of {one.dead}"] if one.dead != other.dead else []),
    ]


def _gaps(outcome: Outcome) -> list[str]:
    """Stories whose revisions have gaps or doubles."""
    found = []
    for story, updates in outcome.updates.items():
        revisions = [update["data"]["revision"] for update in updates]
        if revisions != list(range(1, len(revisions) + 1)):
            found.append(f"{story}: revisions {revisions}")
    return found


def _unequal(what: str, one: dict[str, Any], other: dict[str, Any], tell: Any) -> list[str]:
    return [
        f"{what} {key}: {tell(one.get(key), other.get(key))}"
        for key in sorted(set(one) | set(other))
        if one.get(key) != other.get(key)
    ]


def _first_difference(one: list[Any] | None, other: list[Any] | None) -> str:
    for number, (left, right) in enumerate(zip(one or [], other or [], strict=False)):
        if left != right:
            return f"update {number + 1} differs in {_fields(left, right)}"
    return f"{len(other or [])} updates instead of {len(one or [])}"


def _fields(one: dict[str, Any] | None, other: dict[str, Any] | None, depth: int = 2) -> str:
    """The names of the fields that differ; of an object within, those of its own."""
    if one is None or other is None:
        return "missing in the " + ("first" if one is None else "second")
    names = []
    for key in sorted(k for k in set(one) | set(other) if one.get(k) != other.get(k)):
        left, right = one.get(key), other.get(key)
        inner = depth and isinstance(left, dict) and isinstance(right, dict)
        names.append(f"{key}({_fields(left, right, depth - 1)})" if inner else key)
    return ", ".join(names)


def unaccounted(outcome: Outcome, entries: list[dict[str, str]]) -> list[str]:
    """Articles that were pushed and are in no final state: neither in a story, nor withdrawn, nor dead."""
    expected = set()
    for entry in entries:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            item = json.loads(entry["data"])
            if item["uri"].startswith("urn:wire:") and "poison" not in item["uri"]:
                expected.add(item["uri"])
    return sorted(expected - set(outcome.articles))
