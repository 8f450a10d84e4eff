"""`slugline subscribe` and the receiver that docs/webhooks.md shows, with a real publish."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.streams import STORIES_UPDATED
from shared.testing import builders as a
from tests.integration.processes import PATIENCE, ROOT
from tests.integration.publish_process import Replica
from tests.integration.receiver import receiving

pytestmark = pytest.mark.integration

NAMESPACE = f"cli{os.getpid()}:"
PAGE = ROOT / "docs" / "webhooks.md"


class Cli:
    """The command, told where publish is."""

    def __init__(self, url: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SLUGLINE_")}
        self._environment = {**inherited, "SLUGLINE_PUBLISH_URL": url, "NO_COLOR": "1", "COLUMNS": "160"}

    async def __call__(self, *arguments: str, code: int = 0) -> str:
        """What the command prints; stdout, or stderr where it is to fail."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.cli", "subscribe", *arguments,
            cwd=ROOT, env=self._environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        told, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
        assert code == process.returncode, errors.decode()
        return (errors if code not in (0, 9) else told).decode()


@pytest.fixture(scope="module")
def replica(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """A publish for all tests here: it takes seconds to start."""
    replica = Replica(redis_url, NAMESPACE, tmp_path_factory.mktemp("publish") / "log")
    yield replica
    replica.process.terminate()
    replica.process.wait()


@pytest.fixture
async def http(replica: Replica) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its HTTP."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{await replica.port()}", trust_env=False) as client:
        yield client


@pytest.fixture
def cli(http: httpx.AsyncClient) -> Cli:
    """The command with that publish behind it."""
    return Cli(str(http.base_url))


async def push(redis: Any, update: Any) -> None:
    """Writes an update to the stream."""
    await redis.xadd(NAMESPACE + STORIES_UPDATED.name, {"data": a.event(update).model_dump_json()})


async def until(condition: Any) -> None:
    """Returns once it holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.05)


async def test_a_subscription_from_its_making_to_its_end(cli: Cli, redis: Any) -> None:
    """A subscription is made, tested, listed, rotated, looked at, replayed, paused and removed from the terminal."""
    async with receiving() as receiver:
        made = json.loads(await cli("add", receiver.url, "--story", "st_1", "--significance", "major", "--json"))
        subscription = made["id"]
        assert ({"story": ["st_1"], "significance": "major"}, "active") == (
            {word: value for word, value in made["filter"].items() if value},
            made["status"],
        )
        assert "delivered" == json.loads(await cli("ping", subscription, "--json"))["outcome"]
        await push(redis, a.story_update("st_1", 1, significance="major"))
        await until(lambda: "st_1-r1" in receiver.ids)
        receiver.got[-1].verified(made["secret"])
        listed = await cli("list")
        assert subscription in listed
        assert "significance major" in listed
        assert made["secret"] not in listed
        rotated = json.loads(await cli("rotate", subscription, "--json"))
        assert rotated["secret"].startswith("whsec_")
        told = await cli("deliveries", subscription)
        assert "st_1-r1" in told
        assert "delivered 204" in told
        receiver.got.clear()
        await cli("replay", subscription, "--delivery", "st_1-r1")
        await until(lambda: "st_1-r1" in receiver.ids)
        assert "paused" == json.loads(await cli("pause", subscription, "--json"))["status"]
        assert "active" == json.loads(await cli("resume", subscription, "--json"))["status"]
        await cli("remove", subscription)
        assert subscription in await cli("show", subscription, code=5)


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("add", "http://127.0.0.1:9/", "--kind", "gossip"), 2, "gossip"),
        (("add", "http://169.254.169.254/"), 4, "url"),
    ],
)
async def test_mistakes_are_named(cli: Cli, arguments: tuple[str, ...], code: int, named: str) -> None:
    """A wrong word of the filter and a URL to which nothing is sent end with a message that names them."""
    assert named in await cli(*arguments, code=code)


async def test_receiver_of_the_documentation(http: httpx.AsyncClient, redis: Any, tmp_path: Path) -> None:
    """The receiver that docs/webhooks.md shows takes a signed update once, and nothing signed by somebody else."""
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    script = tmp_path / "receiver.py"
    script.write_text(code, encoding="utf-8")
    made = (await http.post("/v1/subscriptions", json={"url": "http://127.0.0.1:9/"})).json()
    environment = {**os.environ, "WEBHOOK_SECRET": made["secret"], "WEBHOOK_PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-u", str(script), env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        port = int((await asyncio.wait_for(process.stdout.readline(), PATIENCE)).split()[-1])
        url = f"http://127.0.0.1:{port}/hook"
        other = (await http.post("/v1/subscriptions", json={"url": url})).json()
        assert 401 == (await http.post(f"/v1/subscriptions/{other['id']}/ping")).json()["status"]
        await http.delete(f"/v1/subscriptions/{other['id']}")
        await http.patch(f"/v1/subscriptions/{made['id']}", json={"url": url})
        assert 204 == (await http.post(f"/v1/subscriptions/{made['id']}/ping")).json()["status"]
        await push(redis, a.story_update("st_9", 1, message="Sixteen were freed."))
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
        assert "st_9-r1 notable Sixteen were freed.\n" == line
    finally:
        process.kill()
        await process.wait()
