"""Feeds against a real server and a real web site on loopback: what is asked, when, and what becomes of it."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from services.ingest.adapters.feeds.desk import FeedDesk, Terms, WrittenInFile
from services.ingest.adapters.feeds.fetch import Answer as FeedAnswer
from services.ingest.adapters.feeds.fetch import CannotFetch, Fetcher
from services.ingest.adapters.feeds.poller import Poller, Rules
from services.ingest.adapters.feeds.store import FeedStore
from services.ingest.app import build
from services.ingest.domain.feeds.feed import Feed, Known
from services.ingest.domain.feeds.schedule import Pace
from services.ingest.settings import IngestSettings
from shared.clock import ManualClock
from shared.metrics import exposition
from shared.outbound.addresses import Allowed
from tests.integration.feed_site import Answer, Asked, Site, item, rss, site

pytestmark = pytest.mark.integration

NOW = datetime.now(UTC).replace(microsecond=0)
FERRY = item("urn:h:1", "Ferry stopped", "The ferry in the harbour has stopped, the council said on Friday.", NOW)
BRIDGE = item("urn:h:2", "Bridge closed", "The old bridge is closed to lorries, the council said on Friday.", NOW)


class Pressure:
    """A backlog that a test sets."""

    is_high = False

    async def is_past_high_water(self) -> bool:
        return self.is_high


class Desk:
    """One replica's part that asks feeds, with a clock that a test moves."""

    def __init__(self, url: str, namespace: str, clock: ManualClock, name: str = "r1", **rules: Any) -> None:
        settings = IngestSettings(redis_url=url, namespace=namespace, ingest_port=0, consumer=name)
        self.service = build(settings, clock=clock)
        self.clock, self.namespace, self.pressure = clock, namespace, Pressure()
        allowed, pace = Allowed(private=True, plain_http=True), Pace()
        oldest = timedelta(days=14)
        self.store = FeedStore(self.service.state, name)
        self.fetcher = Fetcher(allowed, rules.pop("timeout", 5.0), rules.pop("most_bytes", 1_000_000))
        made = Rules(pace, rules.pop("page_seconds", 5.0), rules.pop("host_gap", 0.0), 8, oldest)
        self.poller = Poller(self.store, self.fetcher, self.pressure, clock, self.service.timer_unit, made)
        self.desk = FeedDesk(self.store, self.fetcher, clock, Terms(None, allowed, pace, 86_400.0, oldest))

    async def add(self, name: str, url: str, **values: Any) -> None:
        await self.store.write(Feed(name=name, url=url, **values), "command", self.clock.now())

    async def remove(self, name: str) -> None:
        assert await self.desk.remove(name)

    async def poll(self, seconds: float = 0.0) -> None:
        """Moves the clock, and lets one look run to its end."""
        await asyncio.sleep(0.01)  # a host rests for a millisecond at least, of the server's clock
        self.clock.advance(seconds)
        await self.poller.look()
        await self.poller.settle()

    async def known(self, name: str) -> Known:
        return (await self.store.known(name))[0]

    async def submitted(self) -> list[dict[str, Any]]:
        redis: Any = self.service.redis
        entries = await redis.xrange(f"{self.namespace}articles.submitted")
        return [json.loads(fields[b"data"])["data"] for _, fields in entries]

    async def close(self) -> None:
        await self.poller.stop()
        await self.service.redis.aclose()


@pytest.fixture
async def desk(redis_url: str, namespace: str) -> AsyncIterator[Desk]:
    """A replica that asks feeds."""
    made = Desk(redis_url, namespace, ManualClock(datetime.now(UTC)))
    yield made
    await made.close()


@pytest.fixture
async def harbour() -> AsyncIterator[Site]:
    """A site with a feed of two items at /rss."""
    async with site() as made:
        made.answers["/rss"] = Answer(body=rss(FERRY, BRIDGE))
        yield made


async def test_each_item_is_submitted_once(desk: Desk, harbour: Site) -> None:
    """Items go out in order, under the feed's name as provider; asked again, a feed that is the same adds nothing."""
    await desk.add("harbour", f"{harbour.url}/rss", source="Harbour News", language="en")
    await desk.poll()
    await desk.poll(301 * 1.1)
    sent = await desk.submitted()
    assert ["Ferry stopped", "Bridge closed"] == sorted((s["headlines"][0]["value"] for s in sent), reverse=True)
    assert {"Harbour News"} == {s["infoSources"][0]["name"] for s in sent}
    assert {"en"} == {s["language"] for s in sent}
    assert ["/rss", "/rss"] == harbour.paths()


async def test_a_changed_item_is_a_revision_of_the_same_article(desk: Desk, harbour: Site) -> None:
    """An item whose text has changed goes out again under the same uri; the others do not."""
    await desk.add("harbour", f"{harbour.url}/rss")
    await desk.poll()
    harbour.answers["/rss"] = Answer(body=rss(FERRY.replace("stopped, the", "sailed again, the"), BRIDGE))
    await desk.poll(400)
    sent = await desk.submitted()
    assert 3 == len(sent)
    assert "sailed again" in sent[2]["bodies"][0]["value"]
    assert sent[2]["uri"] in {sent[0]["uri"], sent[1]["uri"]}


async def test_requests_are_conditional(desk: Desk, harbour: Site) -> None:
    """Validators go back with the next request, and 304 is answered by asking again at the usual time."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"v1"' and "if-modified-since" in asked.headers:
            return Answer(304)
        return Answer(body=rss(FERRY), headers={"ETag": '"v1"', "Last-Modified": "Fri, 12 Sep 2025 10:00:00 GMT"})

    harbour.answers["/rss"] = answer
    await desk.add("harbour", f"{harbour.url}/rss")
    await desk.poll()
    await desk.poll(400)
    known = await desk.known("harbour")
    assert (304, 0, 1) == (known.last_status, known.failures, len(await desk.submitted()))
    assert known.next_at is not None and known.next_at > desk.clock.now() + timedelta(seconds=299)


async def test_a_feed_is_asked_as_often_as_it_says(desk: Desk, harbour: Site) -> None:
    """The longest of ttl, update period and max-age counts, within the desk's limits."""
    harbour.answers["/rss"] = Answer(body=rss(FERRY, channel="<ttl>20</ttl>"), headers={"Cache-Control": "max-age=60"})
    await desk.add("harbour", f"{harbour.url}/rss")
    await desk.poll()
    await desk.poll(1100)
    assert 1 == len(harbour.asked)
    await desk.poll(300)
    assert 2 == len(harbour.asked)


async def test_a_feed_that_moved_for_good_is_asked_at_its_new_place(desk: Desk, harbour: Site) -> None:
    """A permanent redirect is remembered; a temporary one is followed and forgotten."""
    harbour.answers["/old"] = Answer(301, headers={"Location": "/rss"})
    harbour.answers["/away"] = Answer(302, headers={"Location": "/rss"})
    await desk.add("old", f"{harbour.url}/old")
    for _ in range(2):
        await desk.poll(400)
    await desk.remove("old")
    await desk.add("away", f"{harbour.url}/away")
    for _ in range(2):
        await desk.poll(400)
    assert ["/old", "/rss", "/rss", "/away", "/rss", "/away", "/rss"] == harbour.paths()


async def test_a_feed_that_is_gone_is_not_asked_again(desk: Desk, harbour: Site) -> None:
    """410 ends the asking, until somebody writes the feed down anew."""
    harbour.answers["/rss"] = Answer(410)
    await desk.add("harbour", f"{harbour.url}/rss")
    await desk.poll()
    await desk.poll(1_000_000)
    assert (1, "stopped") == (len(harbour.asked), (await desk.known("harbour")).status)
    harbour.answers["/rss"] = Answer(body=rss(FERRY))
    await desk.add("harbour", f"{harbour.url}/rss")
    await desk.poll()
    assert 1 == len(await desk.submitted())


async def test_failures_make_it_slower_and_heal(desk: Desk, harbour: Site) -> None:
    """Each failure in a row lengthens the wait, Retry-After is honoured, and a success ends it."""
    harbour.answers["/rss"] = Answer(503, headers={"Retry-After": "7200"})
    await desk.add("harbour", f"{harbour.url}/rss")
    await desk.poll()
    known = await desk.known("harbour")
    assert ("failing", 503) == (known.status, known.last_status)
    assert known.next_at is not None and known.next_at >= desk.clock.now() + timedelta(seconds=7200)
    harbour.answers["/rss"] = Answer(500)
    waits = []
    for _ in range(4):
        await desk.poll(100_000)
        waits.append(((await desk.known("harbour")).next_at or NOW) - desk.clock.now())
    assert waits[3] > 2 * waits[0]
    harbour.answers["/rss"] = Answer(body=rss(FERRY))
    await desk.poll(100_000)
    assert ("active", None) == ((await desk.known("harbour")).status, (await desk.known("harbour")).last_error)


@pytest.mark.parametrize("body", [b"<html><body>Not here</body></html>", b"", b'{"version": 1}', b"\x00\x01"])
async def test_what_is_no_feed_is_a_failure(desk: Desk, harbour: Site, body: bytes) -> None:
    """An answer that is no feed adds nothing, costs nothing that was known, and is tried again later."""
    await desk.add("harbour", f"{harbour.url}/rss")
    await desk.poll()
    harbour.answers["/rss"] = Answer(body=body)
    await desk.poll(400)
    assert 1 == (await desk.known("harbour")).failures
    harbour.answers["/rss"] = Answer(body=rss(FERRY, BRIDGE))
    await desk.poll(100_000)
    assert 2 == len(await desk.submitted())


async def test_half_a_document_sends_nothing_again(desk: Desk, harbour: Site) -> None:
    """Of a document that breaks off, what is there is read; what is missing is not new when it is back."""
    await desk.add("harbour", f"{harbour.url}/rss")
    await desk.poll()
    for body in (rss(FERRY, BRIDGE)[:-150], b"<rss", rss(FERRY, BRIDGE)):
        harbour.answers["/rss"] = Answer(body=body)
        await desk.poll(4000)
    assert 2 == len(await desk.submitted())
    assert 0 == (await desk.known("harbour")).failures


async def test_a_full_pipeline_pauses_feeds(desk: Desk, harbour: Site) -> None:
    """Past high water no feed is asked; below it, all that were due are."""
    await desk.add("harbour", f"{harbour.url}/rss")
    desk.pressure.is_high = True
    await desk.poll()
    assert [] == harbour.asked
    desk.pressure.is_high = False
    await desk.poll()
    assert 2 == len(await desk.submitted())


async def test_a_pipeline_that_fills_up_meanwhile_loses_nothing(desk: Desk, harbour: Site) -> None:
    """When the pipeline fills up in the middle of a document, the rest comes with a later poll, each once."""
    items = [item(f"urn:h:{n}", f"Item {n}", f"What item {n} of the harbour says.", NOW) for n in range(120)]

    class Full(Pressure):
        asked = 0

        async def is_past_high_water(self) -> bool:
            self.asked += 1
            return self.asked == 2

    harbour.answers["/rss"] = Answer(body=rss(*items), headers={"ETag": '"all"'})
    desk.poller._pressure = Full()
    await desk.add("harbour", f"{harbour.url}/rss")
    await desk.poll()
    assert (50, None) == (len(await desk.submitted()), (await desk.known("harbour")).etag)
    await desk.poll(1)
    uris = [s["uri"] for s in await desk.submitted()]
    assert (120, 120, '"all"') == (len(uris), len(set(uris)), (await desk.known("harbour")).etag)


async def test_two_replicas_ask_a_feed_once(redis_url: str, namespace: str, harbour: Site) -> None:
    """However many replicas look, one asks a feed, each item goes out once, and a host is asked by one at a time."""
    clock = ManualClock(datetime.now(UTC))
    replicas = [Desk(redis_url, namespace, clock, f"r{n}") for n in range(3)]

    async def slowly() -> None:
        await asyncio.sleep(0.2)

    for path in ("/a", "/b"):
        harbour.answers[path] = Answer(body=rss(FERRY.replace("urn:h", f"urn:{path[1:]}")), wait=slowly)
        await replicas[0].add(path[1:], harbour.url + path)
    for _ in range(3):
        await asyncio.gather(*(one.poll() for one in replicas))
    assert ["/a", "/b"] == sorted(harbour.paths())
    assert (1, 2) == (harbour.most_at_once, len(await replicas[0].submitted()))
    for one in replicas:
        await one.close()


async def test_a_host_rests_between_two_requests(redis_url: str, namespace: str, harbour: Site) -> None:
    """Two feeds of one host are not asked within the gap."""
    desk = Desk(redis_url, namespace, ManualClock(datetime.now(UTC)), host_gap=30.0)
    await desk.add("a", f"{harbour.url}/rss?a")
    await desk.add("b", f"{harbour.url}/rss?b")
    await desk.poll()
    await desk.poll()
    assert 1 == len(harbour.asked)
    await desk.close()


async def test_a_replica_that_dies_while_asking_loses_and_doubles_nothing(
    redis_url: str, namespace: str, harbour: Site
) -> None:
    """What a replica had not committed when it died is found by another once the lease has run out, each item once."""
    clock = ManualClock(datetime.now(UTC))
    first, second = Desk(redis_url, namespace, clock, "r1"), Desk(redis_url, namespace, clock, "r2")
    hang = asyncio.Event()

    async def wait() -> None:
        await hang.wait()

    harbour.answers["/rss"] = Answer(body=rss(FERRY, BRIDGE), wait=wait)
    await first.add("harbour", f"{harbour.url}/rss")
    await first.poller.look()
    while not harbour.asked:
        await asyncio.sleep(0.01)
    await first.close()
    harbour.answers["/rss"] = Answer(body=rss(FERRY, BRIDGE))
    hang.set()
    await second.poll()
    await second.poll(400)
    assert 2 == len(await second.submitted())
    await second.close()


async def test_a_commit_on_old_knowledge_changes_nothing(desk: Desk, harbour: Site, redis: Redis) -> None:
    """A replica whose lease ran out while it asked commits nothing when another has asked meanwhile."""
    await desk.add("harbour", f"{harbour.url}/rss")

    def overtaken(_: Asked) -> Answer:
        return Answer(body=rss(FERRY), wait=overtake)

    async def overtake() -> None:
        await redis.hset(f"{desk.namespace}ingest:feeds:known", "harbour", Known(round=7).model_dump_json())  # type: ignore[misc]

    harbour.answers["/rss"] = overtaken
    await desk.poll()
    assert [] == await desk.submitted()
    assert 7 == (await desk.known("harbour")).round


async def test_a_removed_feed_is_forgotten_at_once(desk: Desk, harbour: Site) -> None:
    """A feed that is removed while it is asked leaves nothing behind."""
    await desk.add("harbour", f"{harbour.url}/rss")

    async def remove() -> None:
        assert await desk.desk.remove("harbour")

    harbour.answers["/rss"] = Answer(body=rss(FERRY), wait=remove)
    await desk.poll()
    assert ([], []) == (await desk.submitted(), await desk.desk.listed())


async def test_a_tombstone_withdraws_the_article(desk: Desk, harbour: Site) -> None:
    """An entry that an Atom feed takes back (RFC 6721) is a kill of its article."""
    atom = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">%s</feed>'
    entry = "<entry><id>tag:h,2025:1</id><title>Ferry</title><content>The ferry has stopped.</content></entry>"
    harbour.answers["/atom"] = Answer(body=(atom % entry).encode())
    await desk.add("harbour", f"{harbour.url}/atom")
    await desk.poll()
    harbour.answers["/atom"] = Answer(body=(atom % '<at:deleted-entry ref="tag:h,2025:1"/>').encode())
    await desk.poll(400)
    first, last = await desk.submitted()
    assert (first["uri"], "canceled") == (last["uri"], last["pubStatus"])


# The list


async def test_feeds_of_the_file_come_and_go_with_it(desk: Desk, tmp_path: Path) -> None:
    """The file is read again when it changes; commands cannot change its feeds; a broken file changes nothing."""
    file = tmp_path / "feeds.toml"
    table = '[[feed]]\nname = "{0}"\nurl = "https://{0}.example/rss"\n'
    terms = Terms(file, Allowed(plain_http=True), Pace(), 86_400.0, timedelta(days=14))
    listing = FeedDesk(desk.store, desk.fetcher, desk.clock, terms)
    seen = []
    for text in (None, table.format("a") + table.format("b"), table.format("A feed"), "[[", table.format("b")):
        if text is not None:
            file.write_text(text)
        await listing.look()
        seen.append([feed["name"] for feed in await listing.listed()])
        if len(seen) == 2:
            await desk.add("own", "https://own.example/rss")
            with pytest.raises(WrittenInFile):
                await listing.remove("a")
    assert [[], ["a", "b"], ["a", "b", "own"], ["a", "b", "own"], ["b", "own"]] == seen


async def test_a_silent_feed_is_told(desk: Desk, harbour: Site) -> None:
    """A feed without anything new for longer than the desk expects counts as silent, in the list and as a metric."""
    await desk.add("quiet", f"{harbour.url}/rss", silent_after=3600)
    await desk.poll()
    before = (await desk.desk.listed())[0]["is_silent"]
    desk.clock.advance(3700)
    await desk.desk.look()
    assert (False, True) == (before, (await desk.desk.listed())[0]["is_silent"])
    assert b'slugline_feed_silent{feed="quiet"} 1.0' in exposition()


# What the fetcher refuses


async def _why(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(CannotFetch) as caught:
        await fetcher.get(url)
    await fetcher.close()
    return caught.value.why


def _fetcher(**changes: Any) -> Fetcher:
    allowed = Allowed(private=changes.pop("private", True), plain_http=True)
    return Fetcher(allowed, changes.pop("timeout", 5.0), changes.pop("most_bytes", 100_000), **changes)


async def test_private_addresses_are_not_asked(harbour: Site) -> None:
    """Without the setting, loopback is refused by number, by name and by what a name leads to, and nothing is sent."""

    async def to_loopback(_: str, __: int) -> list[str]:
        return ["127.0.0.1"]

    assert "blocked" == await _why(_fetcher(private=False), f"{harbour.url}/rss")
    assert "blocked" == await _why(_fetcher(private=False), "http://localhost/rss")
    assert "blocked" == await _why(_fetcher(private=False, resolve=to_loopback), "http://feeds.example/rss")
    assert [] == harbour.asked


async def test_the_address_that_was_checked_is_the_one_that_is_asked(harbour: Site) -> None:
    """A name is resolved once: what it leads to a moment later plays no part (DNS rebinding)."""
    told: list[str] = []

    async def rebinding(host: str, _: int) -> list[str]:
        told.append(host)
        return ["127.0.0.1"] if len(told) == 1 else ["169.254.169.254"]

    port = harbour.url.rpartition(":")[2]
    fetcher = _fetcher(resolve=rebinding)
    answer = await fetcher.get(f"http://feeds.example:{port}/rss")
    await fetcher.close()
    assert (200, ["feeds.example"]) == (answer.status, told)


async def test_redirects_are_checked_at_every_hop(harbour: Site) -> None:
    """A redirect to a link-local address, to another scheme, in a circle or without end is not followed."""
    harbour.answers["/metadata"] = Answer(302, headers={"Location": "http://169.254.169.254/latest"})
    harbour.answers["/file"] = Answer(301, headers={"Location": "file:///etc/passwd"})
    harbour.answers["/circle"] = Answer(302, headers={"Location": "/circle"})
    for n in range(9):
        harbour.answers[f"/{n}"] = Answer(302, headers={"Location": f"/{n + 1}"})
    assert "blocked" == await _why(_fetcher(), f"{harbour.url}/metadata")
    assert "blocked" == await _why(_fetcher(), f"{harbour.url}/file")
    assert "redirected" == await _why(_fetcher(), f"{harbour.url}/circle")
    assert "redirected" == await _why(_fetcher(), f"{harbour.url}/0")


async def test_a_feed_that_was_safe_is_never_asked_openly(harbour: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect from https to http is not followed: what came unchangeable does not come changeable after it."""
    harbour.answers["/rss"] = Answer(200, rss(FERRY))
    fetcher = _fetcher()
    openly = fetcher._ask

    async def ask(url: str, headers: Any) -> FeedAnswer:
        if url.startswith("https:"):
            return FeedAnswer(301, {"location": f"{harbour.url}/rss"}, b"")
        return await openly(url, headers)

    monkeypatch.setattr(fetcher, "_ask", ask)
    assert "redirected" == await _why(fetcher, "https://feeds.example/rss")
    assert [] == harbour.asked


async def test_packed_answers_are_unpacked_within_the_limit(harbour: Site) -> None:
    """gzip is read; a bomb is dropped before it unfolds, a broken or unknown packing is refused."""
    packed = {"Content-Encoding": "gzip"}
    harbour.answers["/ok"] = Answer(body=gzip.compress(rss(FERRY)), headers=packed)
    harbour.answers["/bomb"] = Answer(body=gzip.compress(b"<" * 50_000_000), headers=packed)
    harbour.answers["/cut"] = Answer(body=gzip.compress(rss(FERRY))[:-20], headers=packed)
    harbour.answers["/no"] = Answer(body=b"plain", headers=packed)
    harbour.answers["/br"] = Answer(body=b"x", headers={"Content-Encoding": "br"})
    harbour.answers["/large"] = Answer(body=b"x" * 200_000)
    fetcher = _fetcher()
    assert rss(FERRY) == (await fetcher.get(f"{harbour.url}/ok")).body
    await fetcher.close()
    whys = [await _why(_fetcher(), f"{harbour.url}/{path}") for path in ("bomb", "cut", "no", "br", "large")]
    assert ["too_large", "bad_answer", "bad_answer", "bad_answer", "too_large"] == whys


async def test_a_server_that_does_not_answer_is_left(harbour: Site) -> None:
    """The time limit holds for the whole request, also where something comes drop by drop."""

    async def never() -> None:
        await asyncio.sleep(30)

    harbour.answers["/rss"] = Answer(wait=never)
    assert "timeout" == await _why(_fetcher(timeout=0.2), f"{harbour.url}/rss")
