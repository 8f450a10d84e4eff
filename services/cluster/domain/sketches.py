"""Sketches: what is kept of a text to tell which other texts derive from it.

A sketch holds the smallest hashes of a text's word shingles (bottom-k; Broder 1997, "On the resemblance and
containment of documents"). Unlike MinHash bands it tells which share of one text the other holds, which is what matters
where a copy is a third as long as its original. Shingles out of quotations are marked: two outlets quote one statement
word by word and copy nothing from each other. Kept besides are the names and figures, as many as there is room for:
two weather reports differ in nothing else. Hashes are CRC-32: the same in every process and on every machine.
"""

from __future__ import annotations

import re
import sys
from array import array
from base64 import b64decode, b64encode
from bisect import bisect_right
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

#: Words in a shingle: long enough that a name and a phrase alone do not match.
WORDS = 4
#: Shingles and fillings kept of an article; one of up to about 250 words is kept whole.
KEPT, FILLINGS = 256, 48
#: Code points that are read: about 3,000 words.
READ = 20_000
#: Texts with fewer shingles of their own than this are taken with their quotations.
LEAST_OWN = 12

#: A word; in scripts that do not part words by spaces, three signs in a row stand for one.
_WORD = re.compile(r"[^\W_]+")
_UNPARTED = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_HAS_UNPARTED = re.compile(_UNPARTED)
_SIGNS = re.compile(rf"(?=({_UNPARTED}{{3}}))|((?:(?!{_UNPARTED})[^\W_])+)")
_QUOTED = re.compile(
    r"(“[^“”\n]{3,900}”|„[^„“”\"\n]{3,900}[“”\"]|«[^«»\n]{3,900}»|»[^«»\n]{3,900}«|\"[^\"\n]{3,900}\")"
)
#: Moments are whole minutes since this one, which leaves room for all dates that ingest takes.
_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)
_EVERYTHING = (1 << 31) - 1
_IS_LITTLE = sys.byteorder == "little"


class Sketch(NamedTuple):
    """A sketch, unpacked."""

    #: When the text came out, in minutes.
    moment: int
    #: How many shingles it has; the smallest hashes of them; which of these stand outside quotations.
    size: int
    hashes: tuple[int, ...]
    own: frozenset[int]
    #: Hashes of names and figures.
    fillings: frozenset[int]


def sketch(text: str, at: datetime | None = None) -> str:
    """The sketch of a text that came out at an instant, packed; "" for a text without a shingle."""
    words, is_quoted = _words(text[:READ])
    codes = array("I", [crc32(word.encode()) for word in map(str.casefold, words)]).tobytes()
    span = 4 * WORDS
    starts = range(0, len(codes) - span + 1, 4)
    hashes = sorted({crc32(codes[i : i + span]) >> 1 << 1 | m for i, m in zip(starts, _marks(is_quoted), strict=False)})
    if not hashes:
        return ""
    fillings = sorted({crc32(word.encode()) for word in set(words) if not word[0].islower()})[:FILLINGS]
    moment = int((at - _EPOCH).total_seconds()) // 60 if at else 0
    return _pack([moment, len(hashes), len(fillings), *fillings, *hashes[:KEPT]])


def _words(text: str) -> tuple[list[str], bytearray]:
    """The words, and for each of them whether it stands in quotation marks."""
    read = _signs if _HAS_UNPARTED.search(text) else _WORD.findall
    words: list[str] = []
    is_quoted = bytearray()
    for place, part in enumerate(_QUOTED.split(text)):
        found = read(part)
        words += found
        is_quoted += (b"\1" if place % 2 else b"\0") * len(found)
    return words, is_quoted


def _signs(text: str) -> list[str]:
    return [signs or word for signs, word in _SIGNS.findall(text)]


def _marks(is_quoted: bytearray) -> bytes:
    """For each word whether it or one of the next ones of its shingle stands in quotation marks."""
    bits = int.from_bytes(is_quoted, "little")
    for ahead in range(1, WORDS):
        bits |= bits >> 8 * ahead
    return bits.to_bytes(len(is_quoted), "little")


def _pack(numbers: list[int]) -> str:
    packed = array("I", numbers)
    if _IS_LITTLE:
        packed.byteswap()
    return b64encode(packed.tobytes()).decode()


@lru_cache(maxsize=512)
def unpacked(packed: str) -> Sketch:
    """The sketch that was packed."""
    numbers = _numbers(packed)
    first = 3 + numbers[2]
    kept = numbers[first:]
    own = frozenset([code >> 1 for code in kept if not code & 1])
    return Sketch(numbers[0], numbers[1], tuple([code >> 1 for code in kept]), own, frozenset(numbers[3:first]))


class Beginning(NamedTuple):
    """What an index needs of a sketch: at every start all are read."""

    moment: int
    size: int
    #: The smallest hashes.
    hashes: tuple[int, ...]


def beginning(packed: str, most: int) -> Beginning:
    """A packed sketch with no more than so many of its hashes."""
    numbers = _numbers(packed)
    first = 3 + numbers[2]
    return Beginning(numbers[0], numbers[1], tuple([code >> 1 for code in numbers[first : first + most]]))


def _numbers(packed: str) -> array[int]:
    numbers = array("I", b64decode(packed))
    if _IS_LITTLE:
        numbers.byteswap()
    return numbers


class Likeness(NamedTuple):
    """How much two texts have in common."""

    #: The share of the later text that stands in the earlier one, and of the earlier one that stands in the later.
    later: float
    earlier: float
    #: The share of the names and figures of the one with fewer that the other has too.
    fillings: float
    #: How many shingles of the later one are looked at.
    seen: int


def likeness(a: Sketch, b: Sketch) -> Likeness:
    """What two texts have in common, estimated from the hashes that both sketches can see."""
    earlier, later = (a, b) if (a.moment, -a.size) <= (b.moment, -b.size) else (b, a)
    sight = min(_sight(earlier), _sight(later))
    of_later, of_earlier = _seen(later, sight), _seen(earlier, sight)
    found = len(of_later.intersection(earlier.hashes)), len(of_earlier.intersection(later.hashes))
    fewer = min(len(a.fillings), len(b.fillings))
    return Likeness(
        found[0] / max(1, len(of_later)),
        found[1] / max(1, len(of_earlier)),
        len(a.fillings & b.fillings) / fewer if fewer else 1.0,
        len(of_later),
    )


def _sight(of: Sketch) -> int:
    return of.hashes[-1] if len(of.hashes) < of.size else _EVERYTHING


def _seen(of: Sketch, sight: int) -> frozenset[int] | set[int]:
    """The shingles within sight that count: those outside quotations, all of them where these are too few."""
    if len(of.own) < LEAST_OWN:
        return set(of.hashes[: bisect_right(of.hashes, sight)])
    return of.own if sight == _EVERYTHING else {code for code in of.own if code <= sight}
