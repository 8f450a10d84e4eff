"""Health over HTTP: is the process alive, is it ready, what do its metrics say."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from shared.http_head import BoundedHead
from shared.metrics import exposition

if TYPE_CHECKING:
    from starlette.requests import Request

#: Answers each check by name: True, or what is wrong.
Readiness = Callable[[], Awaitable[dict[str, bool | str]]]


def ops_app(readiness: Readiness, mounted: Any = None, about: dict[str, str] | None = None) -> Starlette:
    """`/healthz` (touches nothing outside), `/readyz` (503 with a reason for each check) and `/metrics`.

    `about` stands in /readyz beside the checks: what whoever looks after it should know.
    """

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        checks = await readiness()
        ready = all(value is True for value in checks.values())
        return JSONResponse({"ready": ready, "checks": checks, **(about or {})}, status_code=200 if ready else 503)

    async def metrics(_: Request) -> Response:
        return Response(exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")

    routes: list[Any] = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    if mounted is not None:
        routes.append(Mount("/", app=mounted))
    return Starlette(routes=routes)


class OpsServer(uvicorn.Server):
    """An HTTP server inside the service's own event loop; signals are the service's business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signal handlers alone."""
        yield


def http_server(app: Any, host: str, port: int) -> OpsServer:
    """A server that is started with `serve()`; port 0 takes any free one."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=BoundedHead,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    return OpsServer(config)
