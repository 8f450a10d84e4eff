"""Appends submissions to `articles.submitted`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from redis.exceptions import OutOfMemoryError, RedisError

from services.ingest.domain.ports import Full, Unavailable
from services.ingest.domain.refusal import BadInput
from shared.contracts.envelope import MAX_EVENT_BYTES
from shared.contracts.submission import submit
from shared.delivery.valve import REFUSAL
from shared.streams import ARTICLES_SUBMITTED

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: The CloudEvents source of what came over HTTP.
SOURCE = "urn:slugline:ingest:http"


class RedisSubmissions:
    """The stream itself. A sender who repeats a request after a lost answer is recognised by uri and text."""

    def __init__(self, redis: Redis, namespace: str) -> None:
        self._redis: Any = redis
        self._key = ARTICLES_SUBMITTED.key(namespace)

    async def append(self, payload: Mapping[str, Any], traceparent: str | None) -> str:
        """The entry id of the submission. Raises Unavailable when the server cannot store it."""
        event = submit(payload, SOURCE)
        data = event.model_dump_json(exclude_none=True).encode()
        if len(data) > MAX_EVENT_BYTES:
            raise BadInput("too_large", f"{len(data)} bytes as an event; at most {MAX_EVENT_BYTES} are read")
        fields = {"data": data, "correlation_id": event.id.encode()}
        if traceparent:
            fields["traceparent"] = traceparent.encode()
        try:
            entry: bytes | str = await self._redis.xadd(self._key, fields)
        except (RedisError, OSError) as error:
            if REFUSAL in str(error) or isinstance(error, OutOfMemoryError):
                raise Full(type(error).__name__) from error
            raise Unavailable(type(error).__name__) from error
        return entry.decode() if isinstance(entry, bytes) else entry
