"""Cursors: the place after which the next page begins, opaque to clients and stable while the list grows."""

from __future__ import annotations

import base64
import binascii
import json
import math
from typing import NamedTuple

#: Characters; a cursor that we made is shorter (a uri of 2,000 characters at most, encoded).
LONGEST = 12_000


class BadCursor(ValueError):
    """The cursor is none that a page gave out."""


class Cursor(NamedTuple):
    """The last entry of a page: its score in the sorted set and its name."""

    score: float
    member: str
    #: Which of several lists it is a place in, where a page goes through more than one.
    kind: str = ""

    def encoded(self) -> str:
        """The cursor as clients see it."""
        parts = [self.score, self.member, self.kind] if self.kind else [self.score, self.member]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    @classmethod
    def decoded(cls, text: str) -> Cursor:
        """The cursor that `encoded` wrote. Raises BadCursor for anything else."""
        if len(text) > LONGEST:
            raise BadCursor("too long")
        try:
            parts = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
            score, member, kind = parts if len(parts) == 3 else (*parts, "")
            is_text = isinstance(member, str) and isinstance(kind, str)
            if isinstance(score, bool) or not is_text or not math.isfinite(score):
                raise BadCursor("not a place in a list")
            (member + kind).encode()
        except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
            raise BadCursor("unreadable") from error
        return cls(float(score), member, kind)


#: The place before the first entry of a list.
FIRST = Cursor(0, "")
