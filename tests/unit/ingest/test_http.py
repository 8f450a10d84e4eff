"""POST /v1/articles: receipts, bulk, backpressure, outages."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest
from redis import exceptions as redis_errors

from services.ingest.adapters.http import Door, create_app
from services.ingest.adapters.submissions import RedisSubmissions
from services.ingest.domain.ports import Full, Unavailable
from shared.contracts.submission import SUBMITTED
from tests.unit.ingest.conftest import Wire

ARTICLE = {"uri": "urn:x:1", "headline": "Ferry stopped", "body": "The ferry has stopped.", "source": "Harbour News"}
JSON, NDJSON = {"content-type": "application/json"}, {"content-type": "application/x-ndjson"}


class Submissions:
    """Keeps what was appended; can be out of reach."""

    def __init__(self) -> None:
        self.appended: list[dict[str, Any]] = []
        self.traceparents: list[str | None] = []
        self.is_down = False
        self.room, self.closes = 1_000, Exception()

    async def append(self, payload: Mapping[str, Any], traceparent: str | None) -> str:
        if len(self.appended) >= self.room:
            raise self.closes
        if self.is_down:
            raise Unavailable("ConnectionError")
        self.appended.append(dict(payload))
        self.traceparents.append(traceparent)
        return f"{len(self.appended)}-0"


class Pressure:
    """A backlog that a test sets."""

    is_high = False

    async def is_past_high_water(self) -> bool:
        return self.is_high

    async def why(self) -> str:
        return "backlog"


class Desk:
    """A sender in front of ingest's HTTP."""

    def __init__(self, wire: Wire) -> None:
        self.wire, self.submissions, self.pressure = wire, Submissions(), Pressure()
        door = Door(self.submissions, wire.memory, self.pressure, wire.clock, bulk_bytes=100_000, retry_after=7)
        self.app = create_app(door)

    async def post(self, content: Any, headers: dict[str, str] = JSON, **query: str) -> httpx.Response:
        body = json.dumps(content) if isinstance(content, dict | list) else content
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://ingest") as client:
            return await client.post("/v1/articles", content=body, headers=headers, params=query)


@pytest.fixture
def desk(wire: Wire) -> Desk:
    """A sender, with an empty pipeline behind the door."""
    return Desk(wire)


async def test_an_article_is_taken_in(desk: Desk) -> None:
    """An article is answered with 202 and its uri, version, status and entry id, and appended as it came."""
    response = await desk.post(ARTICLE)
    assert response.status_code == 202
    assert response.json() == {"uri": "urn:x:1", "version": "1", "status": "new", "entry_id": "1-0"}
    assert desk.submissions.appended == [ARTICLE]


@pytest.mark.parametrize(
    ("before", "sent", "status"),
    [
        ([], ARTICLE, "new"),
        ([ARTICLE], ARTICLE, "repeat"),
        ([ARTICLE], {**ARTICLE, "version": 2, "body": "It sails again."}, "revision"),
        ([ARTICLE], {"uri": "urn:x:1", "pub_status": "canceled"}, "kill"),
        ([], {**ARTICLE, "embargoed_until": ""}, "held"),
        ([{**ARTICLE, "version": 2}], {**ARTICLE, "version": 1, "body": "Older."}, "ignored"),
        ([{"uri": "urn:x:1", "pub_status": "canceled"}], ARTICLE, "ignored"),
    ],
)
async def test_the_receipt_says_what_it_will_be(
    desk: Desk, before: list[dict[str, Any]], sent: dict[str, Any], status: str
) -> None:
    """The status in the receipt is what the versions known now make of the article."""
    for submission in before:
        await desk.wire.send(submission)
    assert (await desk.post(sent)).json()["status"] == status


async def test_without_uri_the_receipt_names_one(desk: Desk) -> None:
    """The uri that an article without one gets is in the receipt, the same for the same words."""
    words = {"headline": "F", "body": "B."}
    first, second = (await desk.post(words)).json(), (await desk.post(words)).json()
    assert first["uri"] == second["uri"]
    assert first["uri"].startswith("urn:slugline:article:")


async def test_ninjs_and_events_are_taken_under_their_media_types(desk: Desk) -> None:
    """ninjs and CloudEvents in structured mode are JSON, too; an event is taken out of its envelope."""
    ninjs = {"uri": "urn:x:2", "headlines": [{"value": "F"}], "bodies": [{"value": "B."}]}
    event = {"specversion": "1.0", "id": "1", "source": "urn:x", "type": SUBMITTED, "data": ninjs}
    for content, kind in ((ninjs, "application/vnd.iptc.ninjs+json"), (event, "application/cloudevents+json")):
        assert (await desk.post(content, {"content-type": f"{kind}; charset=utf-8"})).status_code == 202
    assert desk.submissions.appended == [ninjs, ninjs]


async def test_text_and_html_are_wrapped(desk: Desk) -> None:
    """A text or HTML body is wrapped with what the query says of it, in the charset of its header."""
    text = "Паром остановлен\n\nПаром остановлен, сообщил совет.".encode("cp1251")
    headers = {"content-type": "text/plain; charset=windows-1251"}
    response = await desk.post(text, headers, source="Harbour News", published_at="2025-09-12")
    assert response.status_code == 202
    (wrapped,) = desk.submissions.appended
    assert (wrapped["source"], wrapped["content_type"], wrapped["raw"][:5]) == ("Harbour News", "text/plain", "Паром")
    assert (await desk.post(b"<p>Ferry stopped.</p>", {"content-type": "text/html"})).status_code == 202


@pytest.mark.parametrize(
    ("content", "headers", "query", "status", "reason"),
    [
        (b"x", {"content-type": "application/pdf"}, {}, 415, "unsupported_type"),
        (b"\xff", {"content-type": "text/plain"}, {}, 400, "not_utf8"),
        (b"\x98", {"content-type": "text/plain; charset=cp1251"}, {}, 400, "not_utf8"),
        (b"x", {"content-type": "text/plain; charset=klingon"}, {}, 400, "not_utf8"),
        (b"Ferry.", {"content-type": "text/plain"}, {"colour": "red"}, 422, "unknown_field"),
        (b"Ferry.", {"content-type": "text/plain"}, {"published_at": "never"}, 422, "bad_date"),
        (b"\n\n", NDJSON, {}, 400, "not_json"),
    ],
)
async def test_other_bodies_are_refused(
    desk: Desk, content: bytes, headers: dict[str, str], query: dict[str, str], status: int, reason: str
) -> None:
    """Media types, charsets and query parameters that are not known are refused by name."""
    response = await desk.post(content, headers, **query)
    assert (status, reason) == (response.status_code, response.json()["reason"])


async def test_a_body_without_a_media_type_is_json(desk: Desk) -> None:
    """A client that names no media type sends JSON."""
    assert (await desk.post(json.dumps(ARTICLE), {})).status_code == 202


async def test_many_lines_have_many_answers(desk: Desk) -> None:
    """In bulk every line is answered by itself: bad ones cost the good ones nothing."""
    lines = [json.dumps(ARTICLE), "", "{broken", json.dumps({**ARTICLE, "uri": "urn:x:2"}), json.dumps({"headline": 1})]
    response = await desk.post("\n".join(lines), NDJSON)
    answer = response.json()
    assert (response.status_code, answer["accepted"], answer["refused"]) == (202, 2, 2)
    assert [item.get("uri") or (item["line"], item["reason"]) for item in answer["items"]] == [
        "urn:x:1",
        (2, "not_json"),
        "urn:x:2",
        (4, "wrong_type"),
    ]
    assert (await desk.post("{broken", NDJSON)).status_code == 422


LINES = [json.dumps({**ARTICLE, "uri": f"urn:x:{number}"}) for number in range(1, 5)]


@pytest.mark.parametrize(
    ("closes", "status", "reason"),
    [
        (Full("ResponseError"), 429, "backlog"),
        (Unavailable("ConnectionError"), 503, "unavailable"),
        (redis_errors.TimeoutError("Timeout reading from socket"), 503, "unavailable"),
    ],
)
async def test_a_door_that_closes_half_way_says_where(desk: Desk, closes: Exception, status: int, reason: str) -> None:
    """A bulk request that meets a closed stream says which lines were taken and from which line on none was."""
    desk.submissions.room, desk.submissions.closes = 2, closes
    response = await desk.post("\n".join([LINES[0], "{broken", *LINES[1:]]), NDJSON)
    told = response.json()
    assert (status, reason, "7") == (response.status_code, told["reason"], response.headers["retry-after"])
    assert "application/problem+json" == response.headers["content-type"]
    assert (2, 1, 2, 4) == tuple(told[name] for name in ("accepted", "refused", "left", "next_line"))
    assert ["urn:x:1", "not_json", "urn:x:2"] == [item.get("uri") or item["reason"] for item in told["items"]]
    assert ["urn:x:1", "urn:x:2"] == [kept["uri"] for kept in desk.submissions.appended]


async def test_what_was_cut_off_may_be_sent_again_whole(desk: Desk) -> None:
    """A sender that repeats all lines of a request that was cut off doubles none of them."""
    desk.submissions.room, desk.submissions.closes = 2, Full("ResponseError")
    assert 429 == (await desk.post("\n".join(LINES), NDJSON)).status_code
    desk.submissions.room = 100
    assert 4 == (await desk.post("\n".join(LINES), NDJSON)).json()["accepted"]
    taken = [article for kept in desk.submissions.appended for article in await desk.wire.send(kept)]
    assert [f"urn:x:{number}" for number in range(1, 5)] == [article.uri for article in taken]


async def test_a_door_that_closes_before_the_first_line_took_nothing(desk: Desk) -> None:
    """Where no line was taken, the answer is the one of a single article: nothing was stored."""
    desk.submissions.room, desk.submissions.closes = 0, Full("ResponseError")
    response = await desk.post("\n".join(LINES), NDJSON)
    assert (429, "backlog", None) == (response.status_code, response.json()["reason"], response.json().get("items"))


async def test_a_body_too_large_is_refused_before_it_is_here(desk: Desk) -> None:
    """Reading stops at the limit, whether the length was announced or not."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10_000_000:
            sent += 65_536
            yield b"x" * 65_536

    response = await desk.post(endless())
    assert (response.status_code, response.json()["reason"]) == (413, "too_large")
    announced = await desk.post(b"x", {**NDJSON, "content-length": "10000000"})
    assert announced.status_code == 413


async def test_past_high_water_senders_wait(desk: Desk) -> None:
    """While too much is under way senders get 429 with Retry-After, and nothing is stored."""
    desk.pressure.is_high = True
    response = await desk.post(ARTICLE)
    assert (429, "7", "backlog") == (response.status_code, response.headers["retry-after"], response.json()["reason"])
    assert desk.submissions.appended == []


async def test_an_outage_is_said(desk: Desk) -> None:
    """While nothing can be stored senders get 503 with Retry-After."""
    desk.submissions.is_down = True
    response = await desk.post(ARTICLE)
    assert (503, "7") == (response.status_code, response.headers["retry-after"])


async def test_an_outage_is_said_however_early_it_comes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that breaks while ingest looks up what it knows of an article is an outage, too, not a fault."""

    async def broken(_: str) -> None:
        raise redis_errors.ConnectionError("Connection closed by server.")

    monkeypatch.setattr(desk.wire.memory, "of", broken)
    assert (await desk.post(ARTICLE)).status_code == 503
    assert desk.submissions.appended == []


async def test_the_trace_goes_on(desk: Desk) -> None:
    """A valid traceparent of the request travels with the article, anything else does not."""
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await desk.post(ARTICLE, {**JSON, "traceparent": trace})
    await desk.post(ARTICLE, {**JSON, "traceparent": "x" * 1_000})
    assert desk.submissions.traceparents == [trace, None]


async def test_the_interface_describes_itself(desk: Desk) -> None:
    """OpenAPI names the endpoint, its media types and its problems."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=desk.app), base_url="http://ingest") as client:
        post = (await client.get("/openapi.json")).json()["paths"]["/v1/articles"]["post"]
    assert {"202", "400", "413", "415", "422", "429", "503"} <= set(post["responses"])
    assert "application/x-ndjson" in post["requestBody"]["content"]


class Stream:
    """The one command that appending needs."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.entries = answer, []

    async def xadd(self, key: str, fields: dict[str, bytes]) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        self.entries.append((key, fields))
        return self.answer


async def test_what_is_appended_is_what_ingest_reads(wire: Wire) -> None:
    """The entry that HTTP appends is a CloudEvents message that the stream's reader accepts."""
    stream = Stream(b"5-0")
    assert await RedisSubmissions(stream, "{desk}:").append(ARTICLE, "00-trace") == "5-0"
    ((key, fields),) = stream.entries
    assert (key, fields["traceparent"]) == ("{desk}:articles.submitted", b"00-trace")
    (article,) = await wire.send_fields({name.encode(): value for name, value in fields.items()})
    assert article.headline == "Ferry stopped"


async def test_a_server_out_of_reach_is_an_outage(desk: Desk) -> None:
    """A lost connection is `Unavailable`; an event that would be too large for the stream is refused before it."""
    with pytest.raises(Unavailable):
        await RedisSubmissions(Stream(ConnectionError()), "").append(ARTICLE, None)
    desk.app = create_app(
        Door(RedisSubmissions(Stream("1-0"), ""), desk.wire.memory, desk.pressure, desk.wire.clock, 100_000, 7)
    )
    page = "<p>Ferry.</p><!--" + "\n" * 1_900_000 + "-->"
    response = await desk.post(page.encode(), {"content-type": "text/html"})
    assert response.status_code == 413
    assert (await desk.post(b"<p>Ferry.</p>", {"content-type": "text/html"})).json()["entry_id"] == "1-0"
