"""Unit of work: what one message causes, collected here and committed in one script with its acknowledgement.

A handler never writes to Redis itself. It calls the methods below; nothing happens until it returns, then all of it
happens or none. Whoever commits second (a stolen entry, a retried call) changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.contracts.base import Contract
from shared.delivery.errors import UnitFinished
from shared.delivery.scripts import VALVE
from shared.streams import Stream

Scalar = str | bytes | int | float

#: Part the rest of a key from its member, and end the pair, in the ops for many sorted sets.
_MARKS = ("\x1d", "\x1e")


@dataclass(frozen=True)
class Output:
    """One event to publish. With `stamp_seq` the commit writes the next gap-free number into `data.seq`."""

    stream: Stream
    type: str
    data: Contract
    id: str
    subject: str | None = None
    stamp_seq: bool = False


@dataclass(frozen=True)
class Expectation:
    """A hash field (or, with `field` None, a string key) that must still hold this value when the unit commits."""

    key: str
    field: str | None
    value: str | None


class Unit:
    """The writes, publishes and expectations of one message. Keys come without the namespace.

    A unit without a broker behind it simply collects; handler tests read `ops` and `outputs` from it.
    """

    def __init__(
        self, *, stream: str = "", entry_id: str = "0-0", attempt: int = 1, received: datetime | None = None
    ) -> None:
        self.stream = stream
        self.entry_id = entry_id
        self.attempt = attempt
        #: How urgent the article is whose message this is, for measuring: high, normal or low.
        self.priority = "normal"
        self.started_at = received or datetime.now(UTC)
        self.ops: list[tuple[Scalar, ...]] = []
        self.outputs: list[Output] = []
        self.expectations: list[Expectation] = []
        self._callbacks: list[Callable[[], None]] = []
        self._finished = False

    @property
    def arrived_at(self) -> datetime:
        """When the entry was added to its stream, by the server's clock; never later than now.

        Ids of a stream only grow: where the server's clock was ahead for a moment they stay ahead for as long as that,
        and an embargo would pass before its time.
        """
        added = datetime.fromtimestamp(int(self.entry_id.split("-")[0]) / 1000, UTC)
        return min(added, self.started_at)

    # What a handler may ask for

    def emit(
        self,
        stream: Stream,
        type: str,  # noqa: A002  (the CloudEvents attribute)
        data: Contract,
        *,
        id: str,  # noqa: A002
        subject: str | None = None,
        stamp_seq: bool = False,
    ) -> None:
        """Publishes an event. Delivery fills in source, time, trace, causation and the stage's timing."""
        self._open()
        if type not in stream.events:
            raise ValueError(f"{stream.name} does not carry {type}")
        self.outputs.append(Output(stream, type, data, id, subject, stamp_seq))

    def append(self, stream: Stream, fields: Mapping[str, Scalar]) -> None:
        """Appends an entry as it is: for `articles.submitted`, whose entries are no events of the table.

        A closed stream takes it too: what it comes from was taken in already.
        """
        words = (word for pair in fields.items() for word in pair)
        self._op("XADD.PAST", stream.name, VALVE, len(stream.name), *words)

    def set(self, key: str, value: Scalar, ttl_ms: int | None = None) -> None:
        """Sets a string key, optionally for a time."""
        self._op("SET", key, value, *(() if ttl_ms is None else ("PX", ttl_ms)))

    def delete(self, key: str) -> None:
        """Removes a key of any type."""
        self._op("DEL", key)

    def hset(self, key: str, field: str, value: Scalar) -> None:
        """Sets a field of a hash."""
        self._op("HSET", key, field, value)

    def hset_newer(self, key: str, field: str, order: int, value: Scalar) -> None:
        """Sets a field of a hash unless it was set with a higher `order` before (kept beside it)."""
        self._op("HSET.NEWER", key, field, order, value)

    def hdel(self, key: str, field: str) -> None:
        """Removes a field of a hash."""
        self._op("HDEL", key, field)

    def hincrby(self, key: str, field: str, by: int = 1) -> None:
        """Adds to a counter in a hash."""
        self._op("HINCRBY", key, field, by)

    def zadd(self, key: str, member: str, score: float) -> None:
        """Adds or moves a member of a sorted set."""
        self._op("ZADD", key, score, member)

    def zrem(self, key: str, member: str) -> None:
        """Removes a member of a sorted set."""
        self._op("ZREM", key, member)

    def zadd_each(self, begin: str, score: float, places: Iterable[tuple[str, str]]) -> None:
        """Adds or moves one member in each of many sorted sets: the rest of each key after `begin`, and its member."""
        self._op("ZADD.EACH", begin, score, _in_one_word(places))

    def zrem_each(self, begin: str, places: Iterable[tuple[str, str]]) -> None:
        """Removes one member from each of many sorted sets."""
        self._op("ZREM.EACH", begin, 0, _in_one_word(places))

    def sadd(self, key: str, member: str) -> None:
        """Adds a member to a set."""
        self._op("SADD", key, member)

    def srem(self, key: str, member: str) -> None:
        """Removes a member of a set."""
        self._op("SREM", key, member)

    def expect(self, key: str, value: str | None, field: str | None = None) -> None:
        """Commits only while the key (or hash field) still holds `value`; else the handler runs again.

        None means that it must not exist. This is how replicas decide on what they read without a lock.
        """
        self._open()
        self.expectations.append(Expectation(key, field, value))

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Runs once the commit is certain: the place to change memory. Must not block or raise."""
        self._open()
        self._callbacks.append(callback)

    # What delivery calls

    def finish(self, committed: bool) -> None:
        """Closes the unit and, when it was committed, runs the callbacks in order."""
        self._finished = True
        if committed:
            for callback in self._callbacks:
                callback()

    def _op(self, *op: Scalar) -> None:
        self._open()
        self.ops.append(op)

    def _open(self) -> None:
        if self._finished:
            raise UnitFinished(f"the unit of {self.stream} {self.entry_id} has already committed")

    def emitted(self, type: str) -> list[Any]:  # noqa: A002
        """The data of the collected events of this type, in order."""
        return [output.data for output in self.outputs if output.type == type]


def _in_one_word(places: Iterable[tuple[str, str]]) -> str:
    """Rests of keys and members as the script takes them apart. Raises ValueError for what holds its marks."""
    named = list(places)
    if any(mark in text for place in named for text in place for mark in _MARKS):
        raise ValueError("a key or member holds a mark of the script")
    return "".join(f"{rest}{_MARKS[0]}{member}{_MARKS[1]}" for rest, member in named)
