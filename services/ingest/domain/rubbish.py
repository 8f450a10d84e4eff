"""Takes out of the paragraphs what the page or the desk put there; what belongs to the article stays word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.ingest.domain.catalogue import (
    DESK_CREDIT,
    INLINE,
    NOTE_LIMIT,
    NOTES,
    PARAGRAPHS,
    REPORTER,
    SEARCH_PHRASE,
    SEARCH_PHRASES_ABOVE,
    TAGS_ALONE,
)
from services.ingest.domain.credits import credited_names, is_agency_alone
from services.ingest.domain.limits import NOTE_CHARS
from services.ingest.domain.text import clean_characters

_RULES = tuple((rule.limit, rule.whole) for rule in PARAGRAPHS)
#: Marks, bullets and symbols around a line of rubbish ("» READ MORE «", "*** ADVERTISEMENT ***").
_AROUND = re.compile(r"^(?:(?!©)[\W_])+|[\W_]+$")
#: What a quotation begins with: the words in it are somebody's, whatever they look like.
_QUOTES = ('"', "'", "“", "„", "«", "‘", "‚")
#: Stands where something was cut out; no clean text holds it.
_CUT = "\x00"
_CUT_BEFORE_MARK = re.compile(r" *\x00[ \x00]*(?=[.,;:!?]|$)")
_CUT_ELSEWHERE = re.compile(r" *\x00[ \x00]*")
#: Characters of the longest paragraph that any rule can match, with some marks around it.
_LONGEST = max(limit for limit, _ in _RULES) + 100
_ROUNDS = 5


@dataclass(frozen=True)
class Cleaned:
    """The article's own paragraphs, and beside them what the desk wrote to its clients."""

    text: tuple[str, ...]
    note: str = ""
    credit_lines: tuple[str, ...] = ()
    by: str | None = None


def clean_paragraphs(paragraphs: Iterable[str]) -> Cleaned:
    """Sorts paragraphs into the article's text, the desk's notes and the credits; rubbish is in none of them."""
    cleaned = [kept for kept in map(clean_paragraph, _without_search_phrases(paragraphs)) if kept]
    notes = [line for line in cleaned if is_note(line)]
    credited = [line for line in cleaned if line not in notes and is_credit(line)]
    text = tuple(line for line in cleaned if line not in notes and line not in credited)
    return Cleaned(text, " ".join(_bare(note) for note in notes)[:NOTE_CHARS], tuple(credited), _reporter(credited))


def clean_paragraph(paragraph: str, rounds: int = _ROUNDS) -> str:
    """The paragraph without rubbish inside it; empty where it was nothing else. Its characters are clean already."""
    if is_rubbish(paragraph):
        return ""
    cleaned = _without_inline(paragraph)
    if cleaned == paragraph or rounds == 1:
        return cleaned
    return clean_paragraph(clean_characters(cleaned).strip(), rounds - 1)


def is_rubbish(paragraph: str) -> bool:
    """True for a paragraph that is wholly made by the page around the article."""
    core = _core(paragraph)
    if not core:
        return not any(char.isalnum() for char in paragraph)
    if TAGS_ALONE.fullmatch(paragraph):
        return True
    return any(len(core) <= limit and whole.fullmatch(core) for limit, whole in _RULES)


def _core(paragraph: str) -> str:
    """The paragraph without the marks around it; nothing for quotations and for what is too long to be rubbish."""
    is_too_long = len(paragraph) > _LONGEST
    return "" if is_too_long or paragraph.startswith(_QUOTES) else _AROUND.sub("", paragraph)


def _without_search_phrases(paragraphs: Iterable[str]) -> Iterator[str]:
    """All paragraphs but the search phrases that stand above the text; further down they are headings."""
    for place, paragraph in enumerate(paragraphs):
        if place >= SEARCH_PHRASES_ABOVE or not SEARCH_PHRASE.fullmatch(_core(paragraph)):
            yield paragraph


def is_note(paragraph: str) -> bool:
    """True for a paragraph in which the desk speaks to its clients about this item."""
    return len(paragraph) <= NOTE_LIMIT and bool(NOTES.match(paragraph)) and _is_closed(paragraph)


def is_credit(paragraph: str) -> bool:
    """True for a line that only says who wrote the article or whose material it uses."""
    if DESK_CREDIT.fullmatch(paragraph):
        return True
    return credited_names(paragraph) is not None or is_agency_alone(paragraph)


def _without_inline(paragraph: str) -> str:
    for _, pattern, instead in INLINE:
        paragraph = pattern.sub(instead or _CUT, paragraph)
    return _closed_up(paragraph) if _CUT in paragraph else paragraph


def _closed_up(paragraph: str) -> str:
    """The paragraph without the places where something was cut out: one space between words, none before a mark."""
    return _CUT_ELSEWHERE.sub(" ", _CUT_BEFORE_MARK.sub("", paragraph)).strip()


def _is_closed(paragraph: str) -> bool:
    """True unless a bracket at the start closes before the end: then it is a sentence with a bracket, not a note."""
    closing = {"(": ")", "[": "]"}.get(paragraph[0])
    return closing is None or closing not in paragraph.rstrip(" .)]")


def _bare(note: str) -> str:
    return note.strip("()[] ")


def _reporter(lines: Iterable[str]) -> str | None:
    found = (REPORTER.match(line) for line in lines)
    return next((match[1].strip() for match in found if match), None)
