"""The Python that docs/consume/README.md shows does what the page says, on a real server."""

from __future__ import annotations

import re
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

PAGE = Path(__file__).resolve().parents[2] / "docs" / "consume" / "README.md"
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
