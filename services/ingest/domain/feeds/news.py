"""What is new in a document, by what was seen before: submissions in order, each with its mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from services.ingest.domain.feeds.document import MOST_ENTRIES, Document
from services.ingest.domain.feeds.entry import Entry, in_order, submission, uri_of
from services.ingest.domain.feeds.feed import Feed
from services.ingest.domain.forms import read_form
from services.ingest.domain.item import digest
from services.ingest.domain.refusal import BadInput

#: Entries of a feed whose marks are kept: those of the largest document, and as many that were in it before.
_REMEMBERED = 2 * MOST_ENTRIES
#: Submissions, and characters of them, that one commit carries.
_AT_ONCE, _CHARS_AT_ONCE = 50, 1_000_000


@dataclass(frozen=True)
class News:
    """An entry that is new or has changed, and what becomes of it."""

    key: str
    mark: str
    entry: Entry
    outcome: Literal["submitted", "refused", "old"]
    submission: dict[str, Any] | None = None
    reason: str = ""


def news_in(
    document: Document, feed: Feed, seen: Mapping[str, str], now: datetime, oldest: timedelta
) -> tuple[list[News], dict[str, str]]:
    """What is new, oldest first, and the marks of what was seen before, the ones that are still there last.

    An entry that is missing is not forgotten: it may come back, and half a document is no reason to send all again.
    """
    found: list[News] = []
    still = dict(seen)
    taken: set[tuple[str, str]] = set()
    for entry in in_order(list(document.entries)):
        key = key_of(entry, feed)
        if seen.get(key) == entry.mark:
            still[key] = still.pop(key)
        elif (key, entry.mark) not in taken:
            taken.add((key, entry.mark))
            found.append(_judged(key, entry, feed, now, is_old=key not in seen and _is_old(entry, now - oldest)))
    return found, still


def with_marks(seen: Mapping[str, str], part: Iterable[News]) -> dict[str, str]:
    """The marks with those of this part, the longest unseen left out where there are too many."""
    marks = dict(seen)
    for each in part:
        marks.pop(each.key, None)
        marks[each.key] = each.mark
    return dict(list(marks.items())[-_REMEMBERED:])


def key_of(entry: Entry, feed: Feed) -> str:
    """The entry's uri in short, for what is remembered of it."""
    return digest(uri_of(entry, feed))[:12]


def in_parts(found: Iterable[News]) -> Iterator[list[News]]:
    """The news in parts that one commit can carry; at least one, which may be empty."""
    part: list[News] = []
    chars = 0
    for each in found:
        size = len(each.entry.content)
        if part and (len(part) >= _AT_ONCE or chars + size > _CHARS_AT_ONCE):
            yield part
            part, chars = [], 0
        part.append(each)
        chars += size
    yield part


def _judged(key: str, entry: Entry, feed: Feed, now: datetime, is_old: bool) -> News:
    if is_old:
        return News(key, entry.mark, entry, "old")
    try:
        item = submission(entry, feed, now)
        read_form(item, now)
    except BadInput as bad:
        return News(key, entry.mark, entry, "refused", reason=bad.reason)
    return News(key, entry.mark, entry, "submitted", item)


def _is_old(entry: Entry, limit: datetime) -> bool:
    moment = entry.updated or entry.published
    return moment is not None and moment < limit
