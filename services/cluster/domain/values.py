"""The values that articles give for one key: which are one value, which holds, and what takes whose place."""

from __future__ import annotations

from bisect import insort
from datetime import datetime
from typing import NamedTuple

from services.cluster.domain.ledger_claim import LedgerClaim, Said
from services.cluster.domain.reading import Figure, Place, Subject
from shared.contracts.story import ClaimStatus


class Entry(NamedTuple):
    """A figure of an article at its place among the figures of one key."""

    place: Place
    number: int
    figure: Figure
    said: Said


def _by_place(entry: Entry) -> tuple[Place, int]:
    return (entry.place, entry.number)


class _Head(NamedTuple):
    """A value that holds, and since when."""

    id: str
    as_of: datetime
    subject: Subject | None


def values(key: str, entries: tuple[Entry, ...]) -> dict[str, LedgerClaim]:
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


def merged(entries: tuple[Entry, ...], more: list[Entry]) -> tuple[Entry, ...]:
    """The figures of one key with those of one article more, in order of publication."""
    if not entries or entries[-1].place < more[0].place:
        return (*entries, *more)
    every = list(entries)
    for entry in more:
        insort(every, entry, key=_by_place)
    return tuple(every)
