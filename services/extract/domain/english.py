"""The English of a claim: the sentences of the translation that stand for those the claim is in."""

from __future__ import annotations

from collections.abc import Iterable

from shared.contracts.article import AlignedSentence, Translation
from shared.contracts.claim import Claim

#: Characters of a claim's English, at most: it travels in every update.
LONGEST = 400


def with_english(claims: Iterable[Claim], translation: Translation) -> tuple[Claim, ...]:
    """The claims, each with the English of its sentences where there is a translation."""
    if not translation.sentences:
        return tuple(claims)
    return tuple(claim.model_copy(update={"english": _english(claim, translation)}) for claim in claims)


def _english(claim: Claim, translation: Translation) -> str | None:
    said = translation.headline if claim.part == "headline" else translation.text
    spans = [sentence.english for sentence in translation.sentences if _stands_for(sentence, claim)]
    if not spans or not said:
        return None
    words = said[spans[0].start : spans[-1].end].strip()
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def _stands_for(sentence: AlignedSentence, claim: Claim) -> bool:
    source = sentence.source
    return source.part == claim.part and source.start < claim.end and claim.start < source.end
