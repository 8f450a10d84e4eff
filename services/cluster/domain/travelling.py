"""The ledger as it travels: what a revision of a story changed in it, complete, in parts that are not too large.

Whoever keeps these, part by part and revision by revision, has the story's ledger: after a merge it holds what the
survivor has and had not, after a kill the ids that are gone.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.cluster.domain.cause import Cause
from services.cluster.domain.ledger_claim import LedgerClaim, Said, evidence
from services.cluster.domain.story import Story
from services.cluster.domain.words import claim_id, folded
from shared.contracts.ledger import LedgerEntry, SaidBy, StoryClaims

#: Bytes of a part, about; and of what an entry and each article in it have beside their words.
PART = 64_000
_ENTRY, _SAID = 900, 500
#: Articles of an entry that travel: the first ones, and the latest.
MOST_SAID = 20
#: Characters of a claim's content.
CONTENT = 2000


def ledger_changes(before: Story, after: Story, cause: Cause) -> tuple[StoryClaims, ...]:
    """What this revision changed in the ledger; nothing where it changed nothing."""
    changed = sorted((c for i, c in after.claims.items() if before.claims.get(i) is not c), key=lambda c: c.order)
    gone = tuple(sorted(identity for identity in before.claims if identity not in after.claims))
    if not changed and not gone:
        return ()
    return tuple(_travelling(after, 0, [entry(claim) for claim in changed], gone, cause))


def amended(before: Story, after: Story, amendment: int, cause: Cause) -> tuple[StoryClaims, ...]:
    """What is other than before in the ledger of a story that has no revision for it; nothing where nothing is."""
    changed = sorted((c for i, c in after.claims.items() if before.claims.get(i) is not c), key=lambda c: c.order)
    known = {claim.id: entry(before.claims[claim.id]) for claim in changed if claim.id in before.claims}
    entries = [told for told in map(entry, changed) if known.get(told.id) != told]
    return tuple(_travelling(after, amendment, entries, (), cause)) if entries else ()


def _travelling(
    after: Story, amendment: int, entries: list[LedgerEntry], gone: tuple[str, ...], cause: Cause
) -> Iterator[StoryClaims]:
    parts = list(_parts(entries))
    gone_with = cause.article.uri if gone and cause.article else None
    for number, part in enumerate(parts, 1):
        yield StoryClaims(
            story_id=after.id,
            revision=after.revision,
            amendment=amendment,
            part=number,
            parts=len(parts),
            claims=tuple(part),
            gone=gone if number == 1 else (),
            gone_with=gone_with if number == 1 else None,
        )


def _parts(entries: list[LedgerEntry]) -> Iterator[list[LedgerEntry]]:
    """The entries in order, as many in a part as fit; one part at least."""
    part: list[LedgerEntry] = []
    size = 0
    for one in entries:
        more = _size(one)
        if part and size + more > PART:
            yield part
            part, size = [], 0
        part.append(one)
        size += more
    yield part


def _size(one: LedgerEntry) -> int:
    """Bytes of an entry as JSON, about."""
    words = [
        one.content,
        one.translation or "",
        *(f"{s.evidence.exact}{s.evidence.translation or ''}" for s in one.said),
    ]
    return _ENTRY + _SAID * len(one.said) + sum(len(text.encode()) for text in words)


def entry(claim: LedgerClaim) -> LedgerEntry:
    """A claim as it travels, with everyone who makes it."""
    first, times = claim.said[0], [said.article.published_at for said in claim.said]
    return LedgerEntry(
        id=claim.id,
        topic=topic_of(claim),
        label=label_of(claim),
        kind=claim.kind,
        status=claim.status,
        content=first.claim.text[:CONTENT],
        language=first.article.language,
        translation=first.claim.english,
        source=claim.source,
        cue=first.claim.cue,
        quantity=claim.quantity,
        instant=claim.instant,
        as_of=claim.as_of,
        first_said=min(times),
        last_said=max(times),
        origins=claim.origins,
        articles=len(claim.said),
        supersedes=claim.supersedes,
        superseded_by=claim.superseded_by,
        disputes=claim.disputes,
        said=tuple(_said(said) for said in shown(claim)),
    )


def shown(claim: LedgerClaim) -> tuple[Said, ...]:
    """The articles that travel with a claim: of many the first ones and the latest."""
    return claim.said if len(claim.said) <= MOST_SAID else (*claim.said[: MOST_SAID - 1], claim.said[-1])


def _said(said: Said) -> SaidBy:
    return SaidBy(
        evidence=evidence(said),
        origin=said.origin,
        source=said.claim.source,
        at=said.article.published_at,
        as_of=said.claim.as_of,
    )


def topic_of(claim: LedgerClaim) -> str:
    """The thing that a claim is a value of; of a statement, who makes it: what one person says stands together."""
    if claim.topic:
        return claim.topic
    if claim.source is None:
        return claim.id
    return claim_id(f"said|{claim.source.entity_id or folded(claim.source.name)}")


def label_of(claim: LedgerClaim) -> str:
    """What that is called."""
    quantity = claim.quantity
    if claim.kind == "time":
        return claim.first.label
    if quantity is None:
        return claim.source.name if claim.source else ""
    return f"further {quantity.unit}" if claim.key.endswith("|additional") else quantity.unit
