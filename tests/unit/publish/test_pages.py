from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from shared.contracts.article import Translation
from shared.contracts.claim import Quantity, Source
from shared.contracts.update import Change
from shared.testing import builders as a

pytestmark = pytest.mark.integration

#: Ways in which text has become code on other people's pages.
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</title></textarea><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "javascript:alert(1)",
    "\u202egnihton\u202c \u2066\u200b\ufeff",
    "x" * 5000,
)


class Page(HTMLParser):
    """A page as a browser takes it apart: elements, their attributes, ids and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keeps the text."""
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of this name."""
        return [attributes for name, attributes in self.elements if name == tag]


async def _tell_all(publish: Any, words: str) -> None:
    """A story, articles and claims that carry these words wherever words can stand."""
    # A paragraph of its own: what two empty lines part is shown in two.
    item = a.article("urn:h", headline=words, text=f"{words}\n\nEnd.", provider=words, by=words, change_note=words)
    claim = a.claim(item, words, source=words)
    entity = a.entity(item, words, name=words, entity_id="en_h")
    translation = Translation(status="gist", engine=words, headline=words, text=words)
    why = a.why(0.9, method=words, shared_entities=(words,), shared_terms=(words,), nearest_article_uri=words)
    evidence = (a.evidence(item, words, translation=words),)
    revised = Change(
        kind="claim_revised",
        ref="cl_1",
        before={"value": 1, "unit": words},
        after={"value": 2, "unit": words},
        evidence=evidence,
    )
    key_claim = a.key_claim(item, words, quantity=Quantity(value=2, unit=words), translation=words, evidence=evidence)
    story = a.snapshot(
        "st_1",
        title={"en": words, "de": words},
        languages={words: 1},
        key_claims=(key_claim,),
        entities=(a.story_entity(words, type="PERSON"),),
        merged_from=(words,),
    )
    added = a.article_added("urn:h", "st_1", why=why)
    source = Source(name=words, entity_id="en_h")
    about = {"topic": words, "label": words, "source": source, "translation": words, "cue": words}
    value = a.ledger_entry(item, words, **about, quantity=Quantity(value=2, unit=words))
    said = a.ledger_entry(item, words, **about | {"topic": "said"}, id="cl_2", kind="quote", status="disputed")
    await publish.told(
        a.resolved(item, claims=(claim,), entities=(entity,), translation=translation),
        a.story_update("st_1", 1, added, revised, message=words, story=story, significance="major"),
        a.story_claims("st_1", 1, value, said),
    )


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_stay_words(publish: Any, http: Any, words: str) -> None:
    """Whatever stands in an article is shown as text on every page: no element, attribute or link comes of it."""
    await _tell_all(publish, words)
    for path in ("/", "/stories/st_1", "/stories/st_1/edit", "/articles/urn:h", "/entities/en_h"):
        answer = await http.get(path)
        assert 200 == answer.status_code, path
        page = Page(answer.text)
        assert words in page.text
        assert not page.all("img") + page.all("svg") + page.all("style") + page.all("iframe")
        for script in page.all("script"):
            assert re.fullmatch(r"/static/live\.js\?v=[0-9a-f]{12}", script["src"] or "")
        for _, attributes in page.elements:
            assert not [name for name in attributes if name.startswith("on") or name in ("autofocus", "style")]
            assert (attributes.get("href") or "/").startswith(("/", "#", "data:image/svg+xml,"))


async def test_foreign_words_say_their_language(publish: Any, http: Any) -> None:
    """Every headline, title, quote and text names its language and takes its own direction."""
    item = a.article("urn:ar", language="ar", headline="بيلاروسيا تفرج", text="نص قصير.", provider="وكالة")
    words = Change(kind="quote_added", ref="cl_1", evidence=(a.evidence(item, "نص قصير"),))
    story = a.snapshot("st_1", title={"ar": item.headline})
    update = a.story_update("st_1", 1, a.article_added("urn:ar"), words, story=story)
    await publish.told(a.resolved(item), update, a.story_claims("st_1", 1, a.ledger_entry(item, "نص قصير")))
    for path, least in (("/", 1), ("/stories/st_1", 4), ("/articles/urn:ar", 2)):
        page = Page((await http.get(path)).text)
        arabic = [(tag, found) for tag, found in page.elements if found.get("lang") == "ar"]
        assert len(arabic) >= least
        assert {"auto"} == {found.get("dir") for _, found in arabic}
        assert "en" == page.all("html")[0]["lang"]


async def test_pages_have_landmarks_and_one_heading(publish: Any, http: Any) -> None:
    """Each page has a skip link, one main part, one first heading, headings without a leap, and no id twice."""
    await _tell_all(publish, "words")
    paths = ("/", "/stories/st_1", "/stories/st_1/edit", "/stories/st_1/edit/pin", "/stories/st_1/edit/split")
    for path in (*paths, "/articles/urn:h", "/entities/en_h", "/search?q=words", "/operations", "/nothing"):
        page = Page((await http.get(path)).text)
        assert [1, 1] == [len(page.all("main")), len(page.all("h1"))]
        assert "#content" == page.all("a")[0]["href"]
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))
        ids = [found["id"] for _, found in page.elements if "id" in found]
        assert len(set(ids)) == len(ids)


async def test_article_is_marked_at_its_spans(publish: Any, http: Any) -> None:
    """Entities and claims are marked at their exact words, with what they are."""
    item = a.article("urn:m")
    claim = a.quantity(item, "16 prisoners", 16, "prisoners released", source="U.S. embassy")
    await publish.told(a.resolved(item, claims=(claim,), entities=(a.entity(item, "Vilnius"),)))
    html = (await http.get("/articles/urn:m")).text
    assert '<mark class="entity gpe" title="Vilnius (GPE)">Vilnius</mark>' in html
    assert re.search(r'<span class="claim quantity" title="[^"]+" id="text-17">16 prisoners</span>', html)


async def test_story_page_shows_who_says_what_changed(publish: Any, http: Any) -> None:
    """A story's page shows the revised figure, its evidence, the claims and the reasons for each article."""
    item = a.article("urn:s")
    revised = Change(
        kind="claim_revised",
        ref="cl_1",
        before={"value": 14, "unit": "prisoners released"},
        after={"value": 16, "unit": "prisoners released"},
        evidence=(a.evidence(item, "16 prisoners"),),
    )
    why = a.why(0.91, runner_up_story_id="st_7", runner_up_score=0.4)
    await publish.told(a.resolved(item), a.story_update("st_1", 1, a.article_added("urn:s", why=why), revised))
    text = Page((await http.get("/stories/st_1")).text).text
    for words in ("14 prisoners released", "16 prisoners released", "91 % sure", "st_7", "Claim revised"):
        assert words in text


async def test_withdrawn_article_has_a_page(publish: Any, http: Any) -> None:
    """The page of a killed article says that it was withdrawn."""
    await publish.told(a.resolved(a.kill("urn:k")))
    answer = await http.get("/articles/urn:k")
    assert 200 == answer.status_code
    assert "Withdrawn" in Page(answer.text).text


async def test_list_pages_on(publish: Any, http: Any) -> None:
    """More stories than one page holds are reached by a link, each once."""
    await publish.told(*(a.story_update(f"st_{n}", 1) for n in range(45)))
    first = (await http.get("/")).text
    (older,) = re.findall(r'href="(/\?cursor=[^"]+)"', first)
    second = (await http.get(older)).text
    found = [re.findall(r'<li data-story="(st_\d+)"', html) for html in (first, second)]
    assert [40, 5] == [len(ids) for ids in found]
    assert 45 == len({*found[0], *found[1]})


async def test_empty_list_says_what_to_do(http: Any) -> None:
    """Before the first story the list names the command that makes one."""
    assert "slugline push" in (await http.get("/")).text


async def test_uris_with_any_character_have_a_page(publish: Any, http: Any) -> None:
    """Links reach articles whose uris hold slashes, queries, fragments, spaces, percent signs or other scripts."""
    uris = ("https://news.example/a//b/../c?d=e&f#g", "tag:x,2025:50%25 off", "urn:новости:1", "a b")
    await publish.told(*(a.resolved(a.article(uri, headline=f"Page of {n}")) for n, uri in enumerate(uris)))
    await publish.told(a.story_update("st_1", 1, *(a.article_added(uri) for uri in uris)))
    links = [link["href"] for link in Page((await http.get("/stories/st_1")).text).all("a")]
    reached = [(await http.get(link)).text for link in links if (link or "").startswith("/articles/")]
    shown = {words for html in reached for words in re.findall(r"Page of \d", html)}
    assert {f"Page of {n}" for n in range(4)} == shown


async def test_page_of_a_huge_story_stays_readable(publish: Any, http: Any) -> None:
    """Of a story with more texts and copies than anyone reads, the page lists the first and says how many are left."""
    items = [a.article(f"urn:{n}", published_at=a.at(n)) for n in range(110)]
    added = [a.article_added(item.uri, copy_of="urn:0" if n > 65 else None) for n, item in enumerate(items)]
    claims = [a.ledger_entry(items[0], "16", id=f"cl_{n}", topic=f"topic {n}", label=f"thing {n}") for n in range(50)]
    await publish.told(*map(a.resolved, items), a.story_update("st_1", 1, *added), a.story_claims("st_1", 1, *claims))
    html = (await http.get("/stories/st_1")).text
    assert 60 + 40 == len(re.findall(r'<p class="headline"><a', html))
    for words in ("and 6 texts more", "and 4 copies more", "44 copies of this text"):
        assert words in html


async def test_story_has_a_page_as_of_each_revision(publish: Any, http: Any) -> None:
    """The timeline leads to the story as it was at a revision: its words then, without what was withdrawn since."""
    first, killed = a.article("urn:first", headline="Ferry sinks"), a.article("urn:killed", headline="Secret cause")
    await publish.told(a.resolved(first), a.resolved(killed))
    for revision, item in ((1, first), (2, killed)):
        title = {"en": f"Title {revision}"}
        told = a.snapshot("st_1", revision, title=title, top_articles=(a.story_article(item),))
        await publish.told(a.story_update("st_1", revision, a.article_added(item.uri, "st_1"), story=told))
    assert 'href="/stories/st_1?revision=1"' in (await http.get("/stories/st_1")).text
    then = await http.get("/stories/st_1?revision=1")
    assert 200 == then.status_code
    assert "as of revision 1" in then.text
    assert "Title 1" in then.text
    assert "Title 2" not in then.text
    assert "data-live-text" not in then.text
    assert 'href="/stories/st_1?revision=2"' in then.text
    await publish.told(a.resolved(a.kill("urn:killed")))
    assert "Secret cause" not in (await http.get("/stories/st_1?revision=2")).text
    assert 404 == (await http.get("/stories/st_1?revision=9")).status_code


async def test_pages_name_their_feeds(publish: Any, http: Any) -> None:
    """A feed reader that is given a page finds the feed of its story, or of what the list was narrowed down to."""
    await publish.told(a.story_update("st_1", 1))
    assert 'href="/v1/feeds/updates.atom?story=st_1"' in (await http.get("/stories/st_1")).text
    listed = (await http.get("/?language=de&significance=major")).text
    assert 'href="/v1/feeds/updates.atom?language=de&amp;significance=major"' in listed
    assert 200 == (await http.get("/v1/feeds/updates.atom?language=de&significance=major")).status_code
