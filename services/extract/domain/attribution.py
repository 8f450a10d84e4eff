"""Who says it: the name, pronoun or role that belongs to a verb of speech, and the entity that it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from services.extract.domain.cues import GENDER, pronoun_in, reports, source_phrases
from services.extract.domain.found import Found
from services.extract.domain.nouns import any_body, is_definite, kind_of, speaks_for
from services.extract.domain.referents import Referents
from services.extract.domain.small_words import small
from services.extract.domain.subjects import Candidate, Subjects
from services.extract.domain.words import Text, Word
from shared.contracts.claim import Source

How = Literal["name", "pronoun", "role", "phrase", "before", ""]
#: Code points around a quote in which its speaker is looked for, however long the sentence.
_WINDOW = 500
#: Words between a verb of speech and a name behind it, and in front of it, that may go with it.
_REACH, _FAR = 14, 30
#: Languages that leave out "he" and "she".
_SILENT = frozenset({"es", "pl", "lt", "uk", "be", "ru"})
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


class Speakers:
    """The names of a text and who spoke last, for pronouns and roles."""

    def __init__(self, text: Text, names: Sequence[Found]) -> None:
        self.text = text
        self.subjects = Subjects(text, names)
        self.referents = Referents(text, names, self.subjects.is_led)
        self.last: Found | None = None
        self.last_body: Found | None = None

    def named(self, start: int, end: int) -> list[Found]:
        """The names that lie between two places."""
        return self.subjects.named(start, end)

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
        speaker = self.speaker(last - 1, last, side[-1] + 1, heard=False, is_verb=False)
        return self.hear(replace(speaker, cue=match.group(), cue_span=match.span())) if speaker.span else None

    def speaker(self, cue: int, first: int, end: int, *, heard: bool = True, is_verb: bool = True) -> Speaker:
        """Who says it among the words from `first` to `end`, by the verb (or phrase) at word `cue`."""
        found = list(self.subjects.around(cue, max(first, cue - _FAR), min(end, cue + _REACH + 1)))
        best = min((c for c in found if c.cost < _TOO_FAR), key=lambda c: (c.cost, c.first), default=None)
        word = self.text.words[cue]
        speaker = self._meant(best, word) if best else self._unspoken(word) if is_verb else Speaker(None, "")
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

    def _meant(self, best: Candidate, cue: Word) -> Speaker:
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

    def _of_role(self, best: Candidate, span: tuple[int, int], upto: int) -> Speaker:
        head = self.text.words[best.head]
        said = "" if self.text.words[best.first].low in small("its") else self.text.string[span[0] : span[1]]
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
            name = self._in_paragraph(upto, GENDER.get(self.text.words[best.first].low, ""))
        return Speaker(name, "", span, said, "role" if name else "phrase")

    def of_paragraph(self, upto: int) -> Speaker | None:
        """The only person that the paragraph has named in front of a quote that no word of speech goes with."""
        found = self.referents.subject(self.text.string.rfind("\n", 0, upto), upto)
        return Speaker(found, "", how="before") if found else None

    def _in_paragraph(self, upto: int, gender: str) -> Found | None:
        """The person who spoke last, where that was in the same paragraph: "der Oberst" is who was named."""
        paragraph = self.text.string.rfind("\n", 0, upto)
        last = self.last if self.last and self.last.type == "PERSON" else None
        if last is not None and paragraph < last.start < upto:
            return last
        return self.referents.subject(paragraph, upto, gender)

    def source(self, speaker: Speaker | Found | None) -> Source | None:
        """The source with the fullest form of its name in the text, or the words for it."""
        if isinstance(speaker, Speaker):
            return self.source(speaker.name) or (Source(name=speaker.phrase) if speaker.phrase else None)
        return Source(name=speaker.name or self.referents.fullest(speaker)) if speaker else None
