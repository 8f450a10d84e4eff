"""The Python that docs/consume/README.md shows, and the curl of the README, do what they say, on a real server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis

from services.ingest.domain.forms import read_submission
from shared.embedded import isolated_server
from shared.testing import builders
from shared.testing.pipeline import InProcessPipeline

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "consume" / "README.md"
#: The address that the page shows.
SHOWN = "redis://127.0.0.1:6379/0"

pytestmark = pytest.mark.integration


def snippet(holding: str) -> str:
    """The one Python snippet of the page that holds this text."""
    found = [s for s in re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S) if holding in s]
    assert len(found) == 1
    return found[0]


def run(code: str, url: str) -> str:
    """What the snippet prints when it talks to this server."""
    assert SHOWN in code
    command = [sys.executable, "-c", code.replace(SHOWN, url)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a fresh server."""
    with isolated_server() as server:
        yield server.url


def test_pushing_puts_a_plain_article_on_the_stream(url: str) -> None:
    """The snippet that pushes leaves one entry, whose `data` is an article that ingest reads."""
    run(snippet("xadd"), url)
    ((_, fields),) = Redis.from_url(url).xrange("articles.submitted")
    item = read_submission(fields, datetime.now(UTC))
    assert (item.uri, item.provider.name) == ("urn:example:ferry-1", "Kystradio")


def test_following_prints_every_update_once(url: str) -> None:
    """The snippet that follows prints the id, weight and message of each update, and the words of each change."""
    item = builders.article(text="Sixteen prisoners were released.")
    change = builders.article_added(item.uri, evidence=(builders.evidence(item, "Sixteen prisoners"),))
    update = builders.story_update("st_1", 1, change)
    event = builders.event(update)
    Redis.from_url(url).xadd("stories.updated", {"data": event.model_dump_json()})
    lines = run(snippet("xread"), url).splitlines()
    assert lines == ["st_1-r1 notable Revision 1 of st_1.", "    article_added adds ['Sixteen prisoners']"]


async def test_curl_and_the_readme_are_enough(url: str) -> None:
    """Whoever types the README's lines pushes an article, follows its story and receives the update."""
    if missing := [program for program in ("bash", "curl") if shutil.which(program) is None]:
        pytest.skip(f"{missing[0]} is not here: the lines of the README are not typed")
    shown = (ROOT / "README.md").read_text("utf-8").partition("<!-- curl:begin")[2].partition("<!-- curl:end")[0]
    commands = shown.partition("```sh\n")[2].partition("```")[0].strip().split("\n\n")
    assert 4 == len(commands)
    async with InProcessPipeline(url, "curl:") as pipeline:
        ours = {"http://127.0.0.1:8081": pipeline.url("ingest"), "http://127.0.0.1:8080": pipeline.url("publish")}
        person = await asyncio.create_subprocess_exec("bash", stdin=-1, stdout=-1, stderr=-3, start_new_session=True)
        assert person.stdin is not None
        assert person.stdout is not None
        try:
            for command in commands:
                for there, here in ours.items():
                    command = command.replace(there, here)
                person.stdin.write(f"{command}\necho\n".encode())
                if command.endswith("&"):
                    await _told(person.stdout, ": connected")
                else:
                    await _told(person.stdout, '"uri"')
                    await pipeline.drain()
            told = json.loads((await _told(person.stdout, "data: ")).removeprefix("data: "))
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(person.pid, 9)
            await person.wait()
    assert told["subject"] in commands[1]
    assert "86 passengers" in json.dumps(told)
    assert "claim_revised" in {change["kind"] for change in told["data"]["changes"]}


async def _told(output: asyncio.StreamReader, words: str) -> str:
    """The next line with these words."""
    async with asyncio.timeout(60):
        while line := (await output.readline()).decode():
            if words in line:
                return line
    raise AssertionError(f"{words!r} never came")
