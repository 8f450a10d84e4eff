"""A late translation: what it adds to an article that is in its story already.

It never moves the article: what the article is about, its copies and its place in time stay as they were decided.
"""

from __future__ import annotations

from services.cluster.domain.contribution import english_of
from services.cluster.domain.excerpts import in_english
from services.cluster.domain.records import ArticleRecord
from shared.contracts.claim import Claim
from shared.contracts.stages import ArticleResolved


def enriched(before: ArticleRecord | None, resolved: ArticleResolved) -> ArticleRecord | None:
    """The record with its English words, or None where there is nothing to add them to.

    That is so for an article that is withdrawn, unknown here, or of another version by now.
    """
    if before is None or not before.is_usable or before.version != resolved.article.version:
        return None
    english = {_place(claim): claim.english for claim in resolved.claims}
    claims = tuple(c.model_copy(update={"english": english.get(_place(c), c.english)}) for c in before.claims)
    told = {"claims": claims, "excerpts": in_english(before.excerpts, resolved.translation), "is_english_late": True}
    return before.model_copy(update=english_of(resolved) | told)


def _place(claim: Claim) -> tuple[str, str, int, int]:
    return (claim.kind, claim.part, claim.start, claim.end)
