"""A web site with feeds on loopback: answers what a test tells it to, and keeps what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]


@dataclass
class Answer:
    """What is answered; `raw` instead of all else where HTTP itself is at fault."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: Callable[[], Awaitable[None]] | None = None


class Site:
    """Answers by path; 404 for the rest."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.asked: list[Asked] = []
        self.at_once = self.most_at_once = 0
        self.url = ""

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [one.path for one in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            asked = Asked(head[0].split(" ")[1], headers)
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                await self._answer(asked, writer)
            finally:
                self.at_once -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        found = self.answers.get(asked.path, Answer(404))
        answer = found(asked) if callable(found) else found
        if answer.wait is not None:
            await answer.wait()
        headers = {"content-length": str(len(answer.body)), "connection": "close", **answer.headers}
        lines = [f"HTTP/1.1 {answer.status} X", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
        writer.write("\r\n".join(lines).encode("latin-1") + answer.body)
        await writer.drain()


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    """A site that listens while the context lasts."""
    made = Site()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield made


def rss(*items: str, channel: str = "") -> bytes:
    """An RSS document with these items."""
    inner = f"<title>Harbour</title>{channel}{''.join(items)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{inner}</channel></rss>'.encode()


def item(guid: str, title: str, text: str, published: datetime | None = None) -> str:
    """An item of an RSS document."""
    date = f"<pubDate>{format_datetime(published or datetime.now(UTC))}</pubDate>"
    return f"<item><guid>{guid}</guid><title>{title}</title><description>{text}</description>{date}</item>"
