"""Who is let in at publish: keys, scopes, sessions, and where requests may come from."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import structlog

from services.publish.app import build, web
from services.publish.settings import PublishSettings
from shared.access import revoked
from shared.access.failures import MOST
from shared.access.guard import COOKIE
from shared.access.keys import SCOPES
from shared.access.store import KeyStore
from shared.access.table import RULES
from shared.delivery.state import State
from shared.metrics import exposition
from shared.streams import STORIES_COMMANDS
from shared.testing import builders as a

pytestmark = pytest.mark.integration

JSON = {"content-type": "application/json"}
HTML = {"accept": "text/html"}


@pytest.fixture
def keys(redis: Any, namespace: str) -> KeyStore:
    """The keys of this namespace."""
    return KeyStore(redis, namespace, lambda: datetime.now(UTC))


@pytest.fixture
async def closed(publish: Any, redis: Any, namespace: str) -> AsyncIterator[httpx.AsyncClient]:
    """publish where keys are needed."""
    app = web(State(redis, namespace), PublishSettings(namespace=namespace, auth="on", hosts="publish"))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://publish") as client:
        yield client


async def bearer(keys: KeyStore, *scopes: Any, name: str = "ada") -> dict[str, str]:
    """The header of a new key."""
    return {"authorization": f"Bearer {(await keys.create(name, scopes, None))[0]}"}


async def test_without_a_key_nothing_is_told(closed: httpx.AsyncClient) -> None:
    """Without a key the API answers 401 as a problem that says how to send one; descriptions stay open."""
    answer = await closed.get("/v1/stories")
    assert (401, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert 'Bearer realm="slugline"' == answer.headers["www-authenticate"]
    assert "no_key" == answer.json()["reason"]
    assert [200, 200] == [(await closed.get(path)).status_code for path in ("/openapi.json", "/static/page.css")]


async def test_a_key_opens_what_its_scope_says(closed: httpx.AsyncClient, keys: KeyStore) -> None:
    """A key with the scope is let in, and one without it is told which scope is missing."""
    reader, pusher = await bearer(keys, "read"), await bearer(keys, "push", name="feed")
    assert 200 == (await closed.get("/v1/stories", headers=reader)).status_code
    refused = await closed.get("/v1/stories", headers=pusher)
    assert (403, "scope_missing", "read") == (refused.status_code, refused.json()["reason"], refused.json()["scope"])
    assert 'error="insufficient_scope", scope="read"' in refused.headers["www-authenticate"]
    assert 403 == (await closed.get("/v1/updates", headers=reader)).status_code


@pytest.mark.parametrize("header", ["Bearer slugline_live_0123456789ab_" + "A" * 43, "Bearer x", "Bearer ключ"])
async def test_a_wrong_key_is_refused(closed: httpx.AsyncClient, header: str) -> None:
    """A key that is unknown or no key at all gets 401, whatever bytes it is made of."""
    answer = await closed.get("/v1/stories", headers=[(b"authorization", header.encode())])
    assert (401, "bad_key") == (answer.status_code, answer.json()["reason"])


async def test_a_name_alone_is_no_key(closed: httpx.AsyncClient) -> None:
    """Other schemes of the Authorization header are no key."""
    answer = await closed.get("/v1/stories", headers={"authorization": "Basic YWRhOmFkYQ=="})
    assert (401, "no_key") == (answer.status_code, answer.json()["reason"])


async def test_wrong_keys_are_bounded(closed: httpx.AsyncClient, keys: KeyStore) -> None:
    """After many wrong keys an address gets 429 with the time to wait, while a key that worked there goes on."""
    reader = await bearer(keys, "read")
    assert 200 == (await closed.get("/v1/stories", headers=reader)).status_code
    statuses = [
        (await closed.get("/v1/stories", headers={"authorization": f"Bearer guess-{number}"})).status_code
        for number in range(MOST + 1)
    ]
    assert [401] * MOST + [429] == statuses
    late = await closed.post("/login", data={"key": "guess"}, headers={"origin": "http://publish"})
    assert (429, True) == (late.status_code, int(late.headers["retry-after"]) > 0)
    assert 200 == (await closed.get("/v1/stories", headers=reader)).status_code


async def test_a_key_in_an_address_is_refused(closed: httpx.AsyncClient, keys: KeyStore) -> None:
    """A key in the address is not taken, even a good one, and the answer does not repeat it."""
    key = (await bearer(keys, "read"))["authorization"].removeprefix("Bearer ")
    answer = await closed.get("/v1/stories", params={"key": key})
    assert (400, "key_in_url") == (answer.status_code, answer.json()["reason"])
    assert key[-43:] not in answer.text
    hidden = await closed.get("/v1/stories?key=" + "".join(f"%{ord(c):02X}" for c in key))
    assert 400 == hidden.status_code


async def test_keys_are_in_no_log_and_no_metric(closed: httpx.AsyncClient, keys: KeyStore) -> None:
    """Whatever a key is refused or let in for, neither logs nor metrics hold its secret."""
    key = (await bearer(keys, "read"))["authorization"].removeprefix("Bearer ")
    with structlog.testing.capture_logs() as logs:
        await closed.get("/v1/stories", headers={"authorization": f"Bearer {key}"})
        await closed.get("/v1/updates", headers={"authorization": f"Bearer {key}"})
        await closed.get(f"/v1/{key}")
        await closed.post("/login", data={"key": key + "x"}, headers={"origin": "http://publish"})
    assert key[-43:] not in json.dumps(logs, default=str) + exposition().decode()


async def test_refusals_are_counted(closed: httpx.AsyncClient) -> None:
    """A refusal is counted under its reason."""
    await closed.get("/v1/stories")
    assert b'slugline_access_refused_total{reason="no_key"}' in exposition()


# Editors


async def _commanded(redis: Any, namespace: str) -> list[str]:
    entries = await redis.xrange(STORIES_COMMANDS.key(namespace))
    return [json.loads(fields[b"data"])["data"]["by"] for _, fields in entries]


async def test_a_command_carries_the_name_of_its_key(
    closed: httpx.AsyncClient, publish: Any, keys: KeyStore, redis: Any, namespace: str
) -> None:
    """A key names its editor: a command has the key's name, whoever its body names."""
    await publish.told(a.story_update("st_1", 1))
    editor = await bearer(keys, "edit", name="ada")
    for body in ({"do": "pin", "by": "somebody else"}, {"do": "pin"}):
        answer = await closed.post("/v1/stories/st_1/commands", json=body, headers=editor)
        assert 202 == answer.status_code, answer.text
    assert ["ada", "ada"] == await _commanded(redis, namespace)


async def test_without_keys_a_command_names_who_asks(publish: Any, http: Any) -> None:
    """Where keys are off a command has to say who asks for it."""
    await publish.told(a.story_update("st_1", 1))
    answer = await http.post("/v1/stories/st_1/commands", json={"do": "pin"})
    assert (422, "by") == (answer.status_code, answer.json()["errors"][0]["field"])


# People at a browser


async def _logged_in(closed: httpx.AsyncClient, keys: KeyStore, *scopes: Any) -> httpx.Response:
    key = (await bearer(keys, *scopes))["authorization"].removeprefix("Bearer ")
    form = {"key": f" {key} ", "next": "/stories/st_1?tab=claims"}
    return await closed.post("/login", data=form, headers={"sec-fetch-site": "same-origin"})


async def test_a_person_is_led_to_the_login_and_back(closed: httpx.AsyncClient, publish: Any, keys: KeyStore) -> None:
    """A page without a session leads to the login, and that back to the page, with a cookie no script can read."""
    await publish.told(a.story_update("st_1", 1))
    sent = await closed.get("/stories/st_1?tab=claims", headers=HTML)
    assert (303, "/login?next=/stories/st_1%3Ftab%3Dclaims") == (sent.status_code, sent.headers["location"])
    form = await closed.get(sent.headers["location"], headers=HTML)
    assert 'value="/stories/st_1?tab=claims"' in form.text
    answer = await _logged_in(closed, keys, "read")
    assert (303, "/stories/st_1?tab=claims") == (answer.status_code, answer.headers["location"])
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in (f"{COOKIE}=", "httponly", "samesite=strict", "path=/", "max-age=43200"))
    assert "slugline_live" not in cookie
    assert 200 == (await closed.get("/stories/st_1", headers=HTML)).status_code


async def test_a_session_ends_on_logging_out(closed: httpx.AsyncClient, keys: KeyStore) -> None:
    """After logging out the old cookie opens nothing."""
    await _logged_in(closed, keys, "read")
    token = closed.cookies[COOKIE]
    assert 303 == (await closed.post("/logout", headers={"origin": "http://publish"})).status_code
    answer = await closed.get("/v1/stories", headers={"cookie": f"{COOKIE}={token}"})
    assert (401, "no_session") == (answer.status_code, answer.json()["reason"])


async def test_a_session_may_what_its_key_may(closed: httpx.AsyncClient, keys: KeyStore) -> None:
    """A session has the scopes of its key; a page says so in words."""
    await _logged_in(closed, keys, "subscribe")
    refused = await closed.get("/", headers=HTML)
    assert (403, True) == (refused.status_code, "lacks the scope read" in refused.text)


async def test_a_wrong_key_at_the_login_opens_nothing(closed: httpx.AsyncClient) -> None:
    """A wrong key leaves the person at the form, with no cookie, and is not shown again."""
    wrong = "slugline_live_0123456789ab_" + "Z" * 43
    answer = await closed.post("/login", data={"key": wrong}, headers={"origin": "http://publish"})
    assert (401, None) == (answer.status_code, answer.headers.get("set-cookie"))
    assert "Z" * 43 not in answer.text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\tx", "", "data:1"])
async def test_the_login_leads_to_no_other_site(closed: httpx.AsyncClient, keys: KeyStore, back: str) -> None:
    """Whatever a link to the login says, it leads on to a page of ours only."""
    key = (await bearer(keys, "read"))["authorization"].removeprefix("Bearer ")
    answer = await closed.post("/login", data={"key": key, "next": back}, headers={"origin": "http://publish"})
    assert "/" == answer.headers["location"]


async def test_programs_get_a_problem_not_a_login(closed: httpx.AsyncClient) -> None:
    """Whoever does not ask for HTML gets 401, at pages too."""
    assert 401 == (await closed.get("/")).status_code
    assert 401 == (await closed.get("/v1/stories", headers=HTML)).status_code


# Pages of other sites


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
async def test_pages_of_other_sites_can_change_nothing(publish: Any, http: Any, headers: dict[str, str]) -> None:
    """A page elsewhere cannot make a browser send a command, also where no key is needed."""
    await publish.told(a.story_update("st_1", 1))
    body = json.dumps({"do": "pin", "by": "ada"})
    answer = await http.post("/v1/stories/st_1/commands", content=body, headers=JSON | headers)
    assert (403, "other_origin") == (answer.status_code, answer.json()["reason"])
    assert 202 == (await http.post("/v1/stories/st_1/commands", content=body, headers=JSON)).status_code


async def test_a_cookie_alone_proves_no_page(closed: httpx.AsyncClient, publish: Any, keys: KeyStore) -> None:
    """With a cookie a change needs a sign that our own page sent it."""
    await publish.told(a.story_update("st_1", 1))
    await _logged_in(closed, keys, "edit")
    path, body = "/v1/stories/st_1/commands", {"do": "pin"}
    assert 403 == (await closed.post(path, json=body)).status_code
    assert 202 == (await closed.post(path, json=body, headers={"origin": "http://publish"})).status_code


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8080", ""])
async def test_foreign_names_for_loopback_are_refused(redis: Any, namespace: str, host: str) -> None:
    """Bound to loopback, a page elsewhere whose name leads here reads nothing (DNS rebinding)."""
    app = web(State(redis, namespace), PublishSettings(namespace=namespace))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        answer = await client.get("/v1/stories", headers={"host": host})
        assert (403, "unknown_host") == (answer.status_code, answer.json()["reason"])
        assert 200 == (await client.get("/v1/stories")).status_code
        assert 403 == (await client.get("/v1/stories", headers={"x-forwarded-for": "192.0.2.1"})).status_code


# The service


async def test_a_stream_ends_with_its_key(
    redis_url: str, namespace: str, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over real HTTP: /readyz says whether keys are needed, and a live stream ends soon after its key was revoked."""
    monkeypatch.setattr(revoked, "LOOK_EVERY", 0.05)
    service = build(PublishSettings(redis_url=redis_url, namespace=namespace, publish_port=0, auth="on"))
    await service.start()
    header = await bearer(keys, "subscribe")
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{service.port}", trust_env=False) as client:
            assert "keys are needed" == (await client.get("/readyz")).json()["access"]
            async with asyncio.timeout(20), client.stream("GET", "/v1/updates", headers=header) as answer:
                lines = answer.aiter_lines()
                assert "retry: 3000" == await anext(lines)
                await keys.revoke("ada")
                assert not [line async for line in lines if line.startswith("data")]
            assert 401 == (await client.get("/v1/updates", headers=header)).status_code
    finally:
        await service.stop()


def test_every_route_has_its_row(publish: Any) -> None:
    """Every route of publish has a row of its own in the table of scopes, so that none is closed by oversight."""
    paths = [(method.upper(), path) for path, found in publish.web.openapi()["paths"].items() for method in found]
    paths += [(method, route.path) for route in publish.web.routes for method in getattr(route, "methods", None) or ()]
    paths = [("GET" if method == "HEAD" else method, path) for method, path in paths]
    unwritten = [p for p in paths if not any(rule.fits(*p) for rule in RULES)]
    assert [] == unwritten
    assert {rule.needs for rule in RULES} == {*SCOPES, "open"}
