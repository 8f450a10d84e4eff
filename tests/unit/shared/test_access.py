from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.access import origins
from shared.access.failures import MOST, SPAN, Failures
from shared.access.keys import SCOPES, holds_key, key_id, make_key, matches
from shared.access.mode import OpenToAll, access_of
from shared.access.store import KeyRefused, KeyStore
from shared.access.table import needed
from shared.clock import ManualClock
from shared.settings import Settings

NOON = datetime(2025, 9, 12, 12, 0, tzinfo=UTC)


def access(**settings: Any) -> Any:
    """How these settings let requests in."""
    return access_of(Settings(_env_file=None, **settings))


# Keys


def test_a_key_names_itself_and_hides_its_secret() -> None:
    """A key carries its id and 256 bits; what is kept of it recognises it and holds no part of its secret."""
    key, kept = make_key("ada", ("read",), NOON)
    prefix, _, secret = key.rpartition(f"{kept.id}_")
    assert ("slugline_live_", 43, kept.id) == (prefix, len(secret), key_id(key))
    assert matches(key, kept.digest)
    assert not matches(key[:-1] + ("A" if key[-1] != "A" else "B"), kept.digest)
    assert secret not in kept.model_dump_json()


def test_keys_differ() -> None:
    """No two keys share an id or a secret."""
    made = {make_key("ada", ("read",), NOON)[0] for _ in range(200)}
    assert 200 == len({key_id(key) for key in made}) == len({key[27:] for key in made})


@pytest.mark.parametrize("text", ["", "slugline_live_", "Bearer x", "slugline_live_0123456789ab_short", "ключ" * 40])
def test_what_is_no_key_is_none(text: str) -> None:
    """Text that is no key has no id, whatever it is."""
    assert key_id(text) is None
    assert not holds_key(text)


def test_admin_may_everything_and_others_what_they_say() -> None:
    """A scope lets its holder do that one thing; admin lets all."""
    _, admin = make_key("root", ("admin",), NOON)
    _, desk = make_key("desk", ("push", "read"), NOON)
    assert all(admin.may(scope) for scope in SCOPES)
    assert ["push", "read"] == [scope for scope in SCOPES if desk.may(scope)]


# The table


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/articles", "push"),
        ("GET", "/v1/articles", "read"),
        ("GET", "/v1/articles/urn:x:1/why", "read"),
        ("GET", "/v1/updates", "subscribe"),
        ("HEAD", "/v1/updates", "subscribe"),
        ("GET", "/v1/subscriptions/s1", "subscribe"),
        ("DELETE", "/v1/subscriptions/s1", "subscribe"),
        ("POST", "/v1/stories/st_1/commands", "edit"),
        ("GET", "/v1/stories/st_1", "read"),
        ("GET", "/", "read"),
        ("GET", "/operations", "admin"),
        ("POST", "/operations/dead/ingest/1-0/replay", "admin"),
        ("POST", "/stories/st_1/edit/merge", "edit"),
        ("POST", "/stories/st_1/seen", "read"),
        ("POST", "/stories/st_1/edit/seen", "edit"),
        ("GET", "/static/page.css", "open"),
        ("POST", "/login", "open"),
        ("PUT", "/v1/stories/st_1", "admin"),
        ("GET", "/nobody/wrote/this", "admin"),
        ("POST", "//v1/articles", "admin"),
        ("GET", "/v1/stories/a\nb", "read"),
    ],
)
def test_requests_need_their_scope(method: str, path: str, scope: str) -> None:
    """Each request needs the scope of its row; what nobody wrote down needs admin."""
    assert scope == needed(method, path)


# Whether keys are asked for


def test_loopback_needs_no_key() -> None:
    """Bound to loopback no key is asked for, and only names of this machine are answered."""
    for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8"):
        assert (False, True) == (access(host=host).needs_key, "127.0.0.1" in access(host=host).hosts)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.4", "news.example"])
def test_everywhere_else_needs_keys(host: str) -> None:
    """Bound to any other address keys are asked for."""
    assert access(host=host).needs_key


def test_a_public_name_needs_keys_too() -> None:
    """Loopback behind a proxy that has a public name is not private."""
    found = access(hosts="news.example")
    assert found.needs_key
    assert "news.example" in found.hosts


def test_off_in_public_takes_two_words() -> None:
    """Keys cannot be turned off on a public address by one setting alone."""
    with pytest.raises(OpenToAll, match="SLUGLINE_AUTH_OFF_FOR_ALL"):
        access(host="0.0.0.0", auth="off")
    told = access(host="0.0.0.0", auth="off", auth_off_for_all=True)
    assert (False, True) == (told.needs_key, "anybody" in told.told)
    assert not access(auth="off").needs_key
    assert access(auth="on").needs_key


# Where requests come from


@pytest.mark.parametrize(
    ("headers", "has_cookie", "foreign"),
    [
        ({}, False, False),  # curl
        ({}, True, True),  # a cookie, and nothing that shows whose page it was
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True, False),
        ({"sec-fetch-site": "cross-site"}, False, True),
        ({"sec-fetch-site": "same-site"}, True, True),
        ({"origin": "http://127.0.0.1:8080"}, True, False),
        ({"origin": "http://127.0.0.1:9090"}, False, True),
        ({"origin": "null"}, False, True),
        ({"origin": "http://[broken"}, False, True),
    ],
)
def test_foreign_pages_are_known(headers: dict[str, str], has_cookie: bool, foreign: bool) -> None:
    """A request of another site's page is known by what the browser says; with a cookie, silence counts as foreign."""
    assert foreign == origins.is_foreign({"host": "127.0.0.1:8080", **headers}, has_cookie)


@pytest.mark.parametrize(
    ("host", "rebound"),
    [
        ("127.0.0.1:8080", False),
        ("localhost", False),
        ("[::1]:8080", False),
        ("desk.localhost:8080", False),
        ("evil.example", True),
        ("127.0.0.1.evil.example:8080", True),
        ("", True),
        ("[", True),
    ],
)
def test_a_name_that_is_not_ours_is_known(host: str, rebound: bool) -> None:
    """Bound to loopback, a request for any other name than this machine's is a foreign page's."""
    assert rebound == origins.is_rebound(host, access().hosts)


# Wrong keys


def test_wrong_keys_are_bounded_by_address_and_minute() -> None:
    """After so many wrong keys an address waits out the minute; a key that was good there before still is."""
    now = [1000.0]
    seen = Failures(lambda: now[0])
    seen.worked("192.0.2.7", "good")
    for _ in range(MOST):
        assert 0 == seen.wait("192.0.2.7", "wrong")
        seen.failed("192.0.2.7")
    assert 60 == seen.wait("192.0.2.7", "wrong")
    assert (0, 0) == (seen.wait("192.0.2.7", "good"), seen.wait("192.0.2.8", "wrong"))
    now[0] += SPAN
    assert 0 == seen.wait("192.0.2.7", "wrong")


def test_one_ipv6_network_is_one_sender() -> None:
    """Guesses from all addresses of one /64 count together."""
    seen = Failures(lambda: 0.0, most=2)
    seen.failed("2001:db8::1")
    seen.failed("2001:db8::2%eth0")
    assert seen.wait("2001:db8::ffff", "x") > 0
    assert 0 == seen.wait("2001:db8:0:1::1", "x")


def test_what_is_remembered_is_bounded() -> None:
    """A million addresses do not fill the memory."""
    seen = Failures(lambda: 0.0)
    for number in range(20_000):
        seen.failed(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert 10_000 == len(seen._counts)


# The store


@pytest.fixture
def clock() -> ManualClock:
    """Noon."""
    return ManualClock(NOON)


@pytest.fixture
def keys(redis: Any, namespace: str, clock: ManualClock) -> KeyStore:
    """An empty store."""
    return KeyStore(redis, namespace, clock.now)


@pytest.mark.integration
async def test_a_key_is_known_until_it_is_revoked(keys: KeyStore, redis: Any, namespace: str) -> None:
    """A key opens the door until it is revoked, and its secret is nowhere in Redis."""
    key, kept = await keys.create("ada", ("read", "edit"), None)
    caller = await keys.caller(key)
    assert caller is not None
    assert ("ada", ("read", "edit")) == (caller.name, caller.scopes)
    stored = str(await redis.hgetall(f"{namespace}access:keys"))
    assert key[-43:] not in stored
    assert await keys.caller(f"slugline_live_{kept.id}_{'A' * 43}") is None
    assert [kept] == await keys.revoke("ada")
    assert await keys.caller(key) is None
    assert [] == await keys.all()


@pytest.mark.integration
async def test_an_expired_key_opens_nothing(keys: KeyStore, clock: ManualClock) -> None:
    """A key with an end is good until then."""
    key, _ = await keys.create("feed", ("push",), NOON + timedelta(days=1))
    assert await keys.caller(key) is not None
    clock.advance(86_400)
    assert await keys.caller(key) is None


@pytest.mark.integration
async def test_two_keys_live_while_one_follows_the_other(keys: KeyStore, clock: ManualClock) -> None:
    """While a key is rotated both work, never three; then the old one ends by itself."""
    old, _ = await keys.create("ada", ("read",), None)
    with pytest.raises(KeyRefused, match="rotate"):
        await keys.create("ada", ("read",), None)
    new, _, ended = await keys.rotate("ada", timedelta(hours=1))
    assert NOON + timedelta(hours=1) == ended.expires
    assert [True, True] == [await keys.caller(key) is not None for key in (old, new)]
    with pytest.raises(KeyRefused, match="two keys"):
        await keys.rotate("ada", timedelta(hours=1))
    clock.advance(3600)
    assert [False, True] == [await keys.caller(key) is not None for key in (old, new)]
    await keys.rotate("ada", timedelta(hours=1))


@pytest.mark.integration
async def test_the_first_key_is_made_once(keys: KeyStore) -> None:
    """The first start makes an admin key; later starts make none."""
    made = await keys.create_first("first")
    assert made is not None
    assert ("admin",) == made[1].scopes
    assert await keys.create_first("first") is None


@pytest.mark.integration
async def test_last_use_is_kept_by_the_hour(keys: KeyStore, clock: ManualClock) -> None:
    """When a key was last used is known to the hour, not closer."""
    key, _ = await keys.create("ada", ("read",), None)
    assert [None] == [used for _, used in await keys.all()]
    clock.advance(2 * 3600 + 1234)
    await keys.caller(key)
    assert ["2025-09-12T14:00:00+00:00"] == [used for _, used in await keys.all()]


@pytest.mark.integration
async def test_a_session_ends_with_its_key(keys: KeyStore) -> None:
    """A session is its key's holder until it is closed or the key is revoked; its token is kept as a digest only."""
    key, _ = await keys.create("ada", ("read",), None)
    caller = await keys.caller(key)
    assert caller is not None
    first, second = await keys.open_session(caller, 60), await keys.open_session(caller, 60)
    assert caller == await keys.caller_of_session(first)
    assert await keys.caller_of_session(key) is None
    await keys.close_session(first)
    assert await keys.caller_of_session(first) is None
    await keys.revoke("ada")
    assert await keys.caller_of_session(second) is None
