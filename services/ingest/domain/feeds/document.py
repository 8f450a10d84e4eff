"""A feed's document: RSS 0.9x, 1.0 and 2.0, Atom (through feedparser), JSON Feed; what it holds and what it wishes."""

from __future__ import annotations

import calendar
import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]
from lxml import etree

from services.ingest.domain.feeds import json_feed
from services.ingest.domain.feeds.entry import Entry, is_cut_off
from services.ingest.domain.feeds.schedule import Wishes
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.xml import XML_ELEMENTS, children, descendants, local_name, mended_tree, text_of

#: Entries of one document that are read, from its top.
MOST_ENTRIES = 1_000
#: Attributes of one element; feeds in use stay below twenty.
_MOST_ATTRIBUTES = 60
#: Different namespaces in a document.
_MOST_NAMESPACES = 100
_ROOTS = frozenset({"rss", "feed", "RDF", "rdf"})
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
#: Seconds of the periods of RSS 1.0's syndication module.
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}


@dataclass(frozen=True)
class Document:
    """What one answer of a feed holds."""

    entries: tuple[Entry, ...]
    title: str = ""
    wishes: Wishes = Wishes()


def read_document(raw: bytes, content_type: str = "") -> Document:
    """The document in these bytes. Raises BadInput for what is no feed."""
    if json_feed.is_json(raw, content_type):
        title, entries = json_feed.read(raw)
        return Document(tuple(entries[:MOST_ENTRIES]), title)
    mended = mended_tree(raw, _charset(content_type))
    if mended is None or local_name(mended.root) not in _ROOTS:
        raise BadInput("not_a_feed", "this is neither RSS nor Atom nor JSON Feed")
    root = mended.root
    _trim(root, mended.is_whole)
    found = feedparser.parse(
        io.BytesIO(etree.tostring(root, encoding="utf-8", xml_declaration=True)),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    language = str(found.feed.get("language") or "")
    entries = [_entry(each, language) for each in found.entries[:MOST_ENTRIES]]
    return Document((*entries, *_deleted(root)), str(found.feed.get("title") or "")[:200], _wishes(root))


def _trim(root: etree._Element, is_whole: bool) -> None:
    """Takes out the last entry of a document that breaks off: half of its text would pass for a revision.

    Leaves what feedparser reads in bounded time: it is slow by element and by reference, quadratic by attribute."""
    listed = list(descendants(root, "item", "entry"))
    for each in listed[MOST_ENTRIES:] if is_whole else [*listed[MOST_ENTRIES:], *listed[-1:]]:
        parent = each.getparent()
        if parent is not None:
            parent.remove(each)
    if len({declared for _, declared in etree.iterwalk(root, events=("start-ns",))}) > _MOST_NAMESPACES:
        raise BadInput("too_large", f"more than {_MOST_NAMESPACES} namespaces are declared")
    for count, element in enumerate(root.iter(etree.Element)):
        if count > XML_ELEMENTS:
            raise BadInput("too_large", f"more than {XML_ELEMENTS} elements")
        if len(element.attrib) > _MOST_ATTRIBUTES:
            raise BadInput("too_large", f"an element has more than {_MOST_ATTRIBUTES} attributes")
        if element.text and "]]>" not in element.text:
            element.text = etree.CDATA(element.text)


def _entry(found: Any, language: str) -> Entry:
    content, kind, is_summary = _content(found)
    return Entry(
        id=str(found.get("id") or ""),
        link=str(found.get("link") or ""),
        title=str(found.get("title") or ""),
        content=content,
        content_type=kind,
        is_summary=is_summary,
        published=_moment(dict.get(found, "published_parsed")),
        updated=_moment(dict.get(found, "updated_parsed")),
        by=str(found.get("author") or "")[:300],
        language=str((found.get("content") or [{}])[0].get("language") or language),
        topics=tuple(str(tag["term"])[:300] for tag in found.get("tags", [])[:50] if tag.get("term")),
    )


def _content(found: Any) -> tuple[str, str, bool]:
    """The full text where the entry has it, else its summary; its type; whether it is no more than a summary."""
    full = [part for part in found.get("content", []) if str(part.get("value") or "").strip()]
    if full:
        longest = max(full, key=lambda part: len(part["value"]))
        return longest["value"], _kind(longest), False
    summary = found.get("summary_detail") or {}
    value = str(summary.get("value") or found.get("summary") or "")
    return value, _kind(summary), is_cut_off(value)


def _kind(detail: Any) -> str:
    """Plain text is what says so; RSS does not say, and means HTML."""
    return "text/plain" if detail.get("type") == "text/plain" and "<" not in detail.get("value", "") else "text/html"


def _moment(parsed: time.struct_time | None) -> datetime | None:
    try:
        return None if parsed is None else datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _deleted(root: etree._Element) -> Iterator[Entry]:
    """The tombstones of an Atom feed (RFC 6721)."""
    for stone in list(root.iterchildren(_TOMBSTONE))[:MOST_ENTRIES]:
        if reference := str(stone.get("ref") or ""):
            yield Entry(id=reference, is_deleted=True)


def _wishes(root: etree._Element) -> Wishes:
    channel = next(children(root, "channel"), root)
    said = {local_name(child): child for child in channel if isinstance(child.tag, str)}
    hours = {_whole(text_of(hour)) for hour in descendants(channel, "hour") if _is_in(hour, "skipHours")}
    days = {_DAYS.get(text_of(day).lower()) for day in descendants(channel, "day") if _is_in(day, "skipDays")}
    ttl = _whole(text_of(said.get("ttl")))
    return Wishes(
        ttl=ttl * 60.0 if ttl else None,
        period=_period(text_of(said.get("updatePeriod")), text_of(said.get("updateFrequency"))),
        skip_hours=frozenset(hour % 24 for hour in hours if hour is not None and hour <= 24),
        skip_days=frozenset(day for day in days if day is not None),
    )


def _period(period: str, frequency: str) -> float | None:
    seconds = _PERIODS.get(period.lower())
    return seconds / max(1, _whole(frequency) or 1) if seconds else None


def _is_in(element: etree._Element, name: str) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) == name


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _charset(content_type: str) -> str | None:
    _, _, said = content_type.lower().partition("charset=")
    return said.split(";")[0].strip(" \"'") or None
