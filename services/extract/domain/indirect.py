"""Reported speech without quotation marks, sentence by sentence, each with its source.

A first version: the clause that a verb of speech introduces or follows, the sentence that a phrase such as
"according to" stands in, and German sentences in the subjunctive after a speaker.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from services.extract.domain.attribution import Speakers, pronouns, says
from services.extract.domain.found import Found
from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text, Word
from shared.contracts.claim import Claim, Source
from shared.language.tables import words as entries

_THAT = frozenset("that dass daß что що że iż што que qu’ qu' kad jog".split())
_SUBJUNCTIVE = frozenset(
    "sei seien habe hätten hätte werde würden würde solle könne könnten müsse dürfe wolle "
    "gebe komme gehe bleibe liege stehe sähen säßen".split()
)
#: Code points back to the person that a pronoun may mean.
_FAR = 2_000
#: Verbs that take an object or a question rather than a clause: "told reporters", "counted 30 homes".
_TAKES_OBJECT = frozenset(
    "told tells asked asks called described accused counted promised pledged urged demanded expects believes hopes "
    "fears reckons put it puts it denied answered responded nannte nennt rechnet rechnete lobte ruft rief sprach fragt "
    "fragte назвала назвал называет назвав qualifié salué vadina pavadino".split()
)
#: Words that a reported clause has at least.
_SHORTEST = 4
_LONGEST = 400
_TRIM = " \u00a0\u202f,.;:!–—-"
#: Code points of the clause before a closing attribution, at least, and of the attribution, at most.
_LEAD, _TAIL = 25, 110
#: "BUCHAREST, Aug 26 (Northgate) - ": where and when the text was filed.
_DATELINE = re.compile(r"[^\W\d_]{2}(?<=[A-ZА-ЯЀ-ЏÀ-ÖØ-ÞĄ-Ž]{2})[^\n]{0,60}?\s[-–—]\s")
#: Words of a source without a name: "the coast guard", "local police".
_PHRASE = 5
#: Parts of a German verb of speech that stand at the end: "teilte die Polizei mit".
_PARTICLES = frozenset({"mit", "an", "zurück", "ein", "hinzu", "fest", "aus"})
#: Words after a comma that begin another clause rather than an attribution.
_JOINS = frozenset(
    "and but which who while as when where und aber der die das den dem deren wie während и а но который которая "
    "которые і але який яка які што якая і ale który która które i et mais qui dont y pero ir bet kuris kuri".split()
)
#: Words between the subject and its verb of speech.
_REACH = 10


def find_indirect(text: Text, names: Sequence[Found], speakers: Speakers, quoted: Sequence[Claim]) -> Iterator[Claim]:
    """The reported clauses of a text, in order; sentences that hold a quote are left to it."""
    teller = _Teller(text, names, speakers)
    taken = {n for q in quoted for n in range(text.sentence_at(q.start), text.sentence_at(q.end - 1) + 1)}
    by_sentence = _by_sentence(text)
    for n, (start, end) in enumerate(text.sentences):
        if n in taken:
            teller.hear(speakers.named(start, end))
            continue
        claim = teller.reported(start, end, by_sentence.get(n, []))
        if claim is not None:
            yield claim


def _by_sentence(text: Text) -> dict[int, list[Word]]:
    found: dict[int, list[Word]] = {}
    for word in text.words:
        found.setdefault(word.sentence, []).append(word)
    return found


class _Teller:
    """Remembers who was named last, for sentences that go on reporting without naming anyone."""

    def __init__(self, text: Text, names: Sequence[Found], speakers: Speakers) -> None:
        self.text = text
        self.names = [f for f in names if f.type in {"PERSON", "ORG", "GPE"}]
        self.speakers = speakers
        self._starts = [f.start for f in self.names]
        self.last: Found | None = None
        self.last_sentence_end = -1

    def hear(self, names: Sequence[Found]) -> None:
        """Takes note of who speaks in a sentence with a quote."""
        people = [f for f in names if f.type in {"PERSON", "ORG"}]
        self.last = people[0] if people else self.last

    def reported(self, start: int, end: int, words: list[Word]) -> Claim | None:
        """The reported clause of a sentence, or None."""
        return self._by_phrase(start, end) or self._by_verb(start, end, words) or self._by_mood(start, end, words)

    def _by_phrase(self, start: int, end: int) -> Claim | None:
        match = _phrases(self.text.language).search(self.text.string, start, end)
        if match is None:
            return None
        name = self._near(match.start(), min(end, match.end() + 80), after=match.end())
        if name is None or name.start - match.end() > 60:
            return None
        if match.start() - start < 25:
            comma = self.text.string.find(",", name.end, end)
            begin = comma + 1 if 0 <= comma < name.end + 60 else name.end
            return self._claim(begin, end, name, match.group())
        comma = self.text.string.rfind(",", start, match.start())
        is_added = comma > 0 and match.start() - comma < 6
        return self._claim(start, comma if is_added else end, name, match.group())

    def _by_verb(self, start: int, end: int, words: list[Word]) -> Claim | None:
        cues = [n for n, word in enumerate(words) if says(word.low, self.text.language)]
        for n in cues:
            name = self._subject(words, n)
            clause = self._ended(start, end, words, n) or (name and self._clause(start, end, words, n, name))
            if clause:
                is_inside = name is not None and clause[0] <= name.start < clause[1]
                who = None if is_inside else name
                self.last, self.last_sentence_end = who or self.last, end
                return self._claim(*clause, who or self._phrase(words, n), words[n].text)
        return None

    def _ended(self, start: int, end: int, words: list[Word], n: int) -> tuple[int, int] | None:
        """What is said in front of the comma, where only who says it follows: "..., the coast guard said"."""
        verb = words[n]
        comma = max(self.text.string.rfind(mark, start, verb.start) for mark in (", ", " – ", " — "))
        if comma - start < _LEAD or verb.low in _TAKES_OBJECT or end - comma > _TAIL:
            return None
        between = [w.low for w in words if comma < w.start < verb.start]
        if any(low in _THAT or low in _JOINS for low in between):
            return None
        is_inverted = len(between) <= 2 and self.text.language != "en"
        is_close = (between and end - verb.end < 40) or is_inverted
        return (start, comma) if is_close and (is_inverted or self.text.language in {"en", "lt"}) else None

    def _phrase(self, words: list[Word], n: int) -> str:
        """The words for who says it, where it is no name: those beside the verb, up to a mark."""
        after = list(takewhile(lambda w: w.is_word, words[n + 1 : n + 1 + _PHRASE]))
        before = list(takewhile(lambda w: w.is_word, reversed(words[max(0, n - _PHRASE) : n])))[::-1]
        side = before if len(before) > 1 else after
        while side and side[-1].low in _PARTICLES:
            side = side[:-1]
        return self.text.string[side[0].start : side[-1].end] if side else ""

    def _by_mood(self, start: int, end: int, words: list[Word]) -> Claim | None:
        if self.text.language != "de" or not any(w.low in _SUBJUNCTIVE for w in words):
            return None
        if self.last is None or start - self.last_sentence_end > 400:
            return None
        self.last_sentence_end = end
        return self._claim(start, end, self.last, "")

    def _subject(self, words: list[Word], n: int) -> Found | None:
        """Who says it: the nearest name beside the verb, or whom the pronoun beside it means."""
        beside = words[max(0, n - 2) : n + 3]
        near = words[max(0, n - _REACH) : n + 5]
        hits = [f for f in self._between(near[0].start, near[-1].end) if not _is_city(f)]
        verb = words[n]
        best = min(hits, key=lambda f: _distance(f, verb), default=None)
        if any(word.low in pronouns(self.text.language) for word in beside) and (
            best is None or _distance(best, verb) > 10
        ):
            earlier = reversed(self._between(max(0, verb.start - _FAR), verb.start))
            return self.last or next((f for f in earlier if f.type == "PERSON"), None)
        return best

    def _between(self, start: int, end: int) -> list[Found]:
        found = self.names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [f for f in found if f.end <= end]

    def _clause(self, start: int, end: int, words: list[Word], n: int, name: Found) -> tuple[int, int] | None:
        """What is said: after the verb and its "that", or before the comma that parts it from the verb."""
        verb = words[n]
        that = next((w for w in words[n + 1 : n + 9] if w.low in _THAT), None)
        if that is not None:
            return that.end, end
        if verb.low in _TAKES_OBJECT:
            return None
        comma = self.text.string.rfind(",", start, min(verb.start, name.start))
        if comma >= 0 and end - max(verb.end, name.end) < 60 and comma - start > 20:
            return start, comma
        after = max(verb.end, name.end if name.start < verb.end + 30 else verb.end)
        if self.text.language in {"de", "ru", "uk", "be", "pl", "lt", "es", "fr"}:
            mark = re.search("[,:]", self.text.string[after : min(end, after + 80)])
            return (after + mark.end(), end) if mark else None
        return verb.end, end

    def _near(self, start: int, end: int, after: int) -> Found | None:
        hits = self._between(max(start, after - 2), end + 40)
        return min(hits, key=lambda f: f.start, default=None)

    def _claim(self, start: int, end: int, name: Found | str, cue: str) -> Claim | None:
        string = self.text.string
        dateline = _DATELINE.match(string, start, end)
        start = dateline.end() if dateline else start
        while start < end and string[start] in _TRIM:
            start += 1
        while end > start and string[end - 1] in _TRIM + "“”«»":
            end -= 1
        if len(string[start:end].split()) < _SHORTEST or end - start > _LONGEST:
            return None
        source = Source(name=name) if isinstance(name, str) and name else None
        source = source or (None if isinstance(name, str) else self.speakers.source(name))
        return Claim(
            kind="indirect",
            text=string[start:end],
            start=start,
            end=end,
            source=source,
            cue=cue or None,
            confidence=0.5,
        )


def _is_city(found: Found) -> bool:
    """Whether it is a city: where something is said, not who says it (capitals do speak: "according to Moscow")."""
    return found.type == "GPE" and (found.gazetteer_id or "").startswith("city:")


def _distance(found: Found, word: Word) -> int:
    gap = found.start - word.end if found.start >= word.end else word.start - found.end
    return gap + {"PERSON": 0, "ORG": 3}.get(found.type, 10)


@cache
def _phrases(language: str) -> re.Pattern[str]:
    found = [p for row in rows("speech.tsv") if row[:2] == (language, "source") for p in entries(row[2])]
    forms = sorted((re.escape(p).replace(r"\*", r"\w*") for p in found), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + ("|".join(forms) or "(?!)") + r")(?!\w)", re.IGNORECASE)
