"""NewsML-G2 (IPTC): one newsItem as an article; a newsMessage as its items.

Read by local names, so that the namespaces of all 2.x versions are one. Of the text, inline XHTML, NITF and plain data
are read; what lies elsewhere (remoteContent) is not fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from services.ingest.domain.body import Body, body_of, read_body
from services.ingest.domain.credits import in_byline
from services.ingest.domain.dates import read_embargo, read_optional_date
from services.ingest.domain.inline import inline_paragraphs
from services.ingest.domain.item import WireItem, check_uri, label, language_tag, provider_named, version_label
from services.ingest.domain.ninjs import ADVISORIES, authority_of, status_of
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.text import clean_headline
from services.ingest.domain.xml import children, descendants, local_name, strict_tree, text_of
from shared.contracts.article import Provider

#: Items of one message.
MOST_ITEMS = 200
ITEM_TYPE = "application/vnd.iptc.g2.newsitem+xml"
#: Roots of NewsML-G2 that hold no article.
NO_ARTICLES = frozenset({"packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"})


def items_in(root: etree._Element) -> list[etree._Element]:
    """The items of a newsMessage, in order. Raises BadInput for too many of them, or none."""
    found = [item for each in children(root, "itemSet") for item in each if isinstance(item.tag, str)]
    if not found:
        raise BadInput("missing_field", "the newsMessage has no item", "itemSet")
    if len(found) > MOST_ITEMS:
        raise BadInput("too_large", f"{len(found)} items in one message; at most {MOST_ITEMS}", "itemSet")
    return found


def parts_of(submission: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The items of a newsMessage as submissions of their own; None for anything else."""
    raw, kind = submission.get("raw"), submission.get("content_type")
    if not isinstance(raw, str) or not isinstance(kind, str) or not kind.endswith("xml") or "newsMessage" not in raw:
        return None
    root = strict_tree(raw)
    if local_name(root) != "newsMessage":
        return None
    items = items_in(root)
    beside = {name: value for name, value in submission.items() if name not in {"raw", "content_type", "uri"}}
    return [
        {
            **beside,
            "raw": etree.tostring(item, encoding="unicode", with_tail=False),
            "content_type": ITEM_TYPE,
            "part": f"{local_name(item)} {number} of {len(items)}",
        }
        for number, item in enumerate(items, start=1)
    ]


def read(root: etree._Element, now: datetime) -> WireItem:
    """The article of a newsItem."""
    meta, content = _child(root, "itemMeta"), _child(root, "contentMeta")
    _check_class(meta)
    status = status_of(_code(_child(meta, "pubStatus")) or None)
    body = Body() if status == "canceled" else _body(root)
    headline, text = body.split(clean_headline(text_of(_child(content, "headline"))))
    if not (headline or text) and status != "canceled":
        raise BadInput("missing_field", "the item has neither a text nor a headline", "contentSet")
    uri = check_uri(str(root.get("guid") or ""), "guid")
    provider, others = _providers(root, meta, content, uri)
    by = label(text_of(_child(content, "by")))
    embargoes = [text_of(each) for each in _children(meta, "embargoed")]
    return WireItem(
        uri=uri,
        format="newsml-g2",
        headline=headline,
        text=text,
        provider=provider,
        version=version_label(root.get("version")),
        version_created=_date(meta, "versionCreated", now),
        first_created=_date(meta, "firstCreated", now),
        pub_status=status,
        embargo=read_embargo(embargoes, now),
        is_advisory=_is_advisory(meta),
        ed_note=label(" ".join(text_of(note) for note in _children(meta, "edNote"))) or body.note,
        credits=tuple(dict.fromkeys([*others, *body.credits, *in_byline(by)])),
        language=_language(root, content),
        slugline=label(text_of(_child(content, "slugline"))),
        located=_named(_child(content, "located")) or label(text_of(_child(content, "dateline"))),
        by=by or body.by,
        urgency=_urgency(text_of(_child(content, "urgency"))),
        subjects=tuple(name for each in _children(content, "subject") if (name := _named(each))),
    )


def _body(root: etree._Element) -> Body:
    """The first inline content that has words in it."""
    for part in descendants(root, "inlineXML", "inlineData"):
        if local_name(part) == "inlineXML":
            body = body_of(inline_paragraphs(part))
        else:
            text = "".join(map(str, part.itertext()))
            is_html = "html" in str(part.get("contenttype") or "")
            body = read_body(text, "inlineData", "text/html" if is_html else "text/plain") if text.strip() else Body()
        if body.paragraphs:
            return body
    return Body()


def _check_class(meta: etree._Element | None) -> None:
    kind = _code(_child(meta, "itemClass"))
    if kind and kind not in {"text", "composite"}:
        raise BadInput("not_text", f"an item of class {kind[:30]} is no article", "itemClass")


def _providers(
    root: etree._Element, meta: etree._Element | None, content: etree._Element | None, uri: str
) -> tuple[Provider, tuple[str, ...]]:
    """Who sent the item, and the other sources it names."""
    sources = [name for each in _children(content, "infoSource", "creditline") if (name := _named(each))]
    rights = _child(root, "rightsInfo")
    sender = _named(_child(meta, "provider")) or next(iter(sources), None) or _named(_child(rights, "copyrightHolder"))
    return provider_named(sender or authority_of(uri)), tuple(name for name in sources if name != sender)


def _is_advisory(meta: etree._Element | None) -> bool:
    given = {_code(each).lower() for each in _children(meta, "signal")}
    return bool(given & ADVISORIES) and "newscontent" not in given


def _language(root: etree._Element, content: etree._Element | None) -> str | None:
    tagged = _child(content, "language")
    return language_tag(tagged.get("tag") if tagged is not None else None) or language_tag(
        root.get("{http://www.w3.org/XML/1998/namespace}lang")
    )


def _named(element: etree._Element | None) -> str | None:
    """The name of a concept: its name, its literal, its text, or what its code says."""
    if element is None:
        return None
    name = next(children(element, "name"), None)
    return label(text_of(name) or element.get("literal") or text_of(element) or _code(element))


def _code(element: etree._Element | None) -> str:
    """The last part of a QCode or a URI: `usable` of `stat:usable`."""
    said = "" if element is None else str(element.get("qcode") or element.get("uri") or "")
    return said.rstrip("/").replace("/", ":").rpartition(":")[2]


def _date(meta: etree._Element | None, name: str, now: datetime) -> datetime | None:
    element = _child(meta, name)
    return None if element is None else read_optional_date(text_of(element), name, now)


def _urgency(text: str) -> int | None:
    return int(text) if text in set("123456789") else None


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    return iter(()) if element is None else children(element, *names)
