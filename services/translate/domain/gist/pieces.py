"""What the reading of a sentence is made of: pieces of English, each with what is known of the source word."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.translate.domain.gist.forms import PLAIN, Form


@dataclass(slots=True)
class Piece:
    """English for a stretch of the source.

    Kinds: n noun, v verb, a adjective, r adverb, f function word, p phrase, name, place, number, mark, x unknown.
    `source` is the source word in small letters; `gap` the white space before it.
    """

    english: str
    kind: str
    source: str = ""
    gap: str = " "
    form: Form = field(default=PLAIN)
    is_capital: bool = False
    value: float = 0.0

    @property
    def is_noun(self) -> bool:
        """Whether it can be the head of a noun phrase."""
        return self.kind in {"n", "name", "place"}

    @property
    def is_mark(self) -> bool:
        """Whether it parts clauses or words."""
        return self.kind == "mark"


def word(english: str, kind: str = "f") -> Piece:
    """A word that the source does not have."""
    return Piece(english, kind)
