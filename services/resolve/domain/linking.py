"""Which entity a name means: gazetteer first, then the folded key, then short name beside full name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.resolve.domain.memory import Entity, Memory, family_name
from shared.contracts.mention import EntityType, Mention

#: Types that one key may carry without meaning two things.
CLASSES: dict[EntityType, str] = {"PERSON": "P", "ORG": "O", "EVENT": "E", "GPE": "L", "LOC": "L", "NORP": "N"}

#: A family name shared by several people means the one who has been named this many times as often as all others.
DOMINANCE = 8


@dataclass
class Name:
    """All mentions of one key in an article."""

    key: str
    type: EntityType
    gazetteer_id: str | None = None
    mentions: list[Mention] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The class of types that must agree."""
        return CLASSES[self.type]

    @property
    def is_full(self) -> bool:
        """Whether it has two words or more."""
        return " " in self.key


def names(mentions: Iterable[Mention]) -> list[Name]:
    """The names of an article in order of appearance, each with all its mentions."""
    found: dict[tuple[str, str], Name] = {}
    for mention in mentions:
        if not (mention.key or mention.gazetteer_id):
            continue
        group = (mention.gazetteer_id or "", "" if mention.gazetteer_id else f"{CLASSES[mention.type]}|{mention.key}")
        name = found.setdefault(group, Name(mention.key, mention.type, mention.gazetteer_id))
        name.mentions.append(mention)
    return list(found.values())


def lookups(name: Name) -> list[str]:
    """The keys under which the entity of a name may be known, best first."""
    if name.gazetteer_id:
        return [f"id|{name.gazetteer_id}"]
    keys = [f"{name.kind}|{form}" for form in forms(name)]
    if name.is_full:  # two words mean the same thing whatever type they were given
        keys += [f"{kind}|{name.key}" for kind in "POLEN" if kind != name.kind]
    elif name.kind in "OE":
        keys += [f"{kind}|{name.key}" for kind in "OE" if kind != name.kind]
    return keys


def forms(name: Name) -> list[str]:
    """The key itself and, for people, without middle names and initials: "donald trump" of "donald j trump"."""
    words = name.key.split()
    if name.kind == "P" and len(words) > 2 and len(words[0]) > 1:
        return [name.key, f"{words[0]} {words[-1]}"]
    return [name.key]


def new_id(name: Name) -> str:
    """The id of an entity that is first seen by this name."""
    first = name.gazetteer_id or f"{name.kind}|{name.key}"
    return "en_" + hashlib.sha256(first.encode()).hexdigest()[:12]


@dataclass
class Linker:
    """Links the names of one article; what it decides stays here until the article is committed."""

    memory: Memory
    linked: list[tuple[Name, str]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    created: dict[str, Name] = field(default_factory=dict)

    def link(self, article_names: Iterable[Name]) -> None:
        """Finds or makes the entity of each name, full names before short ones."""
        in_order = list(article_names)
        for name in in_order:
            if name.gazetteer_id or name.is_full:
                self._assign(name, self._known(name) or self._bare_family(name))
        for name in in_order:
            if not (name.gazetteer_id or name.is_full):
                self._assign(name, self._beside(name) or self._by_family(name) or self._known(name))

    def entity_of(self, key: str) -> str | None:
        """The entity that a name in this article's claims means, if the article names it."""
        for name, entity_id in self.linked:
            if name.key == key:
                return entity_id
        speakers = [(name, entity_id) for name, entity_id in self.linked if name.kind in "PO"]
        for name, entity_id in speakers:
            if name.is_full and key in (family_name(name.key), initials(name.key)):
                return entity_id
        return next((i for name, i in reversed(speakers) if f" {name.key} " in f" {key} "), None)

    def _known(self, name: Name) -> str | None:
        for key in lookups(name):
            if found := self.keys.get(key) or self.memory.keys.get(key):
                return found
        return None

    def _beside(self, name: Name) -> str | None:
        """The full name in this article that a short one belongs to: its family name, its initials, its first word."""
        full = [(n, e) for n, e in self.linked if n.is_full and not n.gazetteer_id]
        for other, entity_id in full:
            if other.kind == "P" and family_name(other.key) == name.key:
                return entity_id
        if name.kind != "O":
            return None
        for other, entity_id in full:
            if other.kind == "O" and (initials(other.key) == name.key or other.key.split()[0] == name.key):
                return entity_id
        return None

    def _by_family(self, name: Name) -> str | None:
        """The person of this family name whom the stream knows, where there is only one worth thinking of."""
        if name.kind != "P":
            return None
        known = sorted(self.memory.families.get(name.key, ()), key=lambda i: (-self.memory.entities[i].articles, i))
        if not known:
            return None
        counts = [self.memory.entities[i].articles for i in known]
        return known[0] if len(known) == 1 or counts[0] >= DOMINANCE * sum(counts[1:]) else None

    def _bare_family(self, name: Name) -> str | None:
        """The entity so far known by the family name alone, when this is its first full name."""
        if name.kind != "P" or name.gazetteer_id or self.memory.families.get(family_name(name.key)):
            return None
        found = self.memory.keys.get(f"P|{family_name(name.key)}")
        taken = {entity_id for _, entity_id in self.linked}
        entity = self.memory.entities.get(found) if found and found not in taken else None
        return entity.id if entity and " " not in entity.key else None

    def _assign(self, name: Name, entity_id: str | None) -> None:
        if entity_id is None:
            entity_id = new_id(name)
            self.created.setdefault(entity_id, name)
        self.linked.append((name, entity_id))
        self._remember(name, entity_id)

    def _remember(self, name: Name, entity_id: str) -> None:
        if name.gazetteer_id:
            mine = [f"id|{name.gazetteer_id}"]
        elif name.is_full or entity_id in self.created or self._known(name) is None:
            mine = [f"{name.kind}|{form}" for form in forms(name)]
        else:
            return
        for key in mine:
            if key not in self.memory.keys:
                self.keys.setdefault(key, entity_id)


def initials(key: str) -> str:
    """The first letters of a name's words: "hpa" of "harbor press agency"."""
    return "".join(word[0] for word in key.split())


def fuller(name: Name, entity: Entity) -> str:
    """The longer of the key that an entity has and that of a name."""
    return name.key if len(name.key.split()) > len(entity.key.split()) else entity.key
