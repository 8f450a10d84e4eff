"""The word lists in `data/`: tab-separated, one row a line, `#` begins a comment line."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, without comments and empty lines."""
    text = files("shared.language").joinpath("data", name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(tuple(cell.strip() for cell in line.split("\t")) for line in lines)


def words(cell: str) -> tuple[str, ...]:
    """The entries of one cell, parted by commas."""
    return tuple(entry.strip() for entry in cell.split(",") if entry.strip())


def expand(entry: str) -> tuple[str, ...]:
    """All forms of an entry with one or more groups: `dv(a|e)` is dva, dve."""
    head, bracket, rest = entry.partition("(")
    if not bracket:
        return (entry,)
    group, _, tail = rest.partition(")")
    return tuple(head + choice + end for choice in group.split("|") for end in expand(tail))
