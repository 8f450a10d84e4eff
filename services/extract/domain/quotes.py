"""Direct quotes in every style of quotation marks, each with its speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.extract.domain.attribution import Speaker, Speakers, says
from services.extract.domain.people import speech_words
from services.extract.domain.words import Text
from shared.contracts.claim import Claim

#: Opening marks and those that may close them.
_STYLES = {
    "“": '”“"',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "'": "'",
    "‹": "›",
}
#: Code points in the longest quote; an opening mark without its fellow must not swallow the text.
_LONGEST = 1_500
#: Words from which marked words are a quote by themselves; fewer need a verb of speech, and one is a name or irony.
_WORDS_OF_A_QUOTE = 4
_OPENING = re.compile("[“„«»‘‚\"'‹]")
_TRIM_END = " \u00a0\u202f,.;:–—-"
_TRIM_START = " \u00a0\u202f"


@dataclass(frozen=True)
class Marked:
    """A span in quotation marks: `start` and `end` leave the marks out, `outer` takes them in."""

    start: int
    end: int
    outer: tuple[int, int]


def marked(string: str) -> list[Marked]:
    """The outermost spans in quotation marks, paragraph by paragraph."""
    found: list[Marked] = []
    at = 0
    while (match := _OPENING.search(string, at)) is not None:
        span = _close(string, match.start())
        if span is None:
            at = match.end()
            continue
        found.append(span)
        at = span.outer[1]
    return found


def _close(string: str, opening: int) -> Marked | None:
    mark = string[opening]
    if mark in "'’\"" and not _opens_here(string, opening):
        return None
    if mark == "»" and opening and string[opening - 1].isalnum():
        return None
    paragraph = string.find("\n", opening)
    limit = min(paragraph if paragraph >= 0 else len(string), opening + _LONGEST)
    for at in range(opening + 1, limit):
        if string[at] in _STYLES[mark] and _closes_here(string, at, mark):
            return _span(string, opening, at)
    continues = paragraph >= 0 and limit == paragraph and string[paragraph:].lstrip("\n ")[:1] == mark
    return _span(string, opening, limit) if continues and mark in "“„«" else None


def _opens_here(string: str, at: int) -> bool:
    """Whether a straight mark opens: nothing but space or a bracket before it, a letter after it."""
    before, after = string[at - 1 : at], string[at + 1 : at + 2]
    return (not before or before.isspace() or before in "([—–-") and bool(after) and not after.isspace()


def _closes_here(string: str, at: int, mark: str) -> bool:
    """Whether a mark closes: apostrophes inside words do not."""
    after = string[at + 1 : at + 2]
    if string[at] in "'’":
        return not after.isalnum() and not string[at - 1].isspace()
    return mark != '"' or not after.isalnum()


def _span(string: str, opening: int, closing: int) -> Marked | None:
    start, end = opening + 1, closing
    while start < end and string[start] in _TRIM_START:
        start += 1
    while end > start and string[end - 1] in _TRIM_END:
        end -= 1
    return Marked(start, end, (opening, closing + 1)) if start < end else None


def find_quotes(text: Text, speakers: Speakers) -> Iterator[Claim]:
    """The direct quotes of a text, in order."""
    previous: tuple[int, Speaker] | None = None
    for span in _spans(text):
        words = len(text.string[span.start : span.end].split())
        if words < 2:
            continue
        speaker = _speaker(text, speakers, span, previous)
        if words < _WORDS_OF_A_QUOTE and not (speaker and (_is_fragment(text.string, span) or _is_said(text, span))):
            continue
        if speaker is None and not _is_sentence(text.string, span):
            continue
        if speaker:
            previous = (span.outer[1], speaker)
        yield _claim(text, speakers, span, speaker)


def _spans(text: Text) -> list[Marked]:
    """Everything that may be a quote, in order."""
    whole = sorted([*marked(text.string), *dialogue(text)], key=lambda span: span.outer)
    return [part for span in whole for part in _without_insertions(text, span)]


#: Languages in which "— said he. —" may stand inside the marks, or a dash alone opens speech.
_DASHED = frozenset({"ru", "uk", "be", "pl", "lt", "fr", "es"})
_DASH = re.compile(r"(?<=[,.!?…\w»”\"])\s[—–-]\s")
#: Words of an insertion, at most: "— жартує він. —".
_INSERTION = 9


def _without_insertions(text: Text, span: Marked) -> list[Marked]:
    """The parts of a quote between which the writer says who speaks."""
    if text.language not in _DASHED:
        return [span]
    cuts = [(m.start(), m.end()) for m in _DASH.finditer(text.string, span.start, span.end)]
    edges = [span.start, *(at for cut in cuts for at in cut), span.end]
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    if len(pieces) < 2 or not _reports(text, *pieces[1]):
        return [span]
    return [_piece(text.string, *piece, span) for piece in pieces[::2]]


def _reports(text: Text, start: int, end: int) -> bool:
    low = re.findall(r"[^\W\d_]+", text.string[start:end].lower())
    return len(low) <= _INSERTION and any(word in speech_words(text.language) for word in low[:4])


def _piece(string: str, start: int, end: int, span: Marked) -> Marked:
    while end > start and string[end - 1] in _TRIM_END:
        end -= 1
    return Marked(start, end, (start, end))


_SPOKEN_LINE = re.compile(r"(?:^[—–-]\s?|(?<=[.!?…]\s)[—–]\s)(?=\w)([^\n]+?)(?=[.!?…]\s[—–]\s|$)", re.MULTILINE)


def dialogue(text: Text) -> list[Marked]:
    """Speech that a dash opens, where a dash and a verb of speech follow: "– Czekamy – mówi ..."."""
    found: list[Marked] = []
    for line in _SPOKEN_LINE.finditer(text.string) if text.language in _DASHED else ():
        whole = Marked(line.start(1), line.end(1), line.span())
        cut = _DASH.search(text.string, whole.start, whole.end)
        until = text.string.find(".", cut.end(), whole.end) if cut else -1
        if cut and _says_soon(text, cut.end(), until if until > 0 else whole.end):
            found.append(_piece(text.string, whole.start, cut.start(), whole))
    return found


def _says_soon(text: Text, start: int, end: int) -> bool:
    low = re.findall(r"[^\W\d_]+", text.string[start:end].lower())
    return any(word in speech_words(text.language) for word in low[:4])


def _is_fragment(string: str, span: Marked) -> bool:
    """Whether a short span is words of speech and no title: it begins small, or ends as a sentence does."""
    return string[span.start].islower() or string[span.end - 1] in "!?" or string[span.outer[1] - 2] in ".,!?"


def _is_said(text: Text, span: Marked) -> bool:
    """Whether the verb of speech follows the closing mark at once: "„Alles ruhig“, sagte"."""
    n = text.word_at(span.outer[1])
    following = [w for w in text.words[n : n + 3] if w.is_word][:1]
    return any(says(w.low, text.language) and text.string[span.outer[1]] in ",  " for w in following)


def _is_sentence(string: str, span: Marked) -> bool:
    inner = string[span.start : span.end]
    small = sum(word[0].islower() for word in inner.split())
    return len(inner.split()) >= _WORDS_OF_A_QUOTE and small >= 2


def _speaker(text: Text, speakers: Speakers, span: Marked, previous: tuple[int, Speaker] | None) -> Speaker | None:
    """Who speaks: in the quote's own sentence, in the one after it, or the speaker before, close by."""
    n, last = text.sentence_at(span.outer[0]), text.sentence_at(span.outer[1] - 1)
    start, end = text.sentences[n][0], text.sentences[last][1]
    speaker = speakers.of_window(start, end, span.outer)
    if speaker is None and n and text.string[text.sentences[n - 1][1] - 1] == ":":
        speaker = speakers.of_window(*text.sentences[n - 1], (end, end))
    if speaker is None and end - span.outer[1] < 3 and last + 1 < len(text.sentences):
        after = text.sentences[last + 1]
        if "\n" not in text.string[end : after[0]]:
            speaker = speakers.of_window(after[0], min(after[1], after[0] + 60), (after[0], after[0]))
    if (
        speaker is None
        and previous
        and "\n\n" not in text.string[previous[0] : span.outer[0]]
        and span.outer[0] - previous[0] < 300
    ):
        return previous[1]
    return speaker


def _claim(text: Text, speakers: Speakers, span: Marked, speaker: Speaker | None) -> Claim:
    return Claim(
        kind="quote",
        text=text.string[span.start : span.end],
        start=span.start,
        end=span.end,
        source=speakers.source(speaker.name) if speaker else None,
        cue=speaker.cue if speaker else None,
        confidence=0.9 if speaker and speaker.name else 0.6,
    )
