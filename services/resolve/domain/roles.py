"""Roles in a text, "the Belarusian leader", and whom an article itself shows to hold them.

A holder is shown where office and name stand side by side ("Präsident Lukaschenko", "X, the president of Y"), here or
earlier in the stream. A role alone means its holder where exactly one person of the article can be meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from services.resolve.domain.nations import nation_of
from services.resolve.domain.tables import rows
from shared.language import base

_WORD = re.compile(r"[^\W\d_]+(?:[-’'ʼ.][^\W\d_]+)*")
_GENITIVE = re.compile(r"[’']s$")
#: Code points of a text that are searched for roles.
_SEARCHED = 20_000
#: Small words between an office and its country.
_LINKS = frozenset("of the de la del du des d’ von der des und do los las el".split())
#: Words after an office, and before it, among which its country may stand.
_AFTER, _BEFORE = 3, 2
#: What may stand between a role and the name of its holder.
_BESIDE = re.compile(r"[\s\u00a0]*[,–—(-]?[\s\u00a0]*\Z")
#: Offices that "the leader of" a country may mean.
LEADING = frozenset({"president", "prime-minister", "chancellor", "leader", "king"})


@dataclass(frozen=True, slots=True)
class Role:
    """An office and its country ("" where none is said), and where it stands."""

    start: int
    end: int
    office: str
    nation: str


#: Office and country.
Post = tuple[str, str]


@cache
def _offices(tongue: str) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """By the first three letters: the words of an office's name (with * for any ending), longest names first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for office, language, names in rows("offices.tsv"):
        if language == tongue:
            for name in names.split(","):
                found[name.lstrip("*")[:3].rstrip("*")].append((tuple(name.split()), office))
    return {start: tuple(sorted(names, key=lambda name: -len(name[0]))) for start, names in found.items()}


@lru_cache(maxsize=512)
def roles_in(text: str, language: str) -> tuple[Role, ...]:
    """The roles that a text names, in its order."""
    tongue = base(language)
    words = list(_WORD.finditer(text[:_SEARCHED]))
    lows = [_GENITIVE.sub("", word.group().lower()) for word in words]
    return tuple(_roles(words, lows, tongue))


def _roles(words: Sequence[re.Match[str]], lows: list[str], tongue: str) -> Iterator[Role]:
    n = 0
    while n < len(words):
        found = _office_at(lows, n, tongue)
        if found is None:
            n += 1
            continue
        office, last = found
        first, end, nation = _with_nation(words, n, last, tongue)
        yield Role(words[first].start(), words[end].end(), office, nation)
        n = max(last, end) + 1


def _office_at(lows: list[str], n: int, tongue: str) -> tuple[str, int] | None:
    """The office whose name begins at a word, and its last word; of a word with a hyphen the last part counts too."""
    for low in dict.fromkeys((lows[n], lows[n].rpartition("-")[2])):
        for names, office in _offices(tongue).get(low[:3], ()):
            here = [low, *lows[n + 1 : n + len(names)]]
            if len(here) == len(names) and all(map(_fits, here, names)):
                return office, n + len(names) - 1
    return None


def _fits(low: str, name: str) -> bool:
    return low.startswith(name[:-1]) if name.endswith("*") else low == name


def _with_nation(words: Sequence[re.Match[str]], n: int, last: int, tongue: str) -> tuple[int, int, str]:
    """The first and last word of an office with its country, and the country: before it, in it, or behind it."""
    prefix, hyphen, _ = words[n].group().rpartition("-")
    if hyphen and (nation := nation_of(prefix, tongue)):
        return n, last, nation
    for first in range(n - 1, max(-1, n - 1 - _BEFORE), -1):
        if nation := nation_of(words[first].group(), tongue):
            return first, last, nation
    for end in range(last + 1, min(len(words), last + 1 + _AFTER)):
        if nation := nation_of(words[end].group(), tongue):
            return n, end, nation
        if words[end].group().lower() not in _LINKS:
            break
    return n, last, ""


@dataclass(frozen=True, slots=True)
class Named:
    """A person's mention: where it stands and which entity it is."""

    start: int
    end: int
    entity_id: str


def shown(text: str, roles: Iterable[Role], people: Sequence[Named]) -> dict[str, list[Post]]:
    """The posts that a text shows people to hold, by entity: role and name stand side by side."""
    held: dict[str, list[Post]] = defaultdict(list)
    for role in roles:
        for person in people:
            if _are_beside(text, role, person):
                held[person.entity_id].append((role.office, role.nation))
                break
    return dict(held)


def _are_beside(text: str, role: Role, person: Named) -> bool:
    if role.end <= person.start <= role.end + 4:
        return bool(_BESIDE.match(text[role.end : person.start]))
    return person.end < role.start <= person.end + 6 and bool(_APPOSED.match(text[person.end : role.start]))


#: A role behind a name is its holder's after a comma, with an article perhaps.
_APPOSED = re.compile(r"[\s\u00a0]*[,–—(][\s\u00a0]*(?:(?:the|der|die|le|la|el|l[’'])[\s\u00a0]*)?\Z")


def holder(post: Post, held: dict[str, list[Post]]) -> str | None:
    """The one person who holds a post; None where nobody does, or several do."""
    exact = [entity for entity, posts in held.items() if any(_is_post(post, known) for known in posts)]
    return exact[0] if len(exact) == 1 else None


def _is_post(asked: Post, known: Post) -> bool:
    """Whether a post that was asked for may be this one: "the president" any country's, "the leader" no one's."""
    office, nation = asked
    if office == "leader" and not nation:
        return False
    is_office = office == known[0] or (office == "leader" and known[0] in LEADING)
    return is_office and (not nation or nation == known[1])
