"""Which agencies an article credits by name, in its dateline, its brackets or a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.ingest.domain.catalogue import AGENCIES, AGENCY_CREDIT, CREDIT_LIMIT
from services.ingest.domain.headline import dateline_agency

_SEPARATORS = re.compile(r"\s*(?:,|/|;|&|\+|\band\b|\bund\b|\bи\b|\bі\b|\bта\b|\bi\b|\boraz\b|\bet\b|\by\b|\bir\b)\s*")
_ARTICLE = re.compile(r"^(?:the|der|die|das|den|l['’]|la|le|el)\s*", re.IGNORECASE)
#: "(AFP)", "(dpa/afp)", "(PAP)" at the end of a text, or a line with nothing else.
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,40})[)\]]\.?$")


def credits_in(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """The agencies credited, in order of appearance and each once.

    A dateline may name any agency; elsewhere only known ones count, because brackets hold many things. Lines that
    credit nobody by name ("With inputs from agencies") add nothing: they say no origin.
    """
    lines = list(paragraphs)
    found = [dateline_agency(line) for line in lines[:1]]
    found += [name for line in lines for name in _credited(line)]
    return tuple(dict.fromkeys(canonical(name) for name in found if name))


def canonical(name: str) -> str:
    """The agency's usual short name; a name that is not in the catalogue stays as it is."""
    return AGENCIES.get(_ARTICLE.sub("", name.strip().casefold()), name.strip())


def _credited(line: str) -> list[str]:
    match = AGENCY_CREDIT.fullmatch(line) if len(line) <= CREDIT_LIMIT else None
    named = next((names for names in match.groups() if names), "") if match else ""
    bracket = _BRACKETS.search(line[-60:])
    names = _SEPARATORS.split(named) + _SEPARATORS.split(bracket[1] if bracket else "")
    return [name for name in (name.strip(" .)]") for name in names) if _is_known(name)]


def _is_known(name: str) -> bool:
    return _ARTICLE.sub("", name.casefold()) in AGENCIES
