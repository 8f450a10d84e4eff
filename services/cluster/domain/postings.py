"""Postings: numbers by key, in one array: sixteen bytes or so each, where a dict of sets takes ten times that.

Keys are hashes, so that they say by themselves where they go (open addressing, linear probing). Numbers start at 2.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection

_FREE, _GONE = 0, 1
_NUMBER_BITS = 24
_NUMBER = (1 << _NUMBER_BITS) - 1


class Postings:
    """Numbers by key, as a multimap in one array; a key with very many numbers moves into a set of its own."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._slots = array("Q", bytes(8 * 64))
        self._mask = 63
        self._taken = 0  # slots that are not free: postings, and those that are gone
        self._held = 0
        self._formulas: dict[int, set[int]] = {}

    def add(self, key: int, number: int) -> None:
        """Takes a posting in."""
        if (many := self._formulas.get(key)) is not None:
            many.add(number)
            return
        if 2 * self._taken > self._mask:
            self._grow()
        slots, mask, same = self._slots, self._mask, 0
        place = key >> 8 & mask  # as `_start` has it: called for every posting at every start
        while (held := slots[place]) != _FREE:
            same += held >> _NUMBER_BITS == key and held != _GONE
            place = (place + 1) & mask
        slots[place] = key << _NUMBER_BITS | number
        self._taken += 1
        self._held += 1
        if same >= self._most:
            self._set_apart(key)

    def remove(self, key: int, number: int) -> None:
        """Takes a posting out."""
        if (many := self._formulas.get(key)) is not None:
            many.discard(number)
            if not many:
                del self._formulas[key]
            return
        wanted, place = key << _NUMBER_BITS | number, self._start(key)
        while (held := self._slots[place]) != _FREE:
            if held == wanted:
                self._slots[place] = _GONE
                self._held -= 1
                return
            place = (place + 1) & self._mask

    def may_have(self, key: int) -> bool:
        """False where the key has no number: most keys of most texts, so this comes first."""
        return self._slots[key >> 8 & self._mask] != _FREE or key in self._formulas

    def numbers(self, key: int) -> Collection[int]:
        """The numbers of a key; none where there are so many that it is a formula."""
        if (many := self._formulas.get(key)) is not None:
            return many if len(many) <= self._most else ()
        slots, mask, place = self._slots, self._mask, self._start(key)
        found: list[int] = []
        while (held := slots[place]) != _FREE:
            if held >> _NUMBER_BITS == key and held != _GONE:
                found.append(held & _NUMBER)
            place = (place + 1) & mask
        return found

    def _start(self, key: int) -> int:
        return key >> 8 & self._mask  # the lowest bits choose among tables

    def _set_apart(self, key: int) -> None:
        numbers = set(self.numbers(key))
        for number in numbers:
            self.remove(key, number)
        self._formulas[key] = numbers

    def _grow(self) -> None:
        """Doubles the table, or only clears it of what is gone, where that is enough."""
        postings = [held for held in self._slots if held > _GONE]
        size = len(self._slots) * (2 if 3 * len(postings) > len(self._slots) else 1)
        self._slots, self._mask = array("Q", bytes(8 * size)), size - 1
        slots, mask = self._slots, self._mask
        for held in postings:
            place = held >> _NUMBER_BITS + 8 & mask
            while slots[place]:
                place = (place + 1) & mask
            slots[place] = held
        self._taken = len(postings)
