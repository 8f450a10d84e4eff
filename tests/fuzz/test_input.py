"""Whatever comes in becomes an article or a clear refusal: no other error, in bounded time, with no word of its own."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.domain.dates import read_date, read_embargo
from services.ingest.domain.feeds.document import read_document
from services.ingest.domain.feeds.feed import Feed, read_feeds
from services.ingest.domain.feeds.news import in_parts, news_in, with_marks
from services.ingest.domain.feeds.schedule import max_age_of, retry_after_of
from services.ingest.domain.forms import read_form, read_submission
from services.ingest.domain.item import WireItem
from services.ingest.domain.markup import html_paragraphs
from services.ingest.domain.newsml import parts_of
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.versions import decide
from shared.outbound.addresses import Allowed
from tests.fuzz.mutation import TOKENS, encoded, fuzzed, in_time, spoilt

NOW = datetime(2025, 9, 12, 12, tzinfo=UTC)
NAMES = st.sampled_from([b"headline", b"body", b"uri", b"version", b"published_at", b"raw", b"\xff"])
VALUES = st.one_of(st.binary(max_size=40), st.sampled_from(TOKENS).map(encoded))
#: Of a file of feeds.
LINES = ("[[feed]]", "[feed]", 'name = "a"', 'url = "https://a.example/"', "every = 60", "every = 1e9", "= ", "\x00")
FEED = Feed(name="harbour", url="https://harbour.example/rss")


def taken(fields: dict[bytes, bytes]) -> WireItem | None:
    """The article, judged as it would be; None where it was refused, with a word that can be shown."""
    try:
        item = read_submission(fields, NOW)
    except BadInput as bad:
        assert bad.detail and bad.detail.isprintable()
        return None
    decide(item, None, NOW)
    assert item.uri and unicodedata.is_normalized("NFC", item.text)
    item.text.encode()
    item.headline.encode()
    return item


def words(text: str) -> set[str]:
    """The words of letters in a text, folded."""
    return set(re.findall(r"[^\W\d_]{3,}", unicodedata.normalize("NFKC", text).casefold()))


@fuzzed
@given(spoilt("articles"))
def test_json_submissions(text: str) -> None:
    """A spoilt ninjs item, plain article or event is read or refused."""
    in_time(lambda: taken({b"data": encoded(text)}), len(text))


@fuzzed
@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_flat_entries(fields: dict[bytes, bytes]) -> None:
    """Fields typed by hand, of any bytes, are read or refused."""
    taken(fields)


@fuzzed
@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(TOKENS)),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["uri", "headlines", "bodies", "value", "raw", "data", "specversion", "version",
                                         "infoSources", "body_text", "pubStatus", "content_type"]), inner, max_size=4),
                    max_leaves=12))  # fmt: skip
def test_json_of_any_shape(value: object) -> None:
    """A JSON value of any shape under the names that we know is read or refused."""
    taken({b"data": encoded(json.dumps(value))})


@fuzzed
@given(spoilt("files"), st.sampled_from(["text/plain", "text/html", "application/xml", "application/nitf+xml"]))
def test_files(text: str, kind: str) -> None:
    """A spoilt page, text, NewsML-G2 or NITF file, under any type, is read or refused; no word is made up."""
    submission = {"raw": text, "content_type": kind}

    def take() -> None:
        try:
            several = parts_of(submission) or [submission]
        except BadInput:
            return
        for one in several:
            item = taken({b"data": encoded(json.dumps(one))})
            if item is not None and kind != "text/plain":
                came = words(html.unescape(html.unescape(text)).replace("\u00ad", "")) | words(text)
                joined = "".join(sorted(came))
                made = {word for word in words(item.text) if word not in came}
                assert all(_is_made_of(word, came, joined) for word in made), made

    in_time(take, len(text))


def _is_made_of(word: str, came: set[str], joined: str) -> bool:
    """True where markup between letters, mended characters or a divided word account for a word that did not come."""
    return word in joined or any(part in word or word in part for part in came)


@fuzzed
@given(spoilt("files", "feeds"))
def test_markup(text: str) -> None:
    """Anything that may be HTML becomes paragraphs without tags of scripts, or is refused."""

    def read() -> None:
        try:
            found = html_paragraphs(text, "body")
        except BadInput:
            return
        assert all(paragraph.strip() for paragraph in found)

    in_time(read, len(text))


@fuzzed
@given(
    spoilt("feeds"),
    st.sampled_from(["", "application/rss+xml; charset=utf-16", "application/json", "text/html; charset=x"]),
)
def test_feeds(text: str, kind: str) -> None:
    """A spoilt feed is read or refused; each of its entries becomes a submission that ingest reads, or is refused."""

    def poll() -> None:
        try:
            document = read_document(encoded(text), kind)
        except BadInput as bad:
            assert bad.detail.isprintable()
            return
        news, still = news_in(document, FEED, {}, NOW, timedelta(days=10_000))
        for part in in_parts(news):
            still = with_marks(still, part)
        for each in news:
            assert (each.submission is not None) == (each.outcome == "submitted")
            if each.submission is not None:
                read_form(json.loads(json.dumps(each.submission)), NOW)
        again, _ = news_in(document, FEED, still, NOW, timedelta(days=10_000))
        assert [] == [each.key for each in again if each.entry.mark == still.get(each.key)]

    in_time(poll, len(text))


@fuzzed
@given(st.binary(max_size=300), st.sampled_from(["", "text/xml; charset=koi8-r", "application/feed+json"]))
def test_feeds_of_any_bytes(raw: bytes, kind: str) -> None:
    """Bytes that were never a feed are refused, or hold nothing."""
    try:
        read_document(raw, kind)
    except BadInput as bad:
        assert bad.reason


@fuzzed
@given(st.one_of(st.text(max_size=60), st.sampled_from(TOKENS)))
def test_dates_and_headers(text: str) -> None:
    """A date is read or refused, an unreadable embargo holds, and headers about time are numbers or nothing."""
    try:
        read_date(text, "date", NOW)
    except BadInput as bad:
        assert bad.reason == "bad_date"
    embargo = read_embargo([text], NOW)
    assert embargo is not None and (embargo.until is None or embargo.until.tzinfo is not None)
    for found in (max_age_of(text), retry_after_of(text, NOW)):
        assert found is None or found >= 0


@fuzzed
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(LINES), max_size=9).map("\n".join)))
def test_the_file_of_feeds(text: str) -> None:
    """A file of feeds is read or refused."""
    try:
        read_feeds(text, Allowed(plain_http=True))
    except BadInput as bad:
        assert bad.detail


#: Shapes that cost a naive parser quadratic time or memory; about 60 kB each.
LARGE = {
    "open tags": "<a>" * 20_000,
    "tags in a feed": "<rss><channel>" + "<item>" * 10_000,
    "attributes": "<rss " + " ".join(f'a{n}="1"' for n in range(5_000)) + "/>",
    "namespaces": "<rss>" + "".join(f'<a{n}:b xmlns:a{n}="u{n}"/>' for n in range(2_000)) + "</rss>",
    "references": "<rss><channel><title>" + "&amp;" * 12_000 + "</title></channel></rss>",
    "left brackets": "<" * 60_000,
    "comments": "<rss>" + "<!--" * 15_000,
    "CDATA": "<rss>" + "<![CDATA[" * 20_000,
    "quotes": '"' * 60_000,
    "digits": "1" * 60_000,
    "JSON arrays": "[" * 30_000,
    "JSON objects": '{"a":' * 12_000,
    "lines": "a\n" * 30_000,
    "spaces": " " * 60_000,
    "marks": "\u0301" * 30_000,
}


@pytest.mark.parametrize("shape", LARGE)
def test_large_shapes_cost_no_more_than_their_size(shape: str) -> None:
    """Shapes that are known to be costly are read or refused in time that grows as they do, by every reader."""
    text = LARGE[shape]

    def all_of_them() -> None:
        for kind in ("application/xml", "text/html", "text/plain"):
            taken({b"data": json.dumps({"raw": text, "content_type": kind}).encode()})
        taken({b"data": text.encode()})
        try:
            read_document(text.encode())
        except BadInput:
            return

    in_time(all_of_them, 4 * len(text))
