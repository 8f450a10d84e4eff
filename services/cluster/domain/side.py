"""A claim in few words, as one side of a change: what, how much, who says so."""

from __future__ import annotations

from typing import Any

from services.cluster.domain.ledger_claim import LedgerClaim
from shared.contracts.claim import Source


def side(claim: LedgerClaim, is_named: bool = False, uri: str | None = None) -> dict[str, Any]:
    """What a change says of a claim; with its topic and outlet where sides are set against each other.

    Who says so is whom the article `uri` names, which makes the change; else the first who was named for it.
    """
    said: dict[str, Any] = {"claim_id": claim.id, "kind": claim.kind}
    quantity = claim.quantity
    if quantity is not None:
        said |= {"value": quantity.value, "unit": quantity.unit, "modifier": quantity.modifier}
        if quantity.high is not None and quantity.high != quantity.value:
            said["high"] = quantity.high
    else:
        if claim.instant is not None:
            said |= {"instant": claim.instant.isoformat().replace("+00:00", "Z"), "unit": claim.first.label}
        said["content"] = claim.first.text[:300]
    source = _named_in(claim, uri) or claim.source
    if source is not None:
        said |= {"source": source.name, "source_entity_id": source.entity_id}
    if is_named:
        said |= {"outlet": claim.said[0].article.provider, "topic": claim.topic}
    return said


def _named_in(claim: LedgerClaim, uri: str | None) -> Source | None:
    return next((s.claim.source for s in claim.said if s.article.uri == uri and s.claim.source), None)
