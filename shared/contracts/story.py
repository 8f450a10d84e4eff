"""Story: the evolving cluster of articles about one thing that is happening, as updates and reads show it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from shared.contracts.base import Contract
from shared.contracts.claim import ClaimKind, Quantity, Source
from shared.contracts.evidence import Evidence
from shared.contracts.mention import EntityType

StoryStatus = Literal["developing", "quiet", "retracted", "merged"]
ClaimStatus = Literal["reported", "corroborated", "disputed", "superseded", "retracted"]


class StoryCounts(Contract):
    """How big the story is. Corroboration counts origins (copy families), never articles."""

    articles: int = 0
    versions: int = 0
    providers: int = 0
    origins: int = 0
    copies: int = 0
    withdrawn: int = 0


class StoryEntity(Contract):
    """An entity of the story and how many of its articles name it."""

    id: str
    name: str
    type: EntityType
    articles: int


class KeyClaim(Contract):
    """A claim as the story keeps it, with all evidence that supports it."""

    id: str
    kind: ClaimKind
    content: str
    translation: str | None = None
    source: Source | None = None
    cue: str | None = None
    quantity: Quantity | None = None
    #: The instant that is claimed, where the claim is of a time.
    instant: datetime | None = None
    as_of: datetime | None = None
    status: ClaimStatus = "reported"
    #: The thing that it is a value of, and what that is called; the ids of the values that it is disputed by.
    topic: str = ""
    label: str = ""
    disputes: tuple[str, ...] = ()
    origins: int = 1
    evidence: tuple[Evidence, ...] = ()


class StoryArticle(Contract):
    """An article of the story, without its text."""

    uri: str
    version: str
    provider: str
    language: str
    headline: str
    published_at: datetime
    copy_of: str | None = None
    origin: str = ""


class SummarySentence(Evidence):
    """A sentence of a story's summary: the exact words of one article, and where they stand in it."""

    #: Whether `translation` is a gist, put into English word by word.
    is_gist: bool = False


class StorySnapshot(Contract):
    """What a story is at one revision: compact, so that it travels in every update (lists are cut, see limits).

    Limits: 3 sentences of summary, 25 entities, 15 key claims, 10 top articles.
    """

    id: str
    revision: int
    url: str
    status: StoryStatus = "developing"
    #: By language tag; "en" where there is an English headline or translation.
    title: dict[str, str] = {}
    #: What the story tells now, in its articles' own sentences.
    summary: tuple[SummarySentence, ...] = ()
    first_seen: datetime
    last_updated: datetime
    counts: StoryCounts = StoryCounts()
    languages: dict[str, int] = {}
    entities: tuple[StoryEntity, ...] = ()
    key_claims: tuple[KeyClaim, ...] = ()
    top_articles: tuple[StoryArticle, ...] = ()
    merged_from: tuple[str, ...] = ()
    merged_into: str | None = None
