"""Follows the links of entries that are no more than summaries, for feeds that are set to `follow`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.ingest.adapters.feeds.fetch import CannotFetch, Fetcher
from services.ingest.domain.charsets import charset_named
from services.ingest.domain.feeds.entry import uri_of
from services.ingest.domain.feeds.feed import Feed
from services.ingest.domain.feeds.news import News
from services.ingest.domain.forms import read_form
from services.ingest.domain.item import web_address
from services.ingest.domain.refusal import BadInput

#: Pages that one poll fetches; what is beyond goes out as the summary that it is.
MOST_PAGES = 5
#: Seconds between two of them.
_GAP = 1.0
#: What a page is; behind a link may lie anything.
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


async def followed(news: list[News], feed: Feed, fetcher: Fetcher, now: datetime, seconds: float) -> list[News]:
    """The news, with the page's text where the feed has only a summary and the page has more.

    `seconds` are for all pages together: a site that is slow with them delays its summaries no longer.
    """
    found: list[News] = []
    pages, until = 0, asyncio.get_running_loop().time() + seconds
    for each in news:
        wanted = each.submission is not None and each.entry.is_summary and web_address(each.entry.link) is not None
        if not wanted or pages >= MOST_PAGES:
            found.append(each)
            continue
        if pages:
            await asyncio.sleep(_GAP)
        pages += 1
        found.append(await _with_page(each, feed, fetcher, now, until))
    return found


async def _with_page(news: News, feed: Feed, fetcher: Fetcher, now: datetime, until: float) -> News:
    try:
        async with asyncio.timeout_at(until):
            answer = await fetcher.get(web_address(news.entry.link) or "")
        kind = answer.header("content-type") or "text/html"
        if answer.status != 200 or kind.partition(";")[0].strip().lower() not in _PAGES:
            return news
        page = await asyncio.to_thread(_page, answer.body, kind, news, feed, now)
    except (CannotFetch, BadInput, TimeoutError):
        return news
    return news if page is None else replace(news, submission=page)


def _page(body: bytes, content_type: str, news: News, feed: Feed, now: datetime) -> dict[str, Any] | None:
    """The page as a submission; None where it says no more than the summary."""
    _, _, said = content_type.lower().partition("charset=")
    charset = charset_named(said.split(";")[0].strip(" \"'") or "utf-8") or "utf-8"
    entry = news.entry
    item = {
        "raw": body.decode(charset, "replace").replace("\x00", ""),
        "content_type": "text/html",
        "uri": uri_of(entry, feed),
        "source": feed.provider,
        "published_at": (news.submission or {}).get("versionCreated"),
        "headline": (news.submission or {}).get("headlines", [{}])[0].get("value") or None,
        "language": entry.language or feed.language,
        "url": web_address(entry.link),
    }
    item = {name: value for name, value in item.items() if value}
    read = read_form(item, now)
    return item if len(read.text) > len(read_form(news.submission or {}, now).text) else None
