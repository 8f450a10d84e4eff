"""Reads stories and articles from publish over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import httpx

from services.cli.exits import CommandError, Exit
from services.cli.runtime import Runtime, attach
from services.cli.settings import CliSettings

#: Items that one page holds.
PAGE = 200
#: Seconds that one answer may take.
TIMEOUT = 30.0

Json = dict[str, Any]


class PublishClient:
    """The read API of one publish."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def stories(self, limit: int | None = None) -> AsyncIterator[Json]:
        """Story snapshots, newest update first."""
        async for item in self._pages("/v1/stories", limit):
            yield item

    async def articles(self, limit: int | None = None) -> AsyncIterator[Json]:
        """What became of every article, in its latest version."""
        async for item in self._pages("/v1/articles", limit):
            yield item

    async def story(self, story_id: str) -> Json:
        """One story with its articles; a merged one answers with the survivor."""
        return await self._get(f"/v1/stories/{quote(story_id, safe='')}", f"there is no story {story_id}")

    async def updates(self, story_id: str) -> list[Json]:
        """All updates of a story, oldest first."""
        path, missing = f"/v1/stories/{quote(story_id, safe='')}/updates", f"there is no story {story_id}"
        answer = await self._get(path, missing)
        items: list[Json] = answer["items"]
        while answer.get("next"):
            answer = await self._get(path, missing, since=answer["next"])
            items += answer["items"]
        return items

    async def updates_between(self, story_id: str, after: int, until: int) -> list[Json]:
        """The updates of a story after one revision and up to another, oldest first."""
        path, missing = f"/v1/stories/{quote(story_id, safe='')}/updates", f"there is no story {story_id}"
        items: list[Json] = []
        since: int | None = after
        while since is not None and since < until:
            answer = await self._get(path, missing, since=since)
            items += [event for event in answer["items"] if event["data"]["revision"] <= until]
            since = answer.get("next")
        return items

    async def claims(self, story_id: str) -> list[Json]:
        """The claim ledger of a story by topic, the one spoken of last first."""
        path = f"/v1/stories/{quote(story_id, safe='')}/claims"
        return [topic async for topic in self._pages(path, None)]

    async def export(self, story_id: str) -> Json:
        """A story as one document."""
        return await self._get(f"/v1/stories/{quote(story_id, safe='')}/export", f"there is no story {story_id}")

    async def export_as_markdown(self, story_id: str) -> str:
        """A story as one document in Markdown."""
        path = f"/v1/stories/{quote(story_id, safe='')}/export"
        return (await self._ask(path, f"there is no story {story_id}", format="markdown")).text

    async def article(self, uri: str) -> Json:
        """What became of one article."""
        return await self._get(f"/v1/articles/{quote(uri, safe=':')}", f"publish knows no article {uri}")

    async def why(self, uri: str) -> Json:
        """Why an article is in its story, or in none."""
        return await self._get(f"/v1/articles/{quote(uri, safe=':')}/why", f"publish knows no article {uri}")

    async def subscriptions(self, method: str, path: str = "", said: Json | None = None, **parameters: Any) -> Json:
        """What publish answers about webhook subscriptions; nothing of what it says is logged."""
        told = {k: v for k, v in parameters.items() if v is not None}
        try:
            answer = await self._http.request(method, f"/v1/subscriptions{path}", json=said, params=told)
        except httpx.HTTPError as error:
            raise _unreachable(str(self._http.base_url), error) from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise CommandError(Exit.NOT_FOUND, detail_of(answer), "`slugline subscribe list` lists what there is.")
        if answer.status_code in (httpx.codes.UNPROCESSABLE_ENTITY, httpx.codes.CONFLICT):
            raise CommandError(Exit.BAD_INPUT, detail_of(answer))
        _check(answer, f"/v1/subscriptions{path}", "subscribe")
        body: Json = answer.json() if answer.content else {}
        return body

    async def _pages(self, path: str, limit: int | None) -> AsyncIterator[Json]:
        cursor, left = None, limit
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            page = await self._get(path, "there is no such page", limit=size, cursor=cursor)
            for item in page["items"]:
                yield item
            left = None if left is None else left - len(page["items"])
            cursor = page.get("next")
            if not cursor:
                return

    async def _get(self, path: str, missing: str, **parameters: Any) -> Json:
        body: Json = (await self._ask(path, missing, **parameters)).json()
        return body

    async def _ask(self, path: str, missing: str, **parameters: Any) -> httpx.Response:
        try:
            answer = await self._http.get(path, params={k: v for k, v in parameters.items() if v is not None})
        except httpx.HTTPError as error:
            raise _unreachable(str(self._http.base_url), error) from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise CommandError(Exit.NOT_FOUND, missing, "`slugline stories` lists what there is.")
        _check(answer, path, "read")
        return answer


@asynccontextmanager
async def publish_client(runtime: Runtime | None = None) -> AsyncIterator[PublishClient]:
    """The read API of the publish that is running. Raises CommandError where its address is not known."""
    url = runtime.publish_url if runtime else _address()
    if not url:
        hint = "Set SLUGLINE_PUBLISH_URL, or let `slugline up` run it."
        raise CommandError(Exit.NOT_RUNNING, "no publish is known here", hint)
    async with httpx.AsyncClient(
        base_url=url, timeout=TIMEOUT, follow_redirects=True, trust_env=False, headers=key_header()
    ) as http:
        yield PublishClient(http)


def _address() -> str | None:
    """What the settings name needs no Redis to be found; beside a Redis that they name, publish has its usual port."""
    settings = CliSettings()
    if settings.publish_url:
        return settings.publish_url
    found = attach(settings).publish_url
    return found or (f"http://127.0.0.1:{settings.publish_port}" if settings.redis_url else None)


def key_header() -> dict[str, str]:
    """The header that carries the key of the settings; none where there is none."""
    key = CliSettings().key
    return {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}


def _check(answer: httpx.Response, path: str, scope: str) -> None:
    """Raises CommandError for an answer that is an error."""
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        hint = f"Set SLUGLINE_KEY to a key with the scope; `slugline keys create NAME --scope {scope}` makes one."
        raise CommandError(Exit.NOT_ALLOWED, f"publish does not let us in: {detail_of(answer)}", hint)
    if answer.is_error:
        raise CommandError(Exit.FAILED, f"publish answered {answer.status_code} for {path}: {detail_of(answer)}")


def _unreachable(url: str, error: Exception) -> CommandError:
    hint = "Is publish up? `slugline doctor` looks; SLUGLINE_PUBLISH_URL names another."
    return CommandError(Exit.NOT_RUNNING, f"cannot reach publish at {url}: {error or type(error).__name__}", hint)


def detail_of(answer: httpx.Response) -> str:
    """What an answer that is an error says for people."""
    try:
        return str(answer.json().get("detail", answer.text[:200]))
    except ValueError:
        return answer.text[:200]
