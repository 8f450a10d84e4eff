"""Content terms of a text: what a story is about, in words that compare across languages.

A word is looked for in the small lexicon of news words first, whose entries gather what newsrooms use for one thing
(prisoner, detainee, inmate), then in the bilingual one; both lead to English. What neither has stays a stem.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain, pairwise

from shared.language import base
from shared.language.bilingual import function_word, look_up
from shared.language.dictionary import dictionary
from shared.language.inflection import place_stem
from shared.language.lexicon import compound, lookup, phrases
from shared.language.names import fold_name
from shared.language.stems import SNOWBALL, stem
from shared.language.stopwords import stopwords

_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*")
#: Where a sentence begins: after a mark or a new line, and quotation marks or a dash.
_OPENS = re.compile(r"(?:^|[.!?…:\n][\"'”»)]*)\s*[\"'“„«(—–-]*\s*")
#: A line that begins with a mark: where its first sentence begins can depend on the line before it.
_HANGING = re.compile(r"\n+[^\w\n]")
#: Code points that are read: terms of later paragraphs no longer change what a story is about.
_READ = 20_000
_LONGEST_WORD = 40
#: Words whose terms are kept, 0.2 kB each, for each language twice; they are forgotten all at once.
_MOST_KNOWN = 30_000


def terms(text: str, language: str) -> list[str]:
    """The content terms in order of the text: English where the lexicon has it, names folded, else stems."""
    tongue = base(language)
    text = text[:_READ]
    if _HANGING.search(text):
        found = list(_of_line(text, tongue))
    else:
        found = [term for line in text.split("\n") if line for term in _of_line(line, tongue)]
    return found + [entry.english for entry in phrases(text.lower(), tongue)]


@lru_cache(maxsize=512)
def _of_line(text: str, tongue: str) -> tuple[str, ...]:
    """The terms of the words of a line: an article is asked for as a whole and by its paragraphs."""
    inside, opening = _known(tongue, False), _known(tongue, True)
    found: list[str] = []
    for begin, end in pairwise((*_starts(text), len(text))):  # no word goes on where a sentence begins
        words = _WORD.findall(text, begin, end)
        if words and text.startswith(words[0], begin):
            found += opening[words.pop(0)]
        found += chain.from_iterable(map(inside.__getitem__, words))
    return tuple(found)


def terms_of(word: str, language: str) -> list[str]:
    """The content terms of one word that begins no sentence: as `terms` has them, at less cost."""
    tongue = base(language)
    return [*_known(tongue, False)[word], *(entry.english for entry in phrases(f"a {word.lower()}", tongue))]


class _Known(dict[str, tuple[str, ...]]):
    """The terms of the words of a language, as they are asked for: words come again and again, texts do not."""

    def __init__(self, language: str, opens: bool) -> None:
        super().__init__()
        self._language, self._opens = language, opens

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        is_word = 2 < len(word) <= _LONGEST_WORD
        # A first letter that is small, or German, says the same wherever it stands.
        opens = self._opens or not word[:1].isupper() or self._language == "de"
        self[word] = found = _of_word(word, self._language, opens) if is_word else ()
        return found


@cache
def _known(language: str, opens: bool) -> _Known:
    return _Known(language, opens)


@lru_cache(maxsize=20_000)
def _of_word(word: str, language: str, opens: bool) -> tuple[str, ...]:
    low = word.lower()
    if low in stopwords(language):
        return ()
    known = lookup(low, language)
    if known:
        return tuple(dict.fromkeys((*(entry.english for entry in known), *_more(low, language))))
    if function_word(word, language) is not None:
        return ()
    english = _in_english(word, language)
    if english:
        return english
    if language == "de" and len(low) > 8 and (parts := compound(low)):
        return tuple(entry.english for entry in parts)
    if word[0].isupper() and not opens and language != "de":
        return (fold_name(word, language),)
    return (_stem(low, language),)


def _in_english(word: str, language: str) -> tuple[str, ...]:
    """The terms of the likeliest English for a word of another language; a phrase has several.

    Only by what ships: the same articles give the same stories on every machine.
    """
    likeliest = look_up(word, language, dictionary(language))[:1] if language != "en" else ()
    words = (part for gloss in likeliest for part in _WORD.findall(gloss.english) if len(part) > 2)
    return tuple(dict.fromkeys(term for part in words for term in _of_word(part, "en", True)))


def _more(low: str, language: str) -> tuple[str, ...]:
    """What a German compound says beside its first part."""
    return tuple(entry.english for entry in compound(low)) if language == "de" and len(low) > 9 else ()


def _starts(text: str) -> list[int]:
    """Where sentences begin, in order: capital letters there say nothing."""
    return [match.end() for match in _OPENS.finditer(text)]


@lru_cache(maxsize=20_000)
def _stem(low: str, language: str) -> str:
    return stem(low, language) if language in SNOWBALL else place_stem(low, language)
