"""The claim ledger: what a story's articles report, gathered into the thing that each claim is about.

A claim is one value of one key ("prisoners released": 52), or one quotation however much of it is given. First version:
statuses are reported, corroborated (two origins or more) and superseded (a later article leads with another value).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from services.cluster.domain.features import LEAD_LENGTH
from services.cluster.domain.records import ArticleRecord
from shared.contracts.claim import Claim, ClaimKind, Quantity, Source
from shared.contracts.story import ClaimStatus
from shared.contracts.update import Evidence

#: Words that two quotations must have in a row to be one and the same.
COMMON_WORDS = 5


class Said(NamedTuple):
    """One article that makes a claim, and the words with which it does."""

    article: ArticleRecord
    origin: str
    claim: Claim


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
    def origins(self) -> int:
        """How many independent origins make it."""
        return len({said.origin for said in self.said})

    @property
    def is_current(self) -> bool:
        """Whether it still holds."""
        return self.status != "superseded"

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
    )


def ledger(articles: Iterable[tuple[ArticleRecord, str]]) -> tuple[LedgerClaim, ...]:
    """The claims of a story's articles (each with its origin), in order of publication."""
    in_order = sorted(articles, key=lambda pair: (pair[0].published_at, pair[0].seq, pair[0].uri))
    gathered: dict[str, LedgerClaim] = {}
    quotes = _Quotes()
    for article, origin in in_order:
        for claim in article.claims:
            for identity, kind, key in _identities(claim, quotes):
                said = Said(article, origin, claim)
                before = gathered.get(identity)
                if before is None:
                    gathered[identity] = LedgerClaim(identity, kind, key, (said,))
                elif all(s.article.uri != article.uri for s in before.said):
                    gathered[identity] = replace(before, said=(*before.said, said))
    return _with_status(gathered, in_order)


def quantity_key(claim: Claim) -> str | None:
    """What a figure counts, or None where that is not known; further ones are counted apart."""
    if claim.quantity is None or not claim.quantity.unit:
        return None
    key = claim.key if claim.kind == "quantity" and claim.key else f"quantity:{claim.quantity.unit.casefold()}"
    return f"{key}|additional" if claim.quantity.modifier == "additional" else key


def quantity_id(claim: Claim) -> str:
    """The id of the value that a claim gives."""
    assert claim.quantity is not None
    key = quantity_key(claim) or f"text:{_folded(claim.text)}"
    bound = claim.quantity.modifier if claim.quantity.modifier in ("more_than", "less_than") else ""
    return _id(f"{key}|{claim.quantity.value:.12g}|{bound}")


def _identities(claim: Claim, quotes: _Quotes) -> list[tuple[str, ClaimKind, str]]:
    found: list[tuple[str, ClaimKind, str]] = []
    if claim.kind == "quote":
        identity = quotes.identity(claim.text)
        found.append((identity, "quote", identity))
    elif claim.kind == "indirect":
        identity = _id(f"indirect|{_folded(claim.text)}")
        found.append((identity, "indirect", identity))
    if claim.quantity is not None and (claim.kind == "quantity" or quantity_key(claim)):
        found.append((quantity_id(claim), "quantity", quantity_key(claim) or claim.text))
    return found


class _Quotes:
    """Tells whether a quotation has been given before, in full or in part."""

    def __init__(self) -> None:
        self._by_words: dict[tuple[str, ...], str] = {}

    def identity(self, text: str) -> str:
        words = _folded(text).split()
        runs = [tuple(words[i : i + COMMON_WORDS]) for i in range(max(1, len(words) - COMMON_WORDS + 1))]
        found = next((self._by_words[run] for run in runs if run in self._by_words), None)
        identity = found or _id("quote|" + " ".join(words))
        for run in runs:
            self._by_words.setdefault(run, identity)
        return identity


def _with_status(
    gathered: dict[str, LedgerClaim], in_order: list[tuple[ArticleRecord, str]]
) -> tuple[LedgerClaim, ...]:
    takes_place_of: dict[str, tuple[str, ...]] = {}
    superseded: set[str] = set()
    current: dict[str, tuple[str, datetime]] = {}
    for article, _ in in_order:
        for key, claim in _leading(article).items():
            mine, as_of = quantity_id(claim), claim.as_of or article.published_at
            held = current.get(key)
            if held is None:
                current[key] = (mine, as_of)
            elif mine != held[0] and mine not in superseded and as_of >= held[1] and _is_prominent(claim):
                superseded.add(held[0])
                takes_place_of[mine] = (*takes_place_of.get(mine, ()), held[0])
                current[key] = (mine, as_of)
    return tuple(_judged(claim, superseded, takes_place_of) for claim in gathered.values())


def _judged(claim: LedgerClaim, superseded: set[str], takes_place_of: dict[str, tuple[str, ...]]) -> LedgerClaim:
    status: ClaimStatus = "corroborated" if claim.origins > 1 else "reported"
    if claim.id in superseded:
        status = "superseded"
    return replace(claim, status=status, supersedes=takes_place_of.get(claim.id, ()))


def _leading(article: ArticleRecord) -> dict[str, Claim]:
    """The figure that an article itself gives for each key: the first one, headline before text."""
    found: dict[str, Claim] = {}
    for claim in sorted(article.claims, key=lambda c: (c.part == "text", c.start, c.end)):
        key = quantity_key(claim)
        if key is not None and claim.quantity is not None and claim.quantity.modifier in ("exact", "about"):
            found.setdefault(key, claim)
    return found


def _is_prominent(claim: Claim) -> bool:
    return claim.part == "headline" or claim.start < LEAD_LENGTH


def _folded(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in text.casefold()).split())


def _id(identity: str) -> str:
    return "cl_" + hashlib.sha256(identity.encode()).hexdigest()[:12]
