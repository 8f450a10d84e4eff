"""Which agencies an article credits: in its dateline, its byline, brackets, or a line or sentence of its own.

An article is made of what it credits. One that merely cites somebody ("a minister told Reuters") credits nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.ingest.domain.agencies import canonical, is_acronym, is_country, known
from services.ingest.domain.catalogue import AGENCY_CREDIT, CREDIT_LIMIT, CREDIT_WORDS, NOBODY

_SEPARATORS = re.compile(r"\s*(?:,|/|;|&|\+|\band\b|\bund\b|\bи\b|\bі\b|\bта\b|\bi\b|\boraz\b|\bet\b|\by\b|\bir\b)\s*")
#: "(AFP)", "(dpa/afp)", "(PAP)" at the end of a text, or a line with nothing else.
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,40})[)\]]\.?$")
#: "... the mayor said. — AP", where the text ends.
_BEHIND_DASH = re.compile(r"(?:[.!?”»\"]\s*|^)(?:[-–—]{1,2})\s?([^\s\d–—-][^\d–—]{1,30}?)\.?$")
#: Words that say of an unknown name that it is an agency's or an outlet's.
_AGENCY_WORD = re.compile(
    r"(?:agency|press|wire|news|agentur|dienst|nachrichten|agence|presse|agencia|agencja|агентств\w|агентство|агенція|пресс?"
    r"|агенцтва|agentūra|tarnyba|žinios|-?инфо(?:рм)?|-?інформ?)",
    re.IGNORECASE,
)
#: Code points in which a dateline ends, and words in small letters in it: "am Main", "de mayo", "balandžio 7 d.".
_DATELINE, _SMALL_WORDS = 110, 3
_IN_DATELINE = re.compile(r"[(/]\s?([^()/\d][^()\d]{1,40}?)\s?[)/]\s?(?=[-–—:.]|\s[-–—]|$)")
_DATELINE_END = re.compile(r"\s[-–—]{1,2}\s|\.\s")
_OPENS_SENTENCE = re.compile(r"(?:the|a|der|die|das|ein|eine|le|la|les|l['’]|el|los|las|un|une|una)\b", re.IGNORECASE)
#: A sentence that says nothing but who told it: "Об этом сообщает Интерфакс.", "Informuje o tym PAP."
_TOLD_BY = re.compile(
    r"(?:^|(?<=[.!?»”]\s))(?:об этом (?:сообща(?:ет|ют)|пишет|передаёт|передает)|про це (?:повідомляє|пише|передає)"
    r"|пра гэта (?:паведамляе|піша|перадае)|(?:poinformowała|informuje|podaje|pisze) o tym"
    r"|o tym (?:informuje|podaje|pisze)|apie tai (?:praneša|rašo|informuoja)"
    r"|das (?:berichtet|meldet|berichtete|meldete)|this was reported by"
    r"|así lo (?:informa|informó)|c['’]est ce que rapporte) (?P<name>[^.!?]{2,40})[.!]?$",
    re.IGNORECASE,
)


def credits_in(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """The agencies credited, in order of appearance and each once.

    A dateline or a line of credit may name any agency; in brackets only known ones count. Lines that
    credit nobody by name ("With inputs from agencies") add nothing: they say no origin.
    """
    lines = list(paragraphs)
    found = [name for line in lines[:1] for name in in_dateline(line)]
    found += [name for line in lines for name in _credited(line)]
    found += [name for line in lines[-2:] for name in _at_the_end(line)]
    return tuple(dict.fromkeys(canonical(name) for name in found))


def in_byline(by: str | None) -> tuple[str, ...]:
    """The agencies that a byline names beside people: "dpa", "Ada Example, AFP", "Von AP/Bo Example"."""
    parts = _SEPARATORS.split((by or "")[:CREDIT_LIMIT])
    found = (known(re.sub(r"^(?:by|von|par|por)\s+", "", part.strip(" ()"), flags=re.IGNORECASE)) for part in parts)
    return tuple(dict.fromkeys(name for name in found if name))


def in_dateline(line: str) -> list[str]:
    """The agencies in a dateline: "VILNIUS (Reuters) -", "МОСКВА, 3 марта. /ТАСС/.", "Lagos (AWi/TWW).", "BelTA –"."""
    start = line[:_DATELINE]
    for match in _IN_DATELINE.finditer(start):
        before = start[: match.start()]
        names = [name for name in _SEPARATORS.split(match[1]) if name]
        if _may_be_dateline(before) and all(_is_in_dateline(name) for name in names):
            return names
    for end in _DATELINE_END.finditer(start):
        before, _, last = start[: end.start()].replace(". ", ", ").replace(" - ", ", ").rpartition(", ")
        if before and _may_be_dateline(before) and known(last):
            return [last]
    return []


def _may_be_dateline(words: str) -> bool:
    found = re.findall(r"[^\W\d_]+", words)
    small = sum(word[0].islower() for word in found)
    return (
        0 < len(found) <= 10
        and not found[0][0].islower()
        and small <= _SMALL_WORDS
        and (not _OPENS_SENTENCE.match(words) or found[0].isupper())
    )


def _is_in_dateline(name: str) -> bool:
    words = name.split()
    return bool(known(name)) or (
        not is_country(name)
        and 0 < len(words) <= 4
        and (is_acronym(name) or not any(word[0].islower() for word in words))
        and not NOBODY.intersection(name.casefold().split())
    )


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
    """True for a line that is an agency in brackets and nothing else: "(AFP)", "(dpa/afp)", "(Harrow Agency)"."""
    return bool(_alone(line))


def _alone(line: str) -> list[str]:
    match = _BRACKETS.fullmatch(line)
    names = _SEPARATORS.split(match[1]) if match else []
    return names if all(known(name) or is_acronym(name) or _is_called_agency(name) for name in names) else []


def _is_called_agency(name: str) -> bool:
    words = name.split()
    return 1 < len(words) <= 4 and name[0].isupper() and any(_AGENCY_WORD.fullmatch(word) for word in words)


def _credited(line: str) -> list[str]:
    bracket = _BRACKETS.search(line[-60:])
    inside = _SEPARATORS.split(bracket[1]) if bracket else []
    return (credited_names(line) or []) + (_alone(line) or [name for name in inside if known(name)])


def _at_the_end(line: str) -> list[str]:
    """Agencies behind a dash, in a sentence that says who told it, or alone, where a text ends."""
    if told := _TOLD_BY.search(line[-120:]):
        return [name for name in _SEPARATORS.split(told["name"]) if known(name) or is_acronym(canonical(name))]
    behind = _BEHIND_DASH.search(line[-60:])
    names = _SEPARATORS.split(behind[1] if behind else line if len(line) <= 40 else "")
    return names if names[0] and all(known(name) for name in names) else []


def _is_list_of_names(named: str) -> bool:
    """True where every word is a name, a known agency or a small word between names."""
    words = re.findall(r"[\w'’/-]+", named)
    return (
        len(words) == 1
        and len(named) <= 6
        or all(not word[0].islower() or word in CREDIT_WORDS or known(word) for word in words)
    )


def _is_name(name: str) -> bool:
    """True for a known agency, and for any other short name that is not just "agencies"."""
    words = canonical(name).casefold().split()
    return bool(known(name)) or (0 < len(words) <= 4 and not NOBODY.intersection(words))
