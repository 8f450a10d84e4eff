"""Words as they stand whose English the texts tell better than headword and grammar do: accusé is mostly "accused".

Where human translations clearly prefer another English for a form than its headword's first, the form becomes an entry
of its own, with what the headword says behind it.
"""

from __future__ import annotations

from collections import Counter

from shared.language.bilingual import Gloss, look_up
from shared.language.dictionary import Dictionary, Entry, plain
from shared.language.stopwords import stopwords
from training.lexicon.evidence import Evidence
from training.lexicon.kinds import kind_of
from training.lexicon.lemmas import english_lemma
from training.lexicon.own import MOST

#: Uses that another English must have, and by how much it must lead.
USES, LEAD = 2.0, 2.0


def preferred(evidence: Evidence, book: Dictionary, language: str) -> list[Entry]:
    """The entries of single forms, in order of the alphabet."""
    found = []
    for word in sorted(evidence.forms):
        if plain(word) in book.functions or not word.isalpha():
            continue
        known = look_up(word, language, book)
        best = _better(known, evidence.forms[word])
        if best:
            found.append(_entry(word, best, known, evidence, language))
    return found


def _better(known: tuple[Gloss, ...], goals: Counter[str]) -> str:
    """The English that leads what is known so far, or nothing."""
    best, count = min(goals.items(), key=lambda pair: (-pair[1], pair[0]))
    if not known or count < USES or best in stopwords("en"):
        return ""
    return best if count >= LEAD * _count(known[0].english, goals) + USES / 2 else ""


def _count(english: str, goals: Counter[str]) -> float:
    return max((goals[english_lemma(word)] for word in english.replace("-", " ").split()), default=0.0)


def _entry(word: str, best: str, known: tuple[Gloss, ...], evidence: Evidence, language: str) -> Entry:
    same = next((gloss for gloss in known if _count(gloss.english, Counter([best]))), None)
    written = best.capitalize() if best in evidence.capitals else best
    first = same.english if same else written
    english = tuple(dict.fromkeys((first, *(gloss.english for gloss in known))))[:MOST]
    return Entry(word, same.kind if same else kind_of(word, best, language), english)
