"""The ways to take a place name out of its case: stems, and the endings that are taken off.

Consonants that soften before an ending and vowels that come and go are put back as in the nominative: w Pradze is
Praga, у Празі Прага, у Мадрыдзе Мадрыд, у Львові Львів.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from shared.language.inflection import place_stems

#: Endings of the locative before which a consonant changes.
_SOFTENS = {"pl": {"e", "ie"}, "uk": {"і"}, "be": {"е", "ы"}}
#: Consonants at the end of a stem before such an ending, and as they are in the nominative.
_HARD = {
    "pl": (("dz", "g"), ("dz", "d"), ("c", "k"), ("c", "t"), ("rz", "r"), ("sz", "ch")),
    "uk": (("з", "г"), ("ц", "к"), ("с", "х")),
    "be": (("дз", "д"), ("з", "г"), ("ц", "к"), ("ц", "т"), ("с", "х")),
}
#: Ends of stems in the cases, and in the nominative: Львова, Львів; Харкава, Харкаў.
_ALTERS = {
    "uk": (("ов", "ів"), ("ев", "ів"), ("єв", "їв")),
    "be": (("ав", "аў"), ("ев", "еў"), ("ёв", "ёў"), ("ов", "оў"), ("ов", "аў")),
}


@lru_cache(maxsize=5_000)
def case_readings(word: str, tongue: str) -> tuple[tuple[str, str], ...]:
    """The stems that a word may have, each with the ending taken off, longest ending first."""
    found = place_stems(word, tongue)
    altered = [(stem, ending) for said, ending in found if ending for stem in _nominative_stems(said, ending, tongue)]
    return tuple(dict.fromkeys((*found, *altered)))


def _nominative_stems(stem: str, ending: str, tongue: str) -> Iterator[str]:
    softened = _HARD.get(tongue, ()) if ending in _SOFTENS.get(tongue, ()) else ()
    for said, name in (*softened, *_ALTERS.get(tongue, ())):
        if stem.endswith(said):
            yield stem[: -len(said)] + name


def fits_nominative(nominative: str, ending: str) -> bool:
    """Whether names whose nominative ends so have this case ending: of Dania it is Danii, never Dana."""
    if nominative in {"ия", "ія", "ыя", "ia", "ija", "ья"}:
        return len(ending) > 1 and ending[0] == nominative[0]
    return True
