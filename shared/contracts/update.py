"""Update: one story-update event, what changed between two revisions of a story, who says so, and where."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from shared.contracts.article import Span
from shared.contracts.base import Contract
from shared.contracts.evidence import Evidence as Evidence
from shared.contracts.story import StorySnapshot

ChangeName = Literal[
    "article_added",
    "copy_added",
    "origin_added",
    "translation_added",
    "claim_added",
    "claim_revised",
    "claim_corroborated",
    "conflict_opened",
    "conflict_closed",
    "quote_added",
    "entity_added",
    "article_corrected",
    "article_withdrawn",
    "merged_from",
    "split_into",
    "title_changed",
    "editor_action",
]
Significance = Literal["major", "notable", "minor"]
UpdateName = Literal["created", "updated", "corrected", "merged", "split", "retracted"]


class SharedQuantity(Contract):
    """A value and its unit that both an article and its story report."""

    value: float
    unit: str = ""


class Why(Contract):
    """Why an article is in its story, in terms a person can check."""

    method: str
    #: The probability (0 to 1) of "same story", and the least that was asked for.
    score: float
    threshold: float
    components: dict[str, float] = {}
    #: What each component adds to the log odds of that probability, or takes from it; `bias` is where the sum begins.
    contributions: dict[str, float] = {}
    shared_entities: tuple[str, ...] = ()
    shared_terms: tuple[str, ...] = ()
    nearest_article_uri: str | None = None
    time_gap_seconds: float | None = None
    runner_up_story_id: str | None = None
    runner_up_score: float | None = None
    #: Where the article speaks for the story: paragraphs, three at most, those that say most first.
    passages: tuple[Span, ...] = ()
    #: What both report, five at most.
    quantities: tuple[SharedQuantity, ...] = ()


class Change(Contract):
    """One difference between two revisions. `supersedes`: the earlier no longer holds; `adds`: it still does."""

    kind: ChangeName
    #: What changed: an article uri, claim id, entity id, origin id or story id.
    ref: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    effect: Literal["supersedes", "adds"] = "adds"
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None
    why: Why | None = None


class Timing(Contract):
    """Wall-clock facts of this delivery; left out of every equality."""

    received_at: datetime | None = None
    pipeline_latency_ms: float | None = None
    #: Milliseconds that `cluster` took to write it.
    cluster_ms: float | None = None


class FoldedUpdate(Contract):
    """One revision of several that a subscriber got as one delivery."""

    revision: int = Field(ge=1)
    #: Id and type of the event that tells of this revision alone.
    id: str
    type: str
    message: str = ""


class StoryUpdate(Contract):
    """The `data` of every event on `stories.updated`. Its id is `<story id>-r<revision>`."""

    story_id: str
    #: Starts at 1 and has no gaps.
    revision: int = Field(ge=1)
    previous_revision: int | None = None
    significance: Significance = "notable"
    #: One sentence for people, at most 280 characters.
    message: str = ""
    changes: tuple[Change, ...] = ()
    #: How many changes were cut to keep the event under 20 kB.
    changes_truncated: int = 0
    story: StorySnapshot
    timing: Timing = Timing()
    provenance: dict[str, str] = {}
    #: In deliveries only, where a burst was folded into one: each revision in it, in order. Never on the stream.
    folded: tuple[FoldedUpdate, ...] = ()
