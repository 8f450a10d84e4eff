"""`slugline keys` makes, lists, changes and ends keys; the commands send the one they are given."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from typer.testing import CliRunner, Result

from services.cli.app import app
from services.cli.commands.keys import span
from services.cli.exits import CommandError, Exit
from services.cli.publish_client import PublishClient, publish_client
from services.cli.runtime import Runtime
from shared.access.store import KeyStore
from shared.embedded import isolated_server

pytestmark = pytest.mark.integration

KEY = re.compile(r"slugline_live_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of its own."""
    with isolated_server() as started:
        yield started.url


@pytest.fixture
def run(server: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `slugline keys ...` on an empty server."""
    Redis.from_url(server).flushall()
    monkeypatch.setenv("SLUGLINE_REDIS_URL", server)
    monkeypatch.delenv("SLUGLINE_KEY", raising=False)
    return lambda *words: CliRunner().invoke(app, ["keys", *words])


def holder(server: str, key: str) -> Any:
    """Whom the services take the sender of this key for."""

    async def ask() -> Any:
        async with AsyncRedis.from_url(server) as redis:
            return await KeyStore(redis, "", lambda: datetime.now(UTC)).caller(key)

    return asyncio.run(ask())


def test_a_key_is_shown_once_and_works(run: Run, server: str) -> None:
    """The key alone is on stdout, the services know it, and no list shows it again."""
    made = run("create", "ada", "--scope", "read,subscribe", "--scope", "edit", "--expires", "90d")
    key = made.stdout.strip()
    assert KEY.fullmatch(key)
    assert ("ada", ("read", "subscribe", "edit")) == (holder(server, key).name, holder(server, key).scopes)
    (listed,) = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]
    assert ["read", "subscribe", "edit"] == listed["scopes"]
    assert listed["last_used"] is not None
    assert 89 <= (datetime.fromisoformat(listed["expires"]) - datetime.now(UTC)).days <= 90
    table = run("list").stdout
    assert listed["id"] in table
    assert not KEY.search(table + json.dumps(listed))


def test_a_revoked_key_opens_nothing(run: Run, server: str) -> None:
    """A revoked key is gone at once, by its id or its holder's name."""
    key = run("create", "feed", "--scope", "push").stdout.strip()
    assert "revoked" in run("revoke", "feed").stdout
    assert holder(server, key) is None
    assert isinstance(run("revoke", "feed").exception, CommandError)


def test_a_successor_overlaps(run: Run, server: str) -> None:
    """Rotating shows a new key and says until when the old one works; both work until then."""
    old = run("create", "feed", "--scope", "push").stdout.strip()
    told = json.loads(run("rotate", "feed", "--overlap", "1h", "--json").stdout)
    ends = datetime.fromisoformat(told["replaces"]["expires"])
    assert timedelta(minutes=50) < ends - datetime.now(UTC) < timedelta(minutes=61)
    assert [("push",), ("push",)] == [holder(server, key).scopes for key in (old, told["key"])]
    refused = run("rotate", "feed").exception
    assert isinstance(refused, CommandError)
    assert "two keys" in refused.message


def test_the_first_start_makes_one_admin_key(run: Run, server: str) -> None:
    """`slugline keys first` shows a key at the first start and nothing at later ones."""
    key = run("first").stdout.strip()
    assert ("admin",) == holder(server, key).scopes
    again = run("first")
    assert (0, "") == (again.exit_code, again.stdout)


@pytest.mark.parametrize("words", [("create", "ada", "--scope", "fly"), ("create", "", "--scope", "read")])
def test_wrong_words_are_refused(run: Run, words: tuple[str, ...]) -> None:
    """A scope that is none, and a name that is empty, are refused."""
    error = run(*words).exception
    assert isinstance(error, CommandError)
    assert Exit.USAGE == error.code


def test_spans_of_time() -> None:
    """Spans are written as a number and a unit."""
    assert [timedelta(minutes=5), timedelta(weeks=2)] == [span("5m"), span("2w")]
    with pytest.raises(CommandError):
        span("soon")


async def test_commands_send_their_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands send SLUGLINE_KEY to publish, and say what to do where none is given."""
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization"))
        return httpx.Response(401, json={"detail": "A key is needed."})

    monkeypatch.setenv("SLUGLINE_KEY", "slugline_live_x")
    async with publish_client(Runtime(redis_url="", publish_url="http://127.0.0.1:1")) as client:
        client._http._transport = httpx.MockTransport(answer)
        client._http._mounts = {}
        with pytest.raises(CommandError, match="A key is needed") as caught:
            await PublishClient(client._http).story("st_1")
    assert ["Bearer slugline_live_x"] == seen
    assert "slugline keys create" in (caught.value.hint or "")
    assert "slugline_live" not in caught.value.message
