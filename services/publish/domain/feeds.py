"""Feeds: stories and their updates as entries that any feed reader understands.

An entry's id never changes: `<story id>-r<revision>` of an update, the story's id of a story. What a kill takes out is
taken out of the entry, which then says so and counts as changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from services.publish.domain.redaction import is_redacted
from services.publish.domain.telling import change_name, language_name
from services.publish.domain.titles import shown_title
from shared.contracts.base import Contract
from shared.contracts.envelope import Event
from shared.contracts.story import StorySnapshot
from shared.contracts.update import Change, StoryUpdate

#: Changes of one update whose words are quoted.
_QUOTED = 5
#: Characters that XML 1.0 cannot hold.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

WITHDRAWN_STORY = "This story has been withdrawn."


class FeedEntry(Contract):
    """One entry; its text is plain, in paragraphs."""

    id: str
    title: str
    paragraphs: tuple[str, ...] = ()
    path: str
    published: datetime
    updated: datetime
    tags: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """The paragraphs as HTML in which nothing of an article is markup."""
        return "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in self.paragraphs)


class Feed(Contract):
    """A feed with its entries, the newest first."""

    title: str
    description: str
    entries: tuple[FeedEntry, ...] = ()

    @property
    def updated(self) -> datetime:
        """When an entry changed last."""
        return max((entry.updated for entry in self.entries), default=datetime(1970, 1, 1, tzinfo=UTC))


def update_entry(event: Event[StoryUpdate], now: StorySnapshot, touched: datetime) -> FeedEntry:
    """An update as an entry; `now` is its story as it is served now, `touched` when that was told."""
    update, at = event.data, told_at(event)
    changes = [] if is_redacted(update.message) else update.changes
    return FeedEntry(
        id=f"{update.story_id}-r{update.revision}",
        title=plain(update.message) or f"Revision {update.revision}",
        paragraphs=tuple(plain(line) for line in (update.message, f"Story: {_title(now)}", *_quotes(changes))),
        path=f"/stories/{quote(update.story_id, safe=':')}",
        published=at,
        updated=max(at, touched) if is_redacted(update.message) else at,
        tags=(update.significance, *dict.fromkeys(change_name(change) for change in update.changes)),
    )


def story_entry(story: StorySnapshot, message: str, touched: datetime) -> FeedEntry:
    """A story as an entry that changes with every update of it."""
    is_gone = story.status == "retracted"
    lines = [message, *(sentence.translation or sentence.exact for sentence in story.summary)]
    return FeedEntry(
        id=story.id,
        title=WITHDRAWN_STORY if is_gone else plain(_title(story)),
        paragraphs=tuple(plain(line) for line in lines if line),
        path=f"/stories/{quote(story.id, safe=':')}",
        published=story.first_seen,
        updated=touched,
        tags=(story.status, *(language_name(tag) for tag in sorted(story.languages))),
    )


def json_feed(feed: Feed, base: str, own: str) -> dict[str, Any]:
    """The feed after JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": f"{base}/",
        "feed_url": f"{base}{own}",
        "language": "en",
        "items": [_json_item(entry, base) for entry in feed.entries],
    }


def told_at(event: Event[StoryUpdate]) -> datetime:
    """When an update was told."""
    return (event.time or event.data.story.last_updated).astimezone(UTC)


def plain(text: str) -> str:
    """The text without what XML cannot hold, on one line."""
    return " ".join(_NO_XML.sub("", text).split())


def _json_item(entry: FeedEntry, base: str) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": base + entry.path,
        "title": entry.title,
        "content_text": "\n\n".join(entry.paragraphs),
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": list(entry.tags),
    }


def _title(story: StorySnapshot) -> str:
    return shown_title(story.title, story.languages).text


def _quotes(changes: Iterable[Change]) -> Iterable[str]:
    """What the update rests on: the words, whose they are, and their English."""
    every = [evidence for change in changes for evidence in change.evidence if evidence.exact]
    for evidence in every[:_QUOTED]:
        english = f" ({evidence.translation})" if evidence.translation else ""
        yield f"“{evidence.exact}”{english} {evidence.provider}, {language_name(evidence.language)}"
