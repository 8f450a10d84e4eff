"""A claim as a story keeps it: one value of one thing, or one statement, with everyone who makes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from services.cluster.domain.reading import Place, Subject, place
from services.cluster.domain.records import ArticleRecord
from shared.contracts.claim import Claim, ClaimKind, Quantity, Source
from shared.contracts.story import ClaimStatus
from shared.contracts.update import Evidence

_KINDS = {"quantity": 0, "time": 1, "quote": 2, "indirect": 3}


class Said(NamedTuple):
    """One article that makes a claim, and the words with which it does."""

    article: ArticleRecord
    origin: str
    claim: Claim


#: What an article did to a value: it holds from here, it took another's place, or it lost its own.
How = Literal["held", "took", "lost"]


class Turn(NamedTuple):
    """What became of a value at the place of one article in the order of publication."""

    at: Place
    how: How


@dataclass(frozen=True)
class LedgerClaim:
    """A claim as the story keeps it, with everyone who makes it in order of publication."""

    id: str
    kind: ClaimKind
    key: str
    said: tuple[Said, ...]
    status: ClaimStatus = "reported"
    #: The claims that this one took the place of.
    supersedes: tuple[str, ...] = ()
    #: How many independent origins make it.
    origins: int = 1
    #: What the clause of a bare figure is about.
    subject: Subject | None = None
    #: The thing that it is a value of, or whose statement it is.
    topic: str = ""
    #: The values that this one is disputed by, and the one that took its place.
    disputes: tuple[str, ...] = ()
    superseded_by: str | None = None
    #: Articles that say the same in other words: "more than a dozen" of 14.
    backing: tuple[Said, ...] = ()
    #: When it began to hold, took another's place and lost its own, in order of publication.
    turns: tuple[Turn, ...] = ()

    @property
    def first(self) -> Claim:
        """The claim in the words of the first who made it."""
        return self.said[0].claim

    @property
    def source(self) -> Source | None:
        """Who says it: the first source that is named."""
        return next((s.claim.source for s in self.said if s.claim.source), None)

    @property
    def quantity(self) -> Quantity | None:
        """The value, where it is one; what is said in quotes and counted too stands twice in the ledger."""
        return self.first.quantity if self.kind == "quantity" else None

    @property
    def instant(self) -> datetime | None:
        """The instant that is claimed, where it is a time."""
        return self.first.instant if self.kind == "time" else None

    @property
    def is_value(self) -> bool:
        """Whether it is one value of a thing, a figure or a time, rather than a statement."""
        return self.kind in ("quantity", "time")

    @property
    def as_of(self) -> datetime:
        """When it held: as the text says that says so first, else when it was first published."""
        given = next((s.claim.as_of for s in self.said if s.claim.as_of is not None), None)
        return given or self.said[0].article.published_at

    @cached_property
    def rank(self) -> tuple[bool, int, bool, int, float, str]:
        """What holds first, figures before words, disputed and revised ones before others, those of most origins."""
        latest = self.said[0].article.published_at.timestamp()
        is_news = bool(self.disputes or self.supersedes)
        return (not self.is_current, _KINDS[self.kind], not is_news, -self.origins, -latest, self.id)

    @property
    def is_current(self) -> bool:
        """Whether it still holds."""
        return self.status != "superseded"

    @property
    def order(self) -> tuple[Place, bool, int, bool, str]:
        """Where it stands among the claims: by who said it first and where in the article."""
        first = self.first
        return (place(self.said[0].article), first.part == "text", first.start, self.kind == "quantity", self.id)

    def is_about_the_same(self, other: LedgerClaim) -> bool:
        """Whether both are values of one thing."""
        if not self.is_value or self.kind != other.kind or self.key != other.key:
            return False
        if self.subject is None or other.subject is None:
            return self.subject is other.subject
        return self.subject.is_like(other.subject)

    def evidence(self, uri: str | None = None, most: int = 3) -> tuple[Evidence, ...]:
        """Where it stands: in one article, or in the first and the latest that say so."""
        found = [s for s in self.said if uri in (None, s.article.uri)]
        return tuple(evidence(said) for said in [*found[: most - 1], *found[most - 1 :][-1:]])


def evidence(said: Said) -> Evidence:
    """The exact words of one claim in one article."""
    article, claim = said.article, said.claim
    return Evidence(
        article_uri=article.uri,
        article_version=article.version,
        provider=article.provider_id or article.provider,
        language=article.language,
        start=claim.start,
        end=claim.end,
        part=claim.part,
        exact=claim.text,
        translation=claim.english,
    )


def differ(a: LedgerClaim, b: LedgerClaim) -> bool:
    """Whether a claim has changed: its status, what it took the place of and when, or who makes it."""
    if (a.status, a.supersedes, a.superseded_by, a.disputes) != (b.status, b.supersedes, b.superseded_by, b.disputes):
        return True
    if (a.topic, a.origins, len(a.said), len(a.backing)) != (b.topic, b.origins, len(b.said), len(b.backing)):
        return True
    if a.turns != b.turns:
        return True
    pairs = zip((*a.said, *a.backing), (*b.said, *b.backing), strict=True)
    return any(x.article is not y.article or x.claim is not y.claim or x.origin != y.origin for x, y in pairs)
