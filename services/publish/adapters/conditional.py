"""Answers of the read API that a client may keep: strong ETags, 304, HEAD, and gzip for what is large.

The tag is the digest of what is served, so that it changes with every word that a kill takes out. `no-cache` makes
clients ask before they show a copy again; If-Modified-Since is not looked at, because a kill does not move the time
of a story's last update.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes from which an answer is compressed, where the client takes gzip.
_LARGE = 2000
#: Bytes from which compressing is done beside the event loop.
_HEAVY = 200_000
#: Streams that have no end; a HEAD for one is refused by its route.
_ENDLESS = "/v1/updates"
_STATIC = "/static/"
_CACHE = "private, no-cache"


class Conditional:
    """ASGI middleware; leaves everything but GET and HEAD alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and its answer as the client may have it."""
        is_ours = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        path = scope.get("path", "")
        if not is_ours or path == _ENDLESS or path.startswith(_STATIC):
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, Headers(scope=scope), is_head=scope["method"] == "HEAD")
        await self._app({**scope, "method": "GET"}, receive, answer.take)


class _Answer:
    """One answer on its way: kept whole where it may be tagged, else passed on piece by piece."""

    def __init__(self, send: Send, asked: Headers, *, is_head: bool) -> None:
        self._send, self._asked, self._is_head = send, asked, is_head
        self._start: Message | None = None
        self._body = bytearray()

    async def take(self, message: Message) -> None:
        """The next piece of the answer."""
        if message["type"] == "http.response.start":
            if _is_kept(message):
                self._start = message
                return
        elif message["type"] == "http.response.body":
            if self._start is not None:
                await self._collect(self._start, message)
                return
            message = {**message, "body": b""} if self._is_head else message
        await self._send(message)

    async def _collect(self, start: Message, message: Message) -> None:
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish(start, bytes(self._body))

    async def _finish(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(scope=start)
        headers["vary"] = "accept-encoding"
        headers.setdefault("cache-control", _CACHE)
        tag = hashlib.sha256(body).hexdigest()[:32]
        is_small = len(body) < _LARGE or not _takes_gzip(self._asked.get("accept-encoding", ""))
        headers["etag"] = f'"{tag}"' if is_small else f'"{tag}-gzip"'
        if _is_known(self._asked.get("if-none-match", ""), tag):
            del headers["content-length"]
            await self._whole({**start, "status": 304}, b"")
            return
        if not is_small:
            body = await _packed(body)
            headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(body))
        await self._whole(start, b"" if self._is_head else body)

    async def _whole(self, start: Message, body: bytes) -> None:
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _is_kept(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_plain = "etag" not in headers and "content-encoding" not in headers
    return start["status"] == 200 and is_plain and "no-store" not in headers.get("cache-control", "")


def _is_known(asked: str, tag: str) -> bool:
    """True where the client has this answer, packed or not (RFC 9110, section 13.1.2: weak comparison)."""
    named = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return bool(named & {"*", f'"{tag}"', f'"{tag}-gzip"'})


def _takes_gzip(accepted: str) -> bool:
    for one in accepted.lower().split(","):
        coding, _, weight = one.strip().partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def _packed(body: bytes) -> bytes:
    """The body as gzip, without a time in it: equal bodies are packed alike."""
    if len(body) < _HEAVY:
        return _gzip(body)
    return await asyncio.to_thread(_gzip, body)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 5, mtime=0)
