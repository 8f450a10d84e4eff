"""Feeds as RSS 2.0 and Atom (RFC 4287), by feedgen; JSON Feed is `domain/feeds.py`."""

from __future__ import annotations

import html
from typing import Any

from feedgen.feed import FeedGenerator

from services.publish.domain.feeds import Feed, FeedEntry

_ATOM_ID = "urn:slugline:entry:"


def atom(feed: Feed, base: str, own: str) -> bytes:
    """The feed as Atom. Ids are URNs, because Atom wants IRIs."""
    made = _feed(feed, base, own, "application/atom+xml")
    for entry in feed.entries:
        _entry(made, entry, base).id(f"{_ATOM_ID}{entry.id}")
    body: bytes = made.atom_str()
    return body


def rss(feed: Feed, base: str, own: str) -> bytes:
    """The feed as RSS 2.0. Descriptions are HTML there, and titles are read as such by many."""
    made = _feed(feed, base, own, "application/rss+xml")
    made.link(href=f"{base}/", rel="alternate")
    for entry in feed.entries:
        written = _entry(made, entry, base)
        written.title(html.escape(entry.title, quote=False))
        written.guid(entry.id, permalink=False)
        written.pubDate(entry.published)
    body: bytes = made.rss_str()
    return body


def _feed(feed: Feed, base: str, own: str, media_type: str) -> Any:
    made = FeedGenerator()
    made.id(f"urn:slugline:feed:{own}")
    made.title(feed.title)
    made.description(feed.description)
    made.subtitle(feed.description)
    made.link(href=f"{base}/", rel="alternate")
    made.link(href=f"{base}{own}", rel="self", type=media_type)
    made.author(name="Slugline")
    made.language("en")
    made.generator("Slugline")
    made.updated(feed.updated)
    made.lastBuildDate(feed.updated)
    return made


def _entry(made: Any, entry: FeedEntry, base: str) -> Any:
    written = made.add_entry(order="append")
    written.title(entry.title)
    written.link(href=base + entry.path)
    written.content(entry.html, type="html")
    written.published(entry.published)
    written.updated(entry.updated)
    for tag in entry.tags:
        written.category(term=tag)
    return written
