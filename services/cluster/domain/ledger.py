"""The claim ledger: what a story's articles report, gathered into the thing that each claim is about.

A claim is one value of one thing ("prisoners released": 52), or one quotation however much of it is given. Statuses:
reported, corroborated (two origins or more) and superseded (a later article leads with another value).

Two values are about one thing where the unit says what is counted and what happened to it ("prisoners released",
"deaths"): then the key alone decides. Money, percent, durations, distances and bare nouns ("homes") are of one thing
only where the clauses they stand in share most of their content words, in one language. Limit: two events of one kind
in one story (two releases) are told apart only by an article that gives both values; a bare figure that is told in
other words, or in another language, counts as another thing, so it is neither confirmed nor revised.

An article that comes is added at its place in the order of publication, and only what it touches is worked out again.
The ledger is the same in whatever order articles came.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from services.cluster.domain.reading import Figure, Place, Reading, Run, Subject, Words, place, read
from services.cluster.domain.records import ArticleRecord
from shared.contracts.claim import Claim, ClaimKind, Quantity, Source
from shared.contracts.story import ClaimStatus
from shared.contracts.update import Evidence

_KINDS = {"quantity": 0, "quote": 1, "indirect": 2}


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
    #: How many independent origins make it.
    origins: int = 1
    #: What the clause of a bare figure is about.
    subject: Subject | None = None

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

    @cached_property
    def rank(self) -> tuple[bool, int, int, float, str]:
        """Claims that still hold first, figures before words, those of most origins first, then the latest."""
        latest = self.said[0].article.published_at.timestamp()
        return (not self.is_current, _KINDS[self.kind], -self.origins, -latest, self.id)

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
        if self.kind != "quantity" or other.kind != "quantity" or self.key != other.key:
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


class Entry(NamedTuple):
    """A figure of an article at its place among the figures of one key."""

    place: Place
    number: int
    figure: Figure
    said: Said


def _by_place(entry: Entry) -> tuple[Place, int]:
    return (entry.place, entry.number)


@dataclass
class Ledger:
    """The claims of a story, with what is needed to add an article to them. Shared between revisions: never changed."""

    claims: dict[str, LedgerClaim] = field(default_factory=dict)
    _figures: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    _ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _runs: dict[Run, str] = field(default_factory=dict)
    _last: Place | None = None

    def values(self, key: str) -> list[LedgerClaim]:
        """The values that were given for one key, those that no longer hold among them."""
        return [self.claims[identity] for identity in self._ids.get(key, ())]

    def with_article(self, reading: Reading, origin: str, known: Iterable[tuple[Reading, str]]) -> Ledger:
        """The ledger with one more article. `known` are those in it, should quotations have to be told apart anew."""
        grown = Ledger(dict(self.claims), dict(self._figures), dict(self._ids), dict(self._runs), self._last)
        if self._last is not None and reading.place < self._last and not self._is_apart(reading.words):
            grown._enter_anew(sorted([*known, (reading, origin)], key=lambda pair: pair[0].place))
        else:
            for words in reading.words:
                grown._enter(grown._identity(words), words.kind, Said(reading.article, origin, words.claim))
        for key in grown._take(reading, origin):
            grown._work_out(key)
        return grown

    def _is_apart(self, quotes: Iterable[Words]) -> bool:
        """Whether quotations that come late stand for themselves, or repeat whole ones word by word."""
        for quote in quotes:
            known = {self._runs[run] for run in quote.runs if run in self._runs}
            if known and known != {quote.id}:
                return False
        return True

    def _take(self, reading: Reading, origin: str) -> dict[str, None]:
        """Enters an article's figures; their keys, which are to be worked out then."""
        self._last = max(self._last, reading.place) if self._last else reading.place
        keys: dict[str, list[Entry]] = {}
        for number, figure in enumerate(reading.figures):
            entry = Entry(reading.place, number, figure, Said(reading.article, origin, figure.claim))
            keys.setdefault(figure.key, []).append(entry)
        for key, entries in keys.items():
            self._figures[key] = _merged(self._figures.get(key, ()), entries)
        return dict.fromkeys(keys)

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
            self.claims[identity] = _claim(identity, kind, identity, everyone)

    def _enter_anew(self, articles: list[tuple[Reading, str]]) -> None:
        """Enters what is said in words once more; claims that stay as they are stay the same objects."""
        before, self._runs = self.claims, {}
        self.claims = {identity: claim for identity, claim in before.items() if claim.kind == "quantity"}
        self._enter_all(articles)
        for identity, claim in self.claims.items():
            old = before.get(identity)
            if old is not None and not _differ(old, claim):
                self.claims[identity] = old

    def _enter_all(self, articles: list[tuple[Reading, str]]) -> None:
        """Enters what is said in words, in order of publication, into a ledger that has none yet."""
        said: dict[tuple[str, ClaimKind], list[Said]] = {}
        for reading, origin in articles:
            for words in reading.words:
                everyone = said.setdefault((self._identity(words), words.kind), [])
                if not everyone or everyone[-1].article is not reading.article:
                    everyone.append(Said(reading.article, origin, words.claim))
        self.claims |= {identity: _claim(identity, kind, identity, s) for (identity, kind), s in said.items()}

    def _work_out(self, key: str) -> None:
        """Works the claims of one key out again; those that stay as they are stay the same objects."""
        found = _values(key, self._figures[key])
        for gone in self._ids.get(key, ()):
            if gone not in found:
                del self.claims[gone]
        for identity, claim in found.items():
            before = self.claims.get(identity)
            if before is None or _differ(before, claim):
                self.claims[identity] = claim
        self._ids[key] = tuple(found)


def gather(articles: Iterable[tuple[Reading, str]]) -> Ledger:
    """The ledger of articles, each with its origin."""
    made = Ledger()
    keys: dict[str, None] = {}
    in_order = sorted(articles, key=lambda pair: pair[0].place)
    made._enter_all(in_order)
    for reading, origin in in_order:
        keys |= made._take(reading, origin)
    for key in keys:
        made._work_out(key)
    return made


def ledger(articles: Iterable[tuple[ArticleRecord, str]]) -> tuple[LedgerClaim, ...]:
    """The claims of a story's articles (each with its origin), in order of publication."""
    made = gather((read(article), origin) for article, origin in articles)
    return tuple(sorted(made.claims.values(), key=lambda claim: claim.order))


def _merged(entries: tuple[Entry, ...], more: list[Entry]) -> tuple[Entry, ...]:
    if not entries or entries[-1].place < more[0].place:
        return (*entries, *more)
    merged = list(entries)
    for entry in more:
        insort(merged, entry, key=_by_place)
    return tuple(merged)


def _claim(identity: str, kind: ClaimKind, key: str, said: list[Said]) -> LedgerClaim:
    origins = len({s.origin for s in said})
    return LedgerClaim(identity, kind, key, tuple(said), "corroborated" if origins > 1 else "reported", (), origins)


def _differ(a: LedgerClaim, b: LedgerClaim) -> bool:
    if a.status != b.status or a.supersedes != b.supersedes or len(a.said) != len(b.said):
        return True
    pairs = zip(a.said, b.said, strict=True)
    return any(x.article is not y.article or x.claim is not y.claim or x.origin != y.origin for x, y in pairs)


# The values of one key


class _Head(NamedTuple):
    """A value that holds, and since when."""

    id: str
    as_of: datetime
    subject: Subject | None


def _values(key: str, entries: tuple[Entry, ...]) -> dict[str, LedgerClaim]:
    """The claims of one key, from its figures in order of publication."""
    ids = _identities(entries)
    said: dict[str, list[Said]] = {}
    subjects: dict[str, Subject | None] = {}
    for entry, identity in zip(entries, ids, strict=True):
        everyone = said.setdefault(identity, [])
        subjects.setdefault(identity, entry.figure.subject)
        if not everyone or everyone[-1].article is not entry.said.article:
            everyone.append(entry.said)
    replaced = _replaced(entries, ids)
    superseded = {gone for ids_gone in replaced.values() for gone in ids_gone}
    found = {}
    for identity, everyone in said.items():
        origins = len({s.origin for s in everyone})
        status: ClaimStatus = "corroborated" if origins > 1 else "reported"
        found[identity] = LedgerClaim(
            identity,
            "quantity",
            key,
            tuple(everyone),
            "superseded" if identity in superseded else status,
            replaced.get(identity, ()),
            origins,
            subjects[identity],
        )
    return found


def _identities(entries: tuple[Entry, ...]) -> list[str]:
    """The claim that each figure belongs to: of bare ones, the first of the same value with a clause like its own."""
    first: dict[str, dict[str, Subject]] = {}
    found = []
    for entry in entries:
        figure, subject = entry.figure, entry.figure.subject
        if subject is None:
            found.append(figure.id)
            continue
        known = first.setdefault(figure.value, {})
        identity = next((i for i, other in known.items() if subject.is_like(other)), None)
        if identity is None and figure.id in known:  # too few words to be like anything, but the very same ones
            identity = figure.id
        known.setdefault(identity or figure.id, subject)
        found.append(identity or figure.id)
    return found


def _replaced(entries: tuple[Entry, ...], ids: list[str]) -> dict[str, tuple[str, ...]]:
    """What each value took the place of. An article that gives both values, each in its clause, replaces neither."""
    clauses: dict[tuple[str, str], str] = {}
    for entry, identity in zip(entries, ids, strict=True):
        clauses.setdefault((entry.said.article.uri, identity), entry.said.claim.text)
    heads: list[_Head] = []
    replaced: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for entry, identity in zip(entries, ids, strict=True):
        if not entry.figure.leads or identity in seen or (heads and not entry.figure.is_prominent):
            continue
        seen.add(identity)
        article, claim = entry.said.article, entry.said.claim
        head = _Head(identity, claim.as_of or article.published_at, entry.figure.subject)
        weaker = [h for h in reversed(heads) if _gives_way(h, head, clauses, article.uri, claim.text)]
        if weaker:
            beaten = max(weaker, key=lambda h: h.as_of)  # the latest of those that hold
            heads.remove(beaten)
            replaced[identity] = (*replaced.get(identity, ()), beaten.id)
        heads.append(head)
    return replaced


def _gives_way(old: _Head, new: _Head, clauses: dict[tuple[str, str], str], uri: str, clause: str) -> bool:
    if clauses.get((uri, old.id), clause) != clause or new.as_of < old.as_of:
        return False
    return new.subject is old.subject or (
        new.subject is not None and old.subject is not None and new.subject.is_like(old.subject)
    )
