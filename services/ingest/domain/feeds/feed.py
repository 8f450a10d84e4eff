"""Feed: one address that is polled, as the desk wrote it down, and what is known of it."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.ingest.domain.models import Form, fill_in
from services.ingest.domain.refusal import BadInput
from shared.outbound.addresses import Allowed, Refused, check_url

#: Feeds of one pipeline: each is a label of the metrics.
MOST_FEEDS = 2_000
#: Bytes of the file that lists them.
FILE_BYTES = 1_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")

#: Who wrote the feed down: the file, or a command. A feed of the file is changed in the file.
Origin = Literal["file", "command"]


class Feed(Form):
    """One feed. The name is its label in metrics and logs, and a part of its articles' identity: choose it for good."""

    name: str
    url: str
    #: The provider of its articles, by name; without it the feed's own name.
    source: str | None = Field(None, max_length=300)
    #: The language that its articles count as declared in, where the feed declares none.
    language: str | None = Field(None, max_length=35)
    #: Seconds between two requests, whatever the feed itself asks for.
    every: int | None = Field(None, ge=10, le=86_400)
    #: Seconds without a new article after which the feed counts as silent.
    silent_after: int | None = Field(None, ge=60, le=31_536_000)
    #: True where its ids identify articles as they stand, although they are of another site than the feed.
    trust_ids: bool = False
    #: True where the page behind an item's link is fetched when the feed itself has no more than a summary.
    follow: bool = False

    @field_validator("name")
    @classmethod
    def _is_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError("a name has 1 to 63 small letters, digits and dashes")
        return name

    @property
    def provider(self) -> str:
        """The name of the provider of its articles."""
        return self.source or self.name


class Known(BaseModel):
    """What is known of a feed: when it is asked next, and with what."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    #: Grows with every commit, so that two replicas cannot both commit on the same knowledge.
    round: int = 0
    #: The address as it was written down, and the one that it has moved to for good (301, 308).
    asked: str = ""
    moved_to: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    title: str | None = None
    failures: int = 0
    #: 410: the feed has said that it will not come back.
    is_gone: bool = False
    last_status: int | None = None
    last_error: str | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    last_item_at: datetime | None = None
    next_at: datetime | None = None
    interval: float | None = None
    submitted: int = 0
    refused: int = 0
    #: When the feed was first asked: silence counts from here until its first article.
    since: datetime | None = None

    @property
    def status(self) -> Literal["active", "failing", "stopped"]:
        """How it stands, in one word."""
        return "stopped" if self.is_gone else "failing" if self.failures else "active"


def feed_of(values: dict[str, Any], allowed: Allowed) -> Feed:
    """The feed of these values. Raises BadInput for a name, an address or a number that it cannot have."""
    feed = fill_in(Feed, values)
    try:
        check_url(feed.url, allowed)
    except Refused as refused:
        raise BadInput("wrong_value", str(refused), "url") from None
    return feed


def read_feeds(text: str, allowed: Allowed) -> list[Feed]:
    """The feeds of a TOML file: a table `[[feed]]` each. Raises BadInput naming the table that is wrong."""
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput("wrong_value", f"not TOML: {str(error)[:200]}") from None
    listed = tables.get("feed", [])
    if set(tables) - {"feed"} or not isinstance(listed, list):
        raise BadInput("unknown_field", "the file has tables [[feed]] and nothing else")
    if len(listed) > MOST_FEEDS:
        raise BadInput("too_large", f"{len(listed)} feeds; at most {MOST_FEEDS}")
    feeds = [_numbered(number, table, allowed) for number, table in enumerate(listed, start=1)]
    names = [feed.name for feed in feeds]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadInput("wrong_value", f"two feeds are named {twice}", "name")
    return feeds


def _numbered(number: int, table: Any, allowed: Allowed) -> Feed:
    if not isinstance(table, dict):
        raise BadInput("wrong_type", f"feed {number} is no table", "feed")
    try:
        return feed_of(table, allowed)
    except BadInput as bad:
        raise BadInput(bad.reason, f"feed {number}: {bad.detail}", bad.field) from None
