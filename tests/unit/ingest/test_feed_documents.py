"""What feeds say becomes submissions: identity, revisions, dates, what is a stub, and when a feed is asked next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.ingest.domain.feeds.document import read_document
from services.ingest.domain.feeds.entry import Entry, submission, uri_of
from services.ingest.domain.feeds.feed import Feed
from services.ingest.domain.feeds.news import news_in
from services.ingest.domain.feeds.schedule import Pace, Wishes, after_failure, after_success, interval, retry_after_of
from services.ingest.domain.forms import read_form
from services.ingest.domain.refusal import BadInput
from tests.fuzz.mutation import CORPUS

NOW = datetime(2025, 9, 12, 12, tzinfo=UTC)  # a Friday
FEED = Feed(name="harbour", url="https://feeds.harbour.example/rss", source="Harbour News")


def document(name: str):
    return read_document((CORPUS / "feeds" / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "headline", "words", "published"),
    [
        ("rss.xml", "Ferry & bridge\xa0closed", "The ferry has stopped.", datetime(2025, 9, 12, 8, tzinfo=UTC)),
        ("atom.xml", "Fähre", "Die Fähre steht.", datetime(2025, 9, 12, 9, tzinfo=UTC)),
        ("rdf.xml", "Ferry", "The ferry has stopped.", None),
        ("feed.json", "Ferry", "The ferry has stopped.", datetime(2025, 9, 12, 10, tzinfo=UTC)),
    ],
)
def test_every_kind_of_feed_becomes_articles(name: str, headline: str, words: str, published: datetime | None) -> None:
    """RSS 1.0 and 2.0, Atom and JSON Feed give headline, full text, time and provider."""
    entry = next(each for each in document(name).entries if not each.is_deleted)
    item = read_form(submission(entry, FEED, NOW), NOW)
    assert (headline, words, "Harbour News") == (item.headline, item.text, item.provider.name)
    assert item.first_created == published


@pytest.mark.parametrize(
    ("id_", "uri"),
    [
        ("https://www.harbour.example/1", "https://www.harbour.example/1"),
        ("tag:harbour.example,2025:1", "tag:harbour.example,2025:1"),
        ("https://other.example/1", "urn:slugline:feed:harbour:https://other.example/1"),
        ("urn:newsml:agency.example:1", "urn:slugline:feed:harbour:urn:newsml:agency.example:1"),
        ("42", "urn:slugline:feed:harbour:42"),
        ("16 September", "urn:slugline:feed:harbour:16%20September"),
    ],
)
def test_a_feed_cannot_name_articles_of_others(id_: str, uri: str) -> None:
    """Ids of the feed's own site stand as they are; any other counts within the feed only."""
    assert uri == uri_of(Entry(id=id_), FEED)


def test_a_trusted_feed_names_articles_as_they_are() -> None:
    """With `trust_ids` an id of another site stands as it is."""
    assert "urn:newsml:a:1" == uri_of(Entry(id="urn:newsml:a:1"), FEED.model_copy(update={"trust_ids": True}))


def test_sites_under_a_shared_suffix_are_told_apart() -> None:
    """Two sites under one national suffix are not one site."""
    feed = FEED.model_copy(update={"url": "https://news.harbour.co.uk/rss"})
    assert uri_of(Entry(id="https://agency.co.uk/1"), feed).startswith("urn:slugline:feed:")


def test_a_summary_that_is_cut_off_is_a_stub() -> None:
    """A description that ends in dots is a stub; one that does not may be the whole text."""
    text = "<rss><channel><item><title>F</title><description>The ferry {}</description></item></channel></rss>"
    stubs = [read_document(text.format(end).encode()).entries[0].is_summary for end in ("stopped.", "has ...", "[…]")]
    assert [False, True, True] == stubs


def test_dates_beyond_belief_cost_the_article_nothing() -> None:
    """An item whose date cannot be is read without a date."""
    entry = Entry(id="1", title="F", content="The ferry has stopped.", published=datetime(9999, 1, 1, tzinfo=UTC))
    assert read_form(submission(entry, FEED, NOW), NOW).first_created is None


def test_old_entries_are_left_out_when_they_are_first_seen() -> None:
    """The first poll leaves out what is older than asked for; a known entry that changes goes out whatever its age."""
    old = Entry(id="1", title="F", content="The ferry.", published=NOW - timedelta(days=30))
    found = read_document(b"<rss><channel/></rss>").__class__((old,))
    (first,), _ = news_in(found, FEED, {}, NOW, timedelta(days=14))
    (again,), _ = news_in(found, FEED, {first.key: "another"}, NOW, timedelta(days=14))
    assert ("old", "submitted") == (first.outcome, again.outcome)


@pytest.mark.parametrize("raw", [b"", b"<html/>", b'{"a": 1}', b"[]", "<rss".encode("utf-16"), b"\xff\xfe"])
def test_what_is_no_feed_is_refused(raw: bytes) -> None:
    """A page, other JSON and noise are no feed."""
    try:
        assert () == read_document(raw).entries
    except BadInput as bad:
        assert bad.reason in {"not_a_feed", "not_json", "not_utf8"}


def test_what_a_feed_wishes_is_read() -> None:
    """ttl, update period, hours and days to leave out are read from the channel."""
    wishes = document("rss.xml").wishes
    assert (900.0, 1800.0, {3}, {6}) == (wishes.ttl, wishes.period, wishes.skip_hours, wishes.skip_days)


@pytest.mark.parametrize(
    ("wishes", "every", "seconds"),
    [
        (Wishes(), None, 300),
        (Wishes(ttl=900), None, 900),
        (Wishes(ttl=900, max_age=1200), None, 1200),
        (Wishes(max_age=5), None, 60),
        (Wishes(ttl=90_000), None, 3600),
        (Wishes(ttl=900), 30, 30),
    ],
)
def test_how_often_a_feed_is_asked(wishes: Wishes, every: int | None, seconds: float) -> None:
    """The longest wish within the limits counts; the desk's own word stands above all."""
    assert seconds == interval(Pace(), wishes, every)


def test_hours_and_days_are_left_out() -> None:
    """A feed is asked when its skipped hours and days are over; one that skips all is asked anyway."""
    weekend = Wishes(skip_days=frozenset({5, 6}), skip_hours=frozenset(range(6)))
    assert datetime(2025, 9, 15, 6, tzinfo=UTC) == after_success(NOW.replace(hour=23, minute=58), 300, weekend, "s")
    always = Wishes(skip_hours=frozenset(range(24)))
    assert after_success(NOW, 300, always, "s") < NOW + timedelta(seconds=331)


def test_failures_wait_longer_and_longer() -> None:
    """Waits grow, stay below their limit, differ between feeds, and are never shorter than Retry-After."""
    waits = [(after_failure(NOW, Pace(), 300, n, None, "a") - NOW).total_seconds() for n in range(1, 30)]
    assert waits[0] < waits[2] < waits[4] <= max(waits) <= 21_600
    assert after_failure(NOW, Pace(), 300, 3, None, "a") != after_failure(NOW, Pace(), 300, 3, None, "b")
    assert after_failure(NOW, Pace(), 300, 1, 9_000, "a") == NOW + timedelta(seconds=9_000)
    assert after_failure(NOW, Pace(), 300, 1, 1e12, "a") == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "seconds"), [("120", 120.0), ("Fri, 12 Sep 2025 12:01:00 GMT", 60.0), ("soon", None), ("", None)]
)
def test_retry_after_is_a_number_or_a_date(said: str, seconds: float | None) -> None:
    """Both forms of Retry-After are read."""
    assert seconds == retry_after_of(said, NOW)
