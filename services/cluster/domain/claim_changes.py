"""Changes of a story's claims: what is said now that was not, what took whose place, what more origins say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from services.cluster.domain.cause import Cause
from services.cluster.domain.ledger_claim import LedgerClaim, evidence
from services.cluster.domain.story import Story
from shared.contracts.update import Change


def claims(before: Story, after: Story, cause: Cause) -> Iterator[Change]:
    """What changed in what the story's articles say."""
    old, new = before.claims, after.claims
    uri = cause.article.uri if cause.article else None
    gone = sorted((c for i, c in old.items() if i not in new), key=lambda claim: claim.order)
    told: set[str] = set()  # no value is revised twice in one update
    for claim in sorted((c for i, c in new.items() if old.get(i) is not c), key=lambda claim: claim.order):
        replaced = _replaced(claim, old, [g for g in gone if g.id not in told])
        was = old.get(claim.id)
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
            yield _revised(claim, None, None)


def _replaced(claim: LedgerClaim, old: Mapping[str, LedgerClaim], gone: list[LedgerClaim]) -> LedgerClaim | None:
    """The claim whose place this one has taken since: superseded by it, or gone while this one came or came back."""
    if claim.kind != "quantity" or not claim.is_current:
        return None
    was = old.get(claim.id)
    if was is not None and was.is_current:
        return None
    beaten = (old[i] for i in reversed(claim.supersedes) if i in old and old[i].is_current)
    left = (g for g in gone if g.is_current and g.is_about_the_same(claim))
    return next(beaten, None) or next(left, None)


def _says(claim: LedgerClaim) -> tuple[float, str] | None:
    """The value; what is revised is a value, not which of several articles is quoted for it."""
    return (claim.quantity.value, claim.quantity.modifier) if claim.quantity else None


def _new(claim: LedgerClaim, uri: str | None) -> Change:
    kind: Literal["quote_added", "claim_added"] = "quote_added" if claim.kind == "quote" else "claim_added"
    return Change(kind=kind, ref=claim.id, after=_said(claim), evidence=claim.evidence(uri) or claim.evidence())


def _revised(old: LedgerClaim, new: LedgerClaim | None, uri: str | None) -> Change:
    if new is None:
        gone = {name: value for name, value in _said(old).items() if name != "content"}  # withdrawn words stay gone
        return Change(kind="claim_revised", ref=old.id, before=gone, after=None, effect="supersedes")
    return Change(
        kind="claim_revised",
        ref=new.id,
        before=_said(old),
        after=_said(new),
        effect="supersedes",
        evidence=new.evidence(uri) or new.evidence(),
    )


def _corroborated(old: LedgerClaim, new: LedgerClaim, uri: str | None) -> Change:
    return Change(
        kind="claim_corroborated",
        ref=new.id,
        before={"origins": old.origins},
        after=_said(new) | {"origins": new.origins},
        evidence=tuple(dict.fromkeys([evidence(new.said[0]), *new.evidence(uri, most=1)])),
    )


def _said(claim: LedgerClaim) -> dict[str, Any]:
    """A claim in few words: what, how much, who says so."""
    said: dict[str, Any] = {"claim_id": claim.id, "kind": claim.kind}
    if claim.quantity is not None:
        said |= {"value": claim.quantity.value, "unit": claim.quantity.unit, "modifier": claim.quantity.modifier}
    else:
        said["content"] = claim.first.text[:300]
    if claim.source is not None:
        said |= {"source": claim.source.name, "source_entity_id": claim.source.entity_id}
    return said
