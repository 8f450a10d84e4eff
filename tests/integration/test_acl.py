"""A service can do its work and nothing else: the users of Redis, on a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import AuthenticationError, NoPermissionError, ResponseError

from shared.access.store import KeyStore
from shared.acl import acl_file, users
from shared.delivery.backlog import Backlog, Marks
from shared.delivery.commit import Commit, Committer, Gate
from shared.delivery.janitor import Janitor
from shared.delivery.scripts import COMMITTED
from shared.delivery.service import Service
from shared.delivery.unit import Unit
from shared.delivery.valve import REFUSAL, Valve
from shared.streams import ARTICLES_SUBMITTED, SERVICES, STREAMS, dead_letters
from shared.testing.pipeline import InProcessPipeline
from tests.integration.acl_server import AclServer, acl_server

pytestmark = pytest.mark.integration

#: A namespace that would match anything, were it read as a pattern.
NAMESPACE = "{des[k]*}:"
SEEDS = Path(__file__).parents[2] / "seeds"
#: Articles of the sample wire that are played, the last ones: a correction and a kill are among them.
MANY = 8
#: Commands that no service and no integrator may give, with keys that are theirs where they take some.
FOR_NOBODY = (
    "FLUSHALL", "FLUSHDB", "KEYS *", "CONFIG GET *", "CONFIG SET maxmemory 1", "SCAN 0", "ACL LIST", "ACL WHOAMI",
    "ACL LOG", "SHUTDOWN NOSAVE", "SAVE", "BGREWRITEAOF", "MONITOR", "CLIENT LIST",
    "CLIENT KILL TYPE normal", "REPLICAOF NO ONE", "SWAPDB 0 1", "MODULE LIST", "FUNCTION FLUSH", "SCRIPT FLUSH",
    "SUBSCRIBE x", "PUBLISH x y", "RANDOMKEY", "SLOWLOG GET", "OBJECT FREQ x", "DUMP x", "MIGRATE h 1 k 0 1",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AclServer]:
    """A server with the users of the table, without a namespace."""
    with acl_server(tmp_path_factory.mktemp("acl")) as started:
        yield started


@pytest.fixture
def client(server: AclServer) -> Iterator[Any]:
    """Clients by user; all are closed at the end."""
    made: list[Redis] = []

    def of(user: str) -> Redis:
        made.append(Redis.from_url(server.url(user), decode_responses=True))
        return made[-1]

    yield of
    for each in made:
        each.close()


class WithUsers(InProcessPipeline):
    """Each service connects as its own user."""

    def __init__(self, server: AclServer, namespace: str) -> None:
        super().__init__(server.url("admin"), namespace)
        self._server = server

    def _build(self, name: str) -> Service:
        self.redis_url = self._server.url(name)
        return super()._build(name)


def refused(server: AclServer) -> list[str]:
    """What the server has refused to services and people: user, reason, what of, and where."""
    with Redis.from_url(server.url("admin"), decode_responses=True) as admin:
        log = admin.acl_log()
    told = (f"{entry['username']}: {entry['reason']} {entry['object']} ({entry['context']})" for entry in log)
    return [each for each in told if not each.startswith("health:")]  # redis-py says its name where it may not


def sample() -> list[dict[str, Any]]:
    """The sample wire, with a kill in it, and an article under embargo that none of it knows."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.json"))[-MANY:]]
    held = {
        "uri": "urn:acl:held",
        "headline": "Port of Tallinn closed for a night",
        "body": "The port of Tallinn closes for a night, the harbour master said.",
        "published_at": "2025-09-12T08:00:00Z",
        "embargoed_until": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
        "source": "Agency A",
        "language": "en",
    }
    return [*(json.loads(text) for text in texts), held]


async def test_every_service_can_do_its_work_with_its_own_user(tmp_path: Path) -> None:
    """The sample wire passes all services as their own users, pages and commands work, and nothing was refused."""
    with acl_server(tmp_path, NAMESPACE) as server:
        async with WithUsers(server, NAMESPACE) as pipeline:
            await pipeline.submit(*sample())
            await pipeline.redis.xadd(f"{NAMESPACE}articles.submitted", {"data": "no json"})
            await pipeline.drain()
            await _use(pipeline)
            for name, service in pipeline.services.items():
                await Janitor(service.redis, NAMESPACE, name).sweep()
                assert all(value is True for value in (await service.readiness()).values())
            assert len(await pipeline.updates()) >= MANY
            assert len(await pipeline.dead("ingest")) == 1
        assert refused(server) == []


async def _use(pipeline: InProcessPipeline) -> None:
    """What people and programs do over HTTP: read, decide, subscribe, push; then the embargo passes."""
    async with httpx.AsyncClient(base_url=pipeline.url("publish"), timeout=60) as http:
        stories = (await http.get("/v1/stories")).json()["items"]
        one = stories[0]["id"]
        for path in ("/", "/operations", f"/stories/{one}", f"/v1/stories/{one}", "/v1/articles", "/v1/search?q=talks"):
            assert (await http.get(path)).status_code == 200, path
        command = {"do": "rename", "by": "ada", "why": "clearer", "title": "Another title"}
        assert (await http.post(f"/v1/stories/{one}/commands", json=command)).status_code == 202
        made = await http.post("/v1/subscriptions", json={"url": "https://hooks.example.org/x"})
        assert made.status_code == 201, made.text
        assert (await http.delete(f"/v1/subscriptions/{made.json()['id']}")).status_code == 204
    async with httpx.AsyncClient(base_url=pipeline.url("ingest"), timeout=60) as http:
        pushed = await http.post("/v1/articles", json={"headline": "Bridge open again", "body": "The bridge is open."})
        assert pushed.status_code == 202, pushed.text
    pipeline.clock.advance(7200)
    async with asyncio.timeout(60):
        while await pipeline.redis.zcard(f"{NAMESPACE}ingest:embargo"):
            await asyncio.sleep(0.1)
    await pipeline.drain()


@pytest.mark.parametrize("user", [*SERVICES, "cli", "integrator", "exporter", "health"])
def test_what_endangers_all_is_refused_to_everybody(client: Any, user: str) -> None:
    """No service, no integrator and no everyday command empties, configures, lists or stops the server."""
    redis = client(user)
    for command in FOR_NOBODY:
        with pytest.raises(NoPermissionError):
            redis.execute_command(*command.split())


@pytest.mark.parametrize("user", SERVICES)
def test_keys_of_another_service_are_refused(client: Any, user: str) -> None:
    """A service neither reads nor writes what another remembers, and takes nobody's lease."""
    redis = client(user)
    for other in (name for name in SERVICES if name != user):
        for command in (
            f"HGETALL {other}:articles", f"HSET {other}:articles a b", f"DEL {other}:articles", f"GET {other}:next",
            f"SET {other}:next 1", f"ZADD {other}:index 1 a", f"SET lease:{other} me", f"XADD dead.{other} * a b",
            f"EVAL return(1) 1 {other}:articles",
        ):  # fmt: skip
            with pytest.raises(NoPermissionError):
                redis.execute_command(*command.split())


@pytest.mark.parametrize("user", SERVICES)
def test_streams_are_written_by_who_writes_them_and_read_by_who_reads_them(client: Any, user: str) -> None:
    """XADD, XREADGROUP and XDEL pass exactly where the table of streams says so."""
    redis = client(user)
    for stream in STREAMS:
        may_delete = user in stream.read_by and stream.trimmed == "acknowledged"
        for command, may in (
            (f"XADD {stream.name} * a b", user in stream.written_by),
            (f"XREADGROUP GROUP {user} me COUNT 1 STREAMS {stream.name} >", user in stream.read_by),
            (f"XDEL {stream.name} 1-1", may_delete),
            (f"DEL {stream.name}", False),
            (f"RENAME {stream.name} {user}:mine", False),
        ):
            assert _passes(redis, command) is may, command


def test_a_script_has_no_more_rights_than_its_user(client: Any) -> None:
    """What a service may not do by itself it may not do in a script that names the key."""
    redis = client("extract")
    with pytest.raises(ResponseError, match="(?i)permission"):
        redis.eval("return redis.call('XRANGE', KEYS[1], '-', '+')", 1, "articles.extracted")
    with pytest.raises(ResponseError, match="(?i)permission"):
        redis.eval("return redis.call('INCR', KEYS[1])", 1, "ingest:seq")


def test_only_publish_and_ingest_see_keys_of_http_and_only_the_operator_makes_some(client: Any) -> None:
    """`access:keys` is read by the two services with doors and written by the `slugline` command alone."""
    for user in SERVICES:
        assert _passes(client(user), "HGETALL access:keys") is (user in ("ingest", "publish"))
        assert not _passes(client(user), "HSET access:keys a b")


async def test_an_operator_makes_and_ends_keys(server: AclServer) -> None:
    """`slugline keys` works with the user of the command: it makes, lists, rotates and revokes keys."""
    async with AsyncRedis.from_url(server.url("cli")) as redis:
        keys = KeyStore(redis, "", lambda: datetime.now(UTC))
        _, kept = await keys.create("desk", ("push",), None)
        _, new, _ = await keys.rotate("desk", timedelta(hours=1))
        assert {record.id for record, _ in await keys.all()} >= {kept.id, new.id}
        assert len(await keys.revoke("desk")) == 2


def test_an_integrator_pushes_and_reads_updates_and_nothing_else(client: Any) -> None:
    """An external program may add articles, read updates in a group, and tell how far it is."""
    redis = client("integrator")
    assert _passes(redis, "XADD articles.submitted * data {}")
    assert _passes(redis, "XGROUP CREATE stories.updated desk 0 MKSTREAM")
    assert _passes(redis, "XREADGROUP GROUP desk me STREAMS stories.updated >")
    assert _passes(redis, "XREAD STREAMS stories.updated 0")
    assert _passes(redis, "HSET stories.updated:readers desk 1-1")
    for command in (
        "XREAD STREAMS articles.submitted 0", "XRANGE articles.accepted - +", "XADD stories.updated * a b",
        "XTRIM stories.updated MAXLEN 0", "XDEL stories.updated 1-1", "XGROUP DESTROY stories.updated publish",
        "DEL stories.updated", "GET access:keys", "EVAL return(1) 0", "XADD articles.accepted * a b",
    ):  # fmt: skip
        assert not _passes(redis, command), command


def test_the_exporter_sees_figures_and_no_text(client: Any) -> None:
    """Prometheus learns lengths and lags; no command of its user returns an article."""
    redis = client("exporter")
    assert _passes(redis, "INFO")
    assert _passes(redis, "XLEN articles.submitted")
    for command in ("XRANGE articles.submitted - +", "XINFO STREAM stories.updated", "HGETALL publish:articles"):
        assert not _passes(redis, command), command


async def test_what_was_committed_is_there_after_a_restart(tmp_path: Path) -> None:
    """Redis reads back every transaction and script of every user, though the default user cannot come in.

    Redis 8.0 does so in the name of the default user, and needs all rights for it; Valkey, which runs here, does not.
    """
    assert {"off", "allkeys", "+@all"} <= set(acl_file().splitlines()[0].split())
    with acl_server(tmp_path) as server:
        async with AsyncRedis.from_url(server.url("cluster")) as redis:
            commit = Commit(
                Gate("none", "cluster:x"), [("HSET", "cluster:x", "a", "1"), ("HSET", "cluster:y", "b", 2)], []
            )
            assert [COMMITTED] == await Committer(redis).commit([commit])
            transaction = redis.pipeline(transaction=True)
            transaction.hset("cluster:x", "c", "3")
            transaction.hset("cluster:z", "d", "4")
            await transaction.execute()
        server.kill()
        server.start()
        async with AsyncRedis.from_url(server.url("cluster"), decode_responses=True) as redis:
            assert {"a": "1", "c": "3"} == await redis.hgetall("cluster:x")
            assert (1, 1) == (await redis.hlen("cluster:y"), await redis.hlen("cluster:z"))


async def test_ingest_may_close_and_open_its_stream(server: AclServer) -> None:
    """The valve of `articles.submitted` works with the rights of ingest, and what was taken in passes it."""
    async with AsyncRedis.from_url(server.url("ingest")) as client:
        redis: Any = client
        await redis.xadd("articles.submitted", {"data": "{}"})
        backlog = Backlog(redis, "", Marks(submitted=1))
        await Valve(redis, "", backlog).look()
        with pytest.raises(ResponseError, match=REFUSAL):
            await redis.xadd("articles.submitted", {"data": "{}"})
        unit = Unit(stream="articles.submitted", entry_id="0-1", attempt=1)
        unit.append(ARTICLES_SUBMITTED, {"data": "{}"})
        assert [COMMITTED] == await Committer(redis).commit([Commit(Gate("none", "ingest:x"), unit.ops, [])])
        for entry_id, _ in await redis.xrange("articles.submitted"):
            await redis.xdel("articles.submitted", entry_id)
        backlog.count_afresh()
        await Valve(redis, "", backlog).look()
        assert await redis.xadd("articles.submitted", {"data": "{}"})


def test_nobody_without_a_name_comes_in(server: AclServer) -> None:
    """The default user is off: without user and password the server answers nothing."""
    with Redis(port=server.port) as redis, pytest.raises(AuthenticationError):
        redis.ping()
    with Redis(port=server.port, username="extract", password="wrong") as redis, pytest.raises(AuthenticationError):
        redis.ping()


def test_every_reader_and_writer_of_the_table_has_a_user() -> None:
    """A stream that a program reads or writes is named in that program's rules."""
    lines = {user.name: user.line() for user in users()}
    for stream in (*STREAMS, *(dead_letters(service) for service in SERVICES)):
        for name in (*stream.read_by, *stream.written_by):
            assert f"~{stream.name}" in lines["integrator" if name == "anyone" else name]


def _passes(redis: Any, command: str) -> bool:
    """Whether the server lets it through; what it then says of a missing key or group is another matter."""
    try:
        redis.execute_command(*command.split())
    except NoPermissionError:
        return False
    except ResponseError:
        return True
    return True
