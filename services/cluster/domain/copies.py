"""Copies: another article's text, re-headed, cut, with a local lead or typos mended.

Each article keeps a bottom-k sketch of its word shingles. Unlike a plain MinHash signature it tells containment, which
is what matters where a copy is half as long as its original. Hashes are BLAKE2, so they agree between processes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

#: Words in a shingle: long enough that a name and a phrase alone do not match.
WORDS = 4
#: Hashes kept of an article; one of up to about 250 words is kept whole.
KEPT = 256
#: The least share of the shorter article's shingles that the other must hold. In gold/dev copies have 0.77 and more,
#: all other pairs 0.31 and less; a copy cut by more than half and rewritten is missed.
CONTAINED = 0.5
#: An article with fewer shingles is too short to be called a copy of anything.
LEAST = 24
#: A shingle that stands in more articles than this is a formula, not a trace of copying.
FORMULA = 40

_WORD = re.compile(r"\w+")


def sketch(text: str) -> tuple[int, ...]:
    """The smallest shingle hashes of a text, in order."""
    words = _WORD.findall(text.casefold())
    shingles = {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}
    return tuple(sorted(_hash(shingle) for shingle in shingles)[:KEPT])


def containment(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """The share of the shorter text's shingles that the other holds, estimated where both sketches see."""
    if not a or not b:
        return 0.0
    sight = min(a[-1] if len(a) == KEPT else _EVERYTHING, b[-1] if len(b) == KEPT else _EVERYTHING)
    seen_a = {h for h in a if h <= sight}
    seen_b = {h for h in b if h <= sight}
    shorter = min(len(seen_a), len(seen_b))
    return len(seen_a & seen_b) / shorter if shorter else 0.0


def is_copy(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether one of two texts derives from the other."""
    return min(len(a), len(b)) >= LEAST and containment(a, b) >= CONTAINED


_EVERYTHING = 1 << 64


def _hash(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=7).digest(), "big")


class CopyIndex:
    """Finds the articles that share shingles with a new one, at a cost bounded by the size of a sketch."""

    def __init__(self) -> None:
        self._where: dict[int, set[str]] = {}

    def add(self, uri: str, hashes: Iterable[int]) -> None:
        """Makes an article findable."""
        for value in hashes:
            self._where.setdefault(value, set()).add(uri)

    def remove(self, uri: str, hashes: Iterable[int]) -> None:
        """Forgets an article."""
        for value in hashes:
            found = self._where.get(value)
            if found is not None:
                found.discard(uri)
                if not found:
                    del self._where[value]

    def near(self, hashes: tuple[int, ...], most: int = 8) -> list[str]:
        """The articles that share most shingles with these, most first; ties by uri."""
        shared: dict[str, int] = {}
        for value in hashes:
            found = self._where.get(value, ())
            if len(found) <= FORMULA:
                for uri in found:
                    shared[uri] = shared.get(uri, 0) + 1
        ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        return [uri for uri, count in ranked[:most] if count >= LEAST // 4]
