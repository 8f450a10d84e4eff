"""One conditional request for a feed: to checked addresses at every hop, within size and time."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin

import httpcore

from shared import __version__
from shared.outbound.addresses import Allowed, Refused, check_url
from shared.outbound.network import GuardedNetwork, Resolve, resolved

#: Redirects that one request follows.
MOST_HOPS = 5
_PERMANENT, _TEMPORARY = (301, 308), (302, 303, 307)
#: Bytes of a validator (ETag, Last-Modified) that is sent back.
_VALIDATOR_CHARS = 500
_AGENT = f"Slugline/{__version__} (feed reader)"
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml, text/xml, */*;q=0.5"

Why = Literal["blocked", "timeout", "unreachable", "too_large", "redirected", "bad_answer"]


class CannotFetch(Exception):
    """Nothing came of the request; `why` is one word for the metrics, the message is for people."""

    def __init__(self, why: Why, message: str) -> None:
        super().__init__(message)
        self.why: Why = why


@dataclass(frozen=True)
class Answer:
    """What a feed's server answered in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    #: The address that the feed has moved to for good, where every redirect on the way said so.
    moved_to: str | None = None
    hops: int = 0

    def header(self, name: str) -> str | None:
        """A header's value, None where it is missing."""
        return self.headers.get(name)

    def validator(self, name: str) -> str | None:
        """A header that goes back with the next request; None where it is longer than any sane one."""
        value = self.headers.get(name)
        return value if value and len(value) <= _VALIDATOR_CHARS and value.isprintable() else None


@dataclass
class _Way:
    """Where a request has come to by following redirects."""

    url: str
    hops: int = 0
    is_permanent: bool = True
    seen: set[str] = field(default_factory=set)


class Fetcher:
    """Asks servers for documents. One for the process; `most_bytes` counts what is left after unpacking."""

    def __init__(self, allowed: Allowed, timeout: float, most_bytes: int, resolve: Resolve = resolved) -> None:
        self._allowed = allowed
        self._timeout = timeout
        self._most_bytes = most_bytes
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=30.0,
            network_backend=GuardedNetwork(allowed, resolve),
        )

    async def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Answer:
        """The answer, after redirects. Raises CannotFetch."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._follow(_Way(url), _conditions(etag, last_modified))
        except Refused as error:
            raise CannotFetch("blocked", str(error)) from None
        except (TimeoutError, httpcore.TimeoutException):
            raise CannotFetch("timeout", f"no answer within {self._timeout:g} s") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            raise CannotFetch("unreachable", type(error).__name__) from None

    async def close(self) -> None:
        """Closes all connections."""
        await self._pool.aclose()

    async def _follow(self, way: _Way, headers: list[tuple[str, str]]) -> Answer:
        while True:
            check_url(way.url, self._allowed)
            if way.url in way.seen:
                raise CannotFetch("redirected", "the redirects lead in a circle")
            way.seen.add(way.url)
            answer = await self._ask(way.url, headers)
            if answer.status not in (*_PERMANENT, *_TEMPORARY):
                moved = way.url if way.hops and way.is_permanent and answer.status in (200, 304) else None
                return Answer(answer.status, answer.headers, answer.body, moved, way.hops)
            way = _next_hop(way, answer)

    async def _ask(self, url: str, headers: list[tuple[str, str]]) -> Answer:
        extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)}
        async with self._pool.stream("GET", url, headers=headers, extensions=extensions) as response:
            told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            body = await self._body(response, told) if response.status == 200 else b""
            return Answer(response.status, told, body)

    async def _body(self, response: httpcore.Response, headers: Mapping[str, str]) -> bytes:
        """The body, unpacked piece by piece, so that a small bomb never becomes a large string."""
        packing = headers.get("content-encoding", "identity").strip().lower()
        if packing not in ("identity", "", "gzip", "x-gzip"):
            raise CannotFetch("bad_answer", "the answer is packed in a way that was not asked for")
        unpack = zlib.decompressobj(wbits=31) if "gzip" in packing else None
        body, came = bytearray(), 0
        async for chunk in response.aiter_stream():
            came += len(chunk)
            body += _unpacked(unpack, chunk, self._most_bytes + 1 - len(body)) if unpack else chunk
            if max(came, len(body)) > self._most_bytes:
                raise CannotFetch("too_large", f"more than {self._most_bytes} bytes")
        if unpack is not None and not unpack.eof:
            raise CannotFetch("bad_answer", "the packed answer ends too early")
        return bytes(body)


def _unpacked(unpack: zlib._Decompress, chunk: bytes, room: int) -> bytes:
    try:
        return unpack.decompress(chunk, max(1, room))
    except zlib.error:
        raise CannotFetch("bad_answer", "the answer is not packed as it says") from None


def _next_hop(way: _Way, answer: Answer) -> _Way:
    """Where the redirect leads. A feed that was fetched safely is never fetched openly after it."""
    if way.hops >= MOST_HOPS:
        raise CannotFetch("redirected", f"more than {MOST_HOPS} redirects")
    try:
        target = urljoin(way.url, answer.headers.get("location", "")).partition("#")[0]
    except ValueError:
        raise CannotFetch("redirected", "a redirect leads to no address") from None
    if way.url.startswith("https:") and not target.startswith("https:"):
        raise CannotFetch("redirected", "a redirect leads from https to something else")
    return _Way(target, way.hops + 1, way.is_permanent and answer.status in _PERMANENT, way.seen)


def _conditions(etag: str | None, last_modified: str | None) -> list[tuple[str, str]]:
    headers = [("user-agent", _AGENT), ("accept", _ACCEPT), ("accept-encoding", "gzip")]
    headers += [("if-none-match", etag)] if etag else []
    return headers + ([("if-modified-since", last_modified)] if last_modified else [])
