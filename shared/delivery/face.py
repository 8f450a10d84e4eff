"""A service's HTTP: health and metrics, and whatever app it mounts beside them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from shared.delivery.background import Background
from shared.health import OpsServer, Readiness, http_server, ops_app


class Face:
    """Listens from the very start, so that a service that waits for its server can say so."""

    def __init__(self, host: str, port: int) -> None:
        self.asked_port = port
        self._host = host
        self._mounted: Any = None
        self._about: dict[str, str] = {}
        self._server: OpsServer | None = None

    def mount(self, app: Any, port: int | None, about: dict[str, str] | None) -> None:
        """Serves an ASGI app as well; `about` stands in /readyz."""
        self._mounted = app
        self._about = about or {}
        self.asked_port = self.asked_port if port is None else port

    async def open(self, readiness: Readiness, background: Background) -> None:
        """Returns once it listens."""
        app = ops_app(readiness, self._mounted, self._about)
        self._server = http_server(app, self._host, self.asked_port)
        background.run(self._server.serve())
        while not self._server.started:
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        """Listens no more."""
        if self._server is not None:
            self._server.should_exit = True
            with suppress(Exception):
                await self._server.shutdown()

    @property
    def port(self) -> int:
        """The port it listens on; 0 before it does."""
        servers = getattr(self._server, "servers", None)
        return int(servers[0].sockets[0].getsockname()[1]) if servers else 0
