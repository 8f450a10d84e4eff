"""Why an article is in its story, as the API and the pages tell it; and the summary of a story."""

from __future__ import annotations

from typing import Any

import pytest

from services.cluster.domain import also, same_story
from services.publish.domain.reasons import ABROAD, COMPONENTS, METHODS, OUTSIDE, method_words, reasons
from services.publish.domain.telling import words_there
from shared.contracts.article import AlignedSentence, Span, Translation
from shared.contracts.story import SummarySentence
from shared.contracts.update import SharedQuantity
from shared.testing import builders as a

HOSTILE = "<script>alert(1)</script>\" onload='x' \u202e"

ITEM = a.article("urn:w:1", provider="Agency A")
NEAR = a.article("urn:w:2", provider="Agency B", headline="Sixteen walk free in Minsk")
WHY = a.why(
    0.874,
    components={"people": 0.5, "days_apart": 0.02, "brand_new": 1.0},
    contributions={"bias": -3.0, "people": 4.25, "days_apart": -0.31, "brand_new": 1.0},
    shared_entities=("John Coale",),
    shared_terms=("prisoner",),
    quantities=(SharedQuantity(value=16, unit="prisoners released"),),
    nearest_article_uri=NEAR.uri,
    time_gap_seconds=7200.0,
    passages=(Span(start=0, end=41), Span(start=0, end=7, part="headline")),
    runner_up_story_id="st_9",
    runner_up_score=0.12,
)


async def told(publish: Any, why: Any = WHY, **fields: Any) -> None:
    """An article with its reasons, the one nearest to it, and the story that came second."""
    await publish.told(
        a.resolved(NEAR),
        a.resolved(ITEM, **fields),
        a.story_update("st_1", 1, a.article_added(NEAR.uri)),
        a.story_update("st_1", 2, a.article_added(ITEM.uri, why=why)),
        a.story_update("st_9", 1, story=a.snapshot("st_9", title={"en": "Another story"})),
    )


@pytest.mark.integration
async def test_reasons_are_served_in_words_and_figures(publish: Any, http: Any) -> None:
    """The reasons name story, nearest article and runner-up as they are called now, and quote the passages."""
    await told(publish)
    found = (await http.get(f"/v1/articles/{ITEM.uri}/why")).json()
    assert "outside" not in found or found["outside"] is None
    (one,) = found["stories"]
    assert (one["story"]["id"], one["story"]["title"], one["probability"]) == ("st_1", a.HEADLINE, 0.874)
    assert one["words"].endswith("87 % sure, 50 % asked for.")
    assert [(r["name"], r["contribution"]) for r in one["reasons"]] == [
        ("people", 4.25),
        ("brand_new", 1.0),
        ("days_apart", -0.31),
        ("bias", -3.0),
    ]
    assert [r["words"] for r in one["reasons"]][:2] == [COMPONENTS["people"], "brand new"]
    assert (one["nearest"]["headline"], one["nearest"]["provider"]) == (NEAR.headline, "Agency B")
    assert (one["runner_up"]["title"], one["runner_up"]["score"]) == ("Another story", 0.12)
    assert [(p["part"], p["exact"]) for p in one["passages"]] == [
        ("text", ITEM.text[:41]),
        ("headline", ITEM.headline[:7]),
    ]
    assert one["quantities"] == [{"value": 16.0, "unit": "prisoners released"}]


@pytest.mark.integration
async def test_each_story_that_an_article_tells_has_reasons_of_its_own(publish: Any, http: Any) -> None:
    """The article's own story comes first, then each that it tells beside it."""
    await told(publish)
    beside = a.why(0.7, method="also", runner_up_story_id="st_1", runner_up_score=0.5)
    await publish.told(a.story_update("st_9", 2, a.article_added(ITEM.uri, "st_9", "also", why=beside)))
    found = (await http.get(f"/v1/articles/{ITEM.uri}/why")).json()["stories"]
    assert [(one["story"]["id"], one["role"], one["method"]) for one in found] == [
        ("st_1", "primary", "same_story"),
        ("st_9", "also", "also"),
    ]


@pytest.mark.integration
async def test_reasons_follow_merges(publish: Any, http: Any) -> None:
    """After a merge the reasons name the survivor, and so does a runner-up that went into another story."""
    await told(publish)
    await publish.told(a.story_update("st_5", 2, a.merged_from("st_9"), story=a.snapshot("st_5", 2, title={"en": "S"})))
    await publish.told(a.story_update("st_7", 2, a.merged_from("st_1"), story=a.snapshot("st_7", 2, title={"en": "T"})))
    (one,) = (await http.get(f"/v1/articles/{ITEM.uri}/why")).json()["stories"]
    assert (one["story"]["id"], one["story"]["title"]) == ("st_7", "T")
    assert (one["runner_up"]["id"], one["runner_up"]["title"]) == ("st_5", "S")


@pytest.mark.integration
async def test_passages_of_another_version_are_not_quoted(publish: Any, http: Any) -> None:
    """A later version has other words where the spans were: reasons stay, quotations go."""
    await told(publish)
    await publish.told(a.resolved(a.article(ITEM.uri, version="2", text="Quite other words stand here by now.")))
    (one,) = (await http.get(f"/v1/articles/{ITEM.uri}/why")).json()["stories"]
    assert (one["passages"], one["probability"]) == ([], 0.874)


@pytest.mark.integration
async def test_passages_have_their_english(publish: Any, http: Any) -> None:
    """A passage is shown with the English sentences that stand for it."""
    pair = AlignedSentence(source=Span(start=0, end=41), english=Span(start=0, end=9))
    await told(publish, translation=Translation(status="translated", text="Sixteen. More.", sentences=(pair,)))
    (one,) = (await http.get(f"/v1/articles/{ITEM.uri}/why")).json()["stories"]
    assert (one["passages"][0]["translation"], one["passages"][0].get("is_gist", False)) == ("Sixteen.", False)
    gist = Translation(status="gist", text="Sixteen. More.", sentences=(pair,))
    await publish.told(a.resolved(ITEM.model_copy(update={"version": "1"}), enrichment="translation", translation=gist))
    (one,) = (await http.get(f"/v1/articles/{ITEM.uri}/why")).json()["stories"]
    assert one["passages"][0]["is_gist"]


@pytest.mark.integration
@pytest.mark.parametrize(
    ("headline", "text", "reason"),
    [
        ("Results", "Minsk 2 1\nBrest 0 0\nHrodna 4 1\nVitebsk 1 1", "table"),
        ("A cup of tea", "It was a long and quiet day in the hills, and nobody came by for tea.", "no_one_named"),
        ("", "", "empty"),
        (a.HEADLINE, a.TEXT, "not_placed"),
    ],
)
async def test_article_in_no_story_says_why(publish: Any, http: Any, headline: str, text: str, reason: str) -> None:
    """A table, a report that names nobody and an empty one are in no story, and say so, as does what still waits."""
    item = a.article("urn:w:5", headline=headline, text=text)
    entities = (a.entity(item, "Belarus"),) if "Belarus" in text else ()
    await publish.told(a.resolved(item, entities=entities))
    found = (await http.get("/v1/articles/urn:w:5/why")).json()
    assert (found["stories"], found["outside"]["reason"]) == ([], reason)
    assert found["outside"]["words"] == OUTSIDE[reason]
    assert OUTSIDE[reason] in (await http.get("/articles/urn:w:5")).text


@pytest.mark.integration
async def test_killed_article_gives_no_reasons(publish: Any, http: Any) -> None:
    """After a kill no word of the reasons is left, in the API, on the page or in old updates."""
    await told(publish)
    await publish.told(
        a.resolved(a.kill(ITEM.uri)),
        a.story_update("st_1", 3, a.article_withdrawn(ITEM.uri)),
    )
    answer = await http.get(f"/v1/articles/{ITEM.uri}/why")
    assert answer.json()["outside"]["reason"] == "withdrawn"
    updates = (await http.get("/v1/stories/st_1/updates")).text
    for body in (answer.text, updates, (await http.get(f"/articles/{ITEM.uri}")).text):
        assert "John Coale" not in body


@pytest.mark.integration
async def test_article_whose_uri_ends_in_why_is_still_served(publish: Any, http: Any) -> None:
    """The reasons of one article do not hide another one whose uri ends in /why."""
    await publish.told(a.resolved(a.article("http://x.example/why", headline="Why not")))
    assert (await http.get("/v1/articles/http:%2F%2Fx.example%2Fwhy")).json()["headline"] == "Why not"
    assert (await http.get("/v1/articles/http:%2F%2Fx.example%2Fwhy/why")).json()["outside"]["reason"] == "no_one_named"


@pytest.mark.integration
async def test_pages_tell_why_without_a_script(publish: Any, http: Any) -> None:
    """The article's page holds its reasons in a panel that opens without a script; hostile words stay words."""
    await told(publish, WHY.model_copy(update={"shared_entities": (HOSTILE,), "shared_terms": (HOSTILE,)}))
    page = (await http.get(f"/articles/{ITEM.uri}")).text
    assert "<summary>Why it is in this story</summary>" in page
    assert COMPONENTS["people"] in page
    assert "+4.25" in page
    assert "-0.31" in page
    assert "Another story" in page
    for shown in (page, (await http.get("/stories/st_1")).text):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


@pytest.mark.integration
async def test_summary_is_shown_with_its_articles(publish: Any, http: Any) -> None:
    """Each sentence of a summary leads to its article, in its own language, with its English beside it."""
    item = a.article("urn:w:6", language="ru", provider="Курьер", headline="Освободили", text="Минск освободил 16.")
    said = a.evidence(item, "Минск освободил 16.", translation="Minsk freed 16.")
    summary = (SummarySentence(**said.model_dump(), is_gist=True),)
    story = a.snapshot("st_1", 1, summary=summary)
    await publish.told(a.resolved(item), a.story_update("st_1", 1, a.article_added(item.uri), story=story))
    assert (await http.get("/v1/stories/st_1")).json()["story"]["summary"][0]["exact"] == said.exact
    page = (await http.get("/stories/st_1")).text
    assert f'<a href="/articles/urn:w:6{words_there(said.exact)}"><bdi lang="ru" dir="auto">{said.exact}</bdi>' in page
    assert "Minsk freed 16." in page
    assert '<span class="badge gist">gist</span>' in page


@pytest.mark.integration
async def test_killed_articles_leave_the_summary(publish: Any, http: Any) -> None:
    """A sentence of a killed article is taken out of every snapshot that was told before the kill."""
    summary = (SummarySentence(**a.evidence(ITEM, ITEM.text[:41]).model_dump()),)
    story = a.snapshot("st_1", 1, summary=summary)
    await publish.told(a.resolved(ITEM), a.story_update("st_1", 1, a.article_added(ITEM.uri), story=story))
    await publish.told(a.resolved(a.kill(ITEM.uri)))
    assert (await http.get("/v1/stories/st_1")).json()["story"]["summary"] == []
    assert ITEM.text[:41] not in (await http.get("/v1/stories/st_1/updates")).text


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_way_into_a_story_has_a_sentence(method: str) -> None:
    """However an article came into its story, there is a sentence that says so."""
    assert method_words(a.why(0.9999, method=method)).startswith(METHODS[method])
    assert "100 %" not in method_words(a.why(0.9999, method="same_story"))


def asked(tree: Any) -> set[str]:
    """The components that a tree asks for."""
    return {tree[0], *asked(tree[3]), *asked(tree[4])} if isinstance(tree, tuple) else set()


def test_every_component_of_the_models_is_told_in_words() -> None:
    """Whatever the models that ship weigh, a person reads what it means."""
    weights = same_story.shipped()
    named = {*also.shipped().components, *weights.components, *(n for tree in weights.trees for n in asked(tree))}
    assert {name for name in named if name.removesuffix(ABROAD) not in COMPONENTS} == set()


def test_reasons_without_weights_are_told_by_their_values() -> None:
    """Reasons from before weights were kept list every component with its value."""
    found = reasons(a.why(components={"people": 0.5, "places": 0.25}))
    assert [(r.name, r.value, r.contribution) for r in found] == [("people", 0.5, None), ("places", 0.25, None)]


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("", ""),
        ("One two.", "#:~:text=One%20two."),
        (
            "one two, three four-five six & seven eight nine ten",
            "#:~:text=one%20two%2C%20three%20four%2Dfive,seven%20eight%20nine%20ten",
        ),
    ],
)
def test_links_lead_to_the_words(words: str, fragment: str) -> None:
    """A link to a sentence names its first and last words, with everything that has a meaning there escaped."""
    assert words_there(words) == fragment
