"""Changes that tell where accounts differ now, and what ended a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from services.cluster.domain.cause import Cause
from services.cluster.domain.ledger_claim import LedgerClaim, evidence
from services.cluster.domain.side import side
from shared.contracts.update import Change, Evidence

#: How a difference ends of which nothing is left.
_NOBODY = "None of these values is reported here any more."

Claims = Mapping[str, LedgerClaim]


def conflicts(old: Claims, new: Claims, changed: Iterable[LedgerClaim], cause: Cause) -> Iterator[Change]:
    """What was opened and closed among the things of which these claims, of either revision, are values."""
    for topic in dict.fromkeys(claim.topic for claim in changed if claim.disputes):
        was, now = _disputed(old, topic), _disputed(new, topic)
        goes_on = any(claim.id in old and old[claim.id].disputes for claim in now)
        if len(was) > 1 and not goes_on:
            yield _closed(was, new, cause)
        if goes_on:
            yield from _settled(was, now, new, cause)
        yield from _opened(now, old, cause)


def _disputed(claims: Claims, topic: str) -> list[LedgerClaim]:
    """The values of one thing that are disputed, in the order in which they were said."""
    found = (claim for claim in claims.values() if claim.disputes and claim.topic == topic)
    return sorted(found, key=lambda claim: claim.order)


def _opened(now: list[LedgerClaim], old: Claims, cause: Cause) -> Iterator[Change]:
    """One change for each value that is disputed and was not: told beside a value that stood before it."""
    if not now:
        return
    known = [claim for claim in now if claim.id in old]
    stood = max(known, key=lambda claim: bool(old[claim.id].disputes)) if known else now[0]
    for claim in now:
        if claim is not stood and not (claim.id in old and old[claim.id].disputes) and not _takes_side(claim, old):
            yield _between(stood, claim, cause)


def _takes_side(claim: LedgerClaim, old: Claims) -> bool:
    """Whether a value has only taken the place of one that was disputed: the difference is the same, a side moved."""
    return claim.id not in old and any(old[i].disputes for i in claim.supersedes if i in old)


def _settled(was: list[LedgerClaim], now: list[LedgerClaim], new: Claims, cause: Cause) -> Iterator[Change]:
    """What ended for those values of a difference that is still going on between others."""
    still, known = {claim.id for claim in now}, {claim.id for claim in was}
    for claim in (c for c in was if c.id not in still):
        heir = _heir(new[claim.id], new) if claim.id in new else None
        beside = [other for other in was if other.id in claim.disputes and other.id in still]
        if beside and (heir is None or heir.id in known):  # a new value in its place is told as revised
            yield _closed([claim, *beside[:1]], new, cause)


def _between(stood: LedgerClaim, claim: LedgerClaim, cause: Cause) -> Change:
    uri = cause.article.uri if cause.article else None
    mine = claim.evidence(uri, most=1) or claim.evidence(most=1)
    return Change(
        kind="conflict_opened",
        ref=claim.id,
        before=side(stood, is_named=True),
        after=side(claim, is_named=True),
        evidence=(evidence(stood.said[0]), *mine),
    )


def _closed(was: list[LedgerClaim], new: Claims, cause: Cause) -> Change:
    """What ended a difference: a later value, a correction, a kill, or one who says what the others say."""
    holds = _holding(was, new, cause)
    lost = [claim for claim in was if holds is None or claim.id != holds.id]
    before = side(lost[0], is_named=True)
    if lost[0].id not in new:
        before.pop("content", None)  # withdrawn words stay gone
    if len(lost) > 1:
        before["others"] = [side(claim, is_named=True) for claim in lost[1:]]
    if holds is None:
        return Change(kind="conflict_closed", ref=lost[0].id, before=before, effect="supersedes", note=_NOBODY)
    uri = cause.article.uri if cause.article else holds.said[-1].article.uri
    by = {"article_uri": uri, "claim_id": holds.id if _says(holds, uri) else lost[0].id}
    return Change(
        kind="conflict_closed",
        ref=holds.id,
        before=before,
        after=side(holds, is_named=True) | {"closed_by": by},
        effect="supersedes",
        evidence=_shown(holds, uri),
        note=_note(holds, was, new, cause),
    )


def _shown(holds: LedgerClaim, uri: str) -> tuple[Evidence, ...]:
    return holds.evidence(uri) or holds.evidence()


def _holding(was: list[LedgerClaim], new: Claims, cause: Cause) -> LedgerClaim | None:
    """The value that holds now."""
    for claim in was:
        if claim.id in new and new[claim.id].is_current:
            return new[claim.id]
    followed = (_heir(new[claim.id], new) for claim in was if claim.id in new)
    uri = cause.article.uri if cause.article else None
    told = (c for c in new.values() if c.topic == was[0].topic and c.is_current and uri and _says(c, uri))
    return next((claim for claim in followed if claim), None) or min(told, key=lambda c: c.order, default=None)


def _heir(claim: LedgerClaim, new: Claims) -> LedgerClaim | None:
    """The value that took the place of this one, through all that came between."""
    seen = {claim.id}
    while claim.superseded_by is not None and claim.superseded_by in new and claim.superseded_by not in seen:
        claim = new[claim.superseded_by]
        seen.add(claim.id)
    return claim if claim.is_current else None


def _says(claim: LedgerClaim, uri: str | None) -> bool:
    return any(said.article.uri == uri for said in claim.said)


def _note(holds: LedgerClaim, was: list[LedgerClaim], new: Claims, cause: Cause) -> str:
    """How a difference ended, in a sentence."""
    if cause.article is not None and not cause.article.is_usable:
        return "The other account was withdrawn."
    if cause.is_correction:
        return "The other account was corrected."
    if all(claim.id != holds.id for claim in was):
        return "A later value takes the place of both."
    if all(claim.id in new for claim in was):
        return "The other account was taken back or has been overtaken."
    return "The other account is no longer part of this story."
