"""Bad input is refused with field and reason, and counted as nothing else; the same on the stream and over HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from services.ingest.adapters.http import Door, create_app
from shared.delivery.errors import Refused
from tests.unit.ingest.conftest import Wire


def plain(**change: Any) -> dict[str, Any]:
    article = {
        "uri": "urn:x:1",
        "headline": "Ferry stopped",
        "body": "The ferry has stopped.",
        "source": "Harbour News",
    }
    return {**article, **change}


@dataclass(frozen=True)
class Bad:
    """One bad input, and what must be said of it."""

    name: str
    data: bytes
    reason: str
    field: str | None = None
    status: int = 422


def bad(name: str, value: Any, reason: str, field: str | None = None, status: int = 422) -> Bad:
    return Bad(name, value if isinstance(value, bytes) else json.dumps(value).encode(), reason, field, status)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><p>&b;</p>'
NESTED = b'{"headline": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"
TABLE = [
    bad("truncated", b'{"headline": "Ferry stopped", "body": "The ferry', "not_json", status=400),
    bad("nothing", b"", "not_json", status=400),
    bad("a word", b"ferry", "not_json", status=400),
    bad("not a number", b'{"headline": "F", "body": "B", "version": NaN}', "not_json", status=400),
    bad("a number of 5,000 digits", b'{"version": ' + b"9" * 5_000 + b"}", "not_json", status=400),
    bad("nested too deep to parse", b"[" * 200_000, "too_deep", status=400),
    bad("nested deeper than any item", NESTED, "too_deep", None, 400),
    bad("nested 50 deep", {"headline": json.loads("[" * 50 + "]" * 50)}, "too_deep", "headline" + ".0" * 40, 400),
    bad("binary", bytes(range(256)), "not_utf8", status=400),
    bad("UTF-16", '{"headline": "F"}'.encode("utf-16"), "not_utf8", status=400),
    bad("a surrogate in raw bytes", b'{"headline": "\xed\xa0\x80", "body": "B"}', "not_utf8", status=400),
    bad("half a surrogate pair", b'{"headline": "F", "body": "half \\ud83d"}', "bad_text", "body"),
    bad("half a pair in a name", b'{"\\ud83d": 1}', "bad_text", None),
    bad("half a pair inside", b'{"uri": "u", "headlines": [{"value": "\\udc00"}]}', "bad_text", "headlines.0.value"),
    bad("10 MB", plain(body="word " * 2_000_000), "too_large", None, 413),
    bad("more than 1 MB of text", plain(body="word " * 200_001), "too_large", "body", 413),
    bad("a list", [plain()], "wrong_type"),
    bad("a string", "article", "wrong_type"),
    bad("null", None, "wrong_type"),
    bad("a number for a headline", plain(headline=7), "wrong_type", "headline"),
    bad("a list for a body", plain(body=["B"]), "wrong_type", "body"),
    bad("an object for a source", plain(source={"name": "H"}), "wrong_type", "source"),
    bad("true for a version", plain(version=True), "wrong_type", "version"),
    bad("a fraction for a version", plain(version=1.5), "wrong_type", "version"),
    bad("a version of pages", plain(version="9" * 100), "too_long", "version"),
    bad("a version with a line end", plain(version="1\n2"), "wrong_value", "version"),
    bad("a headline of pages", plain(headline="word " * 1_000), "too_long", "headline"),
    bad("an unknown field", plain(headlne="F"), "unknown_field", "headlne"),
    bad("no body", {"headline": "F"}, "missing_field", "body"),
    bad("an empty body", plain(body=""), "empty_body", "body"),
    bad("a body of spaces", plain(body=" \n\t\u200b\ufeff "), "empty_body", "body"),
    bad("a body of rubbish", plain(body="2 days ago\n\nLeave a Reply"), "empty_body", "body"),
    bad("a body of markup", plain(body="<p><script>alert(1)</script></p>"), "empty_body", "body"),
    bad("an XML bomb", plain(body=BOMB), "unsafe_markup", "body"),
    bad("an XML bomb in a page", {"raw": BOMB, "content_type": "text/html"}, "unsafe_markup", "raw"),
    bad("a PDF", {"raw": "x", "content_type": "application/pdf"}, "wrong_value", "content_type"),
    bad("the year 0", plain(published_at="0000-01-01T00:00:00Z"), "bad_date", "published_at"),
    bad("the year 1", plain(published_at="0001-01-01T00:00:00+14:00"), "bad_date", "published_at"),
    bad("the year 1899", plain(published_at="1899-12-31T23:59:59Z"), "bad_date", "published_at"),
    bad("the year 9999", plain(published_at="9999-12-31T23:59:59Z"), "bad_date", "published_at"),
    bad("two years ahead", plain(published_at="2027-09-13T00:00:00Z"), "bad_date", "published_at"),
    bad("no date at all", plain(published_at="yesterday"), "bad_date", "published_at"),
    bad("a date as a number", plain(published_at=1757743200), "wrong_type", "published_at"),
    bad("an empty uri", plain(uri=""), "bad_uri", "uri"),
    bad("a uri of 10 kB", plain(uri="urn:x:" + "y" * 10_240), "bad_uri", "uri"),
    bad("a uri with a space", plain(uri="urn:x:a b"), "bad_uri", "uri"),
    bad("a uri with a line end", plain(uri="urn:x:a\nb"), "bad_uri", "uri"),
    bad("a uri that turns direction", plain(uri="urn:x:\u202eb"), "bad_uri", "uri"),
    bad("another status", plain(pub_status="cancelled"), "wrong_value", "pub_status"),
    bad("an old envelope", {"specversion": "0.3", "type": "t", "data": plain()}, "wrong_value", "specversion"),
    bad("an envelope without a type", {"specversion": "1.0", "data": plain()}, "missing_field", "type"),
    bad("another event", {"specversion": "1.0", "type": "slugline.x.v1", "data": {}}, "wrong_value", "type"),
    bad("an envelope without data", {"specversion": "1.0", "type": "t"}, "wrong_type", "data"),
    bad("data in base64", {"specversion": "1.0", "type": "t", "data_base64": "e30="}, "wrong_type", "data"),
    bad("an unknown ninjs field", {"uri": "u", "bodies": [{"value": "B"}], "x": 1}, "unknown_field", "x"),
    bad("a picture", {"uri": "u", "type": "picture", "headlines": [{"value": "F"}]}, "not_text", "type"),
]  # fmt: skip


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
async def test_the_stream_refuses_it(case: Bad, wire: Wire) -> None:
    """Bad input on the stream is refused at once with a reason and the field, and leaves no trace in memory."""
    with pytest.raises(Refused) as refusal:
        await wire.send_fields({b"data": case.data})
    assert (case.reason, case.field) == (refusal.value.reason, refusal.value.field)
    assert "ferry has stopped" not in refusal.value.detail.lower()
    assert len(refusal.value.detail) < 300
    assert ({}, {}) == (wire.redis.hashes, wire.redis.strings)


class NoSubmissions:
    """Fails the test when something bad is stored after all."""

    async def append(self, payload: Any, traceparent: str | None) -> str:
        raise AssertionError("bad input was stored")


class NoPressure:
    """A pipeline with nothing to do."""

    async def is_past_high_water(self) -> bool:
        return False

    async def why(self) -> str:
        return "backlog"


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
async def test_http_refuses_it(case: Bad, wire: Wire) -> None:
    """The same input over HTTP is answered with a problem that names the same reason and field."""
    door = Door(NoSubmissions(), wire.memory, NoPressure(), wire.clock, bulk_bytes=8_000_000, retry_after=5)
    transport = httpx.ASGITransport(app=create_app(door))
    async with httpx.AsyncClient(transport=transport, base_url="http://ingest") as client:
        response = await client.post("/v1/articles", content=case.data, headers={"content-type": "application/json"})
    problem = response.json()
    assert (case.status, "application/problem+json") == (response.status_code, response.headers["content-type"])
    assert (case.reason, case.field, case.status) == (problem["reason"], problem.get("field"), problem["status"])


async def test_entries_without_data_are_refused(wire: Wire) -> None:
    """An entry with nothing but headers, and flat fields that are not UTF-8, are refused by name."""
    with pytest.raises(Refused) as refusal:
        await wire.send_fields({b"correlation_id": b"c", b"traceparent": b"t"})
    assert (refusal.value.reason, refusal.value.field) == ("missing_field", "data")
    with pytest.raises(Refused) as refusal:
        await wire.send_fields({b"headline": b"\xff", b"body": b"B"})
    assert refusal.value.reason == "not_utf8"
    with pytest.raises(Refused) as refusal:
        await wire.send_fields({b"body": b"x" * 2_000_001})
    assert refusal.value.reason == "too_large"


async def test_bidi_and_zero_width_text_is_accepted_clean(wire: Wire) -> None:
    """Text that hides or turns characters is an article once they are gone."""
    (article,) = await wire.send(plain(headline="Pay \u202e05$\u202c", body="Bel\u200barus freed 16\u2066."))
    assert (article.headline, article.text) == ("Pay 05$", "Belarus freed 16.")


async def test_scripts_in_html_never_become_text(wire: Wire) -> None:
    """HTML is stripped of its scripts; text that is declared plain keeps its angle brackets as characters."""
    html = "<p>The ferry has stopped.</p><script>alert('x')</script>"
    (stripped,) = await wire.send(plain(body=html))
    assert stripped.text == "The ferry has stopped."
    (kept,) = await wire.send({"raw": "He wrote <script>alert(1)</script> on it.", "content_type": "text/plain"})
    assert kept.text == "He wrote <script>alert(1)</script> on it."


async def test_names_given_twice_keep_the_last_value(wire: Wire) -> None:
    """A JSON object with a name twice is read like any JSON reader does."""
    (article,) = await wire.send_fields({b"data": b'{"headline": "A", "headline": "B", "body": "Text."}'})
    assert article.headline == "B"
