"""HTML: all of the text, nothing of the code, and no harm from what is built to do harm."""

from __future__ import annotations

import time

import pytest

from services.ingest.domain.body import read_body
from services.ingest.domain.markup import html_paragraphs, looks_like_html, read_page
from services.ingest.domain.refusal import BadInput

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Ferry to islands stopped | Harbour News</title>
<meta property="og:site_name" content="Harbour News">
<meta property="article:published_time" content="2025-09-12T08:00:00Z">
<link rel="canonical" href="https://harbour.example/ferry"><script>var secret = "script text";</script>
<style>p { color: red }</style></head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Ferry to islands stopped</h1>
<p>The harbour board said on Thursday that it had stopped the ferry to the islands because of the price of fuel.</p>
<p>Islanders called the decision <b>a disgrace</b> and asked the government to pay for the fuel that the boats need.</p>
<p>The board will meet again on Monday and then decide whether the boats can sail before the end of the month.</p>
<form><button>Subscribe</button></form></article><footer>All rights reserved</footer></body></html>"""


def test_a_fragment_becomes_paragraphs() -> None:
    """Blocks and line breaks part paragraphs; inline markup does not."""
    html = "<p>One <b>bold</b>\n word.</p><div>Two<br>lines</div><ul><li>First</li><li>Second</li></ul>tail &amp; end"
    assert html_paragraphs(html, "body") == ["One bold word.", "Two", "lines", "First", "Second", "tail & end"]


def test_code_is_no_text() -> None:
    """Scripts, styles, forms, frames and comments leave no word behind, not even broken ones."""
    html = (
        "<p>Before</p><script>alert('x')</script><style>p{}</style><!-- note --><iframe src=x>frame</iframe>"
        "<form><input value=v><button>Buy</button></form><svg><text>t</text></svg><p onclick=evil()>After<script>open"
    )
    assert html_paragraphs(html, "body") == ["Before", "After"]


def test_an_empty_page_has_no_paragraphs() -> None:
    """Nothing, spaces and a bare comment are no text."""
    assert [[], [], []] == [html_paragraphs(html, "body") for html in ("", "  \n", "<!-- only this -->")]


def test_a_page_gives_its_article_and_what_it_says_of_itself() -> None:
    """Of a whole page only the article is text; headline, date, source, address and language come from its metadata."""
    page = read_page(PAGE)
    assert page.headline == "Ferry to islands stopped"
    assert (page.source, page.published_at, page.language) == ("Harbour News", "2025-09-12T08:00:00Z", "en-GB")
    assert page.url == "https://harbour.example/ferry"
    assert "a disgrace and asked" in page.text
    for foreign in ("Sport", "script text", "Subscribe", "All rights", "color"):
        assert foreign not in page.text


def test_a_page_without_an_article_gives_all_its_paragraphs() -> None:
    """Where no article can be told from the page around it, the text of the page is taken."""
    page = read_page("<title>Note &middot; Site</title><p>Short.</p>")
    assert ("Note", "Short.") == (page.headline, page.text)
    assert read_page("<p>Short.</p>").headline is None


def test_a_page_of_nothing_is_refused() -> None:
    """A page without content is refused by name."""
    with pytest.raises(BadInput) as refusal:
        read_page("<!-- nothing -->")
    assert refusal.value.reason == "empty_body"


_LEVELS = "".join("<!ENTITY lol{} '{}'>".format(level, f"&lol{level - 1};" * 10) for level in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol0 "lol">{_LEVELS}]><p>&lol9;</p>'


def test_an_xml_bomb_is_refused() -> None:
    """A document that declares entities of its own is refused, whether they multiply or read files."""
    for html in (BOMB, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;</p>'):
        with pytest.raises(BadInput) as refusal:
            html_paragraphs(html, "body")
        assert (refusal.value.reason, refusal.value.field) == ("unsafe_markup", "body")


def test_markup_of_any_depth_and_width_is_read_in_time() -> None:
    """100,000 nested or unclosed tags are read in seconds and do not crash."""
    started = time.perf_counter()
    for html in ("<div>" * 100_000 + "deep", "<b>" * 100_000, "<p a=" * 50_000, "<table><tr><td>" * 20_000):
        html_paragraphs(html, "body")
        read_page("<p>words here</p>" + html)
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize(
    ("text", "is_html"),
    [
        ("<p>Hello</p>", True),
        ("line<br/>line", True),
        ("<!DOCTYPE html><html>", True),
        ("if a < b and b > c", False),
        ("<AFP> reported", False),
        ("mail <ada@x.example>", False),
    ],
)
def test_html_is_told_from_text_with_angle_brackets(text: str, is_html: bool) -> None:
    """Only tags that HTML has make a text HTML."""
    assert looks_like_html(text) is is_html


def test_character_references_cannot_smuggle_in_what_is_taken_out() -> None:
    """Bidi overrides, zero bytes and surrogates written as references never reach the text as such."""
    body = read_body("<p>pay &#x202e;05$&#0;&#xD800;&#8203; now</p>", "body", "text/html")
    assert not set("\u202e\x00\ud800\u200b") & set(body.paragraphs[0])
