"""Entry: one item of a feed, and the submission that it becomes: a ninjs 3.1 item, read as any other."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from services.ingest.domain.feeds.feed import Feed
from services.ingest.domain.item import digest, web_address
from services.ingest.domain.limits import EARLIEST, LATEST_AHEAD, URI_CHARS
from services.ingest.domain.markup import html_paragraphs, looks_like_html
from services.ingest.domain.refusal import BadInput

#: How a summary ends that is only the beginning of an article.
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.|&#8230;)\])\s*(?:</\w+>\s*)*$")
_TAG_AUTHORITY = re.compile(r"tag:(?:[^@,:]+@)?([^,:]+),")
#: Second-level names under which everybody registers, so that sites are told apart by three labels.
_SHARED = frozenset({"ac", "co", "com", "edu", "gob", "gov", "gouv", "gv", "id", "ltd", "mil", "net", "or", "org"})


@dataclass(frozen=True)
class Entry:
    """One item as its feed has it. Texts are as they stand there; dates are None where they cannot be read."""

    id: str = ""
    link: str = ""
    title: str = ""
    content: str = ""
    content_type: str = "text/html"
    #: True where the feed has no more than a summary of the article.
    is_summary: bool = False
    published: datetime | None = None
    updated: datetime | None = None
    by: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    #: The feed says that the entry was taken back (RFC 6721).
    is_deleted: bool = False

    @property
    def mark(self) -> str:
        """The same while nothing of the entry has changed that a reader could see."""
        moment = self.updated.isoformat() if self.updated else ""
        return digest(self.title, self.content, moment, str(self.is_deleted))[:12]


def uri_of(entry: Entry, feed: Feed) -> str:
    """The uri of the entry's article.

    A feed may name articles of its own site by their ids as they are, so that two feeds of one site give one article.
    Any other id counts within the feed only: else a feed could revise or withdraw what another provider has sent.
    """
    own = entry.id.strip() or entry.link.strip()
    if _is_uri(own) and (feed.trust_ids or _site_of(own) == _site(urlsplit(feed.url).hostname or "")):
        return own
    if not own:
        own = digest(entry.title, entry.published.isoformat() if entry.published else entry.content)[:32]
    scoped = f"urn:slugline:feed:{feed.name}:{quote(own, safe=':/@.,~-_')}"
    return scoped if len(scoped) <= URI_CHARS else f"urn:slugline:feed:{feed.name}:{digest(own)[:32]}"


def submission(entry: Entry, feed: Feed, now: datetime) -> dict[str, Any]:
    """The entry as a ninjs 3.1 item. Dates beyond belief are left out: a feed's mistake in them costs no article."""
    published, updated = _plausible(entry.published, now), _plausible(entry.updated, now)
    item: dict[str, Any] = {
        "uri": uri_of(entry, feed),
        "type": "text",
        "standard": {"name": "ninjs", "version": "3.1"},
        "infoSources": [{"name": feed.provider, "role": "provider"}],
    }
    if entry.is_deleted:
        return {**item, "pubStatus": "canceled", "edNote": "Taken back by the feed"}
    page = web_address(entry.link)
    optional = {
        "versionCreated": (updated or published) and (updated or published or now).isoformat(),
        "firstCreated": published and published.isoformat(),
        "language": entry.language or feed.language,
        "by": _line(entry.by, "text/html")[:300],
        "representationType": "partial" if entry.is_summary else None,
        "subjects": [{"name": topic} for topic in entry.topics],
        "renditions": [{"name": "web", "href": page, "contentType": "text/html"}] if page else None,
    }
    body = {"role": "main", "contentType": entry.content_type, "value": _body(entry)}
    return {
        **item,
        **{name: value for name, value in optional.items() if value},
        "headlines": [{"role": "main", "value": _line(entry.title, "text/html")}],
        "bodies": [body] if body["value"].strip() else [],
    }


def is_cut_off(text: str) -> bool:
    """True where a text ends as beginnings of articles do."""
    return bool(_CUT_OFF.search(text[-200:]))


def _body(entry: Entry) -> str:
    """The text as it stands, but for plain text in a field for HTML: its character references are resolved."""
    if entry.content_type == "text/html" and not looks_like_html(entry.content):
        return html.unescape(entry.content)
    return entry.content


def _line(text: str, content_type: str) -> str:
    """A title on one line, without tags; feeds escape them once too often or not at all."""
    plain = html.unescape(text) if content_type == "text/html" else text
    if not looks_like_html(plain):
        return plain
    try:
        return " ".join(html_paragraphs(plain, "title"))
    except BadInput:
        return ""


def _is_uri(text: str) -> bool:
    is_known = text.startswith(("http://", "https://", "tag:", "urn:"))
    return is_known and len(text) <= URI_CHARS and text.isprintable() and " " not in text


def _site_of(uri: str) -> str:
    tagged = _TAG_AUTHORITY.match(uri)
    if tagged:
        return _site(tagged[1])
    try:
        return _site(urlsplit(uri).hostname or "")
    except ValueError:
        return ""


def _site(host: str) -> str:
    """The part of a host's name that somebody registered: approximately, and rather too long than too short."""
    labels = [label for label in host.lower().rstrip(".").split(".") if label]
    if len(labels) <= 2 or labels[-1].isdigit():
        return ".".join(labels)
    return ".".join(labels[-3:] if labels[-2] in _SHARED or len(labels[-2]) <= 2 else labels[-2:])


def _plausible(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and EARLIEST <= moment <= now + LATEST_AHEAD else None


def in_order(entries: list[Entry]) -> Iterator[Entry]:
    """The entries as they came about: the oldest first; of those without a date, the last of the document first."""
    dated = [(entry.published or entry.updated, place, entry) for place, entry in enumerate(reversed(entries))]
    beginning = datetime.min.replace(tzinfo=UTC)
    return (entry for _, _, entry in sorted(dated, key=lambda found: (found[0] or beginning, found[1])))
