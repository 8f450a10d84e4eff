"""What an article says in words, quotation by quotation, in the form in which statements are told apart."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple

from services.cluster.domain.same_statement import Quoted, speaker
from services.cluster.domain.wording import wording
from shared.contracts.claim import Claim, ClaimKind
from shared.language import base

#: Words that two quotations in one language must have in a row to be thought of as one.
IN_A_ROW = 5
#: Words of content below which a quotation is a part, known by its speaker too, which joins no two whole statements.
_WHOLE = 5

Run = tuple[str, ...]


class Words(NamedTuple):
    """One quotation or reported sentence of an article."""

    claim: Claim
    kind: ClaimKind
    #: The id of the statement where this is the first that is heard of it.
    id: str
    #: What it is the same wording by: its words, their language, and who says them.
    form: str
    #: Its words in small letters without marks.
    text: str
    runs: tuple[Run, ...] = ()
    #: None for reported speech, which is compared by its very words alone.
    quoted: Quoted | None = None

    @property
    def is_part(self) -> bool:
        """Whether it is a quotation too short to be a whole statement."""
        return self.quoted is not None and len(self.quoted.wording.words) < _WHOLE

    @property
    def senses(self) -> tuple[str, ...]:
        """All that its words may mean, in order."""
        return tuple(sorted(self.quoted.wording.all)) if self.quoted else ()

    def is_by_the_same(self, other: Words) -> bool:
        """Whether both may be said by one: two who are known are compared, who is not known may be anybody."""
        one, two = self.quoted and self.quoted.speaker, other.quoted and other.quoted.speaker
        return one is None or two is None or one.is_same(two)


def words_of(claim: Claim, language: str) -> Words:
    """The words of a quotation or of reported speech."""
    text = folded(claim.text)
    if claim.kind != "quote":
        identity = claim_id(f"{claim.kind}|{text}")
        return Words(claim, claim.kind, identity, identity, text)
    quoted = Quoted(wording(claim.text, language), speaker(claim.source))
    who = quoted.speaker.entity if quoted.speaker else ""
    form = claim_id(f"quote|{base(language)}|{who}|{text}")
    found = Words(claim, "quote", claim_id("quote|" + text), form, text, _runs(text), quoted)
    return found._replace(id=form) if found.is_part else found


def _runs(text: str) -> tuple[Run, ...]:
    """The words in a row; a quotation of fewer is one row."""
    words = text.split()
    rows = (tuple(words[i : i + IN_A_ROW]) for i in range(max(1, len(words) - IN_A_ROW + 1)))
    return tuple(dict.fromkeys(rows))


def folded(text: str) -> str:
    """A text in small letters and figures alone, one space between words."""
    return " ".join("".join(char if char.isalnum() else " " for char in text.casefold()).split())


@lru_cache(maxsize=50_000)
def claim_id(identity: str) -> str:
    """The id of a claim from what makes it the one it is."""
    return "cl_" + hashlib.sha256(identity.encode()).hexdigest()[:12]
