"""What parallel texts say about words: for each foreign lemma the English lemmas it stood for, with counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shared.language.stopwords import stopwords
from training.lexicon import corpus
from training.lexicon.alignment import Links
from training.lexicon.corpus import Pair
from training.lexicon.priors import alike

#: English words that are no translation of a content word.
_EMPTY = frozenset(
    "a an the and or but if that this these those there of in on at by for from to with as be have do will would can "
    "could may might must shall should not no i you he she it we they who which what his her its their our your my me "
    "him them us than so up out off into onto over about".split()
)


@dataclass(frozen=True)
class Evidence:
    """Counts of links by foreign lemma and English lemma, and how often each lemma was there at all."""

    counts: dict[str, Counter[str]]
    seen: Counter[str]
    heads: dict[str, str] = field(default_factory=dict)
    #: English lemmas that are written with a capital.
    capitals: frozenset[str] = frozenset()
    #: Links of words as they stood (small letters; German as written, first words of sentences left out).
    forms: dict[str, Counter[str]] = field(default_factory=dict)

    def of(self, lemma: str, english: str) -> float:
        """How often a lemma stood for English of one or more words."""
        words = [w for w in english.lower().replace("-", " ").split() if w not in _EMPTY]
        return min((self.counts.get(lemma, Counter())[w] for w in words), default=0.0)


def gather(pairs: Sequence[Pair], english: Iterable[str], links: Links, language: str) -> Evidence:
    """The evidence of aligned sentence pairs, without names."""
    capitals = corpus.names(english)
    foreign_names = _names(pairs) if language != "de" else frozenset()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (foreign, goal), count in links.counts.items():
        name = foreign in foreign_names or (language == "de" and foreign[:1].isupper() and goal in capitals)
        if goal not in _EMPTY and not name and len(goal) > 1 and len(foreign) > 1:
            counts[foreign][goal] = count  # type: ignore[assignment]
    forms = _forms(pairs, links, counts, language)
    return Evidence(dict(counts), links.foreign, _heads(pairs), capitals, forms)


def _forms(
    pairs: Sequence[Pair], links: Links, counts: dict[str, Counter[str]], language: str
) -> dict[str, Counter[str]]:
    """The links by word, of those that count by lemma."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for pair, linked in zip(pairs, links.sentences, strict=True):
        for at, to, belief in linked:
            if pair.english[to] in counts.get(pair.foreign[at], ()) and (at or language != "de"):
                word = pair.words[at] if language == "de" else pair.words[at].lower()
                found[word].update({pair.english[to]: belief})
    return dict(found)


def _names(pairs: Sequence[Pair]) -> frozenset[str]:
    """Lemmas that stand with a capital inside sentences and never without."""
    small: set[str] = set()
    capital: set[str] = set()
    for pair in pairs:
        for word, lemma in list(zip(pair.words, pair.foreign, strict=True))[1:]:
            (small if word[0].islower() else capital).add(lemma)
    return frozenset(capital - small)


def _heads(pairs: Sequence[Pair]) -> dict[str, str]:
    """For each lemma the word that it most often was, in small letters: what stands for a headword in Belarusian."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        for word, lemma in zip(pair.words, pair.foreign, strict=True):
            words[lemma][word.lower()] += 1
    return {lemma: max(sorted(found), key=found.__getitem__) for lemma, found in words.items()}


#: The least belief, and share of a lemma's uses, that make a translation.
LEAST_COUNT, LEAST_SHARE = 0.9, 0.2
#: For a lemma that was seen once.
ONCE = 0.6


def translations(evidence: Evidence, lemma: str) -> tuple[str, ...]:
    """The English of a lemma that the evidence carries, likeliest first, at most two."""
    seen = evidence.seen[lemma]
    best = sorted(evidence.counts.get(lemma, Counter()).items(), key=lambda pair: (-pair[1], pair[0]))[:2]
    good = [(goal, n) for goal, n in best if _carries(lemma, goal, n, seen)]
    return tuple(goal for goal, n in good if n >= good[0][1] / 2)


def _carries(lemma: str, goal: str, count: float, seen: int) -> bool:
    if goal in stopwords("en") and count < 2:
        return False
    if seen == 1 or alike(lemma, goal):
        return count >= (0.3 if alike(lemma, goal) else ONCE)
    return count >= LEAST_COUNT and count / seen >= LEAST_SHARE
