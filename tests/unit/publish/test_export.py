from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from services.cli.exits import CommandError
from services.cli.publish_client import PublishClient
from services.publish.domain.markdown import inert, is_web, link
from shared.contracts.story import StoryCounts, SummarySentence
from shared.testing import builders as a

_RENDER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) `code` **bold** | cell &amp; "q"'


def _shown(source: str) -> tuple[set[str], str]:
    """The tags that a document renders to, and its text."""
    rendered = _RENDER.render(source)
    text = html.unescape(re.sub(r"<[^>]*>", " ", rendered))
    return set(re.findall(r"<([a-z0-9]+)", rendered)), " ".join(text.replace("\u200b", "").split())


@given(st.text(alphabet=st.sampled_from("ab1 .)<>[]()*_`~|#+-!&;:/\\\"'=@^$\n\t{}wй"), max_size=60))
@example("1. one")
@example("- minus")
@example("+ plus")
@example("# title")
@example("www.evil.example <b>")
@example("&lt; &#60;")
@settings(max_examples=300, deadline=None)
def test_words_of_others_are_no_markup(text: str) -> None:
    """Whatever a text holds, its Markdown renders to the same words, in a list item and in a cell, without a tag."""
    words = " ".join(text.split())
    assert ({"ul", "li"}, words) == _shown(f"- {inert(text)}")
    tags, shown = _shown(f"| head |\n|---|\n| x{inert(text)} |")
    assert ({"table", "thead", "tbody", "tr", "th", "td"}, f"head x{words}".strip()) == (tags, shown)


def test_only_web_addresses_become_links() -> None:
    """A link leads to http or https and cannot be ended early by its address; anything else stays a text."""
    assert "[a](https://x.example/%28b%29%20%3Cc%3E)" == link("a", "https://x.example/(b) <c>")
    for address in ("javascript:alert(1)", "data:text/html,x", "//x.example", "http://", "http://[bad", ""):
        assert "a" == link("a", address)
        assert not is_web(address)


def test_bidi_overrides_are_left_out() -> None:
    """What could turn the reading order around is not exported."""
    assert "abc" == inert("a\u202eb\u2066c\x00")


pytestmark = pytest.mark.integration


async def _tell(publish: Any, headline: str = "Belarus frees 16") -> None:
    first = a.article("urn:1", headline=headline)
    copy = a.article("urn:2", headline="The same", provider="Agency B", published_at=a.at(9))
    sentence = SummarySentence(**dict(a.evidence(first, "Belarus released 16 prisoners")))
    entry = a.ledger_entry(first, "released 16 prisoners", status="superseded")
    gone = a.ledger_entry(first, "grateful to all", id="cl_2", topic="said:envoy", label="envoy", kind="quote")
    story = a.snapshot(
        "st_1",
        2,
        title={"en": headline, "de": "Freilassung"},
        summary=(sentence,),
        entities=(a.story_entity("Belarus"),),
        counts=StoryCounts(articles=2, versions=2, providers=2, origins=1),
    )
    await publish.told(
        a.resolved(first),
        a.resolved(copy),
        a.story_update("st_1", 1, a.article_added("urn:1"), message="A new story."),
        a.story_update("st_1", 2, a.article_added("urn:2", copy_of="urn:1"), story=story, significance="major"),
        a.story_claims("st_1", 2, entry, gone),
        a.story_claims("st_1", 3, gone=("cl_2",), gone_with="urn:1"),
    )


async def test_export_has_everything_of_a_story(publish: Any, http: Any) -> None:
    """An export holds the snapshot, every update in order, the claims with their history and the copy families."""
    await _tell(publish)
    found = (await http.get("/v1/stories/st_1/export")).json()
    assert ("slugline.story.export.v1", "http://publish/stories/st_1") == (found["format"], found["url"])
    assert [(1, "A new story."), (2, "Revision 2 of st_1.")] == [
        (u["revision"], u["message"]) for u in found["timeline"]
    ]
    assert ["superseded", "retracted"] == sorted([v["status"] for t in found["claims"] for v in t["values"]])[::-1]
    assert [("urn:1", ["urn:2"])] == [(f["origin"]["uri"], [c["uri"] for c in f["copies"]]) for f in found["families"]]


async def test_export_as_markdown(publish: Any, http: Any) -> None:
    """The Markdown of a story has its sections, links to articles and entities, and tables of claims."""
    await _tell(publish)
    answer = await http.get("/v1/stories/st_1/export?format=markdown")
    assert "text/markdown; charset=utf-8" == answer.headers["content-type"]
    tags, text = _shown(answer.text)
    assert {"h1", "h2", "h3", "table", "ul", "li", "a", "strong", "em"} <= tags
    for words in (
        "Belarus frees 16",
        "Summary Belarus released 16 prisoners ( Agency A )",
        "r1, 15 Aug 2025, 12:00 UTC: A new story.",
        "“released 16 prisoners” superseded 15 Aug 2025, 12:00 UTC Agency A 1",
        "withdrawn with urn:1",
        "Articles: 2 outlets, 1 independent origin",
        "copy: The same Agency B, English",
        "Belarus , country or city, in 1 article",
    ):
        assert words in text, text
    assert "(http://publish/articles/urn:1)" in answer.text


async def test_export_of_hostile_articles_is_inert(publish: Any, http: Any) -> None:
    """A hostile headline is shown as it is in Markdown, and makes neither markup nor links of its own."""
    await _tell(publish, HOSTILE)
    answer = await http.get("/v1/stories/st_1/export?format=markdown")
    tags, text = _shown(answer.text)
    assert " ".join(HOSTILE.split()) in text
    assert not {"img", "code", "script"} & tags
    assert not re.search(r'href="(?!http://publish/)', _RENDER.render(answer.text))


async def test_export_without_withdrawn_words(publish: Any, http: Any) -> None:
    """A kill takes the article's words out of both forms of an export."""
    await _tell(publish, "Fire in Zanzibar")
    await publish.told(a.resolved(a.kill("urn:1")))
    for form in ("json", "markdown"):
        text = (await http.get(f"/v1/stories/st_1/export?format={form}")).text
        assert "Zanzibar" not in text
        assert "released 16" not in text


async def test_export_of_other_ids(publish: Any, http: Any) -> None:
    """A merged id redirects with the format, an unknown one is a 404, another format a 422."""
    await publish.told(a.story_update("st_2", 1), a.story_update("st_1", 1, a.merged_from("st_2")))
    answer = await http.get("/v1/stories/st_2/export?format=markdown")
    assert (308, "/v1/stories/st_1/export?format=markdown") == (answer.status_code, answer.headers["location"])
    assert 404 == (await http.get("/v1/stories/st_0/export")).status_code
    assert 422 == (await http.get("/v1/stories/st_1/export?format=pdf")).status_code


async def test_client_of_the_command_line_reads_exports(publish: Any, http: Any) -> None:
    """`slugline stories export` gets both forms, by the id of a merged story as well."""
    await _tell(publish)
    await publish.told(a.story_update("st_1", 3, a.merged_from("st_0")), a.story_update("st_0", 1))
    http.follow_redirects = True
    client = PublishClient(http)
    assert "st_1" == (await client.export("st_0"))["story"]["id"]
    assert (await client.export_as_markdown("st_0")).startswith("# Belarus frees 16")
    with pytest.raises(CommandError):
        await client.export_as_markdown("st_9")
