"""POST /v1/articles with XML: one item has a receipt, a message has one for each of its items."""

from __future__ import annotations

import pytest

from tests.unit.ingest.test_http import Desk, desk  # noqa: F401  (a fixture)
from tests.unit.ingest.wire_xml import PACKAGE, news_item, news_message, nitf


@pytest.mark.parametrize(
    "kind",
    ["application/xml", "text/xml; charset=utf-8", "application/vnd.iptc.g2.newsitem+xml", "application/nitf+xml"],
)
async def test_an_item_has_a_receipt(desk: Desk, kind: str) -> None:  # noqa: F811
    """NewsML-G2 and NITF are told by their root, whatever XML type they come as."""
    for xml, uri in ((news_item("urn:a"), "urn:a"), (nitf(), "urn:slugline:nitf:HARB:20250912-7")):
        response = await desk.post(xml.encode(), {"content-type": kind})
        assert (202, uri, "new") == (response.status_code, response.json()["uri"], response.json()["status"])
    assert ["application/xml"] * 2 == [sent["content_type"] for sent in desk.submissions.appended]


async def test_the_declared_charset_is_read(desk: Desk) -> None:  # noqa: F811
    """An item in another charset, by its declaration or its byte order mark, is read as it was meant."""
    xml = news_item("urn:a", headline="Fähre steht")
    declared = f'<?xml version="1.0" encoding="iso-8859-1"?>{xml}'.encode("latin-1")
    for body in (declared, xml.encode("utf-16")):
        await desk.post(body, {"content-type": "application/xml"})
    assert ["Fähre" in sent["raw"] for sent in desk.submissions.appended] == [True, True]


async def test_a_message_has_many_receipts(desk: Desk) -> None:  # noqa: F811
    """Each item of a message is answered by itself; a bad one and a package are refused with their place."""
    message = news_message(
        news_item("urn:a", namespace=""), PACKAGE, news_item("urn:b", namespace="", version="x" * 99)
    )
    response = await desk.post(message.encode(), {"content-type": "application/xml"})
    told = response.json()
    assert (202, 1, 2) == (response.status_code, told["accepted"], told["refused"])
    assert ["urn:a", "packageItem 2 of 3", "newsItem 3 of 3"] == [
        item.get("uri") or item["detail"].partition(":")[0] for item in told["items"]
    ]
    assert [2, 3] == [item["line"] for item in told["items"] if "line" in item]


@pytest.mark.parametrize(("xml", "status"), [(b"<newsItem", 400), (PACKAGE.encode(), 422), (b"\xff\xfe\x00", 400)])
async def test_other_xml_is_refused(desk: Desk, xml: bytes, status: int) -> None:  # noqa: F811
    """Broken XML is a bad request, a package no article."""
    assert status == (await desk.post(xml, {"content-type": "application/xml"})).status_code


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "hex", "rot13", "utf-7"])
async def test_codecs_that_are_no_charsets_are_not_used(desk: Desk, charset: str) -> None:  # noqa: F811
    """Names that Python knows and that are no charset of a text are refused, not run."""
    response = await desk.post(b"Ferry \\u0041.", {"content-type": f"text/plain; charset={charset}"})
    assert (400, "not_utf8") == (response.status_code, response.json()["reason"])
