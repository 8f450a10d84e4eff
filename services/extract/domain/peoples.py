"""Peoples in a text: nouns such as Ukrainians, українці, Litauer. Adjectives ("Russian president") are left alone."""

from __future__ import annotations

from collections.abc import Iterator

from services.extract.domain.found import Found
from services.extract.domain.people import people_of
from services.extract.domain.words import Text, Word

_PLURAL = {
    "en": ("ians", "cans", "ans", "ns", "es", "is"),
    "de": ("er", "ern", "en", "in", "innen"),
    "ru": ("цы", "цев", "не", "н", "ки", "цам", "нам", "цами"),
    "uk": ("ці", "ців", "ни", "н", "ки", "цям", "нам", "ян"),
    "be": ("цы", "цаў", "не", "ны", "наў", "кі", "сы", "саў"),
    "pl": ("cy", "ów", "nie", "an", "acy", "aków", "ami"),
    "fr": ("iens", "ais", "ains", "ands", "çais"),
    "es": ("os", "as", "es"),
    "lt": ("iai", "ių", "iams", "ius", "ai", "ų"),
}


def find_peoples(text: Text) -> Iterator[Found]:
    """The peoples that the text names as nouns."""
    endings = _PLURAL.get(text.language, ())
    for n, word in enumerate(text.words):
        if len(word.low) < 5 or not word.low.endswith(endings):
            continue
        if text.language in {"en", "de"} and not word.is_capital:
            continue
        people = people_of(word.low)
        if people and not _is_adjective(text, n, word):
            code, name = people
            yield Found(word.start, word.end, "NORP", 48, name.lower(), name, f"people:{code}", "gazetteer", 0.6)


def _is_adjective(text: Text, n: int, word: Word) -> bool:
    """Whether a noun follows at once that the word belongs to."""
    if text.language == "de":
        return word.low.endswith("en") and "sch" in word.low
    return False
