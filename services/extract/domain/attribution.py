"""Who says it: the verb of speech beside a quote or reported clause, and the name that belongs to it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from services.extract.domain.found import Found
from services.extract.domain.people import is_title, speech_words
from services.extract.domain.words import Text, Word
from shared.contracts.claim import Source
from shared.language.names import name_gender

#: Code points around a quote in which its speaker is looked for, however long the sentence.
_WINDOW = 500
#: Words between a verb of speech and the name that goes with it.
_REACH = 14
_PRONOUNS = {
    "en": "he,she,they",
    "de": "er,sie,dieser,diese",
    "ru": "он,она,они,тот,та",
    "uk": "він,вона,вони,той,та",
    "be": "ён,яна,яны,той",
    "pl": "on,ona,oni",
    "fr": "il,elle,ils,elles,t-il,t-elle,celui-ci,celle-ci",
    "es": "él,ella,ellos",
    "lt": "jis,ji,jie,jos",
}
#: Pronouns of one gender only; others may mean anybody.
_GENDER = dict.fromkeys("he er он він ён il él jis".split(), "m") | dict.fromkeys(
    "she она вона яна elle ella ji t-elle".split(), "f"
) | {"t-il": "m"}  # fmt: skip
#: Words in front of a name that is not who speaks.
_PREPOSITIONS = {
    "en": "to of with by about for before after against from in on at between and from than around near under like",
    "de": "mit von vom an bei gegen für über vor nach zu zum zur aus gegenüber zwischen um im in am",
    "ru": "с со о об к от у в во на для перед между против из при про над под ко",
    "uk": "з зі із про до від у в на для перед між проти при над під",
    "be": "з са са пра да ад у ў на для перад паміж супраць пры над пад",
    "pl": "z ze o do od u w we na dla przed między przeciw przy nad pod",
    "fr": "avec de d’ d' à au aux du des pour contre chez en par sur entre avant après dans",
    "es": "con de del a al para por contra en ante sobre entre tras hacia",
    "lt": "su apie nuo iš prie prieš per už pas tarp",
}
#: What follows a name that only owns something: "Putin's visit".
_OF_HIM = frozenset({"'s", "’s"})
_ITS = frozenset(
    "its their ihr ihre sein seine его её их його її їхній яго яе іх jego jej ich sa son leur su jos jo".split()
)
#: Names of a paragraph that a pronoun is looked for among.
_NEAR = 30


@dataclass(frozen=True)
class Speaker:
    """Who speaks, and the words that report it."""

    name: Found | None
    cue: str


class Speakers:
    """The names of a text and who spoke last, for pronouns."""

    def __init__(self, text: Text, names: Sequence[Found]) -> None:
        self.text = text
        self.names = [f for f in names if f.type == "PERSON" or (f.type == "ORG" and not _is_medium(text, f))]
        self.people = [f for f in names if f.type == "PERSON"]
        self._starts = [f.start for f in self.names]
        self._people_starts = [f.start for f in self.people]
        self._forms: dict[str, str] = {}
        for f in self.names:
            form = text.string[f.start : f.end]
            self._forms[f.key] = max(self._forms.get(f.key, ""), form, key=len)
        self.last: Found | None = None

    def of_window(self, start: int, end: int, hole: tuple[int, int]) -> Speaker | None:
        """The speaker that the words from start to end name, leaving out what is quoted (`hole`)."""
        start, end = max(start, hole[0] - _WINDOW), min(end, hole[1] + _WINDOW)
        found = self.text.words[self.text.word_at(start) : self.text.word_at(end)]
        words = [w for w in found if w.end <= end and not hole[0] <= w.start < hole[1]]
        after = [w for w in words if w.start >= hole[1]]
        before = [w for w in words if w.end <= hole[0]]
        for side, from_end in ((after, False), (before, True)):
            cue = self._cue(side, from_end)
            if cue is not None:
                return self._speaker(side, cue, min(hole[0], side[cue].start))
        return None

    def named(self, start: int, end: int) -> list[Found]:
        """The names that lie between two places."""
        found = self.names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [f for f in found if f.end <= end]

    def _cue(self, words: list[Word], from_end: bool) -> int | None:
        order = range(len(words) - 1, -1, -1) if from_end else range(len(words))
        return next((n for n in order if says(words[n].low, self.text.language)), None)

    def _speaker(self, words: list[Word], cue: int, upto: int) -> Speaker:
        """The name nearest to the verb among the words on its side; a pronoun beside it means an earlier one."""
        word = words[cue]
        near = words[max(0, cue - _REACH) : cue + _REACH + 1]
        beside = {w.low for w in words[max(0, cue - 3) : cue + 4]} | {word.low.partition("-")[2]}
        hits = self.named(near[0].start, near[-1].end)
        best = min(hits, key=lambda f: self._distance(f, word), default=None)
        pronoun = next((low for low in sorted(beside) if low in pronouns(self.text.language)), "")
        if best is None or (pronoun and self._distance(best, word) > 12):
            best = self._office(near, upto) or self._meant(upto, _GENDER.get(pronoun, "")) or best
        return self._heard(best, word.text)

    def _distance(self, found: Found, word: Word) -> int:
        """Code points between a name and the verb; bodies stand further off than persons, and objects furthest."""
        gap = found.start - word.end if found.start >= word.end else word.start - found.end
        return gap + (0 if found.type == "PERSON" else 6) + (60 if self._is_led(found) else 0)

    def _is_led(self, found: Found) -> bool:
        """Whether a preposition or an ending makes the name no subject: "told *to* X", "X's visit"."""
        n = self.text.word_at(found.start)
        before = self.text.words[n - 1].low if n else ""
        return before in _prepositions(self.text.language) or self.text.string[found.end : found.end + 2] in _OF_HIM

    def _office(self, near: list[Word], upto: int) -> Found | None:
        """The body whose spokesperson speaks without a name: "its spokesperson said"."""
        if not any(w.low in _ITS and is_title(v.low, self.text.language) for w, v in pairwise(near)):
            return None
        bodies = [f for f in self.names[: bisect_left(self._starts, upto)] if f.type == "ORG"]
        return bodies[-1] if bodies else None

    def _meant(self, at: int, gender: str) -> Found | None:
        """Who a pronoun in front of `at` means: the paragraph's subject, else the last speaker, else a person near."""
        paragraph = self.text.string.rfind("\n\n", 0, at)
        upto = bisect_left(self._people_starts, at)
        first = bisect_right(self._people_starts, paragraph)
        here = [f for f in self.people[first:upto][-_NEAR:] if self._may_be(f, gender)]
        subjects = [f for f in here if not self._is_led(f)]
        last = self.last if self.last and self._may_be(self.last, gender) else None
        if subjects and not (last and last.start > subjects[0].start):
            return subjects[0]
        return last or next(iter(here), None) or self._earlier(upto, gender)

    def _earlier(self, upto: int, gender: str) -> Found | None:
        """The subject of the last paragraph that has one: the first person in it who is not led up to."""
        before = [f for f in self.people[max(0, upto - _NEAR) : upto] if self._may_be(f, gender)]
        free = [f for f in before if not self._is_led(f)]
        if not free:
            return before[-1] if before else None
        paragraph = self.text.string.rfind("\n", 0, free[-1].start)
        return next(f for f in free if f.start > paragraph)

    def _may_be(self, found: Found, gender: str) -> bool:
        """Whether "he" or "she" can mean this name."""
        own = name_gender(self._forms.get(found.key, ""), self.text.language) if found.type == "PERSON" else ""
        return not gender or not own or own == gender

    def _heard(self, name: Found | None, cue: str) -> Speaker:
        self.last = name or self.last
        return Speaker(name, cue)

    def source(self, name: Found | None) -> Source | None:
        """The source with the fullest form of its name in the text."""
        if name is None:
            return None
        written = self.text.string[name.start : name.end]
        return Source(name=name.name or self._forms.get(name.key, written))


_ON = re.compile(
    r"(?:on|via|auf|bei|über|sur|en|na|no|в|у|ў|на|per)\s(?:\w+\s){0,2}?"
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


def says(low: str, language: str) -> bool:
    """Whether a word (small letters) reports speech; French may tie the pronoun to it: "soupire-t-il"."""
    return (low.partition("-")[0] if language == "fr" else low) in speech_words(language)


@cache
def pronouns(language: str) -> frozenset[str]:
    """The pronouns of a language that stand for a speaker."""
    return frozenset(_PRONOUNS.get(language, _PRONOUNS["en"]).split(","))
