"""Bounds of input that no other test reaches: the table in docs/security/limits.md names them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.ingest.domain.entry import read_json
from services.ingest.domain.feeds.document import MOST_ENTRIES, read_document
from services.ingest.domain.feeds.feed import MOST_FEEDS, read_feeds
from services.ingest.domain.feeds.news import in_parts, news_in, with_marks
from services.ingest.domain.refusal import BadInput
from shared.outbound.addresses import Allowed
from tests.unit.ingest.test_feed_documents import FEED, NOW

ROOT = Path(__file__).resolve().parents[3]


def test_every_test_that_the_table_names_is_there() -> None:
    """The tables of limits and threats name only tests and files that exist."""
    for page in ("limits.md", "threat-model.md"):
        named = set(re.findall(r"`((?:tests|deploy)/[\w/.]+)`", (ROOT / "docs/security" / page).read_text("utf-8")))
        assert named
        assert [] == [name for name in sorted(named) if not (ROOT / name).exists()]


def test_a_file_lists_no_more_feeds_than_metrics_can_bear() -> None:
    """More feeds than the bound are refused, and so are names and numbers beyond theirs."""
    table = '[[feed]]\nname = "a{0}"\nurl = "https://a.example/{0}"\n'
    with pytest.raises(BadInput, match=str(MOST_FEEDS)):
        read_feeds("".join(table.format(n) for n in range(MOST_FEEDS + 1)), Allowed())
    for wrong in (table.format("x" * 70), table.format(1) + "every = 1", table.format(1) * 2, "[[feed]]\nname = 7"):
        with pytest.raises(BadInput):
            read_feeds(wrong, Allowed())


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
