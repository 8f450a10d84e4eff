"""One entry of the archive: identity, day, the articles whose words stand in it, and what was kept of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, get_args

Kind = Literal["raw", "articles", "stories", "updates", "kills"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Record:
    """What left Redis. `identity` is unique within its kind: an entry that was written twice counts once."""

    kind: Kind
    identity: str
    #: The day under which it lies: that of its arrival, publication or last change.
    day: date
    #: Records of one day are read in this order.
    order: str
    #: The articles whose words may stand in `data`.
    uris: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    #: True where one of `uris` was withdrawn since: nothing but the identity is left.
    is_withdrawn: bool = False

    def struck(self) -> Record:
        """The record without a word of what it held."""
        return replace(self, data={}, is_withdrawn=True)

    def as_json(self) -> dict[str, Any]:
        """The record as one JSON object."""
        return {
            "kind": self.kind,
            "id": self.identity,
            "day": self.day.isoformat(),
            "order": self.order,
            "uris": list(self.uris),
            "withdrawn": self.is_withdrawn,
            "data": self.data,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Record:
        """The record that `as_json` wrote. Raises KeyError, TypeError or ValueError for what is none."""
        if told["kind"] not in KINDS:
            raise ValueError(f"{told['kind']!r} is no kind of record")
        return cls(
            told["kind"],
            str(told["id"]),
            date.fromisoformat(told["day"]),
            str(told["order"]),
            tuple(told["uris"]),
            dict(told["data"]),
            bool(told.get("withdrawn", False)),
        )


def uri_mark(uri: str) -> str:
    """A short name of a uri, by which a manifest says whose words a file holds without telling the uri."""
    return hashlib.sha256(uri.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def counted_once(records: Iterable[Record]) -> Iterator[Record]:
    """The records in their order, each identity once; a withdrawn one stands above what was written before the kill."""
    found: dict[tuple[str, str], Record] = {}
    for record in records:
        known = found.get((record.kind, record.identity))
        if known is None or (record.is_withdrawn and not known.is_withdrawn):
            found[record.kind, record.identity] = record
    yield from sorted(found.values(), key=lambda record: (record.day, record.order, record.kind, record.identity))
