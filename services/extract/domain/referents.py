"""Whom a pronoun or a role means: the persons and bodies that an article has named so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from services.extract.domain.found import Found
from services.extract.domain.nouns import kind_of, same_noun
from services.extract.domain.people import is_title, people_of
from services.extract.domain.words import Text, Word
from shared.language.names import name_gender
from shared.language.places import place_named

#: Names of a paragraph that a pronoun is looked for among.
_NEAR = 30
#: Words in front of a name, and behind its comma, in which its role stands.
_ROLE = 6


@dataclass(frozen=True)
class _Role:
    """A word for the role of a person, as an article introduces it, and the countries that it names."""

    low: str
    found: Found
    countries: frozenset[str]


class Referents:
    """The names of a text in order, with the roles that it gives to persons."""

    def __init__(self, text: Text, names: Sequence[Found], is_led: Callable[[Found], bool]) -> None:
        self.text = text
        self._is_led = is_led
        self._people = [f for f in names if f.type == "PERSON"]
        self._bodies = [f for f in names if f.type == "ORG"]
        self._people_starts = [f.start for f in self._people]
        self._body_starts = [f.start for f in self._bodies]
        self._forms: dict[str, str] = {}
        for f in names:
            form = text.string[f.start : f.end]
            self._forms[f.key] = max(self._forms.get(f.key, ""), form, key=len)
        self._roles = sorted(self._introductions(), key=lambda role: role.found.start)

    def fullest(self, found: Found) -> str:
        """The longest form of a name in the text."""
        return self._forms.get(found.key, self.text.string[found.start : found.end])

    def body(self, upto: int) -> Found | None:
        """The body that was named last in front of a place."""
        n = bisect_left(self._body_starts, upto)
        return self._bodies[n - 1] if n else None

    def person(self, upto: int, gender: str, last: Found | None) -> Found | None:
        """Who "he" or "she" is: the paragraph's subject, else the last speaker, else a person near."""
        last = last if last and last.type == "PERSON" and self._may_be(last, gender) else None
        here = self._fitting(self.text.string.rfind("\n", 0, upto), upto, gender)
        subjects = [f for f in here if not self._is_led(f)]
        if subjects and not (last and last.start > subjects[0].start):
            return subjects[0]
        return last or next(iter(here), None) or self._earlier(bisect_left(self._people_starts, upto), gender)

    def _fitting(self, start: int, end: int, gender: str) -> list[Found]:
        first, last = bisect_right(self._people_starts, start), bisect_left(self._people_starts, end)
        return [f for f in self._people[first:last][-_NEAR:] if self._may_be(f, gender)]

    def subject(self, paragraph: int, upto: int, gender: str = "") -> Found | None:
        """The only person that the paragraph has named so far, or the only one whose first name has this gender."""
        here = self._fitting(paragraph, upto, gender)
        own = [f for f in here if gender and name_gender(self._forms.get(f.key, ""), self.text.language) == gender]
        for group in (here, own):
            if len({f.key for f in group}) == 1:
                return group[0]
        return None

    def _earlier(self, upto: int, gender: str) -> Found | None:
        """The subject of the last paragraph that has one: the first person in it who is not led up to."""
        before = [f for f in self._people[max(0, upto - _NEAR) : upto] if self._may_be(f, gender)]
        free = [f for f in before if not self._is_led(f)]
        if not free:
            return before[-1] if before else None
        paragraph = self.text.string.rfind("\n", 0, free[-1].start)
        return next(f for f in free if f.start > paragraph)

    def _may_be(self, found: Found, gender: str) -> bool:
        """Whether "he" or "she" can mean this name."""
        own = name_gender(self._forms.get(found.key, ""), self.text.language)
        return not gender or not own or own == gender

    def by_noun(self, head: Word, kind: str, around: Sequence[Word], upto: int) -> Found | None:
        """The person introduced with this role, or the body whose name holds this noun, last before a place.

        `around` is the phrase: "the *Belarusian* president" is no president of another country.
        """
        if kind == "body":
            named = [f for f in self._bodies[: bisect_left(self._body_starts, upto)] if self._holds(f, head.low)]
            return named[-1] if named else None
        asked = countries(around, self.text.language)
        fitting = [r for r in self._roles if r.found.start < upto and same_noun(r.low, head.low)]
        fitting = [r for r in fitting if not asked or not r.countries or asked & r.countries]
        return max(fitting, key=lambda r: (bool(asked & r.countries), r.found.start)).found if fitting else None

    def _holds(self, found: Found, low: str) -> bool:
        written = self.fullest(found).lower().split()
        return any(same_noun(word, low) for word in written if len(word) > 3)

    def _introductions(self) -> Iterator[_Role]:
        """The words for roles that stand beside the names of persons: "Interior Minister X", "X, the prefect"."""
        for found in self._people:
            yield from self._in_front(found, self.text.word_at(found.start))
            yield from self._behind(found, self.text.word_at(found.end))

    def _in_front(self, found: Found, first: int) -> Iterator[_Role]:
        words = self.text.words
        if first >= len(words):  # the name stands within the last word, as in an address
            return
        near = first - 2 if first > 1 and words[first - 1].text == "," else first - 1
        before: list[Word] = []
        while near >= 0 and len(before) < _ROLE and words[near].is_word:
            if words[near].sentence != words[first].sentence:
                break
            before.append(words[near])
            near -= 1
        for word in before:
            if self._is_role(word):
                yield _Role(word.low, found, countries(before, self.text.language))

    def _behind(self, found: Found, behind: int) -> Iterator[_Role]:
        words = self.text.words
        if behind + 1 >= len(words) or words[behind].text != ",":
            return
        apposed = list(takewhile(lambda w: w.is_word, words[behind + 1 : behind + 1 + _ROLE]))
        role = next((w for w in apposed if self._is_role(w)), None)
        if role is not None and role.sentence == words[behind].sentence:
            yield _Role(role.low, found, countries(apposed, self.text.language))

    def _is_role(self, word: Word) -> bool:
        return is_title(word.low, self.text.language) or kind_of(word, self.text.language) == "group"


def countries(words: Sequence[Word], language: str) -> frozenset[str]:
    """The countries that words name or speak of: "Belarusian", "US", "французский"."""
    found = set()
    for word in words:
        people = people_of(word.low)
        place = place_named(word.text, language) if word.is_capital else None
        if people:
            found.add(people[0].upper())
        elif place and not place.is_city:
            found.add(place.id.removeprefix("country:").upper())
    return frozenset(found)
