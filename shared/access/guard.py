"""The guard before a service's HTTP: a request that is not known, not allowed or from elsewhere is answered here.

Keys come as `Authorization: Bearer` (RFC 6750); a browser's session as a cookie, because neither a page nor its live
stream can set headers. No key ever comes in an address.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

import structlog
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.access import answers, origins
from shared.access.answers import Denial
from shared.access.failures import Failures
from shared.access.keys import Caller, digest, holds_key
from shared.access.mode import Access
from shared.access.revoked import while_alive
from shared.access.store import KeyStore
from shared.access.table import needed
from shared.metrics import metric

log = structlog.get_logger()

COOKIE = "slugline_session"
#: Where in the request's state the guard leaves the caller for whoever answers (`request.state.viewer`).
_VIEWER = "viewer"

#: Answers a person at a browser who may not do something.
ShowDenial = Callable[[Request, Denial], Response]


def caller_of(request: Request) -> Caller | None:
    """Who sent this request; None where keys are not asked for and none was sent."""
    found: Caller | None = getattr(request.state, _VIEWER, None)
    return found


@dataclass(frozen=True)
class Credentials:
    """What a request shows of itself."""

    secret: str = field(repr=False)
    is_session: bool

    async def holder(self, keys: KeyStore) -> Caller | None:
        """Whose they are; None where they are wrong or have ended."""
        return await (keys.caller_of_session(self.secret) if self.is_session else keys.caller(self.secret))


def credentials_of(request: Request) -> Credentials | None:
    """The key in the header, else the session in the cookie; None where there is neither."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and secret.strip():
        return Credentials(secret.strip(), is_session=False)
    token = request.cookies.get(COOKIE)
    return Credentials(token, is_session=True) if token else None


@dataclass
class Entrance:
    """What a guard needs to know: how requests are let in, by which keys, and what was tried before."""

    access: Access
    keys: KeyStore
    failures: Failures = field(default_factory=lambda: Failures(time.monotonic))

    async def holder(self, request: Request, shown: Credentials) -> Caller | Denial:
        """Who shows these credentials. Wrong ones are counted, and after too many of them none is looked at."""
        address, mark = request.client.host if request.client else "", digest(shown.secret)
        wait = self.failures.wait(address, mark)
        if wait:
            return answers.too_many(wait)
        caller = await shown.holder(self.keys)
        if caller is None:
            if not shown.is_session:
                self.failures.failed(address)
            return answers.NO_SESSION if shown.is_session else answers.BAD_KEY
        self.failures.worked(address, mark)
        return caller


class Guard:
    """ASGI middleware around the routes that the table names."""

    def __init__(self, app: ASGIApp, entrance: Entrance, show: ShowDenial | None = None) -> None:
        self._app = app
        self._entrance = entrance
        self._show = show

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, with its caller, or answers it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            found = await self._judged(request)
        except (RedisError, OSError) as error:
            log.warning("access.store_away", error=type(error).__name__)
            found = answers.STORE_AWAY
        if isinstance(found, Denial):
            metric("slugline_access_refused_total", found.reason).inc()
            await self._answer(request, found)(scope, receive, send)
            return
        scope["state"] = {**scope.get("state", {}), _VIEWER: found}
        await self._pass_on(request, found, receive, send)

    async def _judged(self, request: Request) -> Caller | Denial | None:
        """The caller, or why the request is not let in; None for a request that needs no key and shows none."""
        shown = credentials_of(request)
        denied = self._place_denied(request, shown)
        if denied is not None:
            return denied
        scope = needed(request.scope["method"], request.scope["path"])
        if scope == "open" and not self._is_login(request):
            return None
        if not self._entrance.access.needs_key or scope == "open":
            return await shown.holder(self._entrance.keys) if shown else None
        if shown is None:
            return answers.NO_KEY
        caller = await self._entrance.holder(request, shown)
        if isinstance(caller, Caller) and not caller.may(scope):
            return answers.scope_missing(scope)
        return caller

    def _place_denied(self, request: Request, shown: Credentials | None) -> Denial | None:
        """What is wrong with where the request comes from or how it is written."""
        access, headers = self._entrance.access, request.headers
        if origins.is_rebound(headers.get("host", ""), access.hosts):
            return answers.UNKNOWN_HOST
        if access.hosts is not None and not access.needs_key and origins.is_forwarded(headers):
            return answers.FORWARDED
        address = request.scope.get("raw_path", b"") + b"?" + request.scope.get("query_string", b"")
        if holds_key(unquote_to_bytes(address).decode("latin-1")):
            return answers.KEY_IN_URL
        has_cookie = shown is not None and shown.is_session
        if request.scope["method"] not in origins.SAFE and origins.is_foreign(headers, has_cookie):
            return answers.OTHER_ORIGIN
        return None

    def _answer(self, request: Request, denial: Denial) -> Response:
        path = request.scope["path"]
        is_person = "text/html" in request.headers.get("accept", "") and not path.startswith("/v1/")
        if is_person and denial.status == 401:
            is_look = request.scope["method"] in origins.SAFE
            return answers.to_login(path if is_look else "/", request.url.query if is_look else "")
        return self._show(request, denial) if is_person and self._show else denial.response()

    def _is_login(self, request: Request) -> bool:
        return bool(request.scope["path"] == answers.LOGIN)

    async def _pass_on(self, request: Request, caller: Caller | None, receive: Receive, send: Send) -> None:
        shown = credentials_of(request)
        if caller is None or shown is None or not self._entrance.access.needs_key:
            await self._app(request.scope, receive, send)
            return

        async def is_alive() -> bool:
            return await shown.holder(self._entrance.keys) is not None

        await while_alive(self._app, is_alive, request.scope, receive, send)
