"""The words of a text, each with its span and what capital letters say about it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from shared.language.sentences import sentences

_LETTERS = r"[^\W\d_]"
_ABBREVIATION = rf"(?:{_LETTERS}\.){{2,}}|EE\.\s?UU\."
_APOSTROPHE_NAME = r"[OD][’'](?=[A-Z])"
_ELISION = r"(?:[dlnsjcmtDLNSJCMT]|[Qq]u)[’']"


class Word(NamedTuple):
    """A word or mark. `opens` says that it is the first word of its sentence.

    A tuple, since every word of every article becomes one and frozen dataclasses take three times as long to make.
    """

    start: int
    end: int
    text: str
    low: str
    sentence: int
    opens: bool
    #: Whether it begins with a capital letter.
    is_capital: bool
    #: Whether it is written in capitals only, as acronyms and datelines are.
    is_upper: bool
    #: Whether it is made of letters.
    is_word: bool


@dataclass(frozen=True)
class Text:
    """A text with its language, sentences and words."""

    string: str
    language: str
    sentences: tuple[tuple[int, int], ...]
    words: tuple[Word, ...]

    @cached_property
    def _word_starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [end for _, end in self.sentences]

    def word_at(self, at: int) -> int:
        """The index of the first word that begins at or after a place in the text."""
        return bisect_left(self._word_starts, at)

    def sentence_at(self, at: int) -> int:
        """The index of the sentence that holds a place in the text, or the next one."""
        return min(bisect_right(self._sentence_ends, at), max(0, len(self.sentences) - 1))


def pattern(language: str) -> re.Pattern[str]:
    """How a language's words are told apart."""
    return _pattern(language if language in {"fr", "uk", "be"} else "")


@cache
def _pattern(language: str) -> re.Pattern[str]:
    inner = rf"(?:[’'ʼ]{_LETTERS}+)*" if language in {"uk", "be"} else ""
    elision = rf"{_ELISION}|" if language == "fr" else ""
    word = rf"(?:{_APOSTROPHE_NAME})?{_LETTERS}[\w\u0300-\u036f]*{inner}(?:[-\u2011][^\W_][\w\u0300-\u036f]*{inner})*"
    return re.compile(rf"{_ABBREVIATION}|{elision}{word}|\d+(?:[.,:\u00a0\u202f]\d+)*|[^\w\s]|_")


def read(string: str, language: str) -> Text:
    """The words of a string."""
    spans = tuple(sentences(string, language))
    words: list[Word] = []
    for n, (start, end) in enumerate(spans):
        opens = True
        for match in pattern(language).finditer(string, start, end):
            text = match.group()
            is_word = text[0].isalpha()
            upper = is_word and len(text) > 1 and text.isupper()
            words.append(
                Word(
                    match.start(),
                    match.end(),
                    text,
                    text.lower(),
                    n,
                    opens and is_word,
                    text[0].isupper(),
                    upper,
                    is_word,
                )
            )
            opens = opens and not is_word
    return Text(string, language, spans, tuple(words))
