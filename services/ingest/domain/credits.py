"""Which agencies an article credits by name, in its dateline, its brackets or a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.ingest.domain.catalogue import AGENCIES, AGENCY_CREDIT, CREDIT_LIMIT, CREDIT_WORDS, NOBODY
from services.ingest.domain.headline import dateline_agency

_SEPARATORS = re.compile(r"\s*(?:,|/|;|&|\+|\band\b|\bund\b|\bи\b|\bі\b|\bта\b|\bi\b|\boraz\b|\bet\b|\by\b|\bir\b)\s*")
_ARTICLE = re.compile(r"^(?:the|der|die|das|den|l['’]|la|le|el)\s*", re.IGNORECASE)
#: "(AFP)", "(dpa/afp)", "(PAP)" at the end of a text, or a line with nothing else.
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,40})[)\]]\.?$")

_ACRONYM = re.compile(r"(?!\d+$)[^\W_a-zа-я]{2,5}")


def credits_in(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """The agencies credited, in order of appearance and each once.

    A dateline or a line of credit may name any agency; in brackets only known ones count. Lines that
    credit nobody by name ("With inputs from agencies") add nothing: they say no origin.
    """
    lines = list(paragraphs)
    found = [dateline_agency(line) for line in lines[:1]]
    found += [name for line in lines for name in _credited(line)]
    return tuple(dict.fromkeys(canonical(name) for name in found if name))


def canonical(name: str) -> str:
    """The agency's usual short name; a name that is not in the catalogue stays as it is."""
    return AGENCIES.get(_ARTICLE.sub("", name.strip().casefold()), name.strip())


def credited_names(line: str) -> list[str] | None:
    """The names in a line that is nothing but a credit, none for "With inputs from agencies"; None for other lines."""
    match = AGENCY_CREDIT.fullmatch(line) if len(line) <= CREDIT_LIMIT else None
    if match is None:
        return None
    named = next((names for names in match.groups() if names), "")
    if match["en3"] is None and not _is_list_of_names(named):
        return None
    return [name for name in (part.strip(" .)]") for part in _SEPARATORS.split(named)) if _is_name(name)]


def is_agency_alone(line: str) -> bool:
    """True for a line that is an agency in brackets and nothing else: "(AFP)", "(dpa/afp)", "(HPX)"."""
    match = _BRACKETS.fullmatch(line)
    return match is not None and all(
        _is_known(name) or _ACRONYM.fullmatch(name) for name in _SEPARATORS.split(match[1])
    )


def _credited(line: str) -> list[str]:
    bracket = _BRACKETS.search(line[-60:])
    inside = _SEPARATORS.split(bracket[1]) if bracket else []
    return (credited_names(line) or []) + [name for name in inside if _is_known(name)]


def _is_list_of_names(named: str) -> bool:
    """True where every word is a name, a known agency or a small word between names."""
    words = re.findall(r"[\w'’/-]+", named)
    return (
        len(words) == 1
        and len(named) <= 6
        or all(not word[0].islower() or word in CREDIT_WORDS or _is_known(word) for word in words)
    )


def _is_name(name: str) -> bool:
    """True for a known agency, and for any other short name that is not just "agencies"."""
    words = name.casefold().split()
    return _is_known(name) or (0 < len(words) <= 4 and not NOBODY.intersection(words))


def _is_known(name: str) -> bool:
    return _ARTICLE.sub("", name.casefold()) in AGENCIES
