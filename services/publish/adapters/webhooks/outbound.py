"""One request to an endpoint: to a checked address, without redirects or proxies, within its time."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

import httpcore

from services.publish.domain.webhooks.schedule import Answer, outcome_of, seconds_of
from shared import __version__
from shared.outbound.addresses import Allowed, Refused, check_url
from shared.outbound.network import GuardedNetwork, Resolve, resolved

#: Bytes of an answer's body that are read, so that the connection can be used again; beyond that it is closed.
_MOST_READ = 16_384
#: Seconds that it is read for.
_READ_FOR = 1.0
#: Idle connections that are kept open. How many are open at all is bounded by the deliveries under way.
_KEPT_OPEN = 50

_AGENT = f"Slugline/{__version__}"


class Outbound:
    """Sends signed messages and tells what came of it."""

    def __init__(self, allowed: Allowed, timeout: float = 20.0, resolve: Resolve = resolved) -> None:
        self._allowed = allowed
        self._timeout = timeout
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=None,
            max_keepalive_connections=_KEPT_OPEN,
            keepalive_expiry=30.0,
            network_backend=GuardedNetwork(allowed, resolve),
        )

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """What the endpoint answered, or why it did not."""
        began = time.monotonic()
        try:
            check_url(url, self._allowed)
            async with asyncio.timeout(self._timeout):
                answer = await self._exchange(url, body, headers)
        except Refused as error:
            answer = Answer(outcome="blocked", detail=str(error))
        except (TimeoutError, httpcore.TimeoutException):
            answer = Answer(outcome="timeout", detail=f"no answer within {self._timeout:g} s")
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            answer = Answer(outcome="unreachable", detail=type(error).__name__)
        return answer.model_copy(update={"ms": round((time.monotonic() - began) * 1000, 1)})

    async def close(self) -> None:
        """Closes all connections."""
        await self._pool.aclose()

    async def _exchange(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent = [("content-type", "application/json"), ("user-agent", _AGENT), *headers.items()]
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        extensions = {"timeout": timeouts}
        async with self._pool.stream("POST", url, headers=sent, content=body, extensions=extensions) as response:
            await _drain(response)
            return Answer(
                outcome=outcome_of(response.status),
                status=response.status,
                retry_after=seconds_of(_text(response.headers, b"retry-after"), datetime.now(UTC)),
            )


async def _drain(response: httpcore.Response) -> None:
    """Reads a small body to its end, so that the connection can be used again; a large or slow one is left unread."""
    read = 0
    with suppress(TimeoutError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        async with asyncio.timeout(_READ_FOR):
            async for chunk in response.aiter_stream():
                read += len(chunk)
                if read > _MOST_READ:
                    return


def _text(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    found = next((value for key, value in headers if key.lower() == name), None)
    return None if found is None else found.decode("latin-1")[:100]
