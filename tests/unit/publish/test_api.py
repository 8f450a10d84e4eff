from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.update import Change
from shared.testing import builders as a

pytestmark = pytest.mark.integration

PROBLEM = "application/problem+json"
KILLED = "urn:test:killed"


async def test_article_is_served_with_its_place(publish: Any, http: Any) -> None:
    """An article is served with its story, entities, claims and text."""
    item = a.article(provider="Agency A")
    claim = a.quantity(item, "16 prisoners", 16, "prisoners released", source="U.S. embassy")
    belarus = a.entity(item, "Belarus")
    await publish.told(
        a.resolved(item, claims=(claim,), entities=(belarus,)),
        a.story_update("st_1", 1, a.article_added(item.uri, why=a.why(0.8))),
    )
    found = (await http.get(f"/v1/articles/{item.uri}")).json()
    assert ("st_1", "usable", "en", "Agency A") == tuple(
        found[k] for k in ("story_id", "status", "language", "provider")
    )
    assert item.text == found["text"]
    assert {"name": "U.S. embassy", "entity_id": None} == found["claims"][0]["source"]
    quantity = found["claims"][0]["quantity"]
    assert (16.0, "prisoners released", "exact") == (quantity["value"], quantity["unit"], quantity["modifier"])
    assert [("en_belarus", "Belarus", ["Belarus"])] == [
        (e["entity_id"], e["name"], e["surfaces"]) for e in found["entities"]
    ]
    assert 0.8 == found["why"]["score"]


async def test_unknown_things_are_problems(http: Any) -> None:
    """What was never seen is answered with 404 and a problem, under /v1 as JSON and elsewhere as a page."""
    for path in (
        "/v1/stories/st_0",
        "/v1/stories/st_0/updates",
        "/v1/articles/urn:x",
        "/v1/articles/urn:x/why",
        "/v1/nothing",
    ):
        answer = await http.get(path)
        assert (404, PROBLEM) == (answer.status_code, answer.headers["content-type"])
        assert 404 == answer.json()["status"]
    for path in ("/stories/st_0", "/articles/urn:x", "/nothing"):
        answer = await http.get(path)
        assert (404, "text/html; charset=utf-8") == (answer.status_code, answer.headers["content-type"])


@pytest.mark.parametrize(
    "path",
    [
        "/v1/stories?cursor=nonsense",
        "/v1/stories?cursor=W10",
        "/v1/stories?cursor=WyJhIiwgImIiXQ",
        "/v1/stories?cursor=W05hTiwgImIiXQ",
        "/v1/stories?limit=0",
        "/v1/stories?limit=100000",
        "/v1/stories?limit=many",
        "/v1/articles?limit=-1",
        "/v1/articles?cursor=%00",
        "/v1/articles/" + "x" * 10_000,
        "/v1/articles/urn:%00",
        "/v1/articles/urn:%0D%0Aset-cookie:a",
        "/v1/stories/" + "x" * 10_000,
        "/v1/stories/st%1B1",
        "/v1/stories/st_1/updates?since=-1",
        "/v1/stories/st_1/updates?since=99999999999999999999999",
        "/v1/updates?after=yesterday",
        "/v1/updates?after=99999999999999999999999",
        "/v1/updates?after=18446744073709551616-0",
        "/v1/updates?story=" + "x" * 10_000,
        "/v1/stories/%ED%A0%80?limit=1",
    ],
)
async def test_bad_input_is_a_problem_of_the_client(http: Any, path: str) -> None:
    """Bad cursors, limits, ids and positions are answered with a 4xx that says what is wrong."""
    answer = await http.get(path)
    assert 400 <= answer.status_code < 500
    assert PROBLEM == answer.headers["content-type"]
    assert answer.json()["detail"]


async def test_bad_last_event_id_is_refused(http: Any) -> None:
    """A Last-Event-ID that no stream gives out is answered with 400."""
    answer = await http.get("/v1/updates", headers={"last-event-id": "x' OR 1=1"})
    assert (400, PROBLEM) == (answer.status_code, answer.headers["content-type"])


async def test_paging_meets_every_article_once(publish: Any, http: Any) -> None:
    """Pages of any size meet every article exactly once, also where many share one time of publication."""
    uris = [f"urn:test:{n}" for n in range(23)]
    await publish.told(*(a.resolved(a.article(uri, published_at=a.at(n // 9))) for n, uri in enumerate(uris)))
    for limit in (1, 4, 23, 200):
        seen, cursor = [], ""
        while True:
            page = (await http.get(f"/v1/articles?limit={limit}" + (f"&cursor={cursor}" if cursor else ""))).json()
            seen += [item["uri"] for item in page["items"]]
            cursor = page["next"]
            if not cursor:
                break
        assert sorted(uris) == sorted(seen)


async def test_stories_are_listed_by_their_latest_update(publish: Any, http: Any) -> None:
    """The story that was updated last comes first, at its latest revision."""
    await publish.told(a.story_update("st_1", 1), a.story_update("st_2", 1), a.story_update("st_1", 2))
    items = (await http.get("/v1/stories")).json()["items"]
    assert [("st_1", 2), ("st_2", 1)] == [(s["id"], s["revision"]) for s in items]


async def test_merged_story_redirects(publish: Any, http: Any) -> None:
    """A merged id answers 308 to the survivor for ever, and its articles are the survivor's."""
    await publish.told(
        a.resolved(a.article("urn:a")),
        a.resolved(a.article("urn:b")),
        a.story_update("st_1", 1, a.article_added("urn:a", "st_1")),
        a.story_update("st_2", 1, a.article_added("urn:b", "st_2")),
        a.story_update("st_1", 2, a.merged_from("st_2", ["urn:b"])),
    )
    for path in ("/v1/stories/st_2", "/stories/st_2"):
        answer = await http.get(path)
        assert (308, path.replace("st_2", "st_1")) == (answer.status_code, answer.headers["location"])
    detail = (await http.get("/v1/stories/st_1")).json()
    assert ["urn:a", "urn:b"] == [item["uri"] for item in detail["articles"]]
    assert "st_1" == (await http.get("/v1/articles/urn:b")).json()["story_id"]
    assert ["st_1"] == [s["id"] for s in (await http.get("/v1/stories")).json()["items"]]


async def test_follower_of_a_merged_story_misses_nothing(publish: Any, http: Any) -> None:
    """Who polls a merged story gets the rest of its updates, then is led to the merge on the survivor."""
    await publish.told(
        a.story_update("st_1", 1),
        a.story_update("st_1", 2),
        a.story_update("st_2", 1),
        a.story_update("st_2", 2),
        a.story_update("st_1", 3, a.merged_from("st_2")),
    )
    rest = (await http.get("/v1/stories/st_2/updates?since=1")).json()
    assert ["st_2-r2"] == [e["id"] for e in rest["items"]]
    on = await http.get("/v1/stories/st_2/updates?since=2", follow_redirects=True)
    assert ["st_1-r3"] == [e["id"] for e in on.json()["items"]]


async def test_updates_stop_before_one_that_is_on_its_way(publish: Any, http: Any) -> None:
    """A poll never skips a revision that another replica still handles."""
    await publish.told(a.story_update("st_1", 1), a.story_update("st_1", 3))
    first = (await http.get("/v1/stories/st_1/updates")).json()["items"]
    assert [1] == [e["data"]["revision"] for e in first]
    await publish.told(a.story_update("st_1", 2))
    rest = (await http.get("/v1/stories/st_1/updates?since=1")).json()["items"]
    assert [2, 3] == [e["data"]["revision"] for e in rest]


async def test_updates_come_in_portions(publish: Any, http: Any) -> None:
    """A limit cuts the list of updates and names the revision to go on after."""
    await publish.told(*(a.story_update("st_1", n) for n in (1, 2, 3)))
    found = (await http.get("/v1/stories/st_1/updates?limit=2")).json()
    assert (2, 2) == (len(found["items"]), found["next"])


async def test_story_is_served_as_of_a_revision(publish: Any, http: Any) -> None:
    """At a revision of the past a story has the articles, title and numbers of then; at none it is as it is now."""
    await publish.told(
        *(a.resolved(a.article(uri)) for uri in ("urn:1", "urn:2", "urn:3")),
        a.story_update("st_1", 1, a.article_added("urn:1"), story=a.snapshot(title={"en": "One"})),
        a.story_update("st_2", 1, a.article_added("urn:3", "st_2")),
        a.story_update("st_1", 2, a.article_added("urn:2"), story=a.snapshot("st_1", 2, title={"en": "Two"})),
        a.story_update("st_1", 3, a.merged_from("st_2", ["urn:3"])),
        a.story_update("st_1", 4, a.article_withdrawn("urn:none")),
        a.story_update("st_1", 5, Change(kind="split_into", ref="st_9", after={"articles": ["urn:1"]})),
    )
    seen = []
    for revision in (1, 2, 3, 4, 5):
        found = (await http.get(f"/v1/stories/st_1?revision={revision}")).json()
        seen.append((found["story"]["revision"], [item["uri"].removeprefix("urn:") for item in found["articles"]]))
    assert [(1, ["1"]), (2, ["1", "2"]), (3, ["1", "2", "3"]), (4, ["1", "2", "3"]), (5, ["2", "3"])] == seen
    assert "One" == (await http.get("/v1/stories/st_1?revision=1")).json()["story"]["title"]["en"]
    own = await http.get("/v1/stories/st_2?revision=1")
    assert ["urn:3"] == [item["uri"] for item in own.json()["articles"]]
    missing = await http.get("/v1/stories/st_1?revision=6")
    assert (404, "urn:slugline:problem:no_such_revision") == (missing.status_code, missing.json()["type"])
    assert 422 == (await http.get("/v1/stories/st_1?revision=0")).status_code


async def test_past_revisions_lose_what_was_withdrawn_since(publish: Any, http: Any) -> None:
    """A revision of before a kill is served without the article and its words."""
    item = a.article(KILLED, headline="Fire in Zanzibar")
    story = a.snapshot(title={"en": item.headline}, top_articles=(a.story_article(item),))
    await publish.told(a.resolved(item), a.story_update("st_1", 1, a.article_added(KILLED), story=story))
    assert "Zanzibar" in (await http.get("/v1/stories/st_1?revision=1")).text
    await publish.told(
        a.resolved(a.kill(KILLED)),
        a.story_update("st_1", 2, a.article_withdrawn(KILLED), story=a.snapshot("st_1", 2, title={})),
    )
    found = await http.get("/v1/stories/st_1?revision=1")
    assert "Zanzibar" not in found.text
    assert ([], []) == (found.json()["articles"], found.json()["story"]["top_articles"])


async def test_copy_names_its_origin(publish: Any, http: Any) -> None:
    """A copy names the article it derives from, and a copy of a copy shares the first one's origin."""
    await publish.told(
        *(a.resolved(a.article(uri)) for uri in ("urn:1", "urn:2", "urn:3")),
        a.story_update("st_1", 1, a.article_added("urn:1")),
        a.story_update("st_1", 2, a.article_added("urn:2", copy_of="urn:1")),
        a.story_update("st_1", 3, a.article_added("urn:3", copy_of="urn:2")),
    )
    assert "urn:2" == (await http.get("/v1/articles/urn:3")).json()["duplicate_of"]
    detail = (await http.get("/v1/stories/st_1")).json()
    assert {"urn:1"} == {item["origin"] for item in detail["articles"]}


async def test_entities_go_by_their_present_names(publish: Any, http: Any) -> None:
    """After a merge of entities, articles that came before show the survivor, once."""
    item = a.article()
    two = (a.entity(item, "Belarus"), a.entity(item, "U.S.", "United States"))
    await publish.told(
        a.resolved(item, entities=two),
        a.entity_change("en_united_states", "Republic of Belarus", "merged", into="en_belarus"),
        a.entity_change("en_belarus", "Republic of Belarus"),
    )
    found = (await http.get(f"/v1/articles/{item.uri}")).json()["entities"]
    assert [("en_belarus", "Republic of Belarus", ["Belarus", "U.S."])] == [
        (e["entity_id"], e["name"], e["surfaces"]) for e in found
    ]


async def test_kill_takes_every_word_out(publish: Any, http: Any) -> None:
    """After a kill no answer and no page holds a word of the article, before the story's own update came as well."""
    secret = "Zanzibar"
    item = a.article(KILLED, headline=f"Fire in {secret}", text=f"A fire burns in {secret}, {secret} police said.")
    quote = a.claim(item, f"A fire burns in {secret}", source=secret)
    snapshot = a.snapshot(
        "st_1",
        title={"en": item.headline},
        key_claims=(a.key_claim(item, f"burns in {secret}"),),
        top_articles=(a.story_article(item),),
    )
    added = a.article_added(KILLED, evidence=(a.evidence(item, f"fire burns in {secret}"),))
    await publish.told(
        a.resolved(item, claims=(quote,), entities=(a.entity(item, secret),)),
        a.resolved(a.article("urn:other", headline="Another fire", text="Nothing.")),
        a.story_update("st_1", 1, added, message=f"Fire in {secret}", story=snapshot),
        a.story_update("st_1", 2, a.article_added("urn:other"), story=snapshot.model_copy(update={"revision": 2})),
    )
    paths = ["/v1/stories", "/v1/stories/st_1", "/v1/stories/st_1/updates", "/v1/articles", f"/v1/articles/{KILLED}"]
    paths += ["/", "/stories/st_1", f"/articles/{KILLED}"]
    for path in paths:
        assert secret in (await http.get(path)).text
    await publish.told(a.resolved(a.kill(KILLED)))
    await _no_word(http, paths, secret)
    gone = {"claim_id": "cl_1", "kind": "quote", "content": f"burns in {secret}"}
    lost = Change(kind="claim_revised", ref="cl_1", before=gone, after=None, effect="supersedes")
    after_kill = a.snapshot("st_1", 3, title={"en": "Another fire"})
    await publish.told(a.story_update("st_1", 3, a.article_withdrawn(KILLED), lost, story=after_kill))
    await _no_word(http, paths, secret)
    dead = (await http.get(f"/v1/articles/{KILLED}")).json()
    assert ("canceled", None, "", []) == (dead["status"], dead["story_id"], dead["text"], dead["claims"])


async def _no_word(http: Any, paths: list[str], secret: str) -> None:
    for path in paths:
        answer = await http.get(path)
        assert 200 == answer.status_code
        assert secret not in answer.text, path


async def test_openapi_describes_every_route(http: Any) -> None:
    """The OpenAPI description names every route, its answers and its problems, and leaves the pages out."""
    described = (await http.get("/openapi.json")).json()
    wanted = {
        "/v1/stories",
        "/v1/stories/{story_id}",
        "/v1/stories/{story_id}/updates",
        "/v1/stories/{story_id}/commands",
        "/v1/stories/{story_id}/decisions",
        "/v1/articles",
        "/v1/articles/{uri}/why",
        "/v1/articles/{uri}",
        "/v1/updates",
        "/v1/stories/{story_id}/claims",
    }
    assert set() == wanted - set(described["paths"])
    assert [] == [path for path in described["paths"] if not path.startswith("/v1/")]
    for path, methods in described["paths"].items():
        assert all(method["summary"] for method in methods.values())
        answers = [answer for method in methods.values() for answer in method["responses"].items()]
        problems = [r for status, r in answers if status.startswith("4")]
        assert all(PROBLEM in r["content"] for r in problems), path
    assert "Problem" in described["components"]["schemas"]


async def test_every_answer_carries_safe_headers(http: Any) -> None:
    """Pages, JSON, errors and static files all carry the content policy, nosniff and no referrer for other sites."""
    for path in ("/", "/v1/stories", "/v1/nothing", "/static/page.css", "/nothing"):
        headers = (await http.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert ("nosniff", "same-origin") == (headers["x-content-type-options"], headers["referrer-policy"])


async def test_an_absent_store_is_a_503(publish: Any, http: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """While Redis does not answer, readers are told to come back, not that something is broken."""
    from redis.exceptions import ConnectionError as Away

    async def away(*_: Any, **__: Any) -> None:
        raise Away("gone")

    monkeypatch.setattr(publish.redis, "hmget", away)
    answer = await http.get("/v1/stories/st_1")
    assert (503, "2", PROBLEM) == (
        answer.status_code,
        answer.headers["retry-after"],
        answer.headers["content-type"],
    )
