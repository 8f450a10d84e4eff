"""Which entity each name of an article means: an editor's ruling, the gazetteer, this article, then the stream."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.resolve.domain.bodies import Word, agreement, says_only_kind, signature
from services.resolve.domain.candidates import Candidates, best_body, best_person
from services.resolve.domain.memory import Entity, Form, Memory, family_name
from services.resolve.domain.naming import cleaned
from services.resolve.domain.personal import read
from services.resolve.domain.seeds import seed_named
from shared.contracts.mention import EntityType, Mention
from shared.language.bilingual import glosses
from shared.language.names import fold_name
from shared.language.romanise import first_name

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


@dataclass
class Linker:
    """Links the names of one article; what it decides stays here until the article is committed."""

    memory: Memory
    language: str = ""
    linked: list[tuple[Name, str]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    created: dict[str, Name] = field(default_factory=dict)

    def link(self, article_names: Iterable[Name]) -> None:
        """Finds or makes the entity of each name: the gazetteer's, full names, then short ones."""
        in_order = list(article_names)
        for name in in_order:
            if name.gazetteer_id:
                self._assign(name, self._ruled(name) or self._known(name))
        for name in sorted(in_order, key=_people_last):
            if name.is_full and not name.gazetteer_id:
                self._assign(name, self._ruled(name) or self._full(name))
        for name in in_order:
            if not (name.gazetteer_id or name.is_full):
                self._assign(name, self._ruled(name) or self._short(name))

    def entity_named(self, words: str) -> str | None:
        """The entity that a name in this article's claims means, if the article names it."""
        by_form = next((entity for name, entity in self.linked if _stands_in(name, words)), None)
        if by_form or (by_key := self._by_key(fold_name(words, self.language))):
            return by_form or by_key
        form = (Form(text=cleaned(words, self.language, is_person=True), language=self.language),)
        return best_person(form, Candidates(self.memory, self._people_here(), frozenset(), is_here_only=True))

    def _by_key(self, key: str) -> str | None:
        for name, entity in self.linked:
            if name.key == key:
                return entity
        speakers = [(name, entity) for name, entity in self.linked if name.kind in "PO"]
        for name, entity in speakers:
            if name.is_full and key in (family_name(name.key), initials(name.key)):
                return entity
        return next((i for name, i in reversed(speakers) if f" {name.key} " in f" {key} "), None)

    # Full names

    def _full(self, name: Name) -> str | None:
        if name.kind == "P":
            here = self._people_here()
            near = Candidates(self.memory, here, self._companions())
            fitting = best_person(name.forms, near) or self._no_first_name(name)
            return fitting or self._known_otherwise(name) or self._bare_family(name)
        known = self._seeded(name) or best_body(name.forms, name.kind, self.memory, self._bodies_here(name))
        return known or self._known(name)

    def _known_otherwise(self, name: Name) -> str | None:
        """What the same words are known as, if that is no person: persons have been compared by their names."""
        found = self._known(name)
        entity = self.memory.entities.get(found) if found else None
        return found if entity is None or entity.type != "PERSON" or not entity.is_full else None

    def _no_first_name(self, name: Name) -> str | None:
        """The person named in full here whose surname stands behind a common word: "Rozmowa Trump" in a headline."""
        first, _, rest = name.forms[0].text.partition(" ") if name.forms else ("", "", "")
        if not rest or first_name(first, name.language) or not glosses(first, name.language):
            return None
        bare = (Form(text=rest, language=name.language),)
        return best_person(bare, Candidates(self.memory, self._people_here(), self._companions(), is_here_only=True))

    def _bare_family(self, name: Name) -> str | None:
        """The entity so far known by the family name alone, when this is its first full name."""
        found = self.memory.known(f"P|{family_name(name.key)}")
        taken = {entity for _, entity in self.linked}
        entity = self.memory.entities.get(found) if found and found not in taken else None
        return entity.id if entity and not entity.is_full and not entity.gazetteer_id else None

    # Short names

    def _short(self, name: Name) -> str | None:
        if name.kind == "P":
            here = Candidates(self.memory, self._people_here(), self._companions(), is_here_only=True)
            fitting = best_person(name.forms, here) or best_person(name.forms, self._stream())
            return fitting or self._known(name) or self._otherwise_typed(name)
        if name.kind in "OE" and (short_for := self._abbreviated(name) or self._seeded(name)):
            return short_for
        fitting = best_body(name.forms, name.kind, self.memory, self._bodies_here(name))
        return fitting or self._part_of(name) or self._known(name) or self._otherwise_typed(name)

    def _seeded(self, name: Name) -> str | None:
        """The body of the seed list, or what an editor made of it."""
        english = seed_of(name)
        return self._seed_entity(name, english) if english else None

    def _seed_entity(self, name: Name, english: str) -> str:
        found = self.memory.standing(entity_id(f"seed|{english}"))
        if found not in self.memory.entities:
            self.created.setdefault(found, name)
        return found

    def _part_of(self, name: Name) -> str | None:
        """The one place or body here whose proper words these are, the rest saying what it is: Espadán, its hills."""
        form = name.forms[0] if name.forms else None
        own = signature(form.text, form.language) if form else ()
        here = self._bodies_here(name)
        whole = [
            e for e, forms in here.items() if own and any(_is_core(own, signature(f.text, f.language)) for f in forms)
        ]
        return whole[0] if len(whole) == 1 and name.kind != "O" else None

    def _otherwise_typed(self, name: Name) -> str | None:
        """What this very word was taken for in the same company, where extraction is not sure what it is."""
        company = self._companions()
        for kind in "POLE":
            found = self.memory.known(f"{kind}|{name.key}") if kind != name.kind else None
            entity = self.memory.entities.get(found) if found else None
            is_bare = entity is not None and not entity.is_full and not entity.gazetteer_id
            if entity and is_bare and not company.isdisjoint(entity.companions):
                return entity.id
        return None

    def _stream(self) -> Candidates:
        return Candidates(self.memory, {}, self._companions())

    def _abbreviated(self, name: Name) -> str | None:
        """The body in this article whose words begin with these letters, or whose first word this is."""
        full = [(n, e) for n, e in self.linked if n.is_full and n.kind == "O" and not n.gazetteer_id]
        written = {mention.surface.replace(".", "") for mention in name.mentions}
        for other, entity in full:
            if written & {capitals(mention.surface) for mention in other.mentions} or initials(other.key) == name.key:
                return entity
        return next((entity for other, entity in full if other.key.split()[0] == name.key), None)

    # What is known

    def _ruled(self, name: Name) -> str | None:
        """What an editor said that one of its forms means."""
        if not self.memory.rulings:
            return None
        kinds = ("", name.kind)
        keys = (ruling_key(kind, form.text) for form in name.forms for kind in kinds)
        found = next((self.memory.rulings[key] for key in keys if key in self.memory.rulings), None)
        return self.memory.standing(found) if found else None

    def _known(self, name: Name) -> str | None:
        for key in lookups(name):
            if found := self.keys.get(key) or self.memory.known(key):
                return found
        return None

    def _people_here(self) -> dict[str, tuple[Form, ...]]:
        here: dict[str, tuple[Form, ...]] = {}
        for name, entity in self.linked:
            if name.kind == "P" and name.is_full:
                here[entity] = (*here.get(entity, ()), *name.forms)
        return here

    def _bodies_here(self, like: Name) -> dict[str, tuple[Form, ...]]:
        here: dict[str, tuple[Form, ...]] = {}
        for name, entity in self.linked:
            if name.kind == like.kind and not name.gazetteer_id:
                here[entity] = (*here.get(entity, ()), *name.forms)
        return here

    def _companions(self) -> frozenset[str]:
        return frozenset(entity for _, entity in self.linked)

    def _assign(self, name: Name, entity: str | None) -> None:
        if entity is None:
            entity = self._new(name)
        self.linked.append((name, entity))
        self._remember(name, entity)

    def _new(self, name: Name) -> str:
        made = new_id(name)
        if made in self.memory.entities or made in self.created:  # the key is taken by somebody else
            made = entity_id(f"{name.kind}|{name.key}|{'|'.join(f.text + f.country for f in name.forms)}")
        self.created.setdefault(made, name)
        return made

    def _remember(self, name: Name, entity: str) -> None:
        if name.gazetteer_id:
            mine = [f"id|{name.gazetteer_id}"]
        elif name.is_full or entity in self.created:
            mine = [f"{name.kind}|{form}" for form in forms(name)]
        elif name.kind == "O":
            mine = [f"{name.kind}|{name.key}"]
        else:
            return
        for key in mine:
            if key not in self.memory.keys:
                self.keys.setdefault(key, entity)


def _people_last(name: Name) -> int:
    """Sorts bodies and places before people, who are known by their company, and sure names before doubtful ones."""
    if name.kind != "P" or not name.forms:
        return 0
    return 1 if first_name(name.forms[0].text.split()[0], name.language) else 2


def seed_of(name: Name) -> str | None:
    """The English name that the seed list has for a body in one of these forms."""
    if name.kind != "O" or name.gazetteer_id:
        return None
    return next((found for form in name.forms if (found := seed_named(form.text))), None)


def _is_core(own: tuple[Word, ...], whole: tuple[Word, ...]) -> bool:
    """Whether a name's words are all the proper words of another that has words for its kind besides."""
    proper = tuple(word for word in whole if not word.english)
    return len(proper) < len(whole) and len(proper) == len(own) and agreement(own, proper) == 1.0


def _stands_in(name: Name, words: str) -> bool:
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
