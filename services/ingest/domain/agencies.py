"""Agencies by the names under which they are credited, and the names of agencies that no list has."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_ARTICLE = re.compile(r"^(?:the|der|die|das|den|l['’]|la|le|el)\s*", re.IGNORECASE)
#: What may stand before an agency's name and is no part of it: "агентства Интерфакс", "de l'agence Belga".
_KIND_BEFORE = re.compile(
    r"^(?:(?:news )?agency|(?:nachrichten)?agentur|(?:информационн\w+ )?агентств\w*|(?:інформаційн\w+ )?агентств\w*"
    r"|агенці\w+|агенцтв\w+|agencj\w+(?: prasow\w+| informacyjn\w+)?|(?:l['’])?agence|(?:la )?agencia|agentūr\w+)"
    r"\s+(?=\S)",
    re.IGNORECASE,
)
_MARKS = " «»„“”\"'.,"
#: "HPX", "dpa", "AWi", "ТАСС": letters of which at most the last are small, or all are.
_ACRONYM = re.compile(r"(?!\d+$)(?:[^\W_a-zà-ÿа-яёіўїєґ]{2,6}[a-zà-ÿ]?|[a-z]{2,4})")


def canonical(name: str) -> str:
    """The agency's usual short name; a name that is on no list stays as it is, without what kind of thing it is."""
    return known(name) or _KIND_BEFORE.sub("", name.strip(_MARKS)).strip(_MARKS) or name.strip()


def known(name: str) -> str | None:
    """The usual short name of an agency that is on the list, None for others."""
    low = name.strip(_MARKS).casefold()
    for written in (low, _ARTICLE.sub("", low), _KIND_BEFORE.sub("", low).strip(_MARKS)):
        if found := _by_name().get(written):
            return found
    return next((short for stem, short in _by_stem() if low.startswith(stem) and len(low) <= len(stem) + 3), None)


def is_acronym(name: str) -> bool:
    """True for what looks like the short name of an agency: "HPX", "asr", "AWi"."""
    return bool(_ACRONYM.fullmatch(name))


def is_country(name: str) -> bool:
    """True for a country, as datelines put it into brackets behind a town."""
    return re.sub(r"[ .]", "", name).casefold() in _countries()


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    lines = (line for line in _read("agencies.tsv").splitlines() if line.strip() and not line.startswith("#"))
    parted = (line.split("\t") for line in lines)
    return tuple((cells[0], tuple(form for form in cells[1].split(",") if form)) for cells in parted)


@cache
def _by_name() -> dict[str, str]:
    return {name.rstrip("*").casefold(): short for short, names in _rows() for name in (short, *names)}


@cache
def _by_stem() -> tuple[tuple[str, str], ...]:
    """Names that take endings, the longest first."""
    found = [(name.rstrip("*"), short) for short, names in _rows() for name in names if name.endswith("*")]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@cache
def _countries() -> frozenset[str]:
    lines = (line for line in _read("bracketed_countries.txt").splitlines() if not line.startswith("#"))
    return frozenset(name for line in lines for name in line.split())


def _read(name: str) -> str:
    return files("services.ingest.domain").joinpath(name).read_text(encoding="utf-8")
