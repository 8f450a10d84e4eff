"""Changes of a story's claims: what is said now that was not, what took whose place, what more origins say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from services.cluster.domain.cause import Cause
from services.cluster.domain.conflict_changes import conflicts
from services.cluster.domain.ledger_claim import LedgerClaim, evidence
from services.cluster.domain.side import side
from services.cluster.domain.story import Story
from shared.contracts.update import Change, Evidence


def claims(before: Story, after: Story, cause: Cause) -> Iterator[Change]:
    """What changed in what the story's articles say: where accounts differ first, then value by value."""
    old, new = before.claims, after.claims
    gone = sorted((c for i, c in old.items() if i not in new), key=lambda claim: claim.order)
    changed = sorted((c for i, c in new.items() if old.get(i) is not c), key=lambda claim: claim.order)
    were = (old[claim.id] for claim in changed if claim.id in old)
    opened = list(conflicts(old, new, [*changed, *were, *gone], cause))
    yield from opened
    known = {change.ref for change in opened if change.kind == "conflict_opened"}
    yield from _one_by_one(before, [c for c in changed if c.id not in known or c.id in old], gone, new, cause)


def _one_by_one(
    before: Story, changed: list[LedgerClaim], gone: list[LedgerClaim], new: Mapping[str, LedgerClaim], cause: Cause
) -> Iterator[Change]:
    """Each claim that changed, but for those that are told of already."""
    old, uri = before.claims, cause.article.uri if cause.article else None
    joined = _joined(gone, changed)
    told = {statement.id for statement in joined.values()}  # no value is revised twice in one update
    for claim in changed:
        replaced = _replaced(claim, old, [g for g in gone if g.id not in told])
        was = old.get(claim.id) or joined.get(claim.id)
        if replaced is not None and replaced.id not in told:
            told.add(replaced.id)
            if _says(replaced) != _says(claim):
                yield _revised(replaced, claim, uri)
        elif was is None:
            yield _new(claim, uri)
        elif claim.origins > 1 and was.origins == 1:
            yield _corroborated(was, claim, uri)
    for claim in gone:
        if claim.id not in told:
            yield _revised(claim, _said_instead(claim, new, uri), uri)


def _joined(gone: list[LedgerClaim], changed: list[LedgerClaim]) -> dict[str, LedgerClaim]:
    """Statements that are told as others now, though their articles stand: by the id of what they are told as.

    A wording that comes late may be the first of its statement, or show that two statements were one.
    """
    found: dict[str, LedgerClaim] = {}
    for old in gone:
        if not old.is_value:
            new = max((c for c in changed if c.kind == old.kind), key=lambda c: _in_common(old, c), default=None)
            if new is not None and _in_common(old, new):
                found.setdefault(new.id, old)
    return found


def _in_common(old: LedgerClaim, new: LedgerClaim) -> int:
    """In how many articles both are told, by the record of them: a corrected article is another."""
    return sum(any(said.article is other.article for other in new.said) for said in old.said)


def _said_instead(gone: LedgerClaim, new: Mapping[str, LedgerClaim], uri: str | None) -> LedgerClaim | None:
    """What the article that said a value says of the same thing now, where that was known before."""
    if uri is None or not gone.is_value or not gone.is_current:
        return None
    same = (c for c in new.values() if c.topic == gone.topic and c.is_value and c.is_current)
    return min((c for c in same if any(s.article.uri == uri for s in c.said)), key=lambda c: c.order, default=None)


def _replaced(claim: LedgerClaim, old: Mapping[str, LedgerClaim], gone: list[LedgerClaim]) -> LedgerClaim | None:
    """The claim whose place this one has taken since: superseded by it, or gone while this one came or came back."""
    if not claim.is_value or not claim.is_current:
        return None
    was = old.get(claim.id)
    if was is not None and was.is_current:
        return None
    beaten = (old[i] for i in reversed(claim.supersedes) if i in old and old[i].is_current)
    left = (g for g in gone if g.is_current and g.is_about_the_same(claim))
    return next(beaten, None) or next(left, None)


def _says(claim: LedgerClaim) -> tuple[float, str] | datetime | None:
    """The value; what is revised is a value, not which of several articles is quoted for it."""
    return (claim.quantity.value, claim.quantity.modifier) if claim.quantity else claim.instant


def _new(claim: LedgerClaim, uri: str | None) -> Change:
    kind: Literal["quote_added", "claim_added"] = "quote_added" if claim.kind == "quote" else "claim_added"
    return Change(kind=kind, ref=claim.id, after=side(claim), evidence=claim.evidence(uri) or claim.evidence())


def _revised(old: LedgerClaim, new: LedgerClaim | None, uri: str | None) -> Change:
    if new is None:
        gone = {name: value for name, value in side(old).items() if name != "content"}  # withdrawn words stay gone
        return Change(kind="claim_revised", ref=old.id, before=gone, after=None, effect="supersedes")
    return Change(
        kind="claim_revised",
        ref=new.id,
        before=side(old),
        after=side(new, uri=uri),
        effect="supersedes",
        evidence=new.evidence(uri) or new.evidence(),
    )


def _corroborated(old: LedgerClaim, new: LedgerClaim, uri: str | None) -> Change:
    return Change(
        kind="claim_corroborated",
        ref=new.id,
        before={"origins": old.origins},
        after=side(new) | {"origins": new.origins},
        evidence=_who_agree(new, uri),
    )


def _who_agree(claim: LedgerClaim, uri: str | None) -> tuple[Evidence, ...]:
    """Who said it first, and who says so now, in whatever words."""
    now = claim.evidence(uri, most=1) or tuple(evidence(said) for said in claim.backing if said.article.uri == uri)
    return tuple(dict.fromkeys([evidence(claim.said[0]), *now[:1]]))
