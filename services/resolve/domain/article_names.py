"""The names of one article: all mentions of one key together, the keys they are known by, and their forms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.resolve.domain.bodies import says_only_kind, signature
from services.resolve.domain.memory import Entity, Form
from services.resolve.domain.naming import cleaned
from services.resolve.domain.personal import read
from services.resolve.domain.seeds import seed_named
from shared.contracts.mention import EntityType, Mention

#: Types that one key may carry without meaning two things.
CLASSES: dict[EntityType, str] = {"PERSON": "P", "ORG": "O", "EVENT": "E", "GPE": "L", "LOC": "L", "NORP": "N"}


#: Letters of the shortest abbreviation.
_SHORTEST = 2


@dataclass
class Name:
    """All mentions of one key in an article."""

    key: str
    type: EntityType
    language: str = ""
    #: Country code of the article, which belongs to bodies whose name says none.
    country: str = ""
    gazetteer_id: str | None = None
    mentions: list[Mention] = field(default_factory=list)
    #: Forms of a name that is no mention: the source of a claim.
    said: tuple[Form, ...] = ()

    @property
    def kind(self) -> str:
        """The class of types that must agree."""
        return CLASSES[self.type]

    @property
    def is_full(self) -> bool:
        """Whether it has two words or more."""
        return " " in self.key

    @property
    def forms(self) -> tuple[Form, ...]:
        """The different forms it stands in, the fullest first."""
        if self.said:
            return self.said
        is_person = self.type == "PERSON"
        texts = dict.fromkeys(cleaned(m.surface, self.language, is_person=is_person) for m in self.mentions)
        ordered = sorted(filter(None, texts), key=lambda text: -text.count(" "))
        return tuple(Form(text=text, language=self.language, country=self.country) for text in ordered)


def names(mentions: Iterable[Mention], language: str = "", country: str = "") -> list[Name]:
    """The names of an article in order of appearance, each with all its mentions."""
    found: dict[tuple[str, str], Name] = {}
    for mention in mentions:
        if not (mention.key or mention.gazetteer_id):
            continue
        group = (mention.gazetteer_id or "", "" if mention.gazetteer_id else f"{CLASSES[mention.type]}|{mention.key}")
        made = Name(mention.key, mention.type, language, country, mention.gazetteer_id)
        found.setdefault(group, made).mentions.append(mention)
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
    """The key itself; for people also without middle names; with the country where a body's name says only its kind."""
    words = name.key.split()
    if name.kind != "P" and name.country and name.forms:
        is_open = says_only_kind(signature(name.forms[0].text, name.language))
        return [f"{name.key}@{name.country}"] if is_open else [name.key]
    if name.kind == "P" and len(words) > 2 and len(words[0]) > 1:
        return [name.key, f"{words[0]} {words[-1]}"]
    return [name.key]


def new_id(name: Name) -> str:
    """The id of an entity that is first seen by this name."""
    first = name.gazetteer_id or f"{name.kind}|{name.key}"
    return entity_id(first)


def entity_id(first: str) -> str:
    """The id that follows from what an entity was first known by."""
    return "en_" + hashlib.sha256(first.encode()).hexdigest()[:12]


def ruling_key(kind: str, text: str) -> str:
    """Where an editor's word on a form is kept."""
    return f"{kind}|{' '.join(text.casefold().split())}"


def seed_of(name: Name) -> str | None:
    """The English name that the seed list has for a body in one of these forms."""
    if name.kind != "O" or name.gazetteer_id:
        return None
    return next((found for form in name.forms if (found := seed_named(form.text))), None)


def stands_in(name: Name, words: str) -> bool:
    """Whether a mention of the name stands in exactly these words, or is called so by the gazetteer."""
    return any(mention.surface == words or mention.name == words for mention in name.mentions)


def initials(key: str) -> str:
    """The first letters of a name's words: "hpa" of "harbor press agency"."""
    return "".join(word[0] for word in key.split())


def capitals(surface: str) -> str:
    """The capitals that a name's words begin with, in capitals: BSI, RPP; "" where there are fewer than two."""
    words = [word for word in surface.replace("-", " ").split() if word[:1].isalpha()]
    big = "".join(word[0] for word in words if word[0].isupper())
    every = "".join(word[0].upper() for word in words if len(word) > 3 or word[0].isupper())
    return every if len(big) < _SHORTEST and len(every) > _SHORTEST else big if len(big) >= _SHORTEST else ""


def fuller(name: Name, entity: Entity) -> str:
    """The longer of the key that an entity has and that of a name."""
    own = read(name.forms[0].text, name.language) if name.kind == "P" and name.forms else None
    if own is not None and not own.given:
        return entity.key
    return name.key if len(name.key.split()) > len(entity.key.split()) else entity.key
