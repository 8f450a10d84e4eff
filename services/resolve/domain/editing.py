"""An editor's word on entities: two are one, one is two, or a name. The machine never undoes it.

Ids redirect after a merge. What an editor says of a form is a ruling, which the linker asks before anything else.
Limit: articles that came before a split keep the entity they were given; the ruling holds from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.resolve.domain.article_names import CLASSES, entity_id, ruling_key
from services.resolve.domain.memory import Entity, Form, Learnt, Memory
from services.resolve.domain.remembering import MOST_COMPANIONS, MOST_FORMS
from shared.contracts.entity import EntityChange, EntityCommand
from shared.language.names import fold_name

#: Articles that an editor's word on who is named beside whom counts for.
_SAID_SO = 1_000


class CannotEdit(Exception):
    """The command cannot be followed; `field` says which part of it is wrong."""

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(detail)
        self.detail, self.field = detail, field


@dataclass(frozen=True)
class Edited:
    """What a command changes, and what is told of it."""

    learnt: Learnt
    changes: tuple[EntityChange, ...]


def edit(memory: Memory, command: EntityCommand) -> Edited:
    """Follows a command. Memory is read, never changed. Raises CannotEdit."""
    return _DOING[command.do](memory, command)


def _entities(memory: Memory, command: EntityCommand, least: int) -> list[Entity]:
    standing = dict.fromkeys(memory.standing(name) for name in command.entities)
    unknown = [name for name in standing if name not in memory.entities]
    if unknown:
        raise CannotEdit(f"there is no entity {unknown[0]}", "entities")
    if len(standing) < least:
        raise CannotEdit(f"{command.do} needs {least} different entities", "entities")
    return [memory.entities[name] for name in standing]


def _merge(memory: Memory, command: EntityCommand) -> Edited:
    """All become the first: its id stays, the others redirect to it, their forms mean it."""
    survivor, *others = _entities(memory, command, least=2)
    grown = survivor.model_copy(
        update={
            "forms": tuple(dict.fromkeys(form for e in (survivor, *others) for form in e.forms))[:MOST_FORMS],
            "companions": _summed((survivor, *others)),
            "articles": sum(e.articles for e in (survivor, *others)),
            "key": max((e.key for e in (survivor, *others)), key=lambda key: key.count(" ")),
        }
    )
    ended = [other.model_copy(update={"merged_into": survivor.id}) for other in others]
    rulings = [(key, survivor.id) for other in others for key in _ruled(other.forms, CLASSES[other.type])]
    changes = tuple(_change("merged", other, command, name=grown.name, into=survivor.id) for other in others)
    return Edited(Learnt((grown, *ended), rulings=tuple(rulings)), changes)


def _summed(entities: Iterable[Entity]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for entity in entities:
        for other, count in entity.companions.items():
            counts[other] = counts.get(other, 0) + count
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_COMPANIONS])


def _split(memory: Memory, command: EntityCommand) -> Edited:
    """The forms mean an entity of their own from now on; with `beside`, where these are named too."""
    (whole,) = _entities(memory, command, least=1)[:1]
    beside = {memory.standing(name): _SAID_SO for name in command.beside}
    moved = _moved(whole, command)
    name = command.name or moved[0].text
    made = entity_id(f"split|{whole.id}|{command.command_id}")
    key = fold_name(moved[0].text, moved[0].language)
    part = Entity(
        id=made, name=name, type=whole.type, key=key, forms=moved, companions=beside, is_named=command.name is not None
    )
    if beside:  # two people of one name: who is meant is told by who else is there
        return Edited(Learnt((part,)), (_change("split", part, command, of=whole),))
    kept = whole.model_copy(update={"forms": tuple(form for form in whole.forms if form not in moved)})
    rulings = tuple((ruling, made) for ruling in _ruled(moved, CLASSES[whole.type]))
    return Edited(Learnt((kept, part), rulings=rulings), (_change("split", part, command, of=whole),))


def _moved(whole: Entity, command: EntityCommand) -> tuple[Form, ...]:
    """The forms that go: those named; of two people of one name all, where none is named."""
    if not command.forms and command.beside:
        return whole.forms
    if not command.forms:
        raise CannotEdit("split needs the forms that are somebody else, or beside whom they are", "forms")
    named = {" ".join(text.casefold().split()) for text in command.forms}
    known = tuple(form for form in whole.forms if " ".join(form.text.casefold().split()) in named)
    seen = {form.text.casefold() for form in known}
    new = (Form(text=text, language="en") for text in command.forms if " ".join(text.casefold().split()) not in seen)
    if len(known) == len(whole.forms):
        raise CannotEdit("these are all of its forms: nothing would be left", "forms")
    return (*known, *new)


def _ruled(forms: Iterable[Form], kind: str) -> list[str]:
    return list(dict.fromkeys(ruling_key(kind, form.text) for form in forms))


def _rename(memory: Memory, command: EntityCommand) -> Edited:
    """The first is called so; no text renames it again."""
    (entity,) = _entities(memory, command, least=1)[:1]
    if not command.name or not command.name.strip():
        raise CannotEdit("rename needs a name", "name")
    named = entity.model_copy(update={"name": " ".join(command.name.split()), "is_named": True})
    return Edited(Learnt((named,)), (_change("renamed", named, command),))


def _change(
    kind: str,
    entity: Entity,
    command: EntityCommand,
    *,
    name: str = "",
    into: str | None = None,
    of: Entity | None = None,
) -> EntityChange:
    reason = f"{command.by}: {command.why or command.do}" + (f" (part of {of.id} so far)" if of else "")
    return EntityChange.model_validate(
        {"kind": kind, "entity_id": entity.id, "name": name or entity.name, "into": into, "reason": reason}
    )


_DOING: dict[str, Callable[[Memory, EntityCommand], Edited]] = {"merge": _merge, "split": _split, "rename": _rename}
