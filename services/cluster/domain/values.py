"""The values that articles give for one key: which are one value, which hold, which differ, what takes whose place.

Read in order of publication. A value holds from the first article that leads with it, and as long as anybody who said
so has said nothing else since and nobody has told what came of it. Two that hold and cannot both be true are disputed.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from itertools import groupby

from services.cluster.domain.accounts import Entry, are_apart
from services.cluster.domain.hearing import Heard, Hearing
from services.cluster.domain.ledger_claim import LedgerClaim, Said
from services.cluster.domain.reading import Place, Subject
from shared.contracts.story import ClaimStatus


def values(key: str, entries: tuple[Entry, ...]) -> dict[str, LedgerClaim]:
    """The claims of one key, from its figures in order of publication."""
    ids = _identities(entries)
    told = _heard(entries, ids)
    topics = _with_rivals(_topics(key, entries, ids), told)
    said: dict[str, list[Entry]] = {}
    for entry, identity in zip(entries, ids, strict=True):
        everyone = said.setdefault(identity, [])
        if not everyone or everyone[-1].said.article is not entry.said.article:
            everyone.append(entry)
    return {identity: _claim(identity, key, everyone, told, topics) for identity, everyone in said.items()}


def _heard(entries: tuple[Entry, ...], ids: Sequence[str]) -> Hearing:
    """What holds once all articles have been heard."""
    told = Hearing()
    pairs = list(zip(entries, ids, strict=True))
    overtaken = _overtaken(pairs)
    for _, group in groupby(pairs, key=lambda pair: pair[0].place):
        heard = list(group)
        told.hear([(entry, i) for entry, i in heard if _by_place(entry) not in overtaken])
        for entry, identity in heard:
            if _by_place(entry) in overtaken:
                told.overtake(entry, identity, overtaken[_by_place(entry)])
    return told


def _overtaken(pairs: Sequence[Heard]) -> dict[tuple[Place, int], str]:
    """Figures of copies, by place, whose original gives another value in a later version, with what holds instead."""
    originals: dict[str, list[Heard]] = {}
    for entry, identity in pairs:
        if entry.said.article.version_order > 1:
            originals.setdefault(entry.said.article.uri, []).append((entry, identity))
    found: dict[tuple[Place, int], str] = {}
    for entry, identity in pairs if originals else ():
        now = originals.get(entry.said.article.copy_of or "", [])
        is_older = any(entry.said.article.version_created < one.said.article.version_created for one, _ in now)
        same = [other for one, other in now if not are_apart(one, entry)]
        if is_older and same and identity not in same:
            found[_by_place(entry)] = same[0]
    return found


def _claim(identity: str, key: str, everyone: list[Entry], told: Hearing, topics: dict[str, str]) -> LedgerClaim:
    said = tuple(entry.said for entry in everyone)
    rivals = told.rivals(identity)
    backing = tuple(s for s in told.backing.get(identity, ()) if all(s.article is not mine.article for mine in said))
    origins = len({s.origin for s in (*said, *backing)})
    status: ClaimStatus = "corroborated" if origins > 1 else "reported"
    if identity in told.superseded_by:
        status = "superseded"
    elif rivals:
        status = "disputed"
    return LedgerClaim(
        identity,
        "time" if everyone[0].figure.claim.kind == "time" else "quantity",
        key,
        said,
        status,
        tuple(told.supersedes.get(identity, ())),
        origins,
        everyone[0].figure.subject,
        topic=topics[identity],
        disputes=rivals,
        superseded_by=told.superseded_by.get(identity),
        backing=_spoken(backing),
        turns=tuple(told.turns.get(identity, ())),
    )


def _spoken(backing: Sequence[Said]) -> tuple[Said, ...]:
    """Each article once."""
    return tuple({said.article.uri: said for said in backing}.values())


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


def _topics(key: str, entries: tuple[Entry, ...], ids: Sequence[str]) -> dict[str, str]:
    """The thing that each claim is a value of: all of a key, or those bare figures whose clauses are alike."""
    known: list[tuple[Subject, str]] = []
    found: dict[str, str] = {}
    for entry, identity in zip(entries, ids, strict=True):
        subject = entry.figure.subject
        if identity in found:
            continue
        if subject is None:
            found[identity] = key
            continue
        topic = next((topic for other, topic in known if subject.is_like(other)), None)
        if topic is None:
            topic = f"{key}|{identity}"
            known.append((subject, topic))
        found[identity] = topic
    return found


def _with_rivals(topics: dict[str, str], told: Hearing) -> dict[str, str]:
    """What is disputed is one thing, though its clauses be less alike than those of other values of it."""
    found: dict[str, str] = {}
    for identity, topic in topics.items():
        found.setdefault(identity, topic)
        for rival in told.rivals(identity):
            found.setdefault(rival, found[identity])
    return found


def merged(entries: tuple[Entry, ...], more: list[Entry]) -> tuple[Entry, ...]:
    """The figures of one key with those of one article more, in order of publication."""
    if not entries or entries[-1].place < more[0].place:
        return (*entries, *more)
    every = list(entries)
    for entry in more:
        insort(every, entry, key=_by_place)
    return tuple(every)


def _by_place(entry: Entry) -> tuple[Place, int]:
    return (entry.place, entry.number)
