"""The head of a request over a real connection: it ends within its bounds, or the connection does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from shared import http_head
from shared.health import http_server, ops_app
from shared.http_head import HEAD_BYTES


async def _ready() -> dict[str, bool | str]:
    return {}


@asynccontextmanager
async def connection() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to a server of ours."""
    server = http_server(ops_app(_ready), "127.0.0.1", 0)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.001)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.servers[0].sockets[0].getsockname()[1])
    try:
        yield reader, writer
    finally:
        writer.close()
        server.should_exit = True
        await serving


def request(padding: int) -> bytes:
    """A request for health with so many bytes of a header."""
    return b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: " + b"y" * padding + b"\r\n\r\n"


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """The status line, once the whole answer with its small body is here."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")).split()[1])
    await reader.readexactly(length)
    return head.partition(b"\r\n")[0]


@pytest.mark.parametrize("part", [b"x: " + b"y" * 997, b"x: y\r\n" * 160], ids=["one header", "many headers"])
async def test_a_head_without_end_is_cut_off(part: bytes) -> None:
    """A head that goes on and on is answered with 431 soon after its bound, and the connection closed."""
    async with connection() as (reader, writer), asyncio.timeout(10):
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n")
        sent = 0
        while not reader.at_eof() and not reader._buffer:  # type: ignore[attr-defined]  # nothing has been answered
            assert sent < 40 * HEAD_BYTES, "a head of megabytes was taken"
            writer.write(part)
            sent += len(part)
            await asyncio.sleep(0)
        assert sent > HEAD_BYTES
        assert b"HTTP/1.1 431 Request Header Fields Too Large" == (await reader.readuntil(b"\r\n")).strip()


async def test_large_heads_within_the_bound_are_read() -> None:
    """A head just below the bound is answered, and heads of several requests are not added up."""
    async with connection() as (reader, writer), asyncio.timeout(10):
        for padding in (HEAD_BYTES - 100, 40_000, 40_000, 10):
            writer.write(request(padding))
            assert b"HTTP/1.1 200 OK" == await _answer(reader)


@pytest.mark.parametrize("first", [b"", request(10)], ids=["first", "later"])
async def test_a_head_that_does_not_come_is_not_waited_for(first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends half a head and no more is answered with 408, also after a request that was whole."""
    monkeypatch.setattr(http_head, "HEAD_SECONDS", 0.1)
    async with connection() as (reader, writer), asyncio.timeout(10):
        if first:
            writer.write(first)
            assert b"HTTP/1.1 200 OK" == await _answer(reader)
        writer.write(b"GET /healthz HTTP/1.1\r\nho")
        assert b"HTTP/1.1 408 Request Timeout" == await _answer(reader)
        assert b"" == await reader.read()
