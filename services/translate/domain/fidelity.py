"""Whether an English text says what its original says: numbers, days, names and negations, sentence by sentence.

What can be said in several ways is read in all of them, so that a slip is rare in a good translation. On NTREX-128 in
eight languages (`bench/language/fidelity.py`), 1.4 % of the sentences of human translators are flagged for a number,
nearly all where they changed the unit, 1.0 % for a name and 1.8 % for a negation; on WMT sets 0.1, 0.1 and 1.2 %. Known
to slip through: two numbers exchanged, a number that the sentence has a second time, organisations (their names are
translated), a name in place of another that sounds alike, and one negation of several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.translate.domain.kept_names import EnglishNames, lost_names, surnames
from services.translate.domain.kept_negation import lost_negation
from services.translate.domain.kept_numbers import EnglishNumbers, lost_days, lost_numbers
from shared.contracts.article import FidelityKind

#: Sentences at most that are compared; longer articles are checked up to here.
CHECKED = 400
#: Code points of one sentence that are compared.
READ = 2_000


@dataclass(frozen=True)
class Slip:
    """Something of a source sentence that its English does not have; the span counts in that sentence."""

    kind: FidelityKind
    sentence: int
    start: int
    end: int
    source_words: str
    expected: str


def check(source: Sequence[str], english: Sequence[str], language: str) -> tuple[Slip, ...]:
    """What these sentences say and their English (as many sentences) does not, in order of the source."""
    pairs = [(words[:READ], said[:READ]) for words, said in zip(source, english, strict=True)][:CHECKED]
    known = surnames((words for words, _ in pairs), language)
    slips = [slip for n, (words, said) in enumerate(pairs) for slip in _check(n, words, said, language, known)]
    return tuple(sorted(slips, key=lambda slip: (slip.sentence, slip.start, slip.kind)))


def _check(n: int, words: str, said: str, language: str, known: frozenset[str]) -> Iterator[Slip]:
    """The slips of one sentence; `known` are the surnames of its article."""
    numbers = EnglishNumbers.read(said)
    yield from _slips("number", n, words, lost_numbers(words, language, numbers))
    yield from _slips("date", n, words, lost_days(words, language, numbers))
    yield from _slips("name", n, words, lost_names(words, language, EnglishNames.read(said), known))
    yield from _slips("negation", n, words, lost_negation(words, said, language))


def _slips(kind: FidelityKind, sentence: int, words: str, lost: Sequence[tuple[int, int, str]]) -> Iterator[Slip]:
    for start, end, expected in lost:
        yield Slip(kind, sentence, start, end, words[start:end], expected)
