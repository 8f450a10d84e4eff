"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.ingest.domain.entry import read_json
from services.ingest.domain.feeds.entry import Entry
from services.ingest.domain.refusal import BadInput

#: Bytes of a JSON Feed; what may come at all is bounded by the setting for feeds.
_MOST = 64_000_000


def is_json(raw: bytes, content_type: str) -> bool:
    """True for what says that it is JSON, or begins as an object does."""
    kind = content_type.split(";")[0].strip().lower()
    return kind.endswith(("/json", "+json")) or raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def read(raw: bytes) -> tuple[str, list[Entry]]:
    """The title of the feed and its entries. Raises BadInput for what is no JSON Feed."""
    found = read_json(raw, _MOST)
    if not isinstance(found, dict) or not _text(found, "version").startswith("https://jsonfeed.org/version/"):
        raise BadInput("not_a_feed", "this is JSON, but no JSON Feed")
    items = found.get("items")
    language = _text(found, "language")
    return _text(found, "title")[:200], [
        _entry(item, language) for item in (items if isinstance(items, list) else []) if isinstance(item, dict)
    ]


def _entry(item: dict[str, Any], language: str) -> Entry:
    content = next(((kind, text) for kind, text in _contents(item) if text.strip()), ("text/plain", ""))
    return Entry(
        id=_id(item),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        content=content[1],
        content_type=content[0],
        is_summary=not (_text(item, "content_html") or _text(item, "content_text")),
        published=_moment(_text(item, "date_published")),
        updated=_moment(_text(item, "date_modified")),
        by=", ".join(_authors(item))[:300],
        language=_text(item, "language") or language,
        topics=tuple(tag[:300] for tag in _list(item, "tags")[:50] if isinstance(tag, str)),
    )


def _contents(item: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("text/html", _text(item, "content_html")),
        ("text/plain", _text(item, "content_text")),
        ("text/plain", _text(item, "summary")),
    ]


def _id(item: dict[str, Any]) -> str:
    """The id; a number counts as its digits, which the standard asks of readers."""
    found = item.get("id")
    return str(found)[:2000] if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def _authors(item: dict[str, Any]) -> list[str]:
    listed = _list(item, "authors") or [item.get("author")]
    return [name for each in listed[:20] if isinstance(each, dict) and (name := _text(each, "name"))]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(values: dict[str, Any], name: str) -> str:
    found = values.get(name)
    return found if isinstance(found, str) else ""


def _list(values: dict[str, Any], name: str) -> list[Any]:
    found = values.get(name)
    return found if isinstance(found, list) else []
