"""XML from a wire, told by its root: NewsML-G2, NITF or a web page."""

from __future__ import annotations

from datetime import datetime

from services.ingest.domain import newsml, nitf
from services.ingest.domain.item import WireItem
from services.ingest.domain.limits import TEXT_BYTES
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.xml import local_name, strict_tree

_FEEDS = frozenset({"rss", "feed", "RDF"})


def read_xml(raw: str, now: datetime, part: str | None = None) -> WireItem:
    """The article in this document. Where it is a part of a message, a refusal says which."""
    try:
        item = _read(raw, now)
        if len(item.text) > TEXT_BYTES:
            raise BadInput("too_large", f"{len(item.text)} characters of text; at most {TEXT_BYTES} are read", "raw")
        return item
    except BadInput as bad:
        if part is None:
            raise
        raise BadInput(bad.reason, f"{part[:60]}: {bad.detail}", bad.field) from None


def _read(raw: str, now: datetime) -> WireItem:
    root = strict_tree(raw)
    name = local_name(root)
    if name == "newsItem":
        return newsml.read(root, now)
    if name == "nitf":
        return nitf.read(root, now)
    if name == "newsMessage":
        raise BadInput("not_an_article", "a newsMessage inside another is not read", "raw")
    raise BadInput("not_an_article", _why(name), "raw")


def _why(name: str) -> str:
    if name in newsml.NO_ARTICLES:
        return f"a {name} of NewsML-G2 is about articles and is none itself"
    if name in _FEEDS:
        return "this is a feed: have it polled, do not push it"
    if name == "NewsML":
        return "NewsML 1 is not read; NewsML-G2 is"
    return "the root is neither newsItem, newsMessage (NewsML-G2) nor nitf"
