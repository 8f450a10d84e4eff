"""Units without an entry: what a timer does commits once, however many replicas come at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from shared.delivery import scripts
from shared.delivery.commit import Gate
from shared.delivery.consumer import Consumer, Desk
from shared.delivery.errors import LeaseLost
from shared.delivery.unit import Unit
from shared.delivery.wire import Origin
from shared.streams import Stream


@asynccontextmanager
async def timer_unit(desk: Desk, gate_key: str, gate_member: str) -> AsyncIterator[Unit]:
    """A unit that commits only while the member is in the sorted set, and takes it out.

    When several replicas come at once, one of them commits and the others change nothing.
    """
    unit = Unit(stream=gate_key)
    yield unit
    gate = Gate("member", desk.namespace + gate_key, item=gate_member)
    span = desk.tracer.begin(f"timer {gate_key}", None)
    origin = Origin(desk.service, desk.namespace, traceparent=span.traceparent)
    commit = Consumer(desk, Stream(gate_key), _nothing).commit_of(unit, origin, gate)
    (result,) = await desk.committer.commit([commit])
    if isinstance(result, Exception):
        raise result
    if result == scripts.FENCED:
        raise LeaseLost(commit.lease)
    unit.finish(result == scripts.COMMITTED)
    if result == scripts.COMMITTED:  # a replica that came second has done nothing worth telling
        span.end()


async def _nothing(_: Any, __: Unit) -> None:
    """The handler of a timer: it has done its work already."""
