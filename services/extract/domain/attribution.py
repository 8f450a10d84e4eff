"""Who says it: the name, pronoun or role that belongs to a verb of speech, and the entity that it means."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from services.extract.domain.cues import GENDER, is_participle, pronoun_in, reports, source_phrases, takes_object
from services.extract.domain.found import Found
from services.extract.domain.nouns import any_body, is_definite, kind_of, phrase, speaks_for
from services.extract.domain.referents import Referents
from services.extract.domain.words import Text, Word
from shared.contracts.claim import Source

How = Literal["name", "pronoun", "role", "phrase", "before", ""]
#: Code points around a quote in which its speaker is looked for, however long the sentence.
_WINDOW = 500
#: Words between a verb of speech and a name behind it, and in front of it, that may go with it.
_REACH, _FAR = 14, 30
#: Words in front of a name that is not who speaks.
_PREPOSITIONS = {
    "en": "to of with by about for before after against from in on at between and than around near under like",
    "de": "mit von vom an bei gegen für über vor nach zu zum zur aus gegenüber zwischen um im in am laut gemäß",
    "ru": "с со о об к от у в во на для перед между против из при про над под ко",
    "uk": "з зі із про до від у в на для перед між проти при над під",
    "be": "з са са пра да ад у ў на для перад паміж супраць пры над пад",
    "pl": "z ze o do od u w we na dla przed między przeciw przy nad pod według wg",
    "fr": "avec de d’ d' à au aux du des pour contre chez en par sur entre avant après dans selon d’après",
    "es": "con de del a al para por contra en ante sobre entre tras hacia según",
    "lt": "su apie nuo iš prie prieš per už pas tarp pasak anot",
}
#: What follows a name that only owns something: "Putin's visit".
_OF_HIM = frozenset({"'s", "’s"})
_MARKS = frozenset(",;:–—()")
#: Languages whose subject stands before its verb unless it follows it at once.
_SUBJECT_FIRST = frozenset({"en", "lt", "fr", "es"})
#: Languages that leave out "he" and "she".
_SILENT = frozenset({"es", "pl", "lt", "uk", "be", "ru"})
#: Words that make a role somebody's: without a name "its spokesman" tells a reader nothing.
_ITS = frozenset("its their his her ihr ihre sein seine его её их його її їх яго яе jego jej ich son sa su jo jos jų".split())
#: Verbs of many, whose subject stands with "in": "отметили в ведомстве", "przekazali w resorcie".
_THEY = ("ли", "лі", "ют", "ят", "ють", "ять", "юць", "яць", "аць", "li", "ły", "ją", "no", "ano")
_INSIDE = frozenset("в во у ў w we".split())
#: Words of titles in front of a name; words between a pronoun and its verb; what a phrase costs beside a name.
_TITLES, _BESIDE, _PHRASE = 4, 3, 0.4
#: Words between a role and the comma behind which its holder is named; code points of the longest such name.
_COMPLEMENT, _NAME = 7, 60
#: What makes a name a worse subject, in words of distance.
_LED, _ACROSS, _BODY, _PLACE, _BEHIND = 9.0, 2.5, 1.5, 5.0, 4.0
#: Places in words of distance from the verb, beyond which nothing is its subject.
_TOO_FAR = 20.0


@dataclass(frozen=True)
class Speaker:
    """Who speaks, and the words that report it; `span` is the source as it is written there."""

    name: Found | None
    cue: str
    span: tuple[int, int] | None = None
    #: The words for the source where it is no name: "the coast guard".
    phrase: str = ""
    how: How = ""
    cue_span: tuple[int, int] | None = None


@dataclass(frozen=True)
class _Candidate:
    first: int
    last: int
    cost: float
    name: Found | None = None
    head: int = -1


class Speakers:
    """The names of a text and who spoke last, for pronouns and roles."""

    def __init__(self, text: Text, names: Sequence[Found]) -> None:
        self.text = text
        self.names = [f for f in names if _may_speak(f) and not (f.type == "ORG" and _is_medium(text, f))]
        self._starts = [f.start for f in self.names]
        self.referents = Referents(text, names, self.is_led)
        self.last: Found | None = None
        self.last_body: Found | None = None

    def of_window(self, start: int, end: int, hole: tuple[int, int]) -> Speaker | None:
        """The speaker that the words from start to end name, leaving out what is quoted (`hole`)."""
        start, end = max(start, hole[0] - _WINDOW), min(end, hole[1] + _WINDOW)
        first, last = self.text.word_at(start), self.text.word_at(end)
        behind = [n for n in range(first, last) if self.text.words[n].start >= hole[1]]
        before = [n for n in range(first, last) if self.text.words[n].end <= hole[0]]
        for side, order in ((behind, behind), (before, before[::-1])):
            cue = next((n for n in order if reports(self.text.words, n, self.text.language)), None)
            if cue is not None:
                return self._or_last(self.speaker(cue, side[0], side[-1] + 1), min(hole[0], self.text.words[cue].start))
        return self._by_phrase(behind) or self._by_phrase(before)

    def _or_last(self, speaker: Speaker, upto: int) -> Speaker:
        """The speaker, or where the words beside the quote name nobody at all, whom a pronoun would mean."""
        if speaker.name or speaker.phrase or speaker.how:
            return speaker
        return self.hear(replace(speaker, name=self.pronoun("", upto), how="pronoun"))

    def _by_phrase(self, side: list[int]) -> Speaker | None:
        """The source that a phrase beside a quote names: "so the president", "по словам"."""
        if not side:
            return None
        start, end = self.text.words[side[0]].start, self.text.words[side[-1]].end
        match = source_phrases(self.text.language).search(self.text.string, start, end)
        if match is None:
            return None
        last = self.text.word_at(match.end())
        speaker = self.speaker(last - 1, last, side[-1] + 1, heard=False)
        return self.hear(replace(speaker, cue=match.group(), cue_span=match.span())) if speaker.span else None

    def named(self, start: int, end: int) -> list[Found]:
        """The names that lie between two places."""
        found = self.names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [f for f in found if f.end <= end]

    def speaker(self, cue: int, first: int, end: int, *, heard: bool = True) -> Speaker:
        """Who says it among the words from `first` to `end`, by the verb (or phrase) at word `cue`."""
        found = [c for c in self._candidates(cue, max(first, cue - _FAR), min(end, cue + _REACH + 1))]
        best = min((c for c in found if c.cost < _TOO_FAR), key=lambda c: (c.cost, c.first), default=None)
        word = self.text.words[cue]
        speaker = self._meant(best, word) if best else self._unspoken(word)
        speaker = replace(speaker, cue=word.text, cue_span=(word.start, word.end))
        return self.hear(speaker) if heard else speaker

    def _unspoken(self, cue: Word) -> Speaker:
        """The subject that many languages leave out where it is plain who speaks: "Dijo que"."""
        if self.text.language not in _SILENT:
            return Speaker(None, "")
        return Speaker(self.pronoun("", cue.start), "", (cue.start, cue.end), how="pronoun")

    def hear(self, speaker: Speaker) -> Speaker:
        """Takes note of who spoke last."""
        if speaker.name is not None:
            self.last = speaker.name
            self.last_body = speaker.name if speaker.name.type == "ORG" else self.last_body
        return speaker

    def _candidates(self, cue: int, first: int, end: int) -> Iterator[_Candidate]:
        """Names, pronouns and roles around the verb, each with its distance from it."""
        words = self.text.words
        names = self.named(words[first].start, words[end - 1].end) if first < end else []
        taken: set[int] = set()
        for name in names:
            n, m = self.text.word_at(name.start), self.text.word_at(name.end) - 1
            taken.update(range(n - _TITLES if name.type == "PERSON" else n, m + 1))
            yield _Candidate(n, m, self._cost(n, m, cue, first) + self._of_name(name, n, cue), name)
        for n in range(first, end):
            if pronoun_in(words[n].low, self.text.language):
                if abs(n - cue) <= _BESIDE and not (n > cue and words[n].low == "it"):
                    yield _Candidate(n, n, self._cost(n, n, cue, first) - 0.5)
            elif n != cue and n not in taken and kind_of(words[n], self.text.language):
                yield self._of_phrase(n, cue, first)

    def _of_phrase(self, head: int, cue: int, begin: int) -> _Candidate:
        first, last = phrase(self.text, head)
        cost = _PHRASE + 2 * self._cost(first, last, cue, begin) + (_LED if self._led_by(first, cue) else 0.0)
        return _Candidate(first, last, cost, self._holder_before(first) or self._apposed(last), head)

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
            if words[n].sentence != words[last].sentence or not (words[n].is_word or words[n].text == ","):
                return None
            if words[n].text == ",":
                behind = self.named(words[n + 1].start, words[n + 1].start + _NAME)
                return behind[0] if behind and behind[0].type == "PERSON" and behind[0].start == words[n + 1].start else None
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
        quoted = 3.0 if n and self.text.words[n - 1].text in "„«“\"" else 0.0
        return kind + quoted + (_LED if self._led_by(n, cue) or self.owns(found) else 0.0)

    def _led_by(self, n: int, cue: int) -> bool:
        """Whether a preposition in front of word n makes it no subject; "отметили *в* ведомстве" says who does."""
        before = self.text.words[n - 1].low if n else ""
        if before in _INSIDE and self.text.words[cue].low.endswith(_THEY):
            return False
        return before in _prepositions(self.text.language)

    def is_led(self, found: Found) -> bool:
        """Whether a preposition or an ending makes the name no subject: "told *to* X", "X's visit"."""
        n = self.text.word_at(found.start)
        before = self.text.words[n - 1].low if n else ""
        return before in _prepositions(self.text.language) or self.owns(found)

    def owns(self, found: Found) -> bool:
        """Whether a name only owns something: "X's visit"."""
        return self.text.string[found.end : found.end + 2] in _OF_HIM

    def _meant(self, best: _Candidate, cue: Word) -> Speaker:
        words = self.text.words
        span = (words[best.first].start, words[best.last].end)
        if best.name is not None:
            return Speaker(best.name, "", span, how="name")
        upto = min(span[0], cue.start)
        if best.head < 0:
            low = pronoun_in(words[best.first].low, self.text.language)
            return Speaker(self.pronoun(low, upto), "", span, how="pronoun")
        return self._of_role(best, span, upto)

    def pronoun(self, low: str, upto: int) -> Found | None:
        """Whom a pronoun in front of a place means."""
        if low in {"it", "its"}:
            return self.last_body if self.last_body and self.last_body.start < upto else self.referents.body(upto)
        return self.referents.person(upto, GENDER.get(low, ""), self.last)

    def _of_role(self, best: _Candidate, span: tuple[int, int], upto: int) -> Speaker:
        head = self.text.words[best.head]
        said = "" if self.text.words[best.first].low in _ITS else self.text.string[span[0] : span[1]]
        inside = [f for f in self.named(*span) if f.type == "ORG"]
        if not is_definite(self.text, best.first, best.head):
            return Speaker(inside[0] if inside and speaks_for(head.low) else None, "", span, said, "phrase")
        around = self.text.words[best.first : best.last + 1]
        name = self.referents.by_noun(head, kind_of(head, self.text.language), around, upto)
        if name is None and speaks_for(head.low):
            name = inside[0] if inside else self.referents.body(upto)
        if name is None and any_body(head.low):
            name = self.last_body
        if name is None and kind_of(head, self.text.language) == "role" and best.last - best.first < 2:
            name = self._in_paragraph(upto)
        return Speaker(name, "", span, said, "role" if name else "phrase")

    def _in_paragraph(self, upto: int) -> Found | None:
        """The person who spoke last, where that was in the same paragraph: "der Oberst" is who was named."""
        paragraph = self.text.string.rfind("\n", 0, upto)
        last = self.last if self.last and self.last.type == "PERSON" else None
        if last is not None and paragraph < last.start < upto:
            return last
        return self.referents.subject(paragraph, upto)

    def source(self, speaker: Speaker | Found | None) -> Source | None:
        """The source with the fullest form of its name in the text, or the words for it."""
        if isinstance(speaker, Speaker):
            return self.source(speaker.name) or (Source(name=speaker.phrase) if speaker.phrase else None)
        return Source(name=speaker.name or self.referents.fullest(speaker)) if speaker else None


def _may_speak(found: Found) -> bool:
    """Whether a name can be a source: persons, bodies, and countries and capitals for their governments."""
    return found.type in {"PERSON", "ORG", "GPE"}


_ON = re.compile(
    r"(?<!\w)(?:on|via|auf|bei|über|sur|en|na|no|в|у|ў|на|per)\s(?:\w+\s){0,2}?"
    r"(?:the\s|der\s|(?:platform|plattform|plateforme|plataforma|netz|netw|réseau|red|сет|сец|сац|соцсет|соцмереж|мереж"
    r"|платформ|канал|серв|serwis|portal|kana|app|tinkl|paskyr)\w*\s)?[«„“\"]?$",
    re.IGNORECASE,
)


def _is_medium(text: Text, found: Found) -> bool:
    """Whether somebody writes *on* it: "wrote on Truth Social" does not make the platform the speaker."""
    return bool(_ON.search(text.string[max(0, found.start - 40) : found.start]))


@cache
def _prepositions(language: str) -> frozenset[str]:
    return frozenset(_PREPOSITIONS.get(language, "").split())
