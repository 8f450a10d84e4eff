"""Own writing and evidence as one list of entries: own writing wins, evidence adds words and orders meanings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from shared.language.dictionary import Entry, plain
from training.lexicon.evidence import Evidence, translations
from training.lexicon.kinds import kind_of
from training.lexicon.lemmas import lemma
from training.lexicon.own import Written

#: By how much a later meaning must lead in the texts to be put first.
LEAD = 2.0


def merged(own: Written, evidence: Evidence | None, language: str) -> Written:
    """All entries with the forms that were written with them; those of one headword stand together, likeliest first."""
    if evidence is None:
        return own
    ordered = [(_ordered(entry, evidence, language), forms) for entry, forms in own]
    known = {lemma(entry.head, language) for entry, _ in own} | {plain(entry.head) for entry, _ in own}
    known |= {plain(form) for _, forms in own for form in forms}
    added = [(entry, ()) for entry in _new(evidence, language) if not _is_known(entry.head, known, language)]
    return _by_evidence(ordered, evidence, language) + added


def _is_known(head: str, known: set[str], language: str) -> bool:
    return plain(head) in known or lemma(head, language) in known


def _ordered(entry: Entry, evidence: Evidence, language: str) -> Entry:
    """The entry with its meanings as the texts prefer them, where they clearly do."""
    if len(entry.english) < 2 or " " in entry.head:
        return entry
    key = lemma(entry.head, language)
    first = evidence.of(key, entry.english[0])
    best = max(entry.english, key=lambda english: evidence.of(key, english))
    if evidence.of(key, best) < LEAD * first + LEAD:
        return entry
    return replace(entry, english=(best, *(english for english in entry.english if english != best)))


def _by_evidence(entries: Written, evidence: Evidence, language: str) -> Written:
    """Entries of one headword in the order of the texts, others as they were."""
    groups: dict[str, Written] = defaultdict(list)
    for entry, forms in entries:
        groups[plain(entry.head)].append((entry, forms))

    def weight(pair: tuple[Entry, tuple[str, ...]]) -> float:
        count = evidence.of(lemma(pair[0].head, language), pair[0].english[0])
        return -count if count >= LEAD else 0.0

    return [pair for group in groups.values() for pair in sorted(group, key=weight)]


def _new(evidence: Evidence, language: str) -> list[Entry]:
    found = []
    for key in sorted(evidence.counts):
        english = translations(evidence, key)
        head = evidence.heads[key] if language == "be" else key
        if english and head.replace("-", "").replace("'", "").isalpha():
            written = tuple(goal.capitalize() if goal in evidence.capitals else goal for goal in english)
            found.append(Entry(head, kind_of(head, english[0], language), written))
    return found
