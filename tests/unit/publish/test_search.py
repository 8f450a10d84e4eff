from __future__ import annotations

from typing import Any

import pytest

from services.publish.domain.scripts import script_of
from services.publish.domain.terms import asked_terms, terms
from shared.testing import builders as a


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("lukashenko", "Лукашенко", "ru"),
        ("Лукашэнка", "Łukaszenki", "pl"),
        ("minsk", "У Мінску", "be"),
        ("SAO", "São Paulo", "es"),
        ("strasse", "Straße", "de"),
        ("LARM", "Lärm", "de"),
        ("zolty", "żółty", "pl"),
        ("US", "talks with the U.S. envoy", "en"),
        ("the 16 prisoners", "Belarus frees 16 prisoners", "en"),
    ],
)
def test_words_are_found_in_every_spelling(query: str, text: str, language: str) -> None:
    """Case, accents, script and the inflection of names do not part a query from a text."""
    assert set(asked_terms(query)) <= set(terms(text, language))


def test_common_words_do_not_count() -> None:
    """A query is its telling words; one of common words alone finds nothing in English, where they are left out."""
    assert asked_terms("prisoners") == asked_terms("the prisoners and")
    assert [] == terms("the and of", "en")
    assert () == asked_terms("?!")


def test_scripts_have_codes() -> None:
    """The script of a form is that of most of its letters."""
    assert ["Latn", "Cyrl", "Arab", "Zyyy"] == [script_of(t) for t in ("Łódź", "Мінск", "مينسك", "16")]


pytestmark = pytest.mark.integration

GERMAN = a.article("urn:de", language="de", headline="Belarus lässt Gefangene frei", published_at=a.at(5))
RUSSIAN = a.article(
    "urn:ru", language="ru", headline="Лукашенко освободил заключённых", text="Лукашенко освободил.",
    published_at=a.at(10),
)  # fmt: skip


def _lukashenko(item: Any, words: str = "Лукашенко") -> Any:
    return a.entity(item, words, "Alexander Lukashenko", "PERSON")


def _titled(story_id: str, title: str, revision: int = 1, **fields: Any) -> Any:
    story = a.snapshot(story_id, revision, title={"en": title}, **fields)
    return a.story_update(story_id, revision, story=story)


async def _found(http: Any, query: str) -> list[str]:
    answer = await http.get(f"/v1/search?{query}")
    assert 200 == answer.status_code, answer.text
    return [_name(hit) for hit in answer.json()["items"]]


def _name(hit: Any) -> str:
    if hit["kind"] == "update":
        return f"{hit['story']['id']}-r{hit['revision']}"
    return str(hit["article"]["uri"] if hit["kind"] == "article" else hit["story"]["id"])


async def test_search_finds_stories_then_articles(publish: Any, http: Any) -> None:
    """All words of a query must stand in a story's titles, message, names or claims, or in an article's."""
    item = a.article("urn:en", headline="Ferry fire in Bergen")
    claim = a.key_claim(a.article(), "grateful to all who made this possible")
    await publish.told(
        a.resolved(item),
        _titled("st_1", "Fire on a ferry", key_claims=(claim,), entities=(a.story_entity("Bergen"),)),
        _titled("st_2", "Ferry strike"),
    )
    assert ["st_1", "urn:en"] == await _found(http, "q=ferry+FIRE")
    assert {"st_2", "st_1", "urn:en"} == set(await _found(http, "q=ferry"))
    assert "urn:en" == (await _found(http, "q=ferry"))[-1]
    assert ["st_1"] == await _found(http, "q=grateful+bergen")
    assert ["urn:en"] == await _found(http, "q=ferry&kind=article")
    assert [] == await _found(http, "q=ferry+earthquake")
    assert [] == await _found(http, "q=%3F!")
    assert ["st_1-r1"] == await _found(http, "q=revision+st_1&kind=update")


async def test_english_names_find_cyrillic_articles(publish: Any, http: Any) -> None:
    """A Russian article is found by the English name of its entity, and by the Cyrillic one in another language."""
    await publish.told(a.resolved(RUSSIAN, entities=(_lukashenko(RUSSIAN),)), a.resolved(GERMAN))
    assert ["urn:ru"] == await _found(http, "q=alexander+lukashenko")
    assert ["urn:ru"] == await _found(http, "q=Лукашэнка")
    assert ["urn:de"] == await _found(http, "q=gefangene+FREI")


async def test_hits_may_be_filtered(publish: Any, http: Any) -> None:
    """Entity, language, status and time each leave out what is not asked for."""
    await publish.told(
        a.resolved(RUSSIAN, entities=(_lukashenko(RUSSIAN),)),
        a.resolved(GERMAN, entities=(a.entity(GERMAN, "Belarus"),)),
        _titled("st_1", "Belarus", languages={"de": 2}, entities=(a.story_entity("Belarus"),)),
        _titled("st_2", "Belarus", status="quiet"),
    )
    assert ["st_1", "urn:de"] == await _found(http, "q=belarus&language=de-AT")
    assert ["st_1", "urn:de"] == await _found(http, "q=belarus&entity=en_belarus")
    assert ["st_2"] == await _found(http, "q=belarus&status=quiet&kind=story")
    early, late = a.at(4).isoformat().replace("+", "%2B"), a.at(9).isoformat().replace("+", "%2B")
    assert ["urn:de"] == await _found(http, f"q=belarus&kind=article&from={early}&to={late}")
    assert [] == await _found(http, f"q=belarus&kind=article&from={late}")
    for wrong in ("kind=person", "from=yesterday", "from=5", "limit=0", "language=*", "status=open", "cursor=x"):
        answer = await http.get(f"/v1/search?q=a&{wrong}")
        assert 400 <= answer.status_code < 500, wrong


async def test_search_pages_meet_every_hit_once(publish: Any, http: Any) -> None:
    """Pages of any size go through stories and then articles, and meet each of them once."""
    await publish.told(
        *(_titled(f"st_{n}", f"Flood {n}") for n in range(7)),
        *(a.resolved(a.article(f"urn:{n}", headline="Flood")) for n in range(5)),
    )
    for limit in (1, 3, 7, 12, 50):
        seen, cursor = [], ""
        while True:
            page = (await http.get(f"/v1/search?q=flood&limit={limit}{cursor}")).json()
            seen += [_name(hit) for hit in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert 12 == len(seen) == len(set(seen))
        assert [True] * 7 + [False] * 5 == [name.startswith("st_") for name in seen]


async def test_new_versions_are_found_by_their_own_words(publish: Any, http: Any) -> None:
    """A story or an article is found by what it says now, no more by what an earlier version said."""
    await publish.told(
        a.resolved(a.article("urn:1", headline="Avalanche")),
        a.resolved(a.article("urn:1", headline="Landslide", version="2")),
        _titled("st_1", "Avalanche"),
        _titled("st_1", "Landslide", 2),
    )
    assert [] == await _found(http, "q=avalanche")
    assert ["st_1", "urn:1"] == await _found(http, "q=landslide")


async def test_killed_words_find_nothing(publish: Any, http: Any) -> None:
    """After a kill no word of the article finds anything, before cluster has told its story anew as well."""
    item = a.article("urn:k", headline="Fire in Zanzibar", text="Zanzibar burns.")
    story = a.snapshot(
        title={"en": item.headline, "de": "Brand auf Sansibar"},
        top_articles=(a.story_article(item),),
        key_claims=(a.key_claim(item, "Zanzibar burns"),),
        entities=(a.story_entity("Zanzibar"), a.story_entity("Belarus")),
    )
    named = a.entity(item, "Zanzibar")
    other = a.article()
    added = a.article_added("urn:k", evidence=(a.evidence(item, "Zanzibar burns"),))
    await publish.told(
        a.resolved(item, entities=(named,)),
        a.resolved(other, entities=(a.entity(other, "Belarus"),)),
        a.story_update("st_1", 1, added, story=story, message="Zanzibar burns."),
    )
    every = "kind=story&kind=article&kind=update"
    assert ["st_1", "urn:k", "st_1-r1"] == await _found(http, f"q=zanzibar&{every}")
    await publish.told(a.resolved(a.kill("urn:k")))
    for query in ("zanzibar", "sansibar"):
        assert [] == await _found(http, f"q={query}&{every}")
    assert [] == (await http.get("/v1/entities?q=zanzibar")).json()["items"]
    assert 404 == (await http.get("/v1/entities/en_zanzibar")).status_code
    for path in ("/v1/stories", "/v1/stories/st_1", "/v1/stories/st_1?revision=1", "/v1/stories/st_1/updates"):
        answer = await http.get(path)
        assert "anzibar" not in answer.text, path
        assert "Belarus" in answer.text
    assert [] == (await http.get("/v1/stories?q=zanzibar")).json()["items"]


async def test_stories_may_be_filtered(publish: Any, http: Any) -> None:
    """Stories are listed by words, entity, language, status, weight of the last update, and time."""
    entity = a.story_entity("Belarus")
    major = a.story_update("st_3", 1, significance="major", story=a.snapshot("st_3", title={"en": "Conflict"}))
    await publish.told(_titled("st_1", "One", entities=(entity,)), _titled("st_2", "Ferry", languages={"lt": 1}), major)
    await publish.told(_titled("st_4", "Four"), a.story_update("st_5", 1, a.merged_from("st_4")))

    async def listed(query: str) -> list[str]:
        return [story["id"] for story in (await http.get(f"/v1/stories?{query}")).json()["items"]]

    assert ["st_5", "st_3", "st_2", "st_1"] == await listed("")
    assert ["st_1"] == await listed("entity=en_belarus")
    assert ["st_2"] == await listed("language=lt")
    assert ["st_3"] == await listed("significance=major")
    assert ["st_5", "st_3", "st_2", "st_1"] == await listed("significance=minor&status=developing")
    assert [] == await listed("status=retracted")
    assert ["st_2"] == await listed("q=ferry") == await listed("q=ferry&since=2001-01-01")
    assert [] == await listed("q=ferry&since=2100-01-01")
    assert [] == await listed("q=four")
    assert [] == await listed("since=2100-01-01T00:00:00Z")
    assert 4 == len(await listed("since=2001-01-01"))


async def test_entity_has_a_name_in_every_script(publish: Any, http: Any) -> None:
    """An entity is served with each form of its name, its language and script, its stories and its articles."""
    english = a.article("urn:en", text="Mr. Lukashenko spoke.", published_at=a.at(20))
    story = a.snapshot(entities=(a.story_entity("Alexander Lukashenko", type="PERSON"),))
    await publish.told(
        a.resolved(RUSSIAN, entities=(_lukashenko(RUSSIAN),)),
        a.resolved(english, entities=(_lukashenko(english, "Lukashenko"),)),
        a.story_update("st_1", 1, story=story),
    )
    found = (await http.get("/v1/entities/en_alexander_lukashenko")).json()
    assert ("Alexander Lukashenko", "PERSON", 2) == (found["name"], found["type"], found["articles"])
    assert [("Lukashenko", "en", "Latn"), ("Лукашенко", "ru", "Cyrl")] == [
        (name["form"], name["language"], name["script"]) for name in found["names"]
    ]
    assert (["st_1"], ["urn:en", "urn:ru"]) == (
        [story["id"] for story in found["stories"]],
        [article["uri"] for article in found["latest"]],
    )
    for query in ("luka", "alexander luka", "Лукашенко"):
        items = (await http.get(f"/v1/entities?q={query}")).json()["items"]
        assert ["en_alexander_lukashenko"] == [item["id"] for item in items], query
    assert [] == (await http.get("/v1/entities?q=luka+alexander+petrov")).json()["items"]


async def test_merged_entity_redirects(publish: Any, http: Any) -> None:
    """The id of a merged entity redirects for ever to the one that stands, which has the articles of both."""
    english = a.article("urn:en", text="Minsk spoke.")
    await publish.told(
        a.resolved(RUSSIAN, entities=(_lukashenko(RUSSIAN),)),
        a.resolved(english, entities=(a.entity(english, "Minsk"),)),
        a.entity_change("en_minsk", "Alexander Lukashenko", "merged", into="en_alexander_lukashenko"),
        a.entity_change("en_alexander_lukashenko", "Aliaksandr Lukashenka"),
    )
    answer = await http.get("/v1/entities/en_minsk")
    assert (308, "/v1/entities/en_alexander_lukashenko") == (answer.status_code, answer.headers["location"])
    found = (await http.get("/v1/entities/en_minsk", follow_redirects=True)).json()
    assert ("Aliaksandr Lukashenka", 2, ["en_minsk"]) == (found["name"], found["articles"], found["merged"])
    assert {"urn:ru", "urn:en"} == {article["uri"] for article in found["latest"]}
    items = (await http.get("/v1/entities?q=aliaksandr")).json()["items"]
    assert [("en_alexander_lukashenko", 2)] == [(item["id"], item["articles"]) for item in items]
    listed = (await http.get("/v1/articles?entity=en_minsk")).json()["items"]
    assert {"urn:ru", "urn:en"} == {article["uri"] for article in listed}


async def test_article_lists_its_versions(publish: Any, http: Any) -> None:
    """An article names every version that came, in order, however late; a translation that follows is no version."""
    late = a.resolved(a.article("urn:1", version="1"), seq=9)
    second = a.article("urn:1", version="2", change_kind="correction")
    await publish.told(a.resolved(second, seq=10), a.resolved(second, seq=10, enrichment="translation"), late)
    found = (await http.get("/v1/articles/urn:1")).json()
    assert [("1", "new"), ("2", "correction")] == [(v["version"], v["change_kind"]) for v in found["versions"]]
