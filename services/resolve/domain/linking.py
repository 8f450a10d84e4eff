"""Which entity each name of an article means: an editor's ruling, the gazetteer, this article, then the stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.resolve.domain.article_names import (
    Name,
    entity_id,
    forms,
    initials,
    lookups,
    new_id,
    ruling_key,
    seed_of,
    stands_in,
)
from services.resolve.domain.bodies import Word, agreement, has_all, signature
from services.resolve.domain.candidates import Candidates, best_body, best_person
from services.resolve.domain.here import Here
from services.resolve.domain.memory import Form, Memory, family_name
from services.resolve.domain.naming import cleaned
from shared.language.bilingual import glosses
from shared.language.names import fold_name
from shared.language.romanise import first_name


@dataclass
class Linker:
    """Links the names of one article; what it decides stays here until the article is committed."""

    memory: Memory
    language: str = ""
    linked: list[tuple[Name, str]] = field(default_factory=list)
    here: Here = field(default_factory=Here)
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
        by_form = next((entity for name, entity in self.linked if stands_in(name, words)), None)
        if by_form or (by_key := self._by_key(fold_name(words, self.language))):
            return by_form or by_key
        person = self._person_here((Form(text=cleaned(words, self.language, is_person=True), language=self.language),))
        return person or self._described(words)

    def _described(self, words: str) -> str | None:
        """The one body of this article that these words describe: "the ministry", "the U.S. embassy"."""
        own = signature(words, self.language)
        if not own or not all(word.english or word.nation for word in own):
            return None
        bodies = [(entity, form) for name, entity in self.here.bodies for form in name.forms]
        fitting = {entity for entity, form in bodies if has_all(signature(form.text, form.language, form.country), own)}
        return fitting.pop() if len(fitting) == 1 else None

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
            near = Candidates(self.memory, self.here.like(name), self.here.ids)
            fitting = best_person(name.forms, near) or self._no_first_name(name)
            return fitting or self._known_otherwise(name) or self._bare_family(name)
        known = self._seeded(name) or best_body(name.forms, name.kind, self.memory, self.here.like(name))
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
        return self._person_here((Form(text=rest, language=name.language),))

    def _person_here(self, forms: tuple[Form, ...]) -> str | None:
        """The person named in full in this article whom a name in these forms means."""
        like = Name(forms[0].text, "PERSON", self.language, said=forms)
        return best_person(forms, Candidates(self.memory, self.here.like(like), self.here.ids, is_here_only=True))

    def _bare_family(self, name: Name) -> str | None:
        """The entity so far known by the family name alone, when this is its first full name."""
        found = self.memory.known(f"P|{family_name(name.key)}")
        entity = self.memory.entities.get(found) if found and found not in self.here.ids else None
        return entity.id if entity and not entity.is_full and not entity.gazetteer_id else None

    # Short names

    def _short(self, name: Name) -> str | None:
        if name.kind == "P":
            stream = Candidates(self.memory, {}, self.here.ids)
            fitting = (self._person_here(name.forms) if name.forms else None) or best_person(name.forms, stream)
            return fitting or self._known(name) or self._otherwise_typed(name)
        if name.kind in "OE" and (short_for := self.here.shortened(name) or self._seeded(name)):
            return short_for
        fitting = best_body(name.forms, name.kind, self.memory, self.here.like(name))
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
        here = self.here.like(name)
        whole = [
            e for e, forms in here.items() if own and any(_is_core(own, signature(f.text, f.language)) for f in forms)
        ]
        return whole[0] if len(whole) == 1 and name.kind != "O" else None

    def _otherwise_typed(self, name: Name) -> str | None:
        """What this very word was taken for in the same company, where extraction is not sure what it is."""
        company = self.here.ids
        for kind in "POLE":
            found = self.memory.known(f"{kind}|{name.key}") if kind != name.kind else None
            entity = self.memory.entities.get(found) if found else None
            is_bare = entity is not None and not entity.is_full and not entity.gazetteer_id
            if entity and is_bare and not company.isdisjoint(entity.companions):
                return entity.id
        return None

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

    def _assign(self, name: Name, entity: str | None) -> None:
        if entity is None:
            entity = self._new(name)
        self.linked.append((name, entity))
        self.here.add(name, entity)
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


def _is_core(own: tuple[Word, ...], whole: tuple[Word, ...]) -> bool:
    """Whether a name's words are all the proper words of another that has words for its kind besides."""
    proper = tuple(word for word in whole if not word.english)
    return len(proper) < len(whole) and len(proper) == len(own) and agreement(own, proper) == 1.0
