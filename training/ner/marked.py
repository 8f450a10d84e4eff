"""Our own annotated sentences: one a line, `[PER.m Jonas Lindner]` marks a name with its type, gender and case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.ner.conll import Labelled

DATA = Path(__file__).parent / "data"
TYPES = frozenset({"PER", "ORG", "LOC", "EVENT"})
TAGS = {
    "PER": frozenset({"m", "f"}),
    "LOC": frozenset({"city", "country", "region", "other"}),
    "ORG": frozenset({"fix"}),
    "EVENT": frozenset({"fix"}),
}
CASES = frozenset({"nom", "gen", "dat", "acc", "ins", "loc", "voc"})
_MARK = re.compile(r"\[([A-Z]+)((?:\.[a-z]+)*) ([^\[\]]+)\]")


@dataclass(frozen=True)
class Name:
    """A marked name, as written, with its type and tags."""

    words: str
    type: str
    tags: frozenset[str] = frozenset()


#: A line: plain text and names in turn.
Line = tuple[str | Name, ...]


def parse(line: str) -> Line:
    """The pieces of a line. Raises ValueError where a bracket is no mark."""
    pieces: list[str | Name] = []
    at = 0
    for match in _MARK.finditer(line):
        pieces += [line[at : match.start()], _name(match)]
        at = match.end()
    pieces.append(line[at:])
    if any(isinstance(piece, str) and ("[" in piece or "]" in piece) for piece in pieces):
        raise ValueError(f"a bracket that is no mark: {line}")
    return tuple(piece for piece in pieces if piece)


def _name(match: re.Match[str]) -> Name:
    kind, tags, words = match.groups()
    found = Name(words, kind, frozenset(tags.split(".")) - {""})
    if kind not in TYPES or found.tags - TAGS[kind] - CASES or words != words.strip():
        raise ValueError(f"no such mark: {match.group()}")
    return found


def printed(line: Line) -> Labelled:
    """A line as a reader sees it, with the spans of its names."""
    text, names = "", []
    for piece in line:
        if isinstance(piece, Name):
            names.append((len(text), len(text) + len(piece.words), piece.type))
            text += piece.words
        else:
            text += piece
    return Labelled(text, tuple(names))


def lines(path: Path) -> Iterator[str]:
    """The sentences of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def paths(language: str) -> list[Path]:
    """The files of a language."""
    return sorted((DATA / language).glob("*.txt"))


def sentences(language: str) -> Iterator[Line]:
    """The well-marked sentences of a language; `check` names the others."""
    for path in paths(language):
        for line in lines(path):
            try:
                yield parse(line)
            except ValueError:
                continue
