"""A TCP proxy that can be slow: delays, jitter, crumbs instead of whole answers, connections that are reset, silence.

A process of its own (`python -m tests.e2e.chaos.proxy LISTEN TO`), so that it can stand in another network namespace
and takes no time from whoever watches. Each line on its standard input is a JSON object that changes how it behaves.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
from dataclasses import dataclass, fields


@dataclass
class Weather:
    """How the network is right now; the defaults are fair."""

    #: Milliseconds that every piece of data waits, and up to how many more.
    latency: float = 0.0
    jitter: float = 0.0
    #: Bytes of the largest piece that is passed on at once; 0: as it came.
    crumbs: int = 0
    #: Connections that are reset in a second.
    resets: float = 0.0
    #: Nothing is passed on, and nobody is told.
    silent: bool = False


class Proxy:
    """Passes on what comes to one address to another."""

    def __init__(self, host: str, port: int, seed: int) -> None:
        self._to = (host, port)
        self.weather = Weather()
        self._chance = random.Random(seed)
        self._open: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it."""
        try:
            behind_reader, behind = await asyncio.open_connection(*self._to)
        except OSError:
            writer.transport.abort()
            return
        self._open.append(writer)
        pumps = [asyncio.create_task(self._pump(*ends)) for ends in ((reader, behind), (behind_reader, writer))]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        for end in (writer, behind):
            end.transport.abort()
        self._open.remove(writer)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._wait()
                for piece in self._pieces(data):
                    writer.write(piece)
                    await writer.drain()
                    if self.weather.crumbs:
                        await asyncio.sleep(0)

    async def _wait(self) -> None:
        while self.weather.silent:
            await asyncio.sleep(0.05)
        if self.weather.latency or self.weather.jitter:
            await asyncio.sleep((self.weather.latency + self._chance.random() * self.weather.jitter) / 1000)

    def _pieces(self, data: bytes) -> list[bytes]:
        size = self.weather.crumbs
        # At most 64 pieces: what matters is that an answer is cut in its middle, not that it takes for ever.
        step = max(size, len(data) // 64 + 1) if size else len(data)
        return [data[start : start + step] for start in range(0, len(data), step)]

    async def reset(self) -> None:
        """Resets connections, for as long as it runs."""
        while True:
            await asyncio.sleep(0.1)
            if self._open and self._chance.random() < self.weather.resets / 10:
                self._chance.choice(self._open).transport.abort()


def address(text: str) -> tuple[str, int]:
    """Host and port of `host:port`."""
    host, _, port = text.rpartition(":")
    return host, int(port)


async def main(listen: str, to: str, seed: int) -> None:
    """Serves until standard input ends."""
    proxy = Proxy(*address(to), seed)
    server = await asyncio.start_server(proxy.serve, *address(listen))
    resetting = asyncio.create_task(proxy.reset())
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    known = {field.name for field in fields(Weather)}
    while line := await lines.readline():
        proxy.weather = Weather(**{name: value for name, value in json.loads(line).items() if name in known})
    resetting.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
