"""The claim ledger: what a story's articles report, gathered into the thing that each claim is about.

A claim is one value of one thing ("prisoners released": 52), or one quotation however much of it is given. Statuses:
reported, corroborated (two origins or more), disputed (accounts of the same hours differ, both kept) and superseded (a
later value took its place). How two values stand to each other: `accounts.py`; who says what now: `hearing.py`.

Two values are about one thing where the unit says what is counted and what happened to it ("prisoners released",
"deaths"): then the key alone decides. Money, percent, durations, distances and bare nouns ("homes") are of one thing
only where the clauses they stand in share most of their content words, in one language. Limit: two events of one kind
in one story (two releases) are told apart only by an article that gives both values; a bare figure that is told in
other words, or in another language, counts as another thing, so it is neither confirmed nor revised.

An article that comes is added at its place in the order of publication, and only what it touches is worked out again.
The ledger is the same in whatever order articles came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from services.cluster.domain.accounts import Entry
from services.cluster.domain.ledger_claim import LedgerClaim as LedgerClaim
from services.cluster.domain.ledger_claim import Said, differ
from services.cluster.domain.origins import Whose
from services.cluster.domain.reading import Reading, read
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.statements import Statements, gather_statements
from services.cluster.domain.values import merged, values


@dataclass
class Ledger:
    """The claims of a story, with what is needed to add an article to them. Shared between revisions: never changed."""

    statements: Statements = field(default_factory=Statements)
    _values: dict[str, LedgerClaim] = field(default_factory=dict)
    _figures: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    _ids: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def claims(self) -> dict[str, LedgerClaim]:
        """Every claim by id, those that no longer hold among them."""
        return {**self.statements.claims, **self._values}

    def values(self, key: str) -> list[LedgerClaim]:
        """The values that were given for one key, those that no longer hold among them."""
        return [self._values[identity] for identity in self._ids.get(key, ())]

    def with_article(self, reading: Reading, origin: Whose, known: Iterable[tuple[Reading, Whose]]) -> Ledger:
        """The ledger with one more article. `known` are those in it, should quotations have to be told apart anew."""
        statements = self.statements.with_article(reading, origin)
        grown = Ledger(statements, dict(self._values), dict(self._figures), dict(self._ids))
        for key in grown._take(reading, origin):
            grown._work_out(key)
        return grown

    def _take(self, reading: Reading, origin: Whose) -> dict[str, None]:
        """Enters an article's figures; their keys, which are to be worked out then."""
        keys: dict[str, list[Entry]] = {}
        for number, figure in enumerate(reading.figures):
            said = Said(reading.article, origin.origin(figure.claim), figure.claim)
            entry = Entry(reading.place, number, figure, said)
            keys.setdefault(figure.key, []).append(entry)
        for key, entries in keys.items():
            self._figures[key] = merged(self._figures.get(key, ()), entries)
        return dict.fromkeys(keys)

    def _work_out(self, key: str) -> None:
        """Works the claims of one key out again; those that stay as they are stay the same objects."""
        found = values(key, self._figures[key])
        for gone in self._ids.get(key, ()):
            if gone not in found:
                del self._values[gone]
        for identity, claim in found.items():
            before = self._values.get(identity)
            if before is None or differ(before, claim):
                self._values[identity] = claim
        self._ids[key] = tuple(found)


def gather(articles: Iterable[tuple[Reading, Whose]]) -> Ledger:
    """The ledger of articles, each with its origin."""
    in_order = sorted(articles, key=lambda pair: pair[0].place)
    made = Ledger(gather_statements(in_order))
    keys: dict[str, None] = {}
    for reading, origin in in_order:
        keys |= made._take(reading, origin)
    for key in keys:
        made._work_out(key)
    return made


def ledger(articles: Iterable[tuple[ArticleRecord, str]]) -> tuple[LedgerClaim, ...]:
    """The claims of a story's articles (each with its origin), in order of publication."""
    made = gather((read(article), Whose(origin)) for article, origin in articles)
    return tuple(sorted(made.claims.values(), key=lambda claim: claim.order))
