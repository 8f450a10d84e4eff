"""`stories.updated` as publish reads it: each entry parsed, redacted and serialised once for all who get it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import structlog
from pydantic import ValidationError
from redis.exceptions import ResponseError

from services.publish.domain.filters import Facts
from services.publish.domain.folding import is_urgent
from services.publish.domain.redaction import mentioned
from services.publish.domain.resume import BEGINNING, EntryId, StreamEnds, parsed_id
from shared.contracts.envelope import Event
from shared.contracts.update import StoryUpdate
from shared.delivery.state import State
from shared.streams import STORIES_UPDATED

log = structlog.get_logger()

#: Entries of one read.
BATCH = 100
#: Parsed entries that a process keeps, so that many readers of the same ones parse them once.
_KEPT = 256

Redact = Callable[[Sequence[Event[StoryUpdate]]], Awaitable[list[Event[StoryUpdate]]]]


@dataclass(frozen=True)
class Entry:
    """One update as it goes to subscribers, without the words of what was withdrawn when it was read."""

    id: EntryId
    event: Event[StoryUpdate]

    @cached_property
    def facts(self) -> Facts:
        """What filters ask about it."""
        return Facts(self.event.data)

    @cached_property
    def body(self) -> bytes:
        """Its JSON."""
        return self.event.model_dump_json().encode()

    @cached_property
    def is_urgent(self) -> bool:
        """True where it is never held back."""
        return is_urgent(self.event)

    @cached_property
    def received(self) -> float | None:
        """When ingest got the article behind it, in seconds since 1970; None where there is none."""
        at = self.event.data.timing.received_at
        return None if at is None else at.timestamp()

    @cached_property
    def is_kill(self) -> bool:
        """True where it takes an article out of its story because it was withdrawn."""
        return any(change.kind == "article_withdrawn" for change in self.event.data.changes)

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """The uris of the articles whose words may stand in it."""
        return frozenset(mentioned(self.event.data))


class Page(NamedTuple):
    """Some entries in order, and the last id that was read: unreadable ones are passed over."""

    entries: list[Entry]
    last: EntryId


class UpdateLog:
    """Reads of the public stream."""

    def __init__(self, state: State, redact: Redact) -> None:
        self._redis: Any = state.redis
        self._key = state.key(STORIES_UPDATED.name)
        self._redact = redact
        self._kept: OrderedDict[EntryId, Entry] = OrderedDict()

    async def ends(self) -> StreamEnds:
        """What is left of the stream."""
        try:
            info = await self._redis.xinfo_stream(self._key)
        except ResponseError:
            return StreamEnds()
        first = info["first-entry"]
        is_trimmed = int(info.get("entries-added", info["length"])) > int(info["length"])
        return StreamEnds(_entry_id(first[0]) if first else None, _entry_id(info["last-generated-id"]), is_trimmed)

    async def after(self, entry_id: EntryId, count: int = BATCH) -> Page:
        """The next entries after one; none where there are no more yet."""
        return await self._page(entry_id, await self._redis.xrange(self._key, f"({entry_id}", "+", count=count))

    async def wait(self, entry_id: EntryId, milliseconds: int) -> Page:
        """The next entries after one, waited for so long."""
        answer = await self._redis.xread({self._key: str(entry_id)}, count=BATCH, block=max(1, milliseconds))
        return await self._page(entry_id, _entries(answer))

    async def named(self, ids: Iterable[EntryId]) -> AsyncIterator[Entry]:
        """The entries of these ids, as far as they are still there."""
        for entry_id in ids:
            found = await self._redis.xrange(self._key, str(entry_id), str(entry_id))
            for entry in (await self._page(entry_id, found)).entries:
                yield entry

    async def redacted(self, events: Sequence[Event[StoryUpdate]]) -> list[Event[StoryUpdate]]:
        """The events without the words of what was withdrawn until now."""
        return await self._redact(events)

    def forget(self) -> None:
        """Lets go of what was parsed: something has been withdrawn."""
        self._kept.clear()

    async def _page(self, last: EntryId, found: list[Any]) -> Page:
        """The entries that were found; those that are not kept are redacted all at once."""
        read = [(_entry_id(raw_id), fields) for raw_id, fields in found]
        # Taken before anything is waited for: a kill that comes meanwhile lets go of all that is kept.
        kept = {entry_id: self._kept[entry_id] for entry_id, _ in read if entry_id in self._kept}
        events = {entry_id: _event(entry_id, fields) for entry_id, fields in read if entry_id not in kept}
        new = {entry_id: event for entry_id, event in events.items() if event is not None}
        redacted = await self._redact(list(new.values())) if new else []
        entries = {entry_id: Entry(entry_id, event) for entry_id, event in zip(new, redacted, strict=True)}
        page = [entry for entry_id, _ in read if (entry := entries.get(entry_id) or kept.get(entry_id))]
        self._kept.update(entries)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return Page(page, read[-1][0] if read else last)


def _event(entry_id: EntryId, fields: dict[bytes, bytes]) -> Event[StoryUpdate] | None:
    """The event of an entry; None, with a word in the log, for one that is no update."""
    try:
        return Event[StoryUpdate].model_validate_json(fields.get(b"data", b""))
    except ValidationError as error:
        log.warning("publish.entry_unreadable", entry_id=str(entry_id), errors=error.error_count())
        return None


def _entries(answer: Any) -> list[Any]:
    """The entries of an XREAD of one stream, in the forms of RESP2 (pairs) and RESP3 (a map of lists)."""
    if not answer:
        return []
    if isinstance(answer, dict):
        found = next(iter(answer.values()))
        return list(found[0]) if found and isinstance(found[0], list) else list(found)
    return list(answer[0][1])


def _entry_id(raw: bytes | str) -> EntryId:
    text = raw.decode() if isinstance(raw, bytes) else raw
    return parsed_id(text) or BEGINNING
