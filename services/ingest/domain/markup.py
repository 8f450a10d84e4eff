"""HTML becomes paragraphs. Scripts, forms and frames never do; entities of a document's own are never expanded."""

from __future__ import annotations

import re
from dataclasses import dataclass

import trafilatura
from lxml import etree, html

from services.ingest.domain.refusal import BadInput
from services.ingest.domain.text import clean_characters, clean_line

_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype html|html|body|p|div|br|h[1-6]|ul|ol|li|table|blockquote|article|section|span|a|em|strong|b|i"
    r"|script|img)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_DROPPED = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "form", "button", "select",
    "textarea", "svg", "math", "canvas", "audio", "video", "nav", "footer", "head", "title",
)  # fmt: skip
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)


@dataclass(frozen=True)
class Page:
    """A web page as its own markup describes it. `text` has paragraphs parted by empty lines."""

    text: str
    headline: str | None = None
    source: str | None = None
    published_at: str | None = None
    language: str | None = None
    url: str | None = None


def looks_like_html(text: str) -> bool:
    """True where a text that does not say what it is holds tags that only HTML has."""
    return bool(_LOOKS_LIKE_HTML.search(text))


def html_paragraphs(source: str, field: str) -> list[str]:
    """The paragraphs of an HTML fragment: all of its text, nothing of its code."""
    root = _parse(source, field)
    return [] if root is None else _paragraphs(root)


def read_page(source: str, field: str = "raw") -> Page:
    """The article on a whole web page, without what stands around it."""
    root = _parse(source, field)
    if root is None:
        raise BadInput("empty_body", "the page has no content", field)
    page = Page(
        text="",
        headline=_meta(root, "og:title") or _text_of(root, "//h1") or _title(root),
        source=_meta(root, "og:site_name"),
        published_at=_meta(root, "article:published_time", "datePublished", "date"),
        language=root.get("lang"),
        url=_attribute(root, "//link[@rel='canonical']/@href") or _meta(root, "og:url"),
    )
    return Page(**{**page.__dict__, "text": "\n\n".join(_article(root))})


def _article(root: html.HtmlElement) -> list[str]:
    """The paragraphs that trafilatura takes for the article; all paragraphs where it finds none."""
    etree.strip_elements(root, *(tag for tag in _DROPPED if tag not in {"head", "title"}), with_tail=False)
    found = trafilatura.extract(root, output_format="txt", include_comments=False, include_tables=False)
    lines = [line.lstrip("- ").strip() for line in (found or "").split("\n")]
    return [line for line in lines if line] or _paragraphs(root)


def _parse(source: str, field: str) -> html.HtmlElement | None:
    if _ENTITY.search(source):
        raise BadInput("unsafe_markup", "entity declarations are not read", field)
    cleaned = _XML_DECLARATION.sub("", clean_characters(source))
    if not cleaned.strip():
        return None
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        return html.document_fromstring(cleaned.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _paragraphs(root: html.HtmlElement) -> list[str]:
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        if tag in _BLOCKS or (tag == "br" and event == "start"):
            parts.append("\n" if tag == "br" else "\n\n")
        parts.append(_collapse((element.text if event == "start" else element.tail) or ""))
    return [line.strip() for line in "".join(parts).split("\n") if line.strip()]


def _collapse(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)


def _meta(root: html.HtmlElement, *names: str) -> str | None:
    for name in names:
        for attribute in ("property", "name", "itemprop"):
            value = _attribute(root, f"//meta[@{attribute}='{name}']/@content")
            if value:
                return value
    return None


def _attribute(root: html.HtmlElement, path: str) -> str | None:
    return next((clean_line(str(value)) for value in root.xpath(path) if str(value).strip()), None)


def _text_of(root: html.HtmlElement, path: str) -> str | None:
    texts = [clean_line(element.text_content()) for element in root.xpath(path)]
    return next((text for text in texts if text), None)


def _title(root: html.HtmlElement) -> str | None:
    """The page's title without the site's name behind it."""
    title = _text_of(root, "//title") or ""
    return re.split(r"\s+[|·•]\s+", title)[0].strip() or None
