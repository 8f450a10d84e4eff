"""Speech that dashes set off: «… — сказал он. — …», "– Czekamy – mówi …"."""

from __future__ import annotations

import re

from services.extract.domain.cues import says
from services.extract.domain.quotation import Marked, trimmed
from services.extract.domain.words import Text

#: Languages in which "— said he. —" may stand inside the marks, or a dash alone opens speech.
_DASHED = frozenset({"ru", "uk", "be", "pl", "lt", "fr", "es"})
_SPACED = re.compile(r"(?<=[,.!?…\w»”\"])\s[—–-]\s")
#: Words of an insertion, at most: "— жартує він. —".
_INSERTION = 9
#: Words of an insertion, among them the verb of speech.
_FIRST = 4
_SPOKEN_LINE = re.compile(r"(?:^[—–-]\s?|(?<=[.!?…]\s)[—–]\s)(?=\w)([^\n]+?)(?=[.!?…]\s[—–]\s|$)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")


def without_insertions(text: Text, span: Marked) -> list[Marked]:
    """The parts of a quote between which the writer says who speaks."""
    if text.language not in _DASHED:
        return [span]
    cuts = [(m.start(), m.end()) for m in _SPACED.finditer(text.string, span.start, span.end)]
    edges = [span.start, *(at for cut in cuts for at in cut), span.end]
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    if len(pieces) < 2 or not _reports(text, *pieces[1]):
        return [span]
    return [_piece(text.string, *piece) for piece in pieces[::2]]


def _reports(text: Text, start: int, end: int) -> bool:
    low = _WORD.findall(text.string[start:end].lower())
    return len(low) <= _INSERTION and any(says(word, text.language) for word in low[:_FIRST])


def _piece(string: str, start: int, end: int) -> Marked:
    end = trimmed(string, start, end)
    return Marked(start, end, (start, end))


def dialogue(text: Text) -> list[Marked]:
    """Speech that a dash opens, where a dash and a verb of speech follow: "– Czekamy – mówi ..."."""
    found: list[Marked] = []
    for line in _SPOKEN_LINE.finditer(text.string) if text.language in _DASHED else ():
        start, end = line.span(1)
        cut = _SPACED.search(text.string, start, end)
        until = text.string.find(".", cut.end(), end) if cut else -1
        if cut and _tells_who(text, cut.end(), until if until > 0 else end):
            found.append(_piece(text.string, start, cut.start()))
    return found


def _tells_who(text: Text, start: int, end: int) -> bool:
    """Whether the writer speaks behind the dash: a verb of speech, or a few words about a gesture."""
    words = _WORD.findall(text.string[start:end])
    if any(says(word.lower(), text.language) for word in words[:_FIRST]):
        return True
    return bool(words) and len(words) <= _FIRST and text.string[start].islower() and end < len(text.string)
