"""Text inside XML: XHTML and NITF markup become paragraphs."""

from __future__ import annotations

from lxml import etree

from services.ingest.domain.markup import html_paragraphs
from services.ingest.domain.text import clean_characters
from services.ingest.domain.xml import local_name

#: What NITF calls otherwise than HTML; all else it has is inline, or the same.
_AS_HTML = {
    "body.content": "div", "body.head": "div", "body.end": "div", "nitf": "div", "body": "div", "html": "div",
    "block": "div", "hl1": "h2", "hl2": "h3", "bq": "blockquote", "fn": "div", "datasource": "div",
}  # fmt: skip
#: What is in a body without being its text: pictures and their captions, how words sound, notes to editors, heads.
_LEFT_OUT = frozenset({"media", "pronounce", "note", "nitf-table-metadata", "head", "body.head", "body.end"})


def inline_paragraphs(element: etree._Element) -> list[str]:
    """The paragraphs of the marked-up text inside this element."""
    plain = etree.Element("div")
    _copy(element, plain)
    found = html_paragraphs(etree.tostring(plain, encoding="unicode", method="html"), local_name(element))
    return [clean_characters(paragraph) for paragraph in found]


def _copy(source: etree._Element, target: etree._Element) -> None:
    """Copies text and elements under their HTML names, without namespaces and attributes."""
    rest = [(source, target)]
    while rest:
        source, target = rest.pop()
        target.text = source.text
        for child in source:
            name = local_name(child) if isinstance(child.tag, str) else ""
            if not name or name in _LEFT_OUT:
                _add_text(target, child.tail)
                continue
            made = etree.SubElement(target, _AS_HTML.get(name, name))
            made.tail = child.tail
            rest.append((child, made))


def _add_text(target: etree._Element, text: str | None) -> None:
    """Puts text where an element was left out."""
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
