"""A receiver of webhooks on loopback: keeps what it got and answers as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from standardwebhooks import Webhook

#: Status, further headers.
Answer = tuple[int, dict[str, str]]


@dataclass(frozen=True)
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Its webhook-id."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> Any:
        """What it says."""
        return json.loads(self.body)

    def verified(self, secret: str) -> Any:
        """What it says, where the signature is that of the secret."""
        return Webhook(secret).verify(self.body, self.headers)


class Receiver:
    """Answers 204 unless `answer` says otherwise."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.url = ""
        self.answer: Callable[[Got], Awaitable[Answer]] = self._accept

    @property
    def ids(self) -> list[str]:
        """The webhook-ids in order of arrival."""
        return [one.id for one in self.got]

    def answers(self, *statuses: int, **headers: str) -> None:
        """Answers with these, one after the other; the last one from then on."""
        left = list(statuses)

        async def next_one(_: Got) -> Answer:
            status = left.pop(0) if len(left) > 1 else left[0]
            return status, {name.replace("_", "-"): value for name, value in headers.items()}

        self.answer = next_one

    @staticmethod
    async def _accept(_: Got) -> Answer:
        return 204, {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().strip().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                got = Got(first.split(" ")[1], headers, body)
                self.got.append(got)
                status, more = await self.answer(got)
                told = "".join(f"{name}: {value}\r\n" for name, value in more.items())
                writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\n{told}\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver at `url` while the block runs."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        server.close()
