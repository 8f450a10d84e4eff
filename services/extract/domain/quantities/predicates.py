"""What happened to what is counted: released, damaged, under discussion; the lexicon's verbs and `predicates.tsv`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text, Word
from shared.language import LANGUAGES, base
from shared.language.lexicon import lookup, phrases
from shared.language.tables import words

#: Words that join two things that happened, and the code points of distance that one between word and number costs.
_JOINS = frozenset("and und и й і й та i oraz ды et y e ir but aber а але але mais pero bet".split())
_JOIN = 25
#: Who may be held, and let go.
CAPTIVE = frozenset({"prisoner", "hostage"})
#: What may be talked of before it happens, what that is called, and within how many words it stands behind the talking.
_TALKED_OF = frozenset({"released", "exchanged", "transferred", "returned", "dismissed"})
_DISCUSSED = "under discussion"
_GOVERNED = 5
_ASKED = "demanded"
#: Forms of "held" that say no more than that something goes on: who remains missing is not held.
_GOES_ON = re.compile(r"remain|sigue|permanec|остаются|залиша|застаюцца")
_HELD, _ARRESTED = "held", "arrested"
#: Words in front of talks that led to something.
_AFTER = frozenset("after following nach после після по po пасля après tras después dopo po".split())


def predicate(text: Text, span: tuple[int, int], at: int, noun: int = -1) -> str | None:
    """What happened, in the words of a clause that stand nearest to a place; None where none is known.

    The counted noun itself, which begins at `noun`, says nothing of it: prisoners are not "imprisoned".
    """
    words = text.words[text.word_at(span[0]) : text.word_at(span[1])]
    joins = [word.start for word in words if word.low in _JOINS]
    best: tuple[int, str] | None = None
    for word in words:
        if word.start != noun and not goes_on(word.low):
            for done in happened(word.low, text.language):
                far = abs(word.start - at) + _JOIN * any(
                    min(word.start, at) < join < max(word.start, at) for join in joins
                )
                best = min(best or (far, done), (far, done))
    nearest = best[1] if best else None
    if nearest in (None, _ARRESTED) and any(goes_on(word.low) for word in words):
        nearest = _HELD if nearest or _counts_captives(words, noun, text.language) else None
    if nearest in _TALKED_OF and _is_discussed(words, text.language):
        nearest = _DISCUSSED
    return _phrase(text.string[span[0] : span[1]].lower(), text.language) or nearest


def goes_on(low: str) -> bool:
    """Whether a word (small letters) says that something goes on, and leaves to others what."""
    return _GOES_ON.match(low) is not None


def _counts_captives(words: Sequence[Word], noun: int, language: str) -> bool:
    """Whether the counted noun is of people whom somebody holds: "1,186 prisoners remain"."""
    counted = next((word for word in words if word.start == noun), None)
    return counted is not None and any(entry.english in CAPTIVE for entry in lookup(counted.low, language))


def _is_discussed(words: Sequence[Word], language: str) -> bool:
    """Whether it is talked of or asked for rather than done: "demands the release of", not "released after talks"."""
    for n, word in enumerate(words):
        said = happened(word.low, language)
        if (_DISCUSSED in said or _ASKED in said) and not (n and words[n - 1].low in _AFTER):
            following = words[n + 1 : n + 1 + _GOVERNED]
            if language == "de" and _ASKED in said:  # the verb may stand last: "hatte 300 Freilassungen verlangt"
                following = [*words[max(0, n - _GOVERNED) : n], *following]
            if any(done in _TALKED_OF for w in following for done in happened(w.low, language)):
                return True
    return False


def all_that_happened(text: Text, span: tuple[int, int]) -> set[str]:
    """Everything that a clause says has happened."""
    return {
        done
        for w in text.words[text.word_at(span[0]) : text.word_at(span[1])]
        for done in happened(w.low, text.language)
    }


@lru_cache(maxsize=10_000)
def happened(low: str, language: str) -> tuple[str, ...]:
    """The predicates that a word (small letters) may stand for."""
    found = tuple(entry.english for entry in lookup(low, language) if entry.kind == "v")
    if found:
        return found
    begins, whole, _ = _predicates(base(language))
    if low in whole:
        return (whole[low],)
    return next(((begins[low[:n]],) for n in range(min(len(low), 14), 2, -1) if low[:n] in begins), ())


def _phrase(low: str, language: str) -> str | None:
    done = [entry.english for entry in phrases(low, language) if entry.kind == "v"]
    return done[0] if done else next((done for form, done in _predicates(base(language))[2] if form.search(low)), None)


def _several(form: str) -> re.Pattern[str]:
    """A phrase as it is looked for; "…" stands for the words between a German verb and what it is parted from."""
    if "…" not in form:
        return re.compile(re.escape(form))
    verb, apart = (re.escape(part.strip()) for part in form.split("…"))
    return re.compile(rf"(?<!\w){verb}(?!\w).+(?<!\w){apart}(?!\w)", re.DOTALL)


@cache
def _predicates(language: str) -> tuple[dict[str, str], dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Beginnings of words, whole words and phrases with the predicate that each stands for."""
    column = 1 + (LANGUAGES.index(language) if language in LANGUAGES else 0)
    begins: dict[str, str] = {}
    whole: dict[str, str] = {}
    several: list[tuple[re.Pattern[str], str]] = []
    for row in rows("predicates.tsv"):
        for form in words(row[column]):
            if " " in form:
                several.append((_several(form), row[0]))
            else:
                (whole if form.endswith(".") else begins).setdefault(form.rstrip("."), row[0])
    return begins, whole, tuple(several)
