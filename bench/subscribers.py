"""Many subscribers of the live stream in a process of their own: when each of them got which update."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import urlsplit

#: The CloudEvents id of a delivery; and those of the revisions that were folded into it.
_ID = re.compile(rb'"id":"([^"]+-r\d+)"')
_FOLDED = re.compile(rb'"id":"([^"]+-r\d+)"')
_REQUEST = "GET /v1/updates HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n"

#: Event id -> seconds (time.monotonic) at which each subscriber had it.
Arrivals = dict[str, list[float]]


class _Subscriber(asyncio.Protocol):
    """One connection: cuts what comes into events and notes their ids; the rest is thrown away."""

    def __init__(self, request: bytes, arrivals: Arrivals, connected: asyncio.Semaphore) -> None:
        self._request, self._arrivals, self._connected = request, arrivals, connected
        self._rest = b""
        self._is_connected = False
        self.bytes = 0

    def connection_made(self, transport: Any) -> None:
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self.bytes += len(data)
        *events, self._rest = (self._rest + data).split(b"\n\n")
        for event in events:
            if not self._is_connected and b": connected" in event:
                self._is_connected = True
                self._connected.release()
            found = _ID.search(event)
            if found is None:
                continue
            self._arrivals.setdefault(found[1].decode(), []).append(now)
            tail = event.rfind(b'"folded":[{')
            for folded in _FOLDED.finditer(event, tail) if tail > 0 else ():
                if folded[1] != found[1]:
                    self._arrivals.setdefault(folded[1].decode(), []).append(now)


async def _listen(url: str, count: int, talk: Connection) -> None:
    parts = urlsplit(url)
    request = _REQUEST.format(host=parts.netloc).encode()
    arrivals: Arrivals = {}
    connected = asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()
    made = []
    for _ in range(count):
        made.append(
            await loop.create_connection(lambda: _Subscriber(request, arrivals, connected), parts.hostname, parts.port)
        )
    for _ in range(count):
        await asyncio.wait_for(connected.acquire(), 30)
    talk.send("connected")
    before = time.process_time()
    while not talk.poll():
        await asyncio.sleep(0.05)
    used = time.process_time() - before
    lost = sum(transport.is_closing() for transport, _ in made)
    talk.send((arrivals, sum(one.bytes for _, one in made), used, lost))
    for transport, _ in made:
        transport.abort()


def _run(url: str, count: int, talk: Connection) -> None:
    asyncio.run(_listen(url, count, talk))


class Subscribers:
    """The other process."""

    def __init__(self, talk: Connection) -> None:
        self._talk = talk
        self.bytes, self.cpu, self.lost = 0, 0.0, 0

    def finish(self) -> Arrivals:
        """Ends them; what each got, and when."""
        self._talk.send("stop")
        arrivals, self.bytes, self.cpu, self.lost = self._talk.recv()
        return dict(arrivals)


@contextmanager
def subscribers(url: str, count: int) -> Iterator[Subscribers]:
    """So many subscribers of everything, connected."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(url, count, theirs), daemon=True)
    process.start()
    try:
        if not ours.poll(60):
            raise TimeoutError(f"{count} subscribers did not connect")
        ours.recv()
        yield Subscribers(ours)
    finally:
        process.terminate()
        process.join()
