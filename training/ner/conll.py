"""Labelled sentences from files of "token TAB tag": put together as they are printed, names as spans of code points."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Type of a name in open data that is neither person, organisation nor place.
OTHER = "MISC"
_NO_SPACE_BEFORE = frozenset(", . ; : ! ? ) ] } » ” … % ’ '".split())
_NO_SPACE_AFTER = frozenset("( [ { « „ ‚ $ € £ #".split())
_CLITIC = re.compile(r"(?:['’](?:s|S|re|ve|ll|d|m|t)|n['’]t)$")
_CUT_CLITIC = frozenset("s S re ve ll d m t".split())


@dataclass(frozen=True)
class Labelled:
    """A sentence, or several, with the spans of its names and their types."""

    text: str
    names: tuple[tuple[int, int, str], ...]


def read(path: Path, close: bool = False) -> Iterator[Labelled]:
    """The sentences of a file, in its order. `close`: the file cuts words at their hyphens; print does not."""
    rows: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.strip():
            token, _, tag = line.partition("\t")
            rows.append((html.unescape(token.strip()), tag.strip() or "O"))
        elif rows:
            yield _sentence(rows, close)
            rows = []


def _sentence(rows: list[tuple[str, str]], close: bool) -> Labelled:
    text, spans = _printed([token for token, _ in rows], close)
    names: list[tuple[int, int, str]] = []
    before = "O"
    for (start, end), (_, tag) in zip(spans, rows, strict=True):
        kind = tag[2:]
        if tag.startswith("I-") and before[2:] == kind and names:
            names[-1] = (names[-1][0], end, kind)
        elif tag != "O":
            names.append((start, end, kind))
        before = tag
    return Labelled(text, tuple(names))


def _printed(tokens: list[str], close: bool) -> tuple[str, list[tuple[int, int]]]:
    """The sentence with the spaces that print has, and the span of each token."""
    text, spans, glued, opened = "", [], True, False
    for token in tokens:
        token = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")"}.get(token, token)
        closes = token == '"' and opened
        cut = token in _CUT_CLITIC and text.endswith("’")
        hyphen = close and token == "-" and text[-1:].isalnum()
        if not (glued or closes or cut or hyphen or token in _NO_SPACE_BEFORE or _CLITIC.match(token)):
            text += " "
        spans.append((len(text), len(text) + len(token)))
        text += token
        opens = token == '"' and not opened or token == "“" and "”" in tokens
        opened = opened != (token == '"')
        glued = opens or hyphen or token in _NO_SPACE_AFTER
    return text, spans


def joined(parts: Iterable[Labelled], between: str) -> Labelled:
    """Several sentences as one text."""
    text, names = "", []
    for part in parts:
        text += between if text else ""
        names += [(start + len(text), end + len(text), kind) for start, end, kind in part.names]
        text += part.text
    return Labelled(text, tuple(names))
