"""Whether an English text says what its original says: numbers, days, names and negations, sentence by sentence.

Only what the original has and its English has not is a slip, so that a slip is rare in a good translation: the English
sentence before and after are searched as well, since translators move things, and what can be said in several ways is
read in all of them. Known to slip through: numbers that are also written elsewhere nearby, two numbers exchanged, a name
in place of another that sounds alike, and a negation moved from one half of a sentence to the other.
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
    pairs = list(zip(source, english, strict=True))[:CHECKED]
    numbers = [EnglishNumbers.read(words[:READ]) for _, words in pairs]
    names = [EnglishNames.read(words[:READ]) for _, words in pairs]
    known = surnames((words[:READ] for words, _ in pairs), language)
    slips: list[Slip] = []
    for n, (words, said) in enumerate(pairs):
        sentence = words[:READ]
        around = EnglishNumbers.joined(numbers[max(0, n - 1) : n + 2])
        slips += _slips("number", n, sentence, lost_numbers(sentence, language, numbers[n], around))
        slips += _slips("date", n, sentence, lost_days(sentence, language, around))
        offered = EnglishNames.joined(names[max(0, n - 1) : n + 2])
        slips += _slips("name", n, sentence, lost_names(sentence, language, offered, known))
        slips += _slips("negation", n, sentence, lost_negation(sentence, said[:READ], language))
    return tuple(sorted(slips, key=lambda slip: (slip.sentence, slip.start, slip.kind)))


def _slips(
    kind: FidelityKind, sentence: int, words: str, lost: Sequence[tuple[int, int, str]]
) -> Iterator[Slip]:
    for start, end, expected in lost:
        yield Slip(kind, sentence, start, end, words[start:end], expected)
