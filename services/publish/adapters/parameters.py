"""What requests may say: ids, limits and cursors, checked before anything is read."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Path, Query
from pydantic import AfterValidator, BeforeValidator

from services.publish.adapters.problems import Failed
from services.publish.domain.cursors import LONGEST, BadCursor, Cursor
from services.publish.domain.searching import Asked, Scope
from shared.contracts.claim import ClaimKind
from shared.contracts.story import ClaimStatus, StoryStatus
from shared.contracts.update import Significance

#: A language tag after BCP 47, as far as articles carry one.
_TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
#: No control characters; a pattern, so that the OpenAPI description says so.
PLAIN = r"^[^\x00-\x1f\x7f-\x9f]*$"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Characters of a query.
LONGEST_QUERY = 300
#: Characters of a story id or article uri; ingest takes no longer ones.
LONGEST_ID = 2000


def _is_plain(text: str) -> bool:
    """True where no character is a control or a lone half of a surrogate pair."""
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def _written(text: object) -> object:
    """Only what begins with a date: a bare number may be meant as anything."""
    if isinstance(text, str) and not _DATE.match(text):
        raise ValueError("must look like 2025-08-15T10:00:00Z")
    return text


def _plain(text: str) -> str:
    if not _is_plain(text):
        raise ValueError("must not hold control characters")
    return text


def _zoned(at: datetime) -> datetime:
    """The instant in UTC; without a zone it is meant so."""
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("must lie within the calendar") from error


def _plain_or_none(text: str | None) -> str | None:
    return None if text is None else _plain(text)


#: A time with its zone, RFC 3339; numbers are not taken for one.
Instant = Annotated[datetime, BeforeValidator(_written), AfterValidator(_zoned)]

StoryId = Annotated[
    str, Path(min_length=1, max_length=LONGEST_ID, pattern=PLAIN, description="Id of a story."), AfterValidator(_plain)
]
ArticleUri = Annotated[
    str,
    Path(min_length=1, max_length=LONGEST_ID, pattern=PLAIN, description="Uri of an article, percent-encoded."),
    AfterValidator(_plain),
]
Limit = Annotated[int, Query(ge=1, le=200, description="Entries of one page.")]
RevisionAsked = Annotated[
    int | None, Query(ge=1, lt=2**53, description="The story as of this revision; without it, as it is now.")
]
ClaimStatusAsked = Annotated[ClaimStatus | None, Query(description="Only values of this status.")]
ClaimKindAsked = Annotated[ClaimKind | None, Query(description="Only figures, times, quotes or indirect speech.")]
TopicAsked = Annotated[
    str | None,
    Query(min_length=1, max_length=LONGEST_ID, pattern=PLAIN, description="Only this topic."),
    AfterValidator(_plain_or_none),
]
EntityId = Annotated[
    str,
    Path(min_length=1, max_length=LONGEST_ID, pattern=PLAIN, description="Id of an entity."),
    AfterValidator(_plain),
]
_WORDS = Query(
    alias="q",
    min_length=1,
    max_length=LONGEST_QUERY,
    pattern=PLAIN,
    description="Words, all of which are to be found, in any script.",
)
SearchWords = Annotated[str, _WORDS, AfterValidator(_plain)]
Words = Annotated[str | None, _WORDS, AfterValidator(_plain_or_none)]
EntityAsked = Annotated[
    str | None,
    Query(
        alias="entity",
        min_length=1,
        max_length=LONGEST_ID,
        pattern=PLAIN,
        description="Only what names this entity (its id).",
    ),
    AfterValidator(_plain_or_none),
]
LanguageAsked = Annotated[
    str | None,
    Query(
        alias="language",
        pattern=_TAG,
        max_length=35,
        description="Only what is told in this language (BCP 47).",
    ),
]
StatusAsked = Annotated[StoryStatus | None, Query(alias="status", description="Only stories of this status.")]
SignificanceAsked = Annotated[
    Significance | None, Query(alias="significance", description="Only where the last update weighs this much or more.")
]
Since = Annotated[
    Instant | None,
    Query(alias="since", description="Only stories that were updated since then, by the clock of the stream."),
]
From = Annotated[Instant | None, Query(alias="from", description="Only what was published, or told, from then on.")]
To = Annotated[Instant | None, Query(alias="to", description="Only what was published, or told, before then.")]
Kinds = Annotated[
    list[Scope] | None,
    Query(alias="kind", max_length=3, description="What to search, in this order: stories and articles unless said."),
]
SearchLimit = Annotated[int, Query(alias="limit", ge=1, le=100, description="Hits of one page.")]
EntityLimit = Annotated[int, Query(alias="limit", ge=1, le=50, description="Entities of the answer.")]
UpdateLimit = Annotated[int, Query(ge=1, le=1000, description="Updates of one answer.")]
Revision = Annotated[int, Query(ge=0, lt=2**53, description="The revision that you have; 0 for all.")]
CursorText = Annotated[str | None, Query(alias="cursor", max_length=LONGEST, description="`next` of the page before.")]


def _stories_asked(
    q: Words = None,
    entity: EntityAsked = None,
    language: LanguageAsked = None,
    status: StatusAsked = None,
    significance: SignificanceAsked = None,
    since: Since = None,
) -> Asked:
    return Asked(q, entity, language, status, significance, since)


def _articles_asked(
    q: Words = None, entity: EntityAsked = None, language: LanguageAsked = None, begin: From = None, end: To = None
) -> Asked:
    return Asked(q, entity, language, begin=begin, end=end)


def _sought(
    entity: EntityAsked = None,
    language: LanguageAsked = None,
    status: StatusAsked = None,
    begin: From = None,
    end: To = None,
) -> Asked:
    return Asked(None, entity, language, status, begin=begin, end=end)


StoriesAsked = Annotated[Asked, Depends(_stories_asked)]
ArticlesAsked = Annotated[Asked, Depends(_articles_asked)]
StoriesSought = Annotated[Asked, Depends(_sought)]


def cursor(text: str | None) -> Cursor | None:
    """The cursor of a request. Raises Failed for one that no page gave out."""
    if not text:
        return None
    try:
        return Cursor.decoded(text)
    except BadCursor as error:
        raise Failed(400, "bad_cursor", "cursor: not one that a page gave out; leave it out to begin anew.") from error
