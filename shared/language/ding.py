"""Ding's German-English word list, read where Debian's `trans-de-en` has installed it; nothing of it ships (GPL-2+).

A line is `German; German | German :: English; English | English`, with {m} for grammar and [..] and (..) for notes.
Only single German words are taken. The file stays on disk; an index of 3 MB is made once, when first asked for.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

from shared.language.dictionary import Entry, plain

PATH = Path("/usr/share/trans/de-en")
#: Words of English that a gloss may have; longer ones explain rather than translate.
_MOST_WORDS = 3
_GRAMMAR = re.compile(r"\{([^}]*)\}")
_NOTE = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\([^)]*\)|<[^>]*>|/[^/]*/")
#: A word that stands alone between separators, notes aside.
_WORD = re.compile(r"(?:^|[;|])\s*([^\W\d_]+(?:-[^\W\d_]+)*)(?=\s*(?:$|[;|{\[(<]))")
_OBJECT = re.compile(r"\b(?:sb\.|sth\.|so\.|sb/sth\.|etw\.|jdn?\.|jdm\.)(?:'s)?|^to be |^to |^the |^an? ")


@dataclass(frozen=True, eq=False)
class WordList:
    """A word list left in its file: for each German word, its checksum and where its line begins, in order."""

    text: bytes | mmap
    index: array[int]

    def find(self, word: str) -> Entry | None:
        """The entry of a German word in whatever letters; nothing where the list has none."""
        key = plain(word)
        check = crc32(key.encode()) << _SHIFT
        at = bisect_left(self.index, check)
        while at < len(self.index) and self.index[at] >> _SHIFT == check >> _SHIFT:
            for entry in read([self._line(self.index[at] & _PLACE)]):
                if plain(entry.head) == key:
                    return entry
            at += 1
        return None

    def _line(self, start: int) -> str:
        end = self.text.find(b"\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].decode("utf-8", "replace")


#: A checksum stands before the place of its line, in the same number.
_SHIFT = 32
_PLACE = (1 << _SHIFT) - 1


@cache
def ding(path: Path = PATH) -> WordList:
    """The word list of a file; an empty one where the file is not there."""
    if not path.is_file() or not path.stat().st_size:
        return WordList(b"", array("Q"))
    with path.open("rb") as file:
        text = mmap(file.fileno(), 0, access=ACCESS_READ)
    return WordList(text, array("Q", sorted(_places(text))))


def _places(text: mmap) -> Iterator[int]:
    start = 0
    for line in iter(text.readline, b""):
        german, parted, _ = line.partition(b" :: ")
        if parted and not line.startswith(b"#"):
            for word in _WORD.findall(german.decode("utf-8", "replace")):
                yield crc32(plain(word).encode()) << _SHIFT | start
        start += len(line)


def read(lines: Iterable[str]) -> Iterator[Entry]:
    """The single words of a word list, each with its first English."""
    for line in lines:
        german, parted, english = line.partition(" :: ")
        if not parted or line.startswith("#"):
            continue
        for left, right in zip(german.split(" | "), english.split(" | "), strict=False):
            yield from _pairs(left, right)


def _pairs(left: str, right: str) -> Iterator[Entry]:
    english = _english(right)
    if not english:
        return
    for part in left.split(";"):
        word = _NOTE.sub("", part).strip() if not part.isalpha() else part
        if word.replace("-", "").isalpha():
            yield Entry(word, _kind(part, word, right), (english,))


def _english(right: str) -> str:
    """The first English that is short, in base form."""
    for part in right.split(";"):
        text = _OBJECT.sub("", _NOTE.sub("", part).strip()).strip()
        if text and len(text.split()) <= _MOST_WORDS and text.replace("-", "").replace(" ", "").isalpha():
            return text
    return ""


def _kind(part: str, word: str, right: str) -> str:
    match = _GRAMMAR.search(part)
    mark = match.group(1).split(",")[0].strip() if match else ""
    if word[0].isupper():
        return "n"
    if mark.startswith("v") or right.startswith("to "):
        return "v"
    return "r" if mark == "adv" else "a"
