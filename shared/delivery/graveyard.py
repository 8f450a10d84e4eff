"""Dead letters as people handle them, at a terminal or on a page: list, read, send back, drop."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from shared.delivery.valve import REFUSAL
from shared.streams import SERVICES, STREAMS, dead_letters

#: Fields that the burial added (shared/delivery/dead_letters.py); everything else is the entry as it was.
PREFIX = "dead."
#: Dead letters that one read takes.
_PAGE = 200
_ENTRY_ID = re.compile(r"\d{1,20}(-\d{1,20})?", re.ASCII)

# KEYS: dead-letter stream, stream to go back to   ARGV: entry id, prefix of the fields that the burial added
# Returns the new entry id; false where the dead letter is gone (somebody else was faster).
REPLAY = """
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
if #found == 0 then return false end
local fields, back = found[1][2], {}
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, #ARGV[2]) ~= ARGV[2] then
    table.insert(back, fields[i])
    table.insert(back, fields[i + 1])
  end
end
if #back == 0 then return redis.error_reply('EMPTY the dead letter holds no field of the entry') end
local id = redis.call('XADD', KEYS[2], '*', unpack(back))
redis.call('XDEL', KEYS[1], ARGV[1])
return id
"""


@dataclass(frozen=True)
class DeadLetter:
    """One entry that could not be processed, with the reason."""

    service: str
    id: str
    reason: str
    detail: str
    #: Redis key of the stream it came from, namespace included, and its id there.
    stream: str
    entry_id: str
    attempts: int
    at: str
    fields: dict[str, str]

    @property
    def name(self) -> str:
        """What the commands call it: "ingest/1795308672903-0"."""
        return f"{self.service}/{self.id}"

    @property
    def uri(self) -> str | None:
        """The article it is about, where that can still be read."""
        return article_of(self.fields)

    def as_json(self) -> dict[str, Any]:
        """Everything, for `--json`."""
        return {
            "id": self.name,
            "service": self.service,
            "reason": self.reason,
            "detail": self.detail,
            "uri": self.uri,
            "stream": self.stream,
            "entry_id": self.entry_id,
            "attempts": self.attempts,
            "at": self.at,
            "fields": self.fields,
        }


def article_of(fields: dict[str, str]) -> str | None:
    """The uri of the article in the fields of an entry, or None where none can be read."""
    try:
        event = json.loads(fields.get("data", ""))
        data = event.get("data", event)
        uri = event.get("subject") or data.get("uri") or data.get("article", {}).get("uri")
    except (ValueError, AttributeError):
        uri = fields.get("uri")
    return uri if isinstance(uri, str) else None


class NoSuchLetter(LookupError):
    """There is no dead letter of this name, or several could be meant: `names` are those."""

    def __init__(self, name: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(name)
        self.names = names


class NoWayBack(ValueError):
    """The dead letter does not name a stream of the pipeline, or that stream is closed for now."""


class Graveyard:
    """The dead-letter streams of one pipeline."""

    def __init__(self, redis: Any, namespace: str = "") -> None:
        self._redis: Any = redis
        self._namespace = namespace

    async def all(self, service: str | None = None, after: dict[str, str] | None = None) -> AsyncIterator[DeadLetter]:
        """Dead letters of one service or of all, oldest first in each; `after` leaves out those up to an id."""
        for name in [service] if service else SERVICES:
            start = f"({after[name]}" if after and name in after else "-"
            while page := await self._redis.xrange(self._key(name), start, "+", count=_PAGE):
                for entry_id, fields in page:
                    yield _letter(name, entry_id, fields)
                start = f"({page[-1][0].decode()}"

    async def latest(self, service: str, count: int) -> list[DeadLetter]:
        """The newest dead letters of a service, the newest first."""
        page = await self._redis.xrevrange(self._key(service), "+", "-", count=count)
        return [_letter(service, entry_id, fields) for entry_id, fields in page]

    async def get(self, name: str) -> DeadLetter:
        """The one of this name: "ingest/ID", or the id alone where only one service has it. Raises NoSuchLetter."""
        service, _, entry_id = name.rpartition("/")
        found = []
        for candidate in [service] if service else SERVICES:
            found += await self._one(candidate, entry_id)
        if len(found) != 1:
            raise NoSuchLetter(name, tuple(letter.name for letter in found))
        return found[0]

    async def replay(self, letter: DeadLetter) -> str | None:
        """Puts it back where it came from, in one step; its new id, or None where it was gone already."""
        known = {stream.key(self._namespace) for stream in STREAMS}
        if letter.stream not in known:
            raise NoWayBack(f"{letter.name} names no stream to go back to: {letter.stream!r}")
        keys = (self._key(letter.service), letter.stream)
        try:
            new_id = await self._redis.eval(REPLAY, 2, *keys, letter.id, PREFIX)
        except ResponseError as error:
            if REFUSAL in str(error):
                raise NoWayBack(f"{letter.stream} is closed while too much waits in it; try again later") from error
            raise
        return new_id.decode() if new_id else None

    async def drop(self, letter: DeadLetter) -> bool:
        """Forgets it for good; False where it was gone already."""
        return bool(await self._redis.xdel(self._key(letter.service), letter.id))

    async def _one(self, service: str, entry_id: str) -> list[DeadLetter]:
        if service not in SERVICES or not _ENTRY_ID.fullmatch(entry_id):
            return []
        page = await self._redis.xrange(self._key(service), entry_id, entry_id)
        return [_letter(service, found, fields) for found, fields in page]

    def _key(self, service: str) -> str:
        return dead_letters(service).key(self._namespace)


def _letter(service: str, entry_id: bytes, raw: dict[bytes, bytes]) -> DeadLetter:
    fields = {name.decode(errors="replace"): value.decode(errors="replace") for name, value in raw.items()}
    facts = {name.removeprefix(PREFIX): value for name, value in fields.items() if name.startswith(PREFIX)}
    attempts = facts.get("attempts", "")
    return DeadLetter(
        service=service,
        id=entry_id.decode(),
        reason=facts.get("reason", "unknown"),
        detail=facts.get("detail", ""),
        stream=facts.get("stream", ""),
        entry_id=facts.get("id", ""),
        attempts=int(attempts) if attempts.isdigit() else 0,
        at=facts.get("at", ""),
        fields={name: value for name, value in fields.items() if not name.startswith(PREFIX)},
    )
