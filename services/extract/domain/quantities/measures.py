"""Measures and money at a number: hectares, kilometres an hour, percent, euros (`measures.tsv`, `currencies.tsv`)."""

from __future__ import annotations

import re
from functools import cache

from services.extract.domain.quantities.figure import Group, Unit
from services.extract.domain.wordlists import rows
from services.extract.domain.words import Text
from shared.language import LANGUAGES
from shared.language.tables import words

#: Code points before a number in which a currency or the word "magnitude" is looked for.
_BEFORE = 14
#: Between a number and its unit: a space or hyphen, the point of "mln.", one word that narrows a currency.
_GAP = r"\.?[\s\u00a0\u202f-]{0,2}"
_NARROWED = (
    r"(?:(?:u\.?s\.?|us-|canadian|australian|american|amerikanische\w*|американск\w+|канадск\w+|de|d[’'])[\s\u00a0]?)?"
)
_GROUPS: dict[str, Group] = {"rate": "rate", "span": "span"}
_MAGNITUDE = re.compile(
    r"(?:magnitude(?:[\s\u00a0](?:of|de|von))?|stärke(?:[\s\u00a0]von)?|магнитудо[йю]|магнітудою|магнітудай|sile"
    r"|magnitud(?:[\s\u00a0]de)?|magnitudė\w*|balų)[\s\u00a0]$",
    re.IGNORECASE,
)


def measured(text: Text, start: int, end: int) -> tuple[Unit, int] | None:
    """The measure or currency of the number between two places, and where its words end."""
    return _money(text, start, end) or _measure(text, start, end)


def _money(text: Text, start: int, end: int) -> tuple[Unit, int] | None:
    names, before, behind = _currencies(text.language)
    sign = before.search(text.string[max(0, start - _BEFORE) : start])
    if sign:
        return Unit(names[_row(sign)], "money"), end
    match = behind.match(text.string, end)
    return (Unit(names[_row(match)], "money"), match.end()) if match else None


def _measure(text: Text, start: int, end: int) -> tuple[Unit, int] | None:
    names, pattern = _measures(text.language)
    match = pattern.match(text.string, end)
    if match:
        noun, group = names[_row(match)]
        return Unit(noun, _GROUPS.get(group, "measure")), match.end()
    if _MAGNITUDE.search(text.string[max(0, start - 2 * _BEFORE) : start]):
        return Unit("magnitude", "measure"), end
    return None


def _row(match: re.Match[str]) -> int:
    return int((match.lastgroup or "r0")[1:])


def _column(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else 0


@cache
def _currencies(language: str) -> tuple[list[str], re.Pattern[str], re.Pattern[str]]:
    table, column = rows("currencies.tsv"), 3 + _column(language)
    before = [f"(?P<r{n}>{_any(words(row[1]))})" for n, row in enumerate(table)]
    signs = [_any(words(row[2])) for row in table]
    behind = [f"(?P<r{n}>{_any(words(row[column]))}|{signs[n]})" for n, row in enumerate(table)]
    return (
        [row[0] for row in table],
        re.compile(rf"(?<![^\W_])(?:{'|'.join(before)})[\s\u00a0]?$"),
        re.compile(rf"{_GAP}{_NARROWED}(?:{'|'.join(behind)})(?![^\W\d_])", re.IGNORECASE),
    )


@cache
def _measures(language: str) -> tuple[list[tuple[str, str]], re.Pattern[str]]:
    table, column = rows("measures.tsv"), 2 + _column(language)
    forms = [f"(?P<r{n}>{_any(words(row[column]))})" for n, row in enumerate(table)]
    pattern = re.compile(rf"{_GAP}(?:{'|'.join(forms)})(?![^\W_])", re.IGNORECASE)
    return [(row[0], row[1]) for row in table], pattern


def _any(entries: tuple[str, ...]) -> str:
    """A pattern for any of the entries, the longest first; "-" stands for none."""
    kept = sorted((e for e in entries if e != "-"), key=len, reverse=True)
    return "|".join(re.escape(e).replace(r"\*", r"\w*").replace(r"\ ", r"[\s\u00a0]") for e in kept) or r"(?!)"
