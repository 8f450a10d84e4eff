"""What requests may say: ids, limits and cursors, checked before anything is read."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator

from services.publish.adapters.problems import Failed
from services.publish.domain.cursors import LONGEST, BadCursor, Cursor
from shared.contracts.claim import ClaimKind
from shared.contracts.story import ClaimStatus

#: Characters of a story id or article uri; ingest takes no longer ones.
LONGEST_ID = 2000


def _is_plain(text: str) -> bool:
    """True where no character is a control or a lone half of a surrogate pair."""
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def _plain(text: str) -> str:
    if not _is_plain(text):
        raise ValueError("must not hold control characters")
    return text


StoryId = Annotated[
    str, Path(min_length=1, max_length=LONGEST_ID, description="Id of a story."), AfterValidator(_plain)
]
ArticleUri = Annotated[
    str,
    Path(min_length=1, max_length=LONGEST_ID, description="Uri of an article, percent-encoded."),
    AfterValidator(_plain),
]
Limit = Annotated[int, Query(ge=1, le=200, description="Entries of one page.")]
RevisionAsked = Annotated[
    int | None, Query(ge=1, lt=2**53, description="The story as of this revision; without it, as it is now.")
]
ClaimStatusAsked = Annotated[ClaimStatus | None, Query(description="Only values of this status.")]
ClaimKindAsked = Annotated[ClaimKind | None, Query(description="Only figures, quotes or indirect speech.")]
TopicAsked = Annotated[str | None, Query(min_length=1, max_length=LONGEST_ID, description="Only this topic.")]
UpdateLimit = Annotated[int, Query(ge=1, le=1000, description="Updates of one answer.")]
Revision = Annotated[int, Query(ge=0, lt=2**53, description="The revision that you have; 0 for all.")]
CursorText = Annotated[str | None, Query(alias="cursor", max_length=LONGEST, description="`next` of the page before.")]


def cursor(text: str | None) -> Cursor | None:
    """The cursor of a request. Raises Failed for one that no page gave out."""
    if not text:
        return None
    try:
        return Cursor.decoded(text)
    except BadCursor as error:
        raise Failed(400, "bad_cursor", "cursor: not one that a page gave out; leave it out to begin anew.") from error
