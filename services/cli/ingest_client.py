"""Asks ingest over HTTP about its feeds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import httpx

from services.cli.exits import CommandError, Exit
from services.cli.publish_client import detail_of, key_header
from services.cli.runtime import attach
from services.cli.settings import CliSettings

#: Seconds that one answer may take; a check waits for another server.
TIMEOUT = 60.0

Json = dict[str, Any]


class IngestClient:
    """The feeds of one ingest."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def feeds(self) -> list[Json]:
        """Every feed and how it stands."""
        items: list[Json] = (await self._ask("GET", "/v1/feeds"))["items"]
        return items

    async def add(self, name: str, said: Json) -> Json:
        """The feed, written down."""
        return await self._ask("PUT", f"/v1/feeds/{quote(name, safe='')}", said)

    async def remove(self, name: str) -> None:
        """Has the feed forgotten."""
        await self._ask("DELETE", f"/v1/feeds/{quote(name, safe='')}")

    async def check(self, url: str) -> Json:
        """What is at this address now."""
        return await self._ask("POST", "/v1/feeds/check", {"url": url})

    async def _ask(self, method: str, path: str, said: Json | None = None) -> Json:
        try:
            answer = await self._http.request(method, path, json=said)
        except httpx.HTTPError as error:
            hint = "Is ingest up? `slugline doctor` looks; SLUGLINE_INGEST_URL names another."
            message = f"cannot reach ingest at {self._http.base_url}: {error or type(error).__name__}"
            raise CommandError(Exit.NOT_RUNNING, message, hint) from error
        _check(answer)
        body: Json = answer.json() if answer.content else {}
        return body


@asynccontextmanager
async def ingest_client() -> AsyncIterator[IngestClient]:
    """The ingest that is running. Raises CommandError where its address is not known."""
    settings = CliSettings()
    url = settings.ingest_url or attach(settings).ingest_url
    if not url and settings.redis_url:
        url = f"http://127.0.0.1:{settings.ingest_port}"
    if not url:
        hint = "Set SLUGLINE_INGEST_URL, or let `slugline up` run it."
        raise CommandError(Exit.NOT_RUNNING, "no ingest is known here", hint)
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT, trust_env=False, headers=key_header()) as http:
        yield IngestClient(http)


def _check(answer: httpx.Response) -> None:
    """Raises CommandError for an answer that is an error."""
    detail = detail_of(answer)
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        hint = "Set SLUGLINE_KEY to a key with the scope; `slugline keys create NAME --scope admin` makes one."
        raise CommandError(Exit.NOT_ALLOWED, f"ingest does not let us in: {detail}", hint)
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise CommandError(Exit.NOT_FOUND, detail, "`slugline feeds list` lists what there is.")
    if answer.status_code == httpx.codes.BAD_GATEWAY:
        raise CommandError(Exit.BAD_INPUT, detail)
    if answer.is_error:
        is_ours = answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR
        raise CommandError(Exit.FAILED if is_ours else Exit.BAD_INPUT, detail)
