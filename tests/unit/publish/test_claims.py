from __future__ import annotations

from typing import Any

import pytest

from shared.testing import builders as a

pytestmark = pytest.mark.integration

FIRST = a.article("urn:first", provider="Agency A")
SECOND = a.article(
    "urn:second", provider="Agency B", text="Minsk freed 16 inmates, an aide said.", published_at=a.at(30)
)
LATER = a.article("urn:later", provider="Agency B", text="By now 52 people are free.", published_at=a.at(90))


def _sixteen(*others: Any, **fields: Any) -> Any:
    return a.ledger_entry(FIRST, "released 16 prisoners", *others, id="cl_16", **fields)


def _fifty_two(**fields: Any) -> Any:
    return a.ledger_entry(LATER, "52 people are free", id="cl_52", **fields)


async def _ledger(http: Any, query: str = "") -> list[Any]:
    answer = await http.get(f"/v1/stories/st_1/claims{query}")
    assert 200 == answer.status_code, answer.text
    return list(answer.json()["items"])


async def test_values_of_one_thing_stand_together(publish: Any, http: Any) -> None:
    """Values of one topic are listed in order of the time they are about, each with who says so and its successor."""
    await publish.told(
        a.story_update("st_1", 1),
        a.story_claims("st_1", 2, _fifty_two(supersedes=("cl_16",))),
        a.story_claims("st_1", 2, _sixteen(status="superseded", superseded_by="cl_52"), part=2, parts=2),
    )
    (topic,) = await _ledger(http)
    assert ("prisoners released", ["cl_52"]) == (topic["label"], topic["current"])
    assert [("cl_16", "superseded", "cl_52"), ("cl_52", "reported", None)] == [
        (v["id"], v["status"], v["superseded_by"]) for v in topic["values"]
    ]
    evidence = topic["values"][0]["said"][0]["evidence"]
    assert ("urn:first", "released 16 prisoners") == (evidence["article_uri"], evidence["exact"])


async def test_the_latest_revision_of_a_claim_stands(publish: Any, http: Any) -> None:
    """A claim that an earlier revision tells of later does not replace what a later one said."""
    corroborated = _sixteen(a.said_by(SECOND, "16 inmates"), status="corroborated")
    await publish.told(
        a.story_update("st_1", 1), a.story_claims("st_1", 2, corroborated), a.story_claims("st_1", 1, _sixteen())
    )
    ((value,),) = [topic["values"] for topic in await _ledger(http)]
    assert ("corroborated", 2, 2) == (value["status"], value["origins"], value["articles"])


async def test_claim_may_be_filtered(publish: Any, http: Any) -> None:
    """Status, kind and topic each leave out what is not asked for, and pages meet every topic once."""
    quote = a.ledger_entry(FIRST, "We are grateful", id="cl_q", topic="said:envoy", label="envoy", kind="quote")
    await publish.told(
        a.story_update("st_1", 1), a.story_claims("st_1", 1, _sixteen(status="disputed"), _fifty_two(), quote)
    )
    assert ["cl_16"] == [v["id"] for t in await _ledger(http, "?status=disputed") for v in t["values"]]
    assert ["cl_q"] == [v["id"] for t in await _ledger(http, "?kind=quote") for v in t["values"]]
    assert ["said:envoy"] == [t["topic"] for t in await _ledger(http, "?topic=said:envoy")]
    first = (await http.get("/v1/stories/st_1/claims?limit=1")).json()
    rest = (await http.get(f"/v1/stories/st_1/claims?limit=1&cursor={first['next']}")).json()
    assert [["quantity:prisoners released"], ["said:envoy"], None] == [
        [t["topic"] for t in first["items"]],
        [t["topic"] for t in rest["items"]],
        rest["next"],
    ]
    for wrong in ("?status=true", "?kind=lie", "?limit=0", "?cursor=nonsense"):
        assert 400 <= (await http.get(f"/v1/stories/st_1/claims{wrong}")).status_code < 500


async def test_kill_leaves_the_other_source_in_its_own_words(publish: Any, http: Any) -> None:
    """A claim whose first article is withdrawn is told at once in the words of the next, with what is left of it."""
    both = _sixteen(a.said_by(SECOND, "16 inmates"), status="corroborated")
    await publish.told(
        a.resolved(FIRST), a.story_update("st_1", 1), a.story_claims("st_1", 2, both), a.resolved(a.kill("urn:first"))
    )
    ((value,),) = [topic["values"] for topic in await _ledger(http)]
    assert ("16 inmates", "reported", 1, 1) == tuple(value[k] for k in ("content", "status", "origins", "articles"))
    assert "released 16" not in (await http.get("/v1/stories/st_1/claims")).text


@pytest.mark.parametrize("is_told", [False, True], ids=["before cluster says so", "after"])
async def test_kill_leaves_a_tombstone_without_words(publish: Any, http: Any, is_told: bool) -> None:
    """A claim that rested on a withdrawn article alone stays as retracted, says what took it out, and has no word."""
    secret = _sixteen(topic="said:zanzibar", label="Zanzibar", superseded_by="cl_52", status="superseded")
    disputed = _fifty_two(status="disputed", disputes=("cl_16",))
    await publish.told(
        a.resolved(FIRST), a.story_update("st_1", 1), a.story_claims("st_1", 2, secret, disputed),
        a.resolved(a.kill("urn:first")),
    )  # fmt: skip
    if is_told:
        await publish.told(a.story_claims("st_1", 3, gone=("cl_16",), gone_with="urn:first"))
    text = (await http.get("/v1/stories/st_1/claims")).text
    assert "anzibar" not in text
    assert "released 16" not in text
    found = {value["id"]: value for topic in await _ledger(http) for value in topic["values"]}
    gone = found["cl_16"]
    assert ("retracted", "urn:first", "", [], 0) == tuple(
        gone[k] for k in ("status", "gone_with", "content", "said", "articles")
    )
    assert ("reported", []) == (found["cl_52"]["status"], found["cl_52"]["disputes"])


async def test_claim_that_went_with_its_article_is_not_retracted(publish: Any, http: Any) -> None:
    """A claim that left the story because its article was moved is listed there no more."""
    await publish.told(
        a.story_update("st_1", 1), a.story_claims("st_1", 1, _sixteen()), a.story_claims("st_1", 2, gone=("cl_16",))
    )
    assert [] == await _ledger(http)


async def test_claim_that_became_part_of_another_is_not_retracted(publish: Any, http: Any) -> None:
    """A claim that went into another with an article that never made it is listed no more: nobody took it out."""
    await publish.told(
        a.story_update("st_1", 1),
        a.story_claims("st_1", 1, _sixteen()),
        a.story_claims("st_1", 2, _fifty_two(), gone=("cl_16",), gone_with="urn:later"),
    )
    assert ["cl_52"] == [v["id"] for t in await _ledger(http) for v in t["values"]]


async def test_claim_that_comes_again_stands_again(publish: Any, http: Any) -> None:
    """A claim that was gone and is made again later is listed with its words."""
    await publish.told(
        a.story_update("st_1", 1),
        a.story_claims("st_1", 3, _sixteen()),
        a.story_claims("st_1", 2, gone=("cl_16",), gone_with="urn:x"),
    )
    assert ["released 16 prisoners"] == [v["content"] for t in await _ledger(http) for v in t["values"]]


async def test_claims_of_a_merged_story_are_the_survivors(publish: Any, http: Any) -> None:
    """The ledger of a merged story redirects to its survivor with what was asked; that of an unknown one is a 404."""
    await publish.told(
        a.story_update("st_1", 1), a.story_update("st_2", 1), a.story_update("st_1", 2, a.merged_from("st_2"))
    )
    answer = await http.get("/v1/stories/st_2/claims?status=disputed")
    assert (308, "/v1/stories/st_1/claims?status=disputed") == (answer.status_code, answer.headers["location"])
    assert 404 == (await http.get("/v1/stories/st_0/claims")).status_code
