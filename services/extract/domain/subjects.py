"""Which words around a verb of speech may be its subject: names, pronouns and roles, each with its distance."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.extract.domain.cues import is_participle, pronoun_in, takes_object
from services.extract.domain.found import Found
from services.extract.domain.nouns import is_determiner, is_listener, kind_of, phrase
from services.extract.domain.small_words import small
from services.extract.domain.words import Text
from shared.language.networks import page_behind

#: What follows a name that only owns something: "Putin's visit".
_OF_HIM = frozenset({"'s", "’s"})
_MARKS = frozenset(",;:–—()")
#: Languages whose subject stands before its verb unless it follows it at once.
_SUBJECT_FIRST = frozenset({"en", "lt", "fr", "es"})
#: Languages that put what a role is of in front of it.
_COMPOUNDING = frozenset({"en", "lt"})
#: Verbs of many, whose subject stands with "in": "отметили в ведомстве", "przekazali w resorcie".
_THEY = ("ли", "лі", "ют", "ят", "ють", "ять", "юць", "яць", "аць", "li", "ły", "ją", "no", "ano")
#: Words of titles in front of a name; words between a pronoun and its verb; what a phrase costs beside a name.
_TITLES, _BESIDE, _PHRASE = 4, 3, 0.4
#: Words between a role and the comma behind which its holder is named; code points of the longest such name.
_COMPLEMENT, _NAME = 7, 60
#: What makes a name a worse subject, in words of distance.
_LED, _OWNS, _ACROSS, _BODY, _PLACE, _BEHIND = 9.0, 16.0, 2.5, 1.5, 5.0, 4.0
#: And what makes it one that was told rather than tells: "сказал «Курьеру» инженер Иван Соколов".
_MEDIUM = 8.0


@dataclass(frozen=True)
class Candidate:
    """Words that may be a subject: the first and last of them, their distance, and the name or head of the phrase."""

    first: int
    last: int
    cost: float
    name: Found | None = None
    head: int = -1


class Subjects:
    """The names of a text that may speak, and how near to a verb they and other subjects stand."""

    def __init__(self, text: Text, names: Sequence[Found]) -> None:
        self.text = text
        self.names = [f for f in names if _may_speak(f) and not (f.type == "ORG" and _is_medium(text, f))]
        self.names = [f for f in self.names if not is_of_a_page(text, f)]
        self._starts = [f.start for f in self.names]

    def named(self, start: int, end: int) -> list[Found]:
        """The names that lie between two places."""
        found = self.names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [f for f in found if f.end <= end]

    def around(self, cue: int, first: int, end: int) -> Iterator[Candidate]:
        """Names, pronouns and roles around the verb, each with its distance from it."""
        words = self.text.words
        names = self.named(words[first].start, words[end - 1].end) if first < end else []
        taken: set[int] = set()
        for name in names:
            n, m = self.text.word_at(name.start), self.text.word_at(name.end) - 1
            taken.update(range(n - _TITLES if name.type == "PERSON" else n, m + 1))
            yield Candidate(n, m, self._cost(n, m, cue, first) + self._of_name(name, n, cue), name)
        for n in range(first, end):
            if pronoun_in(words[n].low, self.text.language) and not self._owns_role(n):
                if abs(n - cue) <= _BESIDE and not (n > cue and words[n].low == "it"):
                    yield Candidate(n, n, self._cost(n, n, cue, first) - 0.5)
            elif n != cue and n not in taken and kind_of(words[n], self.text.language):
                if (n > cue and is_listener(words[n].low)) or self._describes_role(n, cue, end):
                    continue
                yield self._of_phrase(n, cue, first)

    def _owns_role(self, n: int) -> bool:
        """Whether a pronoun only says whose role follows: Lithuanian "jos direktorius"."""
        words = self.text.words
        return words[n].low in small("its") and n + 1 < len(words) and bool(kind_of(words[n + 1], self.text.language))

    def _describes_role(self, n: int, cue: int, end: int) -> bool:
        """Whether a word stands in front of the role it is a part of: "*police* officer", "*policijos* atstovas"."""
        if self.text.language not in _COMPOUNDING or n + 1 in (cue, end) or n + 1 >= len(self.text.words):
            return False
        gap = self.text.string[self.text.words[n].end : self.text.words[n + 1].start]
        return gap == " " and bool(kind_of(self.text.words[n + 1], self.text.language))

    def _of_phrase(self, head: int, cue: int, begin: int) -> Candidate:
        first, last = phrase(self.text, head)
        cost = _PHRASE + 2 * self._cost(first, last, cue, begin) + (_LED if self._led_by(first, cue) else 0.0)
        return Candidate(first, last, cost, self._holder_before(first) or self._apposed(last), head)

    def _holder_before(self, first: int) -> Found | None:
        """The person whom a role behind a comma describes: "X, a lawyer for ..."."""
        if first < 2 or self.text.words[first - 1].text != ",":
            return None
        end = self.text.words[first - 2].end
        names = [f for f in self.named(max(0, end - _NAME), end) if f.end == end and f.type == "PERSON"]
        return names[-1] if names else None

    def _apposed(self, last: int) -> Found | None:
        """The person named behind a role and its comma: "the prefect of Prahova county, X"."""
        words = self.text.words
        for n in range(last + 1, min(len(words) - 1, last + 1 + _COMPLEMENT)):
            if words[n].sentence != words[last].sentence or not (words[n].is_word or words[n].text in ",’'"):
                return None
            if words[n].text == ",":
                behind = self.named(words[n + 1].start, words[n + 1].start + _NAME)
                return (
                    behind[0]
                    if behind and behind[0].type == "PERSON" and behind[0].start == words[n + 1].start
                    else None
                )
        return None

    def _cost(self, first: int, last: int, cue: int, begin: int) -> float:
        """Words between a candidate and the verb; marks between them and the unusual side count as more.

        What stands between two marks is left out: "X, who sits on the committee, said".

        The subject of "saying" is that of the sentence, so that the first one is the nearest.
        """
        language, verb = self.text.language, self.text.words[cue].low
        if is_participle(verb, language):
            return float(first - begin) if first < cue else _LED
        low, high = (last, cue) if last < cue else (cue, first)
        marks = [n for n in range(low + 1, high) if self.text.words[n].text in _MARKS]
        inserted = marks[-1] - marks[0] if len(marks) > 1 else 0
        behind = 0.0
        if first > cue and language in _SUBJECT_FIRST:
            behind = _LED if takes_object(verb, language) else _BEHIND if first > cue + 2 else 0.0
        return max(0, high - low - 1) - inserted + _ACROSS * min(len(marks), 2) + behind

    def _of_name(self, found: Found, n: int, cue: int) -> float:
        kind = {"PERSON": 0.0, "ORG": _BODY}.get(found.type, _PLACE)
        quoted = (3.0 if n < cue else _MEDIUM) if n and self.text.words[n - 1].text in '„«“"' else 0.0
        return kind + quoted + (_OWNS if self.owns(found) else _LED if self._led_by(n, cue) else 0.0)

    def _led_by(self, n: int, cue: int) -> bool:
        """Whether a preposition in front of word n makes it no subject; "отметили *в* ведомстве" says who does."""
        while n > 1 and (
            is_determiner(self.text.words[n - 1].low) or kind_of(self.text.words[n - 1], self.text.language)
        ):
            n -= 1
        before = self.text.words[n - 1].low if n else ""
        if before in small("inside") and self.text.words[cue].low.endswith(_THEY):
            return False
        return before in small("preposition", self.text.language)

    def is_led(self, found: Found) -> bool:
        """Whether a preposition or an ending makes the name no subject: "told *to* X", "X's visit"."""
        n = self.text.word_at(found.start)
        before = self.text.words[n - 1].low if n else ""
        return before in small("preposition", self.text.language) or self.owns(found)

    def owns(self, found: Found) -> bool:
        """Whether a name only owns something: "X's visit"."""
        return self.text.string[found.end : found.end + 2] in _OF_HIM


def _may_speak(found: Found) -> bool:
    """Whether a name can be a source: persons, bodies, and countries and capitals for their governments."""
    return found.type in {"PERSON", "ORG", "GPE"}


_ON = re.compile(
    r"(?<!\w)(?:on|via|auf|bei|über|sur|en|na|no|в|у|ў|на|per)\s(?:\w+\s){0,2}?"
    r"(?:the\s|der\s|(?:platform|plattform|plateforme|plataforma|netz|netw|réseau|red|сет|сец|сац|соцсет|соцмереж|мереж"
    r"|платформ|канал|серв|serwis|portal|kana|app|tinkl|paskyr)\w*\s)?[«„“\"]?$",
    re.IGNORECASE,
)


def is_of_a_page(text: Text, found: Found) -> bool:
    """Whether a network only hosts who speaks: behind its name stands a page, a channel, a group."""
    return found.type == "ORG" and page_behind(text.string, found.end)


def _is_medium(text: Text, found: Found) -> bool:
    """Whether somebody writes *on* it: "wrote on Truth Social" does not make the platform the speaker."""
    return bool(_ON.search(text.string[max(0, found.start - 40) : found.start]))
