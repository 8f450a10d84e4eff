"""The consumers in docs/consume do what the page says, each as a program of its own, on a real server and publish."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.publish.app import build
from services.publish.settings import PublishSettings
from shared.streams import STORIES_UPDATED
from shared.testing import builders as a

pytestmark = pytest.mark.integration

HERE = Path(__file__).resolve().parents[2] / "docs" / "consume"
#: Seconds within which what must come has come, on a slow machine.
SOON = 60.0
#: How each is started, for a run from the beginning until nothing more comes.
PROGRAMS = {
    "python": ([sys.executable, str(HERE / "consumer.py")], ["--state", "desk.json", "--from-start"]),
    "node": (["node", str(HERE / "consumer.mjs")], ["--state", "desk.json", "--from-start"]),
    "redis-cli": (["bash", str(HERE / "redis-cli.sh")], ["desk", "0-0", "once"]),
}
NEEDS = {"python": (), "node": ("node",), "redis-cli": ("redis-cli", "jq", "curl", "bash")}


def _need(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not here: this consumer is not tried")


@dataclass
class Wire:
    """publish, the stream it reads, and consumers beside it."""

    redis: Any
    key: str
    http: httpx.AsyncClient
    environment: dict[str, str]
    folder: Path

    async def write(self, story: str, *revisions: int) -> list[str]:
        """Writes revisions as cluster does, and waits until publish has them; their entry ids."""
        ids = []
        for revision in revisions:
            event = a.event(a.story_update(story, revision))
            ids.append((await self.redis.xadd(self.key, {"data": event.model_dump_json()})).decode())
        async with asyncio.timeout(SOON):
            while not await self._has(story, revisions[-1]):
                await asyncio.sleep(0.02)
        return ids

    async def _has(self, story: str, revision: int) -> bool:
        answer = await self.http.get(f"/v1/stories/{story}/updates", params={"since": revision - 1})
        return answer.status_code == 200 and bool(answer.json()["items"])

    async def follow(self, program: str) -> tuple[list[tuple[str, int]], str]:
        """Which revisions the consumer printed until nothing more came, and what it said."""
        command, words = PROGRAMS[program]
        ends = [] if program == "redis-cli" else ["--until-idle", "0.2"]
        running = await asyncio.create_subprocess_exec(
            *command, *words, *ends, cwd=self.folder, env=self.environment, stdout=-1, stderr=-1
        )
        out, said = await asyncio.wait_for(running.communicate(), SOON)
        assert running.returncode == 0, said.decode()
        return [told(line) for line in out.decode().splitlines()], said.decode()


def told(line: str) -> tuple[str, int]:
    """Which revision a line tells of."""
    update = json.loads(line)
    update = update.get("data", update)  # curl prints the whole event
    return update["story_id"], update["revision"]


@pytest.fixture
async def wire(redis_url: str, redis: Any, namespace: str, tmp_path: Path) -> AsyncIterator[Wire]:
    """publish on an empty namespace."""
    service = build(PublishSettings(redis_url=redis_url, namespace=namespace, publish_port=0))
    await service.start()
    url = f"http://127.0.0.1:{service.port}"
    own = {"SLUGLINE_REDIS_URL": redis_url, "SLUGLINE_NAMESPACE": namespace, "SLUGLINE_PUBLISH_URL": url}
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield Wire(redis, STORIES_UPDATED.key(namespace), http, {**os.environ, **own, "SLUGLINE_RETRY": "0"}, tmp_path)
    await service.stop()


@pytest.fixture(params=list(PROGRAMS))
def program(request: pytest.FixtureRequest) -> str:
    """Each consumer that reads from Redis."""
    _need(*NEEDS[request.param])
    return str(request.param)


async def test_a_consumer_resumes(wire: Wire, program: str) -> None:
    """A consumer gets every revision once, and after a restart only what is new."""
    await wire.write("st_1", 1, 2)
    await wire.write("st_2", 1)
    assert [("st_1", 1), ("st_1", 2), ("st_2", 1)] == (await wire.follow(program))[0]
    assert ([], "") == await wire.follow(program)
    await wire.write("st_1", 3)
    assert ([("st_1", 3)], "") == await wire.follow(program)


async def test_a_repeated_entry_is_told_once(wire: Wire, program: str) -> None:
    """A revision that is in the stream twice is delivered once."""
    await wire.write("st_1", 1, 2, 1, 2, 3)
    assert [("st_1", 1), ("st_1", 2), ("st_1", 3)] == (await wire.follow(program))[0]


async def test_a_gap_in_revisions_is_closed(wire: Wire, program: str) -> None:
    """A consumer that finds a revision missing says so and reads it from the API, in order."""
    await wire.write("st_1", 1)
    await wire.follow(program)
    ids = await wire.write("st_1", 2, 3, 4)
    await wire.redis.xdel(wire.key, ids[0], ids[1])
    got, said = await wire.follow(program)
    assert [("st_1", 2), ("st_1", 3), ("st_1", 4)] == got
    assert "gap: st_1 went from revision 1 to 4" in said


async def test_falling_behind_the_head_is_told(wire: Wire, program: str) -> None:
    """A consumer behind the trimmed head is told so, and catches up through the API with nothing left out."""
    await wire.write("st_1", 1)
    await wire.follow(program)
    await wire.write("st_2", 1)
    ids = await wire.write("st_1", 2, 3, 4)
    await wire.redis.xtrim(wire.key, minid=ids[2], approximate=False)
    got, said = await wire.follow(program)
    assert "behind: entries after" in said
    wanted = {("st_1", 4), ("st_2", 1)}  # redis-cli shows the stories as they are now
    assert wanted <= set(got) if program == "redis-cli" else wanted | {("st_1", 2), ("st_1", 3)} == set(got)
    assert ([], "") == await wire.follow(program)


async def test_a_consumer_tells_the_server_where_it_stands(wire: Wire, program: str) -> None:
    """A reader without a group registers its position, so that cutting what it has not read can be warned of."""
    ids = await wire.write("st_1", 1, 2)
    await wire.follow(program)
    assert {b"desk": ids[-1].encode()} == await wire.redis.hgetall(f"{wire.key}:readers")


async def test_an_emptied_server_is_noticed(wire: Wire, program: str) -> None:
    """A consumer ahead of a server that counts anew says so instead of waiting for ever."""
    await wire.write("st_1", 1)
    await wire.follow(program)
    kept = wire.folder / ("desk.position" if program == "redis-cli" else "desk.json")
    (entry,) = [entry.decode() for entry, _ in await wire.redis.xrange(wire.key)]
    kept.write_text(kept.read_text().replace(entry, "9999999999999-0"))
    assert "behind:" in (await wire.follow(program))[1]


async def test_curl_resumes(wire: Wire) -> None:
    """With curl alone a person follows, and comes back where they were."""
    _need("curl", "bash")
    first = await wire.write("st_1", 1)
    (wire.folder / "desk.id").write_text("0-1\n")

    async def lines(count: int, wanted: str) -> list[tuple[str, int]]:
        command = ["bash", str(HERE / "curl.sh"), "desk.id", "fold=none"]
        running = await asyncio.create_subprocess_exec(
            *command, cwd=wire.folder, env=wire.environment, stdout=-1, stderr=-1, start_new_session=True
        )
        assert running.stdout is not None
        try:
            async with asyncio.timeout(SOON):
                got = [await running.stdout.readline() for _ in range(count)]
                while wanted not in (wire.folder / "desk.id").read_text():
                    await asyncio.sleep(0.02)
            return [told(line.decode()) for line in got]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, 9)
            await running.wait()

    assert [("st_1", 1)] == await lines(1, first[0])
    second = await wire.write("st_1", 2)
    assert [("st_1", 2)] == await lines(1, second[0])
