"""Quotations and reported speech of a story: which are one and the same statement, and who gives it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.cluster.domain.ledger_claim import LedgerClaim, Said, differ
from services.cluster.domain.reading import Place, Reading, Run, Words, place
from shared.contracts.claim import ClaimKind


@dataclass
class Statements:
    """What is said in words in a story, by id. Shared between revisions: never changed once it is made."""

    claims: dict[str, LedgerClaim] = field(default_factory=dict)
    _runs: dict[Run, str] = field(default_factory=dict)
    _last: Place | None = None

    def with_article(self, reading: Reading, origin: str, known: Iterable[tuple[Reading, str]]) -> Statements:
        """The statements with one more article. `known` are those in it, should they have to be told apart anew."""
        if self._last is not None and reading.place < self._last and not self._is_apart(reading.words):
            return self._anew(sorted([*known, (reading, origin)], key=lambda pair: pair[0].place))
        last = max(self._last, reading.place) if self._last else reading.place
        if not reading.words:
            return Statements(self.claims, self._runs, last)
        grown = Statements(dict(self.claims), dict(self._runs), last)
        for words in reading.words:
            grown._enter(grown._identity(words), words.kind, Said(reading.article, origin, words.claim))
        return grown

    def _is_apart(self, quotes: Iterable[Words]) -> bool:
        """Whether quotations that come late stand for themselves, or repeat whole ones word by word."""
        for quote in quotes:
            known = {self._runs[run] for run in quote.runs if run in self._runs}
            if known and known != {quote.id}:
                return False
        return True

    def _identity(self, words: Words) -> str:
        """The id of a quotation: that of the first of which it has a part."""
        identity = next((self._runs[run] for run in words.runs if run in self._runs), words.id)
        for run in words.runs:
            self._runs.setdefault(run, identity)
        return identity

    def _enter(self, identity: str, kind: ClaimKind, said: Said) -> None:
        before = self.claims.get(identity)
        known = before.said if before else ()
        if not any(s.article is said.article for s in known):
            everyone = sorted((*known, said), key=lambda s: place(s.article))
            self.claims[identity] = _claim(identity, kind, everyone)

    def _anew(self, articles: list[tuple[Reading, str]]) -> Statements:
        """All told apart once more; claims that stay as they are stay the same objects."""
        made = gather_statements(articles)
        for identity, claim in made.claims.items():
            old = self.claims.get(identity)
            if old is not None and not differ(old, claim):
                made.claims[identity] = old
        return made


def gather_statements(articles: list[tuple[Reading, str]]) -> Statements:
    """What articles, each with its origin and in order of publication, say in words."""
    made = Statements(_last=articles[-1][0].place if articles else None)
    said: dict[tuple[str, ClaimKind], list[Said]] = {}
    for reading, origin in articles:
        for words in reading.words:
            everyone = said.setdefault((made._identity(words), words.kind), [])
            if not everyone or everyone[-1].article is not reading.article:
                everyone.append(Said(reading.article, origin, words.claim))
    made.claims |= {identity: _claim(identity, kind, s) for (identity, kind), s in said.items()}
    return made


def _claim(identity: str, kind: ClaimKind, said: list[Said]) -> LedgerClaim:
    origins = len({s.origin for s in said})
    return LedgerClaim(
        identity, kind, identity, tuple(said), "corroborated" if origins > 1 else "reported", (), origins
    )
