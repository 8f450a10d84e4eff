"""Bounds of input that no other test reaches: the table in docs/security/limits.md names them."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from services.ingest.adapters.feeds.api import MOST_BYTES, feed_routes
from services.ingest.adapters.feeds.desk import FeedDesk, Terms
from services.ingest.domain.entry import read_json
from services.ingest.domain.feeds.document import MOST_ENTRIES, read_document
from services.ingest.domain.feeds.feed import FILE_BYTES, MOST_FEEDS, read_feeds
from services.ingest.domain.feeds.news import in_parts, news_in, with_marks
from services.ingest.domain.feeds.schedule import Pace
from services.ingest.domain.refusal import BadInput
from shared.clock import ManualClock
from shared.outbound.addresses import Allowed
from tests.unit.ingest.test_feed_documents import FEED, NOW

ROOT = Path(__file__).resolve().parents[3]


def _rows(page: str) -> list[list[str]]:
    """The cells of the tables of a page, without their heads."""
    lines = (ROOT / "docs/security" / page).read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines if line.startswith("| ")]
    return [row for row in cells if row[-1] not in ("test", "shown by")]


def _is_there(named: str) -> bool:
    """Whether a file, and the test in it where one is named, exist."""
    path, _, test = named.partition("::")
    if not (ROOT / path).is_file():
        return False
    found = ast.walk(ast.parse((ROOT / path).read_text("utf-8"))) if test else ()
    return not test or any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == test for node in found
    )


@pytest.mark.parametrize(("page", "columns"), [("limits.md", 4), ("threat-model.md", 4)])
def test_every_test_that_the_table_names_is_there(page: str, columns: int) -> None:
    """Each row of limits and threats names tests, or commands of `make check`, and all of them exist."""
    rows = [row for row in _rows(page) if len(row) == columns]
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`((?:tests|deploy)/[\w/.]+(?:::\w+)?)`", " ".join(row[2:]))
        assert named, f"{row[0]}, {row[1]}: no test is named"
        assert [] == [name for name in named if not _is_there(name)], row[0]
        assert [] == [name for name in named if name.startswith("tests/") and "::" not in name], row[0]


def test_a_file_lists_no_more_feeds_than_metrics_can_bear() -> None:
    """More feeds than the bound are refused, and so are names and numbers beyond theirs."""
    table = '[[feed]]\nname = "a{0}"\nurl = "https://a.example/{0}"\n'
    with pytest.raises(BadInput, match=str(MOST_FEEDS)):
        read_feeds("".join(table.format(n) for n in range(MOST_FEEDS + 1)), Allowed())
    for wrong in (table.format("x" * 70), table.format(1) + "every = 1", table.format(1) * 2, "[[feed]]\nname = 7"):
        with pytest.raises(BadInput):
            read_feeds(wrong, Allowed())


async def test_a_file_of_feeds_has_a_size(tmp_path: Path) -> None:
    """A file of feeds that is larger than any list is not read: what was known stays, and the log says why."""
    file = tmp_path / "feeds.toml"
    file.write_bytes(b"#" * (FILE_BYTES + 1))
    desk = _desk(file)
    with capture_logs() as lines:
        await desk.look()
    ((told, detail),) = [(line["event"], line["detail"]) for line in lines]
    assert "ingest.feeds_file_unreadable" == told and str(FILE_BYTES) in detail


class NoFeeds:
    """A list without feeds."""

    async def all(self) -> dict[str, Any]:
        return {}

    async def all_known(self) -> dict[str, Any]:
        return {}

    async def heal(self, *_: object) -> None:
        pass


def _desk(file: Path | None = None) -> FeedDesk:
    terms = Terms(file, Allowed(), Pace(), 86_400.0, None)
    return FeedDesk(NoFeeds(), None, ManualClock(NOW), terms)  # type: ignore[arg-type]


async def test_a_request_about_a_feed_has_a_size() -> None:
    """A request that is larger than any feed's description is refused before it is read to its end."""
    app = FastAPI()
    app.include_router(feed_routes(_desk()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://ingest") as client:
        for method, path in (("PUT", "/v1/feeds/harbour"), ("POST", "/v1/feeds/check")):
            answer = await client.request(method, path, content=b'{"url": "' + b"x" * MOST_BYTES + b'"}')
            assert (413, "too_large") == (answer.status_code, answer.json()["reason"])


def test_numbers_of_too_many_digits_are_refused() -> None:
    """A JSON number that would take long to read is no number."""
    with pytest.raises(BadInput, match="digits"):
        read_json(b"1" * 5_000)


def test_a_feed_is_read_to_its_bound() -> None:
    """Of a long document the first entries are read, in parts that a commit can carry, and marks stay bounded."""
    item = "<item><guid>{0}</guid><title>T {0}</title><description>Text {0}.</description></item>"
    items = "".join(item.format(n) for n in range(1_100))
    found = read_document(f"<rss><channel>{items}</channel></rss>".encode())
    news, marks = news_in(found, FEED, {str(n): "m" for n in range(5_000)}, NOW, NOW - datetime(2000, 1, 1, tzinfo=UTC))
    parts = list(in_parts(news))
    assert (MOST_ENTRIES, 50) == (len(news), max(map(len, parts)))
    assert 2 * MOST_ENTRIES == len(with_marks(marks, parts[0]))


@pytest.mark.parametrize(
    "inner",
    [
        "".join(f"<a{n}:b xmlns:a{n}='u{n}'/>" for n in range(150)),
        "<item " + " ".join(f"a{n}='1'" for n in range(80)) + "/>",
    ],
    ids=["namespaces", "attributes"],
)
def test_attributes_and_namespaces_of_a_feed_are_bounded(inner: str) -> None:
    """A document that would cost quadratic time is refused before it is read."""
    with pytest.raises(BadInput) as caught:
        read_document(f"<rss><channel>{inner}</channel></rss>".encode())
    assert "too_large" == caught.value.reason


def test_json_feeds_are_bounded_in_depth() -> None:
    """A JSON feed of too many levels is refused as any JSON is."""
    deep = b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 60 + b"]" * 60 + b"}"
    with pytest.raises(BadInput, match="deeper"):
        read_document(deep)
