"""The forms other than ninjs: plain JSON, flat fields, wrapped files, and CloudEvents around any of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from services.ingest.domain.forms import read_form, read_submission
from services.ingest.domain.item import language_tag, made_uri, provider_named, web_address
from tests.unit.ingest.conftest import Wire

ARTICLE = {"headline": "Ferry stopped", "body": "The ferry has stopped.", "source": "Harbour News"}


def test_a_plain_article_is_read(now: datetime) -> None:
    """A plain JSON article gives all its fields to the article."""
    item = read_form(
        {
            **ARTICLE,
            "uri": "urn:x:1",
            "published_at": "2025-09-12T10:00:00+02:00",
            "language": "EN",
            "version": 2,
            "url": "https://harbour.example/1",
            "by": "Ada Example",
            "slugline": "FERRY",
            "located": "Leith",
            "ed_note": "Corrects the day",
        },
        now,
    )
    assert (item.uri, item.version, item.format, item.language) == ("urn:x:1", "2", "plain", "en")
    assert item.version_created == datetime(2025, 9, 12, 8, 0, tzinfo=UTC)
    assert (item.provider.id, item.provider.name) == ("harbour-news", "Harbour News")
    assert (item.url, item.by, item.slugline) == ("https://harbour.example/1", "Ada Example", "FERRY")
    assert (item.located, item.ed_note) == ("Leith", "Corrects the day")


async def test_without_uri_the_words_are_the_identity(wire: Wire) -> None:
    """Without a uri the same source, headline and body are the same article; another source makes another."""
    (first,) = await wire.send(ARTICLE)
    assert [] == await wire.send(ARTICLE)
    (second,) = await wire.send({**ARTICLE, "source": "Island Post"})
    assert first.uri != second.uri
    assert first.uri == made_uri("Harbour News", "Ferry stopped", "The ferry has stopped.")


async def test_without_date_the_arrival_is_the_date(wire: Wire) -> None:
    """Without a date an article was published when its entry arrived, also when it is handled later."""
    (article,) = await wire.send(ARTICLE)
    assert article.published_at == article.version_created == article.received_at == wire.clock.now()


def test_a_date_can_be_short(now: datetime) -> None:
    """A date without a time is midnight, and one without an offset is UTC."""
    for written, hour in (("2025-08-15", 0), ("2025-08-15T10:00", 10), ("20250815T100000Z", 10)):
        item = read_form({**ARTICLE, "published_at": written}, now)
        assert item.version_created == datetime(2025, 8, 15, hour, tzinfo=UTC)


async def test_flat_fields_are_a_plain_article(wire: Wire) -> None:
    """Fields typed in redis-cli are read like the plain JSON article, headers beside them ignored."""
    (article,) = await wire.send(
        headline="Ferry stopped", body="The ferry has stopped.", version="3", correlation_id="c"
    )
    assert (article.headline, article.text, article.version_order) == ("Ferry stopped", "The ferry has stopped.", 3)
    ref = article.raw_ref or ""
    assert json.loads(wire.redis.strings[f"ingest:raw:{ref}"])["headline"] == "Ferry stopped"


async def test_flat_fields_can_wrap_a_file(wire: Wire) -> None:
    """Flat fields with `raw` are a wrapped file."""
    (article,) = await wire.send(raw="<p>The ferry has stopped.</p>", content_type="text/html")
    assert (article.text, article.format) == ("The ferry has stopped.", "html")


def test_a_text_file_is_read(now: datetime) -> None:
    """A text file gives headline and paragraphs; what stands beside it fills the rest."""
    text = "2 days ago\nFerry to islands stopped\nThe ferry has stopped, the board said.\nIt gave no reason.\n"
    item = read_form({"raw": text, "published_at": "2025-08-15", "source": "Harbour News", "uri": "urn:x:file"}, now)
    assert (item.format, item.headline) == ("text", "Ferry to islands stopped")
    assert item.text == "The ferry has stopped, the board said.\n\nIt gave no reason."
    assert (item.uri, item.provider.name) == ("urn:x:file", "Harbour News")


def test_an_html_file_is_read(now: datetime) -> None:
    """A web page gives headline, date, source, language and address of its own; what stands beside it wins."""
    page = (
        '<html lang="de"><head><meta property="og:site_name" content="Insel-Post">'
        '<meta property="article:published_time" content="2025-08-15T08:00:00Z">'
        '<link rel="canonical" href="https://insel.example/1"></head><body><article><h1>Fähre steht still</h1>'
        + "<p>Die Fähre zu den Inseln steht seit Donnerstag still, teilte der Vorstand mit. Gründe nannte er nicht.</p>"
        * 3
        + "</article></body></html>"
    )
    item = read_form({"raw": page, "content_type": "text/html"}, now)
    assert (item.headline, item.provider.name, item.language) == ("Fähre steht still", "Insel-Post", "de")
    assert (item.url, item.version_created) == ("https://insel.example/1", datetime(2025, 8, 15, 8, tzinfo=UTC))
    assert item.text.startswith("Die Fähre zu den Inseln steht")
    beside = {"source": "Other", "published_at": "2025-08-16", "headline": "Other headline"}
    other = read_form({"raw": page, "content_type": "text/html", **beside}, now)
    assert (other.provider.name, other.headline) == ("Other", "Other headline")
    assert other.version_created == datetime(2025, 8, 16, tzinfo=UTC)


def test_nonsense_that_a_page_says_of_itself_is_left_out(now: datetime) -> None:
    """A page whose own date cannot be right is read without a date."""
    page = '<meta property="article:published_time" content="0000-00-00"><p>The ferry has stopped.</p>'
    assert read_form({"raw": page, "content_type": "text/html"}, now).version_created is None


def test_a_cloud_event_is_unwrapped(now: datetime) -> None:
    """Every form may come in a CloudEvents 1.0 message, also one of a sender's own type."""
    for kind in ("slugline.article.submitted.v1", "com.example.article"):
        event = {"specversion": "1.0", "id": "1", "source": "urn:x", "type": kind, "data": ARTICLE}
        assert read_submission({b"data": json.dumps(event).encode()}, now).headline == "Ferry stopped"


def test_a_kill_in_plain_json_needs_only_its_uri(now: datetime) -> None:
    """A plain article can be killed by uri and status."""
    item = read_form({"uri": "urn:x:1", "pub_status": "canceled"}, now)
    assert (item.pub_status, item.text) == ("canceled", "")


def test_small_metadata_never_refuses_an_article() -> None:
    """A language that is none, an address that is none and a nameless source are left out."""
    assert [language_tag(tag) for tag in ("English language", "", None, "DE_at")] == [None, None, None, "de-at"]
    assert [web_address(url) for url in ("javascript:alert(1)", "https://x y", "HTTPS://x.example")] == [
        None,
        None,
        "HTTPS://x.example",
    ]
    assert [provider_named(name).id for name in ("!!!", None, "Ö Ä")] == ["unknown", "unknown", "ö-ä"]


def test_dates_may_be_a_little_ahead(now: datetime) -> None:
    """A sender's clock may be ahead; a year and more is refused elsewhere."""
    ahead = (now + timedelta(days=30)).isoformat()
    assert read_form({**ARTICLE, "published_at": ahead}, now).version_created == now + timedelta(days=30)
