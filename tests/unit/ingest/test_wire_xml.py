"""NewsML-G2 and NITF: fields, status, embargo, messages of several items, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from services.ingest.domain.forms import read_form
from services.ingest.domain.newsml import parts_of
from services.ingest.domain.refusal import BadInput
from shared.delivery.errors import Refused
from tests.unit.ingest.conftest import Wire
from tests.unit.ingest.wire_xml import BODY, PACKAGE, news_item, news_message, nitf

HOUR = datetime(2025, 9, 12, 10, tzinfo=UTC)


def wrapped(xml: str, **beside: Any) -> dict[str, Any]:
    return {"raw": xml, "content_type": "application/xml", **beside}


def read(xml: str, now: datetime, **beside: Any) -> Any:
    return read_form(wrapped(xml, **beside), now)


def refused(xml: str, now: datetime) -> tuple[str, str]:
    with pytest.raises(BadInput) as caught:
        read(xml, now)
    return caught.value.reason, caught.value.detail


def test_a_news_item_is_an_article_with_all_its_fields(now: datetime) -> None:
    """Identity, version, times, provider, credits, language, place and text of a newsItem are read."""
    item = read(news_item(version=3, meta="<edNote>Adds detail</edNote>"), now)
    assert (item.uri, item.version, item.format) == ("urn:newsml:harbour.example:20250912:1", "3", "newsml-g2")
    assert (item.headline, item.slugline, item.located, item.by) == (
        "Ferry stopped",
        "HARBOUR-FERRY",
        "Bremen",
        "Ada Example",
    )
    assert (item.provider.name, item.credits, item.language) == ("Harbour News Agency", ("Coast Wire",), "en-GB")
    assert (item.version_created, item.first_created) == (HOUR, HOUR.replace(hour=9, minute=30))
    assert (item.urgency, item.subjects, item.ed_note, item.embargo) == (3, ("shipping",), "Adds detail", None)
    assert item.text.split("\n\n") == [
        "The harbour ferry has stopped, the port authority said.",
        "Forty passengers had to wait & walk.",
    ]


@pytest.mark.parametrize("namespace", [' xmlns="http://iptc.org/std/nar/2006-10-01/"', "", ' xmlns="urn:other"'])
@pytest.mark.parametrize(
    "content",
    [
        BODY,
        f'<inlineXML contenttype="application/nitf+xml">{nitf()}</inlineXML>',
        '<inlineData contenttype="text/plain">The harbour ferry has stopped, the port authority said.</inlineData>',
        '<inlineData contenttype="text/html">&lt;p>The harbour ferry has stopped.&lt;/p></inlineData>',
        '<remoteContent href="https://harbour.example/1.jpg" contenttype="image/jpeg"/>' + BODY,
    ],
)
def test_every_kind_of_inline_text_is_read(now: datetime, content: str, namespace: str) -> None:
    """XHTML, NITF, plain and escaped text inside an item become text, in any namespace; scripts never do."""
    text = read(news_item(content=content, namespace=namespace), now).text
    assert "ferry" in text
    assert "<" not in text and "alert" not in text and "picture" not in text


@pytest.mark.parametrize(
    ("status", "expected"), [("stat:usable", "usable"), ("stat:withheld", "withheld"), ("stat:canceled", "canceled")]
)
def test_status_is_honoured(now: datetime, status: str, expected: str) -> None:
    """usable, withheld and canceled mean what they say; of a canceled item no word is read."""
    item = read(news_item(status=status), now)
    assert (item.pub_status, item.text == "") == (expected, expected == "canceled")


@pytest.mark.parametrize(
    ("embargo", "until"),
    [
        ("<embargoed>2025-09-13T06:00:00Z</embargoed>", datetime(2025, 9, 13, 6, tzinfo=UTC)),
        ("<embargoed/>", None),
        ("<embargoed>soon</embargoed>", None),
    ],
)
def test_an_embargo_fails_closed(now: datetime, embargo: str, until: datetime | None) -> None:
    """An embargo is read; one that is empty or unreadable has no end."""
    found = read(news_item(meta=embargo), now).embargo
    assert found is not None
    assert (found.until, found.holds(now)) == (until, True)


def test_nitf_is_an_article_with_all_its_fields(now: datetime) -> None:
    """Identity under the registrar, version, time, source, place and text of an NITF document are read."""
    item = read(nitf(head='<ed-msg info="Corrects place"/>'), now)
    assert (item.uri, item.version, item.format) == ("urn:slugline:nitf:HARB:20250912-7", "2", "nitf")
    assert (item.headline, item.slugline, item.located) == ("Ferry stopped", "HARBOUR-FERRY", "BREMEN")
    assert (item.provider.name, item.language, item.version_created) == ("Harbour News Agency", "en", HOUR)
    assert (item.urgency, item.subjects, item.ed_note) == (4, ("shipping",), "Corrects place")
    assert item.text == "The ferry of Harbour Lines has stopped.\n\nForty passengers waited."


def test_a_release_date_of_nitf_is_an_embargo(now: datetime) -> None:
    """A document that may be released later is held until then."""
    found = read(nitf(head='<date.release norm="20250913T060000Z"/>'), now).embargo
    assert found is not None and found.holds(now)


@pytest.mark.parametrize(
    ("xml", "reason", "word"),
    [
        ("<newsItem", "not_xml", "line 1"),
        ("", "not_xml", "line"),
        (PACKAGE, "not_an_article", "packageItem"),
        ("<NewsML/>", "not_an_article", "NewsML-G2"),
        ("<rss/>", "not_an_article", "feed"),
        ("<html/>", "not_an_article", "root"),
        (news_item(guid=""), "bad_uri", "empty"),
        (news_item(content="", headline=""), "missing_field", "neither"),
        (news_item(status="stat:unheard"), "wrong_value", "usable"),
        (news_item().replace("ninat:text", "ninat:picture"), "not_text", "picture"),
        (news_item().replace("2025-09-12T10:00:00Z", "yesterday"), "bad_date", "ISO 8601"),
        (nitf().replace('norm="20250912T100000Z"', 'norm="never"'), "bad_date", "ISO 8601"),
        (f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{news_item()}', "unsafe_markup", "entity"),
        (f"<newsItem>{'<a>' * 150}{'</a>' * 150}</newsItem>", "too_deep", "100"),
        ("<newsItem" + "".join(f' a{n}="1"' for n in range(300)) + "/>", "too_large", "attributes"),
        (f"<newsItem>{'<a/>' * 100_001}</newsItem>", "too_large", "elements"),
        (news_item(content=BODY.replace("Forty", "forty " * 200_000)), "too_large", "characters"),
    ],
)
def test_what_is_no_article_is_refused_with_a_word(now: datetime, xml: str, reason: str, word: str) -> None:
    """Broken, hostile, oversized XML and items without an article are refused by name."""
    found, detail = refused(xml, now)
    assert (found, word in detail) == (reason, True), detail


def test_a_message_is_taken_apart(now: datetime) -> None:
    """The items of a newsMessage become submissions of their own, each knowing which it was."""
    items = [news_item("urn:a", namespace=""), PACKAGE, news_item("", namespace="")]
    parts = parts_of(wrapped(news_message(*items), source="Desk"))
    assert parts is not None
    assert ["newsItem 1 of 3", "packageItem 2 of 3", "newsItem 3 of 3"] == [part["part"] for part in parts]
    assert "urn:a" == read_form(parts[0], now).uri
    for part, word in ((parts[1], "packageItem 2 of 3"), (parts[2], "newsItem 3 of 3")):
        with pytest.raises(BadInput) as caught:
            read_form(part, now)
        assert word in caught.value.detail


def test_only_messages_are_taken_apart() -> None:
    """An item, a page, plain JSON and a message without items are no messages of several articles."""
    assert parts_of(wrapped(news_item())) is None
    assert parts_of({"headline": "newsMessage", "body": "newsMessage"}) is None
    with pytest.raises(BadInput):
        parts_of(wrapped(news_message()))
    with pytest.raises(BadInput):
        parts_of(wrapped(news_message(*["<newsItem/>"] * 201)))


async def test_a_message_on_the_stream_becomes_its_items(wire: Wire) -> None:
    """A message in one entry puts each of its articles on the stream by itself, and leaves its package out."""
    message = news_message(news_item("urn:a", namespace=""), PACKAGE, news_item("urn:b", namespace=""))
    unit = wire.unit()
    await wire.take_in.handle({b"data": json.dumps(wrapped(message)).encode()}, unit)
    assert ["articles.submitted"] * 2 == [op[1] for op in unit.ops if op[0] == "XADD.PAST"]
    for op in unit.ops:
        await wire.send_fields({b"data": str(op[5]).encode()})
    assert ["urn:a", "urn:b"] == [article.uri for article in wire.accepted]


async def test_a_package_alone_is_a_dead_letter(wire: Wire) -> None:
    """A package without articles beside it is refused with a word that says what it is."""
    with pytest.raises(Refused, match="packageItem"):
        await wire.send(wrapped(PACKAGE))


async def test_versions_of_an_item_are_told_apart(wire: Wire) -> None:
    """A higher version is a revision, a lower one changes nothing, and a canceled one is a kill for good."""
    for version, status, text in (
        (2, "stat:usable", "stopped"),
        (3, "stat:usable", "sailed"),
        (1, "stat:usable", "x"),
        (4, "stat:canceled", "x"),
        (5, "stat:usable", "sailed again"),
    ):
        await wire.send(wrapped(news_item(version=version, status=status, content=BODY.replace("stopped", text))))
    assert [("new", 2), ("update", 3), ("kill", 4)] == [(a.change_kind, a.version_order) for a in wire.accepted]
    assert "" == wire.accepted[-1].text
