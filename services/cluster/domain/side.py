"""A claim in few words, as one side of a change: what, how much, who says so."""

from __future__ import annotations

from typing import Any

from services.cluster.domain.ledger_claim import LedgerClaim


def side(claim: LedgerClaim, is_named: bool = False) -> dict[str, Any]:
    """What a change says of a claim; with its topic and outlet where sides are set against each other."""
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
    if claim.source is not None:
        said |= {"source": claim.source.name, "source_entity_id": claim.source.entity_id}
    if is_named:
        said |= {"outlet": claim.said[0].article.provider, "topic": claim.topic}
    return said
