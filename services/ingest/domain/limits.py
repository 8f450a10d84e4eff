"""What is still an article. Anything beyond is refused with the limit in the message, never cut silently."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: Characters of a uri. Longer than any news identifier seen; short enough for a key.
URI_CHARS = 1024
#: Bytes of an article's text in UTF-8. The longest wire stories are below 100,000.
TEXT_BYTES = 1_000_000
#: Characters of a headline; also of an editor's note before it is shortened.
HEADLINE_CHARS = 2_000
#: Characters of a version label.
VERSION_CHARS = 64
#: Characters of a byline, slug, place or name that are kept; what is longer is cut, because nothing hangs on it.
LABEL_CHARS = 300
#: Characters of an editor's note that travel with the article.
NOTE_CHARS = 500
#: Levels of nesting in JSON; an association in an association of a ninjs item needs about twelve.
JSON_DEPTH = 40
#: The first instant at which an article can have been published.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
#: How far a sender's clock may be ahead.
LATEST_AHEAD = timedelta(days=366)
#: An embargo before this is a default value (year 1, 1970), not a date that somebody meant.
EARLIEST_EMBARGO = datetime(1990, 1, 1, tzinfo=UTC)
#: Integers above this lose digits in Lua and JavaScript; such a version is compared by its time instead.
LARGEST_VERSION_DIGITS = 15
