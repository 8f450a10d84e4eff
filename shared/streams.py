"""The one table of streams: what each carries, who writes it, who reads it, when it is trimmed.

Names here come without the namespace; `Stream.key(namespace)` is the Redis key. A dead-letter stream belongs to each
service: `dead_letters("extract")` is `dead.extract`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from shared.contracts.base import Contract
from shared.contracts.entity import EntityChange, EntityCommand
from shared.contracts.ledger import StoryClaims
from shared.contracts.stages import (
    ArticleAccepted,
    ArticleExtracted,
    ArticleResolved,
    ArticleSkipped,
    ArticleTranslated,
    StoryCommand,
)
from shared.contracts.update import StoryUpdate

Trim = Literal["acknowledged", "by_all_groups", "by_age", "never"]

SKIPPED = "slugline.article.skipped.v1"

#: The services of the pipeline, in the order in which an article passes them.
SERVICES = ("ingest", "translate", "extract", "resolve", "cluster", "publish")
#: One writer with a lease; the others run in any number of replicas.
SINGLE_WRITERS = ("resolve", "cluster")


@dataclass(frozen=True)
class Stream:
    """One Redis stream of the pipeline.

    `events` maps a CloudEvents type to the contract of its data; an empty map means that ingest reads it by itself.
    """

    name: str
    events: dict[str, type[Contract]] = field(default_factory=dict)
    written_by: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    trimmed: Trim = "acknowledged"

    def key(self, namespace: str = "") -> str:
        """The Redis key of this stream in a namespace."""
        return f"{namespace}{self.name}"


ARTICLES_SUBMITTED = Stream("articles.submitted", {}, ("anyone", "ingest", "cli"), ("ingest",))
ARTICLES_ACCEPTED = Stream(
    "articles.accepted", {"slugline.article.accepted.v1": ArticleAccepted}, ("ingest",), ("translate",)
)
ARTICLES_TRANSLATED = Stream(
    "articles.translated",
    {"slugline.article.translated.v1": ArticleTranslated, SKIPPED: ArticleSkipped},
    ("translate",),
    ("extract",),
)
ARTICLES_EXTRACTED = Stream(
    "articles.extracted",
    {"slugline.article.extracted.v1": ArticleExtracted, SKIPPED: ArticleSkipped},
    ("extract",),
    ("resolve",),
)
ARTICLES_RESOLVED = Stream(
    "articles.resolved",
    {"slugline.article.resolved.v1": ArticleResolved, SKIPPED: ArticleSkipped},
    ("resolve",),
    ("cluster", "publish"),
    "by_all_groups",
)
ENTITIES_UPDATED = Stream(
    "entities.updated",
    {
        "slugline.entity.renamed.v1": EntityChange,
        "slugline.entity.merged.v1": EntityChange,
        "slugline.entity.split.v1": EntityChange,
    },
    ("resolve",),
    ("cluster", "publish"),
    "by_all_groups",
)
ENTITIES_COMMANDS = Stream(
    "entities.commands", {"slugline.entity.command.v1": EntityCommand}, ("publish", "cli"), ("resolve",)
)
STORIES_COMMANDS = Stream(
    "stories.commands", {"slugline.story.command.v1": StoryCommand}, ("publish", "cli", "cluster"), ("cluster",)
)
STORIES_UPDATED = Stream(
    "stories.updated",
    {
        f"slugline.story.{name}.v1": StoryUpdate
        for name in ("created", "updated", "corrected", "merged", "split", "retracted")
    },
    ("cluster",),
    ("publish", "anyone"),
    "by_age",
)
STORIES_CLAIMS = Stream("stories.claims", {"slugline.story.claims.v1": StoryClaims}, ("cluster",), ("publish",))

STREAMS: tuple[Stream, ...] = (
    ARTICLES_SUBMITTED,
    ARTICLES_ACCEPTED,
    ARTICLES_TRANSLATED,
    ARTICLES_EXTRACTED,
    ARTICLES_RESOLVED,
    ENTITIES_UPDATED,
    ENTITIES_COMMANDS,
    STORIES_COMMANDS,
    STORIES_UPDATED,
    STORIES_CLAIMS,
)


def dead_letters(service: str) -> Stream:
    """The dead-letter stream of a service: read by people (CLI, page), never trimmed by itself."""
    return Stream(f"dead.{service}", {}, (service,), ("cli", "publish"), "never")


def stream(name: str) -> Stream:
    """The stream of this name. Raises KeyError for a name that is not in the table."""
    return {s.name: s for s in STREAMS}[name]


def model_for(source: Stream, event_type: str) -> type[Any]:
    """The contract of the data of an event of this type on this stream. Raises KeyError for an unknown type."""
    return source.events[event_type]
