"""XML from outside as a tree: no entities of its own, no network, bounded in depth and size.

lxml without `huge_tree` ends at 256 levels and 10 MB of one text; entities are never expanded and DTDs never loaded, so
that neither a bomb nor a reference to a file is read (OWASP XML External Entity Prevention).
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from services.ingest.domain.charsets import charset_of
from services.ingest.domain.refusal import BadInput

#: Levels of nesting. NewsML-G2 with NITF inside needs about twenty.
XML_DEPTH = 100
#: Attributes of one element, and elements of one document.
XML_ATTRIBUTES, XML_ELEMENTS = 200, 100_000

#: Characters at the end of a document in which its root must end; caches write comments behind it.
_TAIL = 2_000
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
#: What no XML document may hold; feeds do, so it is taken out there.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def strict_tree(text: str, field: str = "raw") -> etree._Element:
    """The root of a well-formed document within the limits; anything else is refused with the place of the fault."""
    if _ENTITY.search(text):
        raise BadInput("unsafe_markup", "entity declarations are not read", field)
    try:
        root = etree.fromstring(_bytes(text), _parser(recover=False))
    except etree.XMLSyntaxError as error:
        raise BadInput("not_xml", f"the XML is broken at line {error.lineno}: {_what(error)}", field) from None
    _check(root, field)
    return root


@dataclass(frozen=True)
class Mended:
    """The root of what could be read of a broken document, and whether its end was there."""

    root: etree._Element
    is_whole: bool


def mended_tree(raw: bytes, charset: str | None = None) -> Mended | None:
    """What can be read of a document, however broken; None where nothing can."""
    text = raw.decode(charset_of(raw, charset), "replace")
    text = _NAMED.sub(_as_number, _NOT_XML.sub("", text))
    try:
        root = etree.fromstring(_bytes(text), _parser(recover=True))
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    etree.strip_elements(root, etree.Entity, with_tail=False)
    end = re.compile(rf"</(?:[\w.-]+:)?{re.escape(local_name(root))}\s*>|/>\s*$")
    return Mended(root, bool(end.search(text[-_TAIL:])))


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children with one of these names, in any namespace."""
    return (child for child in element if isinstance(child.tag, str) and local_name(child) in names)


def descendants(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements below with one of these names, in any namespace, in order of the document."""
    return (child for child in element.iterdescendants() if isinstance(child.tag, str) and local_name(child) in names)


def text_of(element: etree._Element | None) -> str:
    """All text in the element, on one line."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _bytes(text: str) -> bytes:
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).encode("utf-8", "replace")


def _check(root: etree._Element, field: str) -> None:
    depth = elements = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > XML_DEPTH:
            raise BadInput("too_deep", f"the XML is nested deeper than {XML_DEPTH} levels", field)
        if elements > XML_ELEMENTS:
            raise BadInput("too_large", f"more than {XML_ELEMENTS} elements", field)
        if len(element.attrib) > XML_ATTRIBUTES:
            raise BadInput("too_large", f"an element has more than {XML_ATTRIBUTES} attributes", field)


def _as_number(match: re.Match[str]) -> str:
    """HTML's named characters as numbers, because XML does not know their names."""
    name = match[1]
    if name in _OF_XML:
        return match[0]
    return "".join(f"&#{ord(char)};" for char in html.entities.html5.get(f"{name};", ""))


def _what(error: etree.XMLSyntaxError) -> str:
    """What is wrong, by libxml2's name for it: its messages quote the document."""
    log: Any = error.error_log  # the stubs know it without its entries
    entries = list(log)
    name = entries[-1].type_name if entries else "ERR_DOCUMENT_EMPTY"
    return name.removeprefix("ERR_").replace("_", " ").lower()[:80]
