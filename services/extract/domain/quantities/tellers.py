"""Who gives a figure in its own sentence: "Viasna puts the number of prisoners at 1,186", "la préfecture avance 14".

The subject stands first and a verb of counting between it and the figure; so nobody else is needed to report it.
A German verb may have its subject behind it: "Den Schaden beziffern die Ankläger auf elf Millionen".
A name or a role at once in front of the verb is its subject, however deep in the sentence.
Limit: a subject behind its verb in another language, or with the figure in front of both, is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from services.extract.domain.found import Found
from services.extract.domain.indirect import behind_dateline
from services.extract.domain.nouns import kind_of, phrase
from services.extract.domain.subjects import is_of_a_page
from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text
from shared.contracts.claim import Claim, Source
from shared.language import base
from shared.language.stopwords import stopwords

#: Code points from the beginning of a sentence to its verb, and from the verb to the figure, at most.
_SUBJECT, _OBJECT = 70, 120
#: Words of a subject that bears no name, at most: "the fire brigade", "les pompiers".
_WORDS = 5
#: Where a clause with a subject of its own may begin within a sentence.
_TURNS = re.compile(
    r"[;:–—]\s|,\s(?:while|but|whereas|während|aber|doch|mais|tandis que|pero|mientras|а|но|але|ale|o)\s"
)

#: Verbs that stand between a subject and what it did: "l'association *a* recensé".
_AUXILIARIES = frozenset("has had have hat hatte haben hatten a ont avait avaient ha han había habían".split())
#: Words that may describe a role behind its phrase: "le président *américain*".
_DESCRIBED = 1
#: What English pronouns mean.
_PRONOUNS = {"it": "ORG", "he": "PERSON", "she": "PERSON"}
#: German articles that open a subject.
_NOMINATIVE = frozenset({"der", "die", "das", "ein", "eine"})
#: A pause between verb and figure, but for that in "put it lower, at 1,950"; code points behind it that are looked at.
_LOOK = 20
_PAUSE = re.compile(r"[,;:(]\s(?!(?:at|à|auf)\s(?:\w+\s)?\d)")


def teller(text: Text, names: Sequence[Found], figure: Claim, kinds: tuple[str, ...] = ("puts",)) -> Source | None:
    """The subject of the figure's own clause, where that gives the figure; with "says" among the kinds, or says it."""
    start = behind_dateline(text, *text.sentences[text.sentence_at(figure.start)])
    at = place(text, figure)
    turns = list(_TURNS.finditer(text.string, start, at))
    start = turns[-1].end() if turns else start
    for of_kinds, told in ((kinds, _told), (("lists",), _nobody)):
        verbs = list(_verbs(base(text.language), of_kinds).finditer(text.string, start, at))
        if verbs:  # the nearest to the figure gives it
            return _subject(text, names, figure, (start, at), verbs[-1], told)
    return None


#: How a subject is told that bears no name: in the words between two places.
Wording = Callable[[Text, int, int], Source | None]


def _subject(
    text: Text, names: Sequence[Found], figure: Claim, span: tuple[int, int], verb: re.Match[str], told: Wording
) -> Source | None:
    """The subject of a verb in a clause that ends with the figure's number."""
    start, at = span
    pauses = _PAUSE.finditer(text.string, verb.end(), max(verb.end(), figure.start + _LOOK))
    if at - verb.end() > _OBJECT or any(pause.start() < figure.start for pause in pauses):
        return None  # what stands behind a comma is told beside what is given
    before = _before(text, names, start, verb.start(), told)
    if before is not None or verb.start() - start > _SUBJECT:
        return before
    behind = _behind(text, names, verb.end(), at, told) if base(text.language) == "de" else None
    return behind or _named(text, names, start, verb.start()) or told(text, start, verb.start())


def _before(text: Text, names: Sequence[Found], start: int, verb: int, told: Wording) -> Source | None:
    """The subject at once in front of a verb: a name, or the phrase of a role or body, however long the sentence."""
    last = text.word_at(verb) - 1
    last -= last > 0 and text.words[last].low in _AUXILIARIES
    end = text.words[max(last, 0)].end
    name = next((f for f in names if f.type in ("ORG", "PERSON") and start <= f.start and f.end == end), None)
    if name is not None and not is_of_a_page(text, name):
        return Source(name=name.name or text.string[name.start : name.end])
    head = next((n for n in range(last, max(last - _WORDS, -1), -1) if kind_of(text.words[n], text.language)), None)
    if head is None or last - phrase(text, head)[1] > _DESCRIBED:
        return _meant(text, names, start, last)
    opening = text.words[phrase(text, head)[0]].start
    return told(text, opening, end) if opening >= start else None


def _meant(text: Text, names: Sequence[Found], start: int, last: int) -> Source | None:
    """Whom an English pronoun means that is the whole subject: the first name of its kind in the sentence before."""
    kind = _PRONOUNS.get(text.words[last].low) if last >= 0 and text.words[last].start == start else None
    number = text.sentence_at(start)
    if kind is None or base(text.language) != "en" or not number:
        return None
    first, end = text.sentences[number - 1]
    name = next((f for f in names if f.type == kind and first <= f.start < end), None)
    return Source(name=name.name or text.string[name.start : name.end]) if name else None


def _nobody(text: Text, start: int, end: int) -> None:
    """Of a verb that says other things as well only a name is believed: a road may "lead" for 14 kilometres."""


def _behind(text: Text, names: Sequence[Found], start: int, end: int, told: Wording) -> Source | None:
    """The subject at once behind a verb: a name, or a role or body with its article."""
    first = text.word_at(start)
    name = next((f for f in names if f.type in ("ORG", "PERSON") and f.start == text.words[first].start), None)
    if name is not None and name.end < end:
        return Source(name=name.name or text.string[name.start : name.end])
    near = range(first, min(first + 2, len(text.words)))
    head = next((n for n in near if kind_of(text.words[n], text.language)), None)
    if head is None or (head > first and text.words[first].low not in _NOMINATIVE):
        return None
    last = phrase(text, head)[1]
    return told(text, text.words[first].start, text.words[last].end) if text.words[last].end < end else None


def place(text: Text, figure: Claim) -> int:
    """Where the number itself stands, about: claims span a clause."""
    digits = re.search(r"\d", text.string[figure.start : figure.end])
    return figure.start + digits.start() if digits else figure.end


def _named(text: Text, names: Sequence[Found], start: int, end: int) -> Source | None:
    """The name in the subject; the last one, for a body comes before its place ("police in Turin") less often."""
    inside = [f for f in names if start <= f.start and f.end <= end and f.type in ("ORG", "PERSON")]
    inside = [f for f in inside if not is_of_a_page(text, f)]
    return Source(name=inside[-1].name or text.string[inside[-1].start : inside[-1].end]) if inside else None


def _told(text: Text, start: int, end: int) -> Source | None:
    """The subject in its own words, where it is short, no pronoun and no clause."""
    words = [w for w in text.words[text.word_at(start) : text.word_at(end)] if w.is_word]
    said = text.string[start:end].strip()
    is_small = all(w.low in stopwords(text.language) for w in words)
    if not words or len(words) > _WORDS or is_small or re.search(r"[,;:()\d\"«„“]", said):
        return None
    return Source(name=said)


@cache
def _verbs(language: str, kinds: tuple[str, ...]) -> re.Pattern[str]:
    told = [row[2] for row in rows("figure_words.tsv") if row[0] == language and row[1] in kinds]
    found = [form for forms in told for form in forms.split(",")]
    forms = "|".join(re.escape(f.strip()).replace(r"\*", r"\w*") for f in found if f.strip())
    return re.compile(rf"(?<!\w)(?:{forms or '(?!)'})(?!\w)", re.IGNORECASE)
