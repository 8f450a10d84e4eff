"""Webhooks on a real Redis, to a real receiver on loopback: what arrives, how often, and what does not."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from structlog.testing import capture_logs

from services.publish.adapters.projection import Projection
from services.publish.adapters.webhooks.claims import Claims
from services.publish.adapters.webhooks.outbound import Outbound
from services.publish.adapters.webhooks.records import Records
from services.publish.adapters.webhooks.store import ClaimLost
from services.publish.adapters.webhooks.worker import Worker
from services.publish.app import web
from services.publish.handlers import Projecting
from services.publish.settings import PublishSettings
from shared.clock import ManualClock
from shared.contracts.stages import ArticleResolved
from shared.outbound.addresses import Allowed
from shared.streams import STORIES_UPDATED
from shared.testing import builders as a
from shared.testing.handling import Handling
from tests.integration.receiver import Receiver, receiving

pytestmark = pytest.mark.integration

SOON = 10.0


class Desk:
    """publish as far as webhooks need it, and the hands that a test has on it."""

    def __init__(self, redis: Any, namespace: str) -> None:
        self.redis = redis
        self.handling = Handling(redis, namespace)
        self.handlers = Projecting(self.handling.state)
        self.clock = ManualClock(datetime.now(UTC))
        settings = PublishSettings(namespace=namespace, webhook_private=True, webhook_http=True, webhook_timeout=2.0)
        self.web = web(self.handling.state, settings)
        self.tools = self.web.state.webhooks
        self.tools.clock = self.clock
        self.tools.chance = lambda: 0.0
        self.claims = 0
        self.workers: list[Worker] = []

    async def stream(self, *updates: Any) -> list[str]:
        """Writes updates to the public stream, as cluster does, and to the projection; their entry ids."""
        key, ids = self.handling.state.key(STORIES_UPDATED.name), []
        for update in updates:
            told = a.event(update)
            ids.append((await self.redis.xadd(key, {"data": told.model_dump_json()})).decode())
            await self.handling.handle(self.handlers.story_updated, told, ids[-1])
        return ids

    async def killed(self, item: Any) -> None:
        """Tells the projection of a kill."""
        resolved: ArticleResolved = a.resolved(item)
        await self.handling.handle(self.handlers.article_resolved, a.event(resolved))

    async def worker(self, endpoint_id: str) -> Worker:
        """A worker as a process that has just started has it; the one before is fenced off."""
        self.claims += 1
        claims = Claims(self.handling.state, f"replica{self.claims}", ttl=30)
        await self.redis.delete(self.handling.state.key(f"publish:webhook:claim:{endpoint_id}"))
        held = await claims.take(endpoint_id)
        records = Records(self.tools.store, Projection(self.handling.state), endpoint_id, held)
        await records.load()
        worker = Worker(self.tools, records)
        self.workers.append(worker)
        return worker

    async def run(self, worker: Worker, seconds: float = 0.0) -> None:
        """Moves the clock, lets the worker do what is to be done then, and waits for the answers."""
        self.clock.advance(seconds)
        for _ in range(20):
            await worker.round()
            if not worker.under_way:
                return
            await asyncio.wait_for(worker.settled(), SOON)


@pytest.fixture
async def desk(redis: Any, namespace: str) -> AsyncIterator[Desk]:
    """publish with nothing in it."""
    desk = Desk(redis, namespace)
    yield desk
    for worker in desk.workers:
        await worker.stop()
    await desk.web.state.live.close()
    await desk.tools.outbound.close()


@pytest.fixture
async def http(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its HTTP."""
    transport = httpx.ASGITransport(desk.web, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver."""
    async with receiving() as receiver:
        yield receiver


async def subscribe(http: httpx.AsyncClient, receiver: Receiver, **fields: Any) -> Any:
    """A new subscription to this receiver, with its secret."""
    answer = await http.post("/v1/subscriptions", json={"url": receiver.url, **fields})
    assert 201 == answer.status_code, answer.text
    return answer.json()


async def shown(http: httpx.AsyncClient, made: Any) -> Any:
    """The subscription as it is now."""
    return (await http.get(f"/v1/subscriptions/{made['id']}")).json()


async def log(http: httpx.AsyncClient, made: Any) -> Any:
    """Its log."""
    return (await http.get(f"/v1/subscriptions/{made['id']}/deliveries")).json()


def update(story_id: str, revision: int, *changes: Any, **fields: Any) -> Any:
    """A notable update."""
    return a.story_update(story_id, revision, *changes, **({"significance": "notable"} | fields))


# What arrives


async def test_update_arrives_signed_once(desk: Desk, http: Any, receiver: Receiver) -> None:
    """A new update arrives once, signed, its event id as webhook-id; what came before the subscription does not."""
    await desk.stream(update("st_0", 1))
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    await desk.stream(update("st_1", 1), update("st_2", 1, significance="minor"))
    for _ in range(3):
        await desk.run(worker, 1)
    assert ["st_1-r1"] == receiver.ids
    event = receiver.got[0].verified(made["secret"])
    assert ("st_1-r1", "slugline.story.created.v1", 1) == (event["id"], event["type"], event["data"]["revision"])
    assert "application/json" == receiver.got[0].headers["content-type"]


async def test_burst_is_folded_and_kills_are_not(desk: Desk, http: Any, receiver: Receiver) -> None:
    """The first revision goes at once, the second's rest as one delivery; a kill at once, after what waited."""
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    await desk.stream(update("st_1", 1))
    await desk.run(worker)
    await desk.stream(update("st_1", 2), update("st_1", 3))
    await desk.run(worker, 0.5)
    assert ["st_1-r1"] == receiver.ids
    await desk.run(worker, 0.6)
    assert ["st_1-r1", "st_1-r2-r3"] == receiver.ids
    assert [2, 3] == [one["revision"] for one in receiver.got[1].event["data"]["folded"]]
    await desk.stream(update("st_1", 4), update("st_1", 5, a.article_withdrawn("urn:x")))
    await desk.run(worker, 0.1)
    assert ["st_1-r4", "st_1-r5"] == receiver.ids[2:]


async def test_filter_is_that_of_the_subscription(desk: Desk, http: Any, receiver: Receiver) -> None:
    """An endpoint gets what its filter asks for, follows a merge, and a changed filter holds from then on."""
    made = await subscribe(http, receiver, filter={"story": "st_2"}, fold="none")
    worker = await desk.worker(made["id"])
    await desk.stream(update("st_1", 1), update("st_2", 1), update("st_1", 2, a.merged_from("st_2")), update("st_1", 3))
    await desk.run(worker)
    assert ["st_2-r1", "st_1-r2", "st_1-r3"] == receiver.ids
    changed = await http.patch(f"/v1/subscriptions/{made['id']}", json={"filter": {"significance": "major"}})
    assert 200 == changed.status_code
    await desk.run(worker, 2)
    await desk.stream(update("st_1", 4), update("st_9", 1, significance="major"))
    await desk.run(worker, 2)
    assert ["st_9-r1"] == receiver.ids[3:]


# When it does not work


async def test_retry_then_success(desk: Desk, http: Any, receiver: Receiver) -> None:
    """What fails is tried again after 5 s and 5 min with the same id and content, and the log tells each attempt."""
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    receiver.answers(500, 404, 200)
    await desk.stream(update("st_1", 1))
    await desk.run(worker)
    for seconds, attempts in ((4, 1), (1.5, 2), (290, 2), (15, 3), (1000, 3)):
        await desk.run(worker, seconds)
        assert attempts == len(receiver.got)
    assert ["st_1-r1"] * 3 == receiver.ids
    assert 1 == len({one.body for one in receiver.got})
    told = await log(http, made)
    assert [("delivered", 200, 3), ("refused", 404, 2), ("failed", 500, 1)] == [
        (one["outcome"], one["status"], one["attempt"]) for one in told["attempts"]
    ]
    assert ([], []) == (told["waiting"], told["failed"])


async def test_retry_after_pauses_the_endpoint(desk: Desk, http: Any, receiver: Receiver) -> None:
    """An endpoint that answers 429 with Retry-After gets nothing until then, new updates neither."""
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    receiver.answers(429, 204, retry_after="60")
    await desk.stream(update("st_1", 1))
    await desk.run(worker)
    await desk.stream(update("st_2", 1))
    await desk.run(worker, 55)
    assert ["st_1-r1"] == receiver.ids
    await desk.run(worker, 6)
    assert ["st_1-r1", "st_2-r1"] == sorted(receiver.ids[1:])


async def test_410_disables_at_once(desk: Desk, http: Any, receiver: Receiver) -> None:
    """After 410 Gone nothing more is sent, and the subscription says why; made active again it goes on from there."""
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    receiver.answers(410, 204)
    await desk.stream(update("st_1", 1))
    await desk.run(worker)
    assert not await worker.round() or not await (await desk.worker(made["id"])).round()
    now = await shown(http, made)
    assert ("disabled", True, 1) == (now["status"], "410" in now["reason"], now["failed"])
    await desk.stream(update("st_2", 1))
    await http.patch(f"/v1/subscriptions/{made['id']}", json={"status": "active"})
    await desk.run(await desk.worker(made["id"]))
    assert ["st_1-r1", "st_2-r1"] == receiver.ids
    assert ("active", "") == ((now := await shown(http, made))["status"], now["reason"])


async def test_endpoint_is_disabled_after_the_last_attempt(desk: Desk, http: Any, receiver: Receiver) -> None:
    """Ten attempts over three days and none accepted: the endpoint is disabled, the delivery listed as failed."""
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    receiver.answers(500)
    await desk.stream(update("st_1", 1))
    for _ in range(11):
        await desk.run(worker, 86_400)
    assert 10 == len(receiver.got)
    now = await shown(http, made)
    assert ("disabled", 0, 1) == (now["status"], now["waiting"], now["failed"])
    assert "10 attempts" in now["reason"]


async def test_one_poisonous_delivery_does_not_disable(desk: Desk, http: Any, receiver: Receiver) -> None:
    """A delivery that is never accepted stops no other and does not disable an endpoint that accepts others."""

    async def answer(got: Any) -> Any:
        return (500 if got.id == "st_1-r1" else 204), {}

    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    receiver.answer = answer
    await desk.stream(update("st_1", 1))
    for number in range(12):
        await desk.stream(update(f"st_x{number}", 1))
        await desk.run(worker, 86_400)
    assert 12 == len([one for one in receiver.ids if one.startswith("st_x")])
    now = await shown(http, made)
    assert ("active", 1) == (now["status"], now["failed"])


async def test_nothing_piles_up_for_a_dead_endpoint(desk: Desk, http: Any, receiver: Receiver) -> None:
    """While an endpoint is down the stream keeps its updates; back up, it gets each of them, folded by story."""
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    receiver.answers(500)
    for number in range(5):
        await desk.stream(update(f"st_{number}", 1))
        await desk.run(worker, 1)
    await desk.stream(*(update("st_9", n) for n in range(1, 101)))
    await desk.run(worker, 1)
    assert (await shown(http, made))["waiting"] < 10
    assert (await shown(http, made))["is_failing"]
    receiver.answers(204)
    receiver.got.clear()
    for _ in range(30):
        await desk.run(worker, 86_400)
    got: list[tuple[str, int]] = []
    for one in receiver.got:
        data = one.event["data"]
        got += [(data["story_id"], n["revision"]) for n in data["folded"] or [data]]
    wanted = [*((f"st_{n}", 1) for n in range(5)), *(("st_9", n) for n in range(1, 101))]
    assert sorted(wanted) == sorted(got)
    assert list(range(1, 101)) == [revision for story, revision in got if story == "st_9"]
    assert len(receiver.got) < 40


async def test_redirect_is_not_followed(desk: Desk, http: Any, receiver: Receiver) -> None:
    """A redirect counts as a failure: nothing is sent to where it leads."""
    async with receiving() as other:
        made = await subscribe(http, receiver)
        worker = await desk.worker(made["id"])
        receiver.answers(307, location=other.url)
        await desk.stream(update("st_1", 1))
        await desk.run(worker)
        assert (1, 0) == (len(receiver.got), len(other.got))
    assert "redirected" == (await log(http, made))["attempts"][0]["outcome"]


async def test_slow_endpoint_times_out_and_delays_no_other(desk: Desk, http: Any, receiver: Receiver) -> None:
    """An endpoint that does not answer is a timeout for itself and nothing to the others."""

    async def never(_: Any) -> Any:
        await asyncio.sleep(60)

    async with receiving() as slow:
        slow.answer = never
        desk.tools.outbound._timeout = 0.5
        made = [await subscribe(http, one) for one in (slow, receiver)]
        workers = [await desk.worker(one["id"]) for one in made]
        await desk.stream(update("st_1", 1), update("st_2", 1))
        for worker in workers:
            await worker.round()
        await workers[1].settled()
        assert ["st_1-r1", "st_2-r1"] == sorted(receiver.ids)
        assert workers[0].under_way
        await workers[0].settled()
    assert "timeout" == (await log(http, made[0]))["attempts"][0]["outcome"]


async def test_name_is_judged_when_it_is_resolved(receiver: Receiver) -> None:
    """A harmless name that leads to loopback is connected to only where that is allowed, and at the judged address."""
    url = receiver.url.replace("127.0.0.1", "hooks.example.com")

    async def rebound(host: str, _: int) -> list[str]:
        assert "hooks.example.com" == host
        return ["127.0.0.1"]

    for private, outcome in ((False, "blocked"), (True, "delivered")):
        outbound = Outbound(Allowed(private=private, plain_http=True), 2.0, rebound)
        assert outcome == (await outbound.post(url, b"{}", {"webhook-id": "x"})).outcome
        await outbound.close()
    (got,) = receiver.got
    assert url.split("/")[2] == got.headers["host"]


async def test_large_and_slow_bodies_are_left_unread() -> None:
    """An answer with an endless body is as good as one without: its status counts."""

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"x" * 65536)
                await writer.drain()

    server = await asyncio.start_server(endless, "127.0.0.1", 0)
    outbound = Outbound(Allowed(private=True, plain_http=True), 2.0)
    answer = await outbound.post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", b"{}", {})
    assert ("delivered", 200) == (answer.outcome, answer.status)
    await outbound.close()
    server.close()


# When a process ends


async def test_restart_in_the_middle_sends_what_was_under_way_again(desk: Desk, http: Any, receiver: Receiver) -> None:
    """Killed between send and record, the delivery is sent again with the same id and body; the others go once."""
    made = await subscribe(http, receiver)
    dead = await desk.worker(made["id"])
    hangs = asyncio.Event()

    async def died(*_: Any) -> None:
        await hangs.wait()

    dead._records.record = died  # type: ignore[method-assign]
    await desk.stream(update("st_1", 1))
    await dead.round()
    async with asyncio.timeout(SOON):
        while not receiver.got:
            await asyncio.sleep(0.01)
    await desk.stream(update("st_1", 2), update("st_2", 1))
    heir = await desk.worker(made["id"])
    await desk.run(heir, 1)
    await desk.run(heir, 1)
    assert ["st_1-r1", "st_1-r1", "st_1-r2", "st_2-r1"] == sorted(receiver.ids)
    first, again = (one for one in receiver.got if one.id == "st_1-r1")
    assert first.body == again.body
    hangs.set()


async def test_who_lost_the_claim_records_nothing(desk: Desk, http: Any, receiver: Receiver) -> None:
    """A process that was taken for dead and wakes up can write nothing more."""
    made = await subscribe(http, receiver)
    old = await desk.worker(made["id"])
    await desk.worker(made["id"])
    await desk.stream(update("st_1", 1))
    with pytest.raises(ClaimLost):
        await old.round()
    assert [] == receiver.got


async def test_an_outage_of_redis_is_one_line(desk: Desk, http: Any, receiver: Receiver) -> None:
    """Deliveries that Redis leaves without a body are told in one warning without a traceback, and go later."""
    made = await subscribe(http, receiver)
    await desk.stream(update("st_1", 1), update("st_2", 1))
    worker = await desk.worker(made["id"])
    body = desk.tools.messages.body

    async def away(*_: Any) -> None:
        raise RedisConnectionError("Error 111 connecting to 127.0.0.1:6379. Connection refused.")

    desk.tools.messages.body = away
    with capture_logs() as lines:
        await worker.round()
        await asyncio.wait_for(worker.settled(), SOON)
    (line,) = lines
    assert ("warning", "webhook.waits", "ConnectionError") == (line["log_level"], line["event"], line["error"])
    assert "exc_info" not in line
    desk.tools.messages.body = body
    await desk.run(worker, 1)
    assert ["st_1-r1", "st_2-r1"] == sorted(receiver.ids)


async def test_a_fault_of_our_own_is_told_with_its_place(desk: Desk, http: Any, receiver: Receiver) -> None:
    """What breaks a delivery and is no outage is an error with a traceback."""
    made = await subscribe(http, receiver)
    await desk.stream(update("st_1", 1))
    worker = await desk.worker(made["id"])

    async def broken(*_: Any) -> None:
        raise KeyError("no such thing")

    desk.tools.messages.body = broken
    with capture_logs() as lines:
        await worker.round()
        await asyncio.wait_for(worker.settled(), SOON)
    (line,) = lines
    assert ("error", "webhook.delivery_broke") == (line["log_level"], line["event"])
    assert isinstance(line["exc_info"], KeyError)


async def test_what_was_trimmed_is_told(desk: Desk, http: Any, receiver: Receiver) -> None:
    """An endpoint that was away until its updates were trimmed gets a reset with a snapshot link, then what is left."""
    made = await subscribe(http, receiver, filter={"story": "st_1"})
    await http.patch(f"/v1/subscriptions/{made['id']}", json={"status": "paused"})
    ids = await desk.stream(*(update("st_1", n) for n in (1, 2, 3)))
    await desk.redis.xtrim(desk.handling.state.key(STORIES_UPDATED.name), minid=ids[2], approximate=False)
    await http.patch(f"/v1/subscriptions/{made['id']}", json={"status": "active"})
    worker = await desk.worker(made["id"])
    desk.clock.advance(120)
    await desk.run(worker, 5)
    kinds = {one.event["type"]: one.event for one in receiver.got}
    assert {"slugline.stream.reset.v1", "slugline.story.updated.v1"} == set(kinds)
    assert "/v1/stories/st_1" == kinds["slugline.stream.reset.v1"]["data"]["snapshot"]
    assert "st_1-r3" == kinds["slugline.story.updated.v1"]["id"]
    assert any("reset" == one["kind"] for one in (await log(http, made))["attempts"])


# Withdrawn words


async def test_kill_takes_words_out_of_what_waits(desk: Desk, http: Any, receiver: Receiver) -> None:
    """A delivery that waits for a retry when an article is killed is sent without a word of it."""
    item = a.article("urn:k", headline="Secret headline", text="Secret words.")
    told = update(
        "st_1",
        1,
        a.article_added("urn:k", evidence=(a.evidence(item, "Secret words"),)),
        message="Secret",
        story=a.snapshot("st_1", 1, title={"en": "Secret headline"}, top_articles=(a.story_article(item),)),
    )
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    receiver.answers(500, 204)
    await desk.stream(told)
    await desk.run(worker)
    await desk.killed(a.kill("urn:k"))
    await desk.run(worker, 6)
    first, again = receiver.got
    assert b"Secret" in first.body
    assert b"Secret" not in again.body
    assert "st_1-r1" == again.verified(made["secret"])["id"]
    keys = [key async for key in desk.redis.scan_iter(f"{desk.handling.state.namespace}publish:webhook*")]
    assert keys
    for key in keys:
        assert b"Secret" not in (await desk.redis.dump(key) or b"")


# What people do


async def test_rotation_signs_with_both_for_a_while(desk: Desk, http: Any, receiver: Receiver) -> None:
    """After a rotation deliveries verify with the new and the old secret until the old one's time is over."""
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    rotated = (await http.post(f"/v1/subscriptions/{made['id']}/rotate", json={"keep_hours": 0.01})).json()
    await desk.stream(update("st_1", 1))
    await desk.run(worker, 2)
    for secret in (made["secret"], rotated["secret"]):
        receiver.got[0].verified(secret)
    assert made["secret"] != rotated["secret"]
    await desk.stream(update("st_2", 1))
    await desk.run(worker, 60)
    receiver.got[1].verified(rotated["secret"])
    assert 1 == len(receiver.got[1].headers["webhook-signature"].split())


async def test_replay_of_one_delivery(desk: Desk, http: Any, receiver: Receiver) -> None:
    """A delivery that was accepted, and one that was given up, are sent again on request, with the same id."""
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    await desk.stream(update("st_1", 1))
    await desk.run(worker)
    line = (await log(http, made))["attempts"][0]
    asked = await http.post(f"/v1/subscriptions/{made['id']}/replay", json={"delivery": line["delivery"]})
    assert 202 == asked.status_code
    await desk.run(worker, 2)
    assert ["st_1-r1", "st_1-r1"] == receiver.ids
    missing = await http.post(f"/v1/subscriptions/{made['id']}/replay", json={"delivery": "dl_none"})
    assert 404 == missing.status_code


async def test_replay_since_a_time_and_of_a_story(desk: Desk, http: Any, receiver: Receiver) -> None:
    """All updates since a time are sent again, or those of a story after a revision."""
    made = await subscribe(http, receiver, fold="none")
    worker = await desk.worker(made["id"])
    ids = await desk.stream(*(update("st_1", n) for n in (1, 2, 3)))
    await desk.run(worker)
    receiver.got.clear()
    await http.post(f"/v1/subscriptions/{made['id']}/replay", json={"since": ids[0]})
    await desk.run(worker, 2)
    assert ["st_1-r2", "st_1-r3"] == receiver.ids
    receiver.got.clear()
    early = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    await http.post(f"/v1/subscriptions/{made['id']}/replay", json={"since": early})
    await desk.run(worker, 2)
    assert ["st_1-r1", "st_1-r2", "st_1-r3"] == receiver.ids
    receiver.got.clear()
    await http.post(f"/v1/subscriptions/{made['id']}/replay", json={"story": "st_1", "revision": 2})
    await desk.run(worker, 2)
    assert ["st_1-r3"] == receiver.ids


async def test_ping_shows_whether_it_works(desk: Desk, http: Any, receiver: Receiver) -> None:
    """A test message arrives signed, and its answer is told at once and stands in the log."""
    made = await subscribe(http, receiver)
    answer = (await http.post(f"/v1/subscriptions/{made['id']}/ping")).json()
    assert ("delivered", 204) == (answer["outcome"], answer["status"])
    assert "slugline.webhook.ping.v1" == receiver.got[0].event["type"]
    line = (await log(http, made))["attempts"][0]
    assert ("ping", answer["message_id"]) == (line["kind"], line["event_id"])


async def test_removed_subscription_gets_nothing(desk: Desk, http: Any, receiver: Receiver) -> None:
    """A removed subscription is gone with all that was kept of it, and whoever delivers to it stops."""
    made = await subscribe(http, receiver)
    worker = await desk.worker(made["id"])
    await desk.stream(update("st_1", 1))
    assert 204 == (await http.delete(f"/v1/subscriptions/{made['id']}")).status_code
    assert not await worker.round()
    assert [] == receiver.got
    assert 404 == (await http.get(f"/v1/subscriptions/{made['id']}")).status_code
    keys = [key async for key in desk.redis.scan_iter(f"*{made['id']}*")]
    assert [] == keys


async def test_secret_is_shown_once(desk: Desk, http: Any, receiver: Receiver) -> None:
    """No answer but that to the making and to a rotation holds a secret."""
    made = await subscribe(http, receiver)
    bare = made["secret"].removeprefix("whsec_")
    for path in ("", f"/{made['id']}", f"/{made['id']}/deliveries"):
        answer = await http.get(f"/v1/subscriptions{path}")
        assert 200 == answer.status_code
        assert bare not in answer.text
    changed = await http.patch(f"/v1/subscriptions/{made['id']}", json={"description": "new"})
    assert bare not in changed.text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "url"),
        ({"url": "ftp://x.example"}, "url"),
        ({"url": "https://u:p@x.example"}, "url"),
        ({"url": "https://169.254.169.254/latest"}, "url"),
        ({"url": "https://x.example", "filter": {"colour": "red"}}, "filter.colour"),
        ({"url": "https://x.example", "filter": {"kind": "gossip"}}, "filter.kind"),
        ({"url": "https://x.example", "secret": "mine"}, "secret"),
    ],
)
async def test_what_is_wrong_is_named(http: Any, said: Any, field: str) -> None:
    """A request that cannot be taken is answered with the field that is wrong."""
    answer = await http.post("/v1/subscriptions", json=said)
    assert 422 == answer.status_code
    assert field in [one["field"] for one in answer.json()["errors"]]
