"""Language identification by py3langid, which carries its model (BSD-3-Clause)."""

from __future__ import annotations

import math
from typing import Any

from services.translate.domain.ports import Guess

#: Languages of the model in which hardly any wire writes, and that take probability from their great neighbours:
#: Aragonese and Extremaduran from Spanish, Nigerian Pidgin from English.
_RARE = frozenset(
    "pcm ext an oc jv la br lb eo vo gcf gcr lij vec wa ltg ace bcl gug kab fo qu ha ht fy mg se sn rw kik nso st ln "
    "lg om so ary arz wuu crh guw fuv zxx hbo grc ig yo zu xh gom sa dz".split()
)
#: Standards of one language that a short text cannot tell apart, to the tag that is given.
_SAME = {"bs": "hr", "nn": "no", "yue": "zh"}


#: Tags with their probabilities, likeliest first.
Ranking = list[tuple[str, float]]
#: What the configured languages have together where too little is left of them to be told apart.
_TOO_SMALL = 1e-9


class Py3Langid:
    """Two identifiers over one model file: one for the languages of the world's wires, one for those configured."""

    def __init__(self, configured: tuple[str, ...]) -> None:
        self._ranked: tuple[str, Ranking] = ("", [])
        self._all = _identifier()
        self._configured = _identifier()
        known = set(self._all.labels)
        self._among = known & set(configured)
        self._all.set_languages(sorted(known - _RARE | known & set(configured)))
        self._configured.set_languages([tag for tag in configured if tag in known])

    def among_all(self, text: str) -> Guess:
        """The likeliest of every language that wires are written in, with the others by probability."""
        return _guess(self._rank(text))

    def among_configured(self, text: str) -> Guess:
        """The likeliest of the configured languages, with the others by probability."""
        inside = [(tag, chance) for tag, chance in self._rank(text) if tag in self._among]
        whole = math.fsum(chance for _, chance in inside)
        if whole < _TOO_SMALL:
            return _guess(self._configured.rank(text))
        return _guess([(tag, chance / whole) for tag, chance in inside])

    def _rank(self, text: str) -> Ranking:
        """The ranking of all languages; both questions about one text share it, since reading the text costs most."""
        if self._ranked[0] != text:
            self._ranked = (text, self._all.rank(text))
        return self._ranked[1]


def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _guess(ranking: Ranking) -> Guess:
    """The ranking as a guess; standards of one language are counted together."""
    chances: dict[str, float] = {}
    for tag, probability in ranking:
        name = _SAME.get(tag, tag)
        chances[name] = chances.get(name, 0.0) + float(probability)
    ranked = sorted(chances.items(), key=lambda pair: (-pair[1], pair[0]))
    return Guess(*ranked[0], others=tuple(Guess(*pair) for pair in ranked[1:_KEPT]))


#: Languages of the ranking that are handed on; the rest have no chance.
_KEPT = 8
