"""What memory keeps of every article: enough to place others beside it and to forget it, without its record."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic_core import from_json

from services.cluster.domain.records import ArticleRecord

_NOTHING: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Trace:
    """An article in memory. Its record has the same under the same names; the rest of it is in Redis."""

    uri: str
    seq: int
    is_usable: bool
    language: str
    published_at: datetime
    story_id: str | None
    also: tuple[str, ...]
    copy_of: str | None
    #: What its story is known by: empty for copies, and for the articles of a quiet story.
    weights: dict[str, int]

    @property
    def is_report(self) -> bool:
        """Whether its story is known by it: copies and withdrawn articles add nothing."""
        return self.is_usable and self.story_id is not None and self.copy_of is None

    @property
    def stories(self) -> tuple[str, ...]:
        """The stories that it is in."""
        return (self.story_id, *self.also) if self.story_id is not None else self.also

    def archived(self) -> Trace:
        """The same without what it is about: less than a kilobyte."""
        return replace(self, weights=_NOTHING)


def trace(article: ArticleRecord) -> Trace:
    """The trace of an article."""
    made = Trace(
        article.uri,
        article.seq,
        article.is_usable,
        article.language,
        article.published_at,
        article.story_id,
        article.also,
        article.copy_of,
        article.weights,
    )
    return made if made.is_report else made.archived()


def packed(article: ArticleRecord) -> str:
    """Trace and sketch as JSON. All are read at every start, so this is a small part of the record."""
    of = trace(article)
    at, sketch = of.published_at.isoformat(), article.sketch if of.is_usable and of.copy_of is None else ""
    fields = [of.seq, of.is_usable, of.language, at, of.story_id, of.also, of.copy_of, sketch, of.weights]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def unpacked(uri: str, text: bytes | str) -> tuple[Trace, str]:
    """Trace and sketch."""
    seq, is_usable, language, at, story_id, also, copy_of, sketch, weights = from_json(text)
    of = Trace(uri, seq, is_usable, language, datetime.fromisoformat(at), story_id, tuple(also), copy_of, weights)
    return of, sketch
