"""The claim ledger of a story as it travels to whoever serves it: each claim that changed, with all who make it."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.claim import ClaimKind, Quantity, Source
from shared.contracts.evidence import Evidence
from shared.contracts.story import ClaimStatus

#: Amendments of one revision are fewer than this.
MOST_AMENDMENTS = 1_000_000


class SaidBy(Contract):
    """One article that makes a claim, and the words with which it does."""

    evidence: Evidence
    #: Whose material the article is: corroboration counts these.
    origin: str
    #: Whom the article names as the one who says so.
    source: Source | None = None
    #: When the article was published.
    at: datetime
    #: When the value held, where the text says so.
    as_of: datetime | None = None


class LedgerEntry(Contract):
    """A claim of a story: one value of one thing, or one statement, with everyone who makes it.

    Limits: 20 articles in `said`, the first and the latest; `articles` counts them all.
    """

    id: str
    #: The thing that this is a value of, or whose statement it is: entries with one topic stand together.
    topic: str
    #: What the topic is called: "prisoners released", "start of the summit", the name of who speaks.
    label: str = ""
    kind: ClaimKind
    status: ClaimStatus
    #: The claim in the words of the first who made it, their language, and their English.
    content: str
    language: str = "und"
    translation: str | None = None
    #: Who says it: the first source that is named.
    source: Source | None = None
    cue: str | None = None
    quantity: Quantity | None = None
    #: The instant that is claimed, where the claim is of a time.
    instant: datetime | None = None
    #: When the value held: as the text says, else when it was first published.
    as_of: datetime
    first_said: datetime
    last_said: datetime
    origins: int = 1
    articles: int = 1
    #: Ids of the claims that this one took the place of, of the one that took its place, and of those it disputes.
    supersedes: tuple[str, ...] = ()
    superseded_by: str | None = None
    disputes: tuple[str, ...] = ()
    said: tuple[SaidBy, ...] = ()


class StoryClaims(Contract):
    """What a revision of a story changed in its ledger; complete, in as many parts as it needs.

    A version of an article that says nothing new makes no revision, but who says what may be other than before: such
    changes travel as amendments of the revision that stands. What has the highest `order` holds.
    """

    story_id: str
    revision: int = Field(ge=1)
    #: How often the ledger has been amended since that revision; 0 for what the revision itself changed.
    amendment: int = 0
    #: Which part this is (from 1), and of how many.
    part: int = 1
    parts: int = 1
    claims: tuple[LedgerEntry, ...] = ()
    #: Ids of claims that nobody in the story makes any more.
    gone: tuple[str, ...] = ()
    #: The article whose kill or correction took them out, where there is one.
    gone_with: str | None = None

    @property
    def order(self) -> int:
        """Where it stands among all that is told of the story's ledger."""
        return self.revision * MOST_AMENDMENTS + self.amendment
