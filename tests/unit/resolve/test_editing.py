"""An editor's word on entities: followed at once, kept for good, told to others, refused with a reason."""

from __future__ import annotations

import pytest

from services.resolve.domain.editing import CannotEdit, edit
from services.resolve.domain.memory import Entity, Memory
from services.resolve.handlers import FollowEntityCommand
from shared.contracts.entity import EntityCommand, EntityInArticle
from shared.contracts.envelope import Event
from shared.delivery.errors import Refused
from shared.delivery.unit import Unit
from tests.unit.resolve.test_resolving import Desk, named, only


@pytest.fixture
def desk() -> Desk:
    return Desk()


def command(do: str, *entities: str, **fields: object) -> EntityCommand:
    return EntityCommand.model_validate(
        {"command_id": "cmd_1", "do": do, "entities": entities, "why": "said so"} | fields
    )


def follow(desk: Desk, told: EntityCommand) -> tuple[str, ...]:
    """The ids that the changes speak of."""
    edited = edit(desk.memory, told)
    desk.memory.learn(edited.learnt)
    return tuple(change.entity_id for change in edited.changes)


def pair(desk: Desk) -> tuple[EntityInArticle, EntityInArticle]:
    return only(desk.push(named("Nadia Brik"))), only(desk.push(named("Tamar Okoye")))


def test_merged_entities_are_one_under_the_first_id(desk: Desk) -> None:
    """After a merge both names mean the first entity, and the other id leads to it."""
    first, second = pair(desk)
    assert (second.entity_id,) == follow(desk, command("merge", first.entity_id, second.entity_id))
    assert first.entity_id == only(desk.push(named("Tamar Okoye"))).entity_id
    assert first.entity_id == desk.memory.standing(second.entity_id)


def test_split_form_means_somebody_else_for_good(desk: Desk) -> None:
    """A form that an editor took out of an entity means the new one from then on, in any case of letters."""
    whole = only(desk.push(named("Steven Malik"), named("Steve Malik", start=40)))
    (part,) = follow(desk, command("split", whole.entity_id, forms=["Steve Malik"]))
    assert part != whole.entity_id
    assert part == only(desk.push(named("Steve Malik"))).entity_id
    assert whole.entity_id == only(desk.push(named("Steven Malik"))).entity_id
    assert part == only(desk.push(named("Steve Malik"))).entity_id


def test_two_people_of_one_name_are_told_apart_by_company(desk: Desk) -> None:
    """A name split by company means the new entity where these others are named, and the old one elsewhere."""
    company = only(desk.push(named("Harbor United", "ORG")))
    whole = only(desk.push(named("John Smith")))
    (part,) = follow(desk, command("split", whole.entity_id, beside=[company.entity_id]))
    there = desk.push(named("Harbor United", "ORG"), named("John Smith", start=30))
    assert part in {entity.entity_id for entity in there.entities}
    assert whole.entity_id == only(desk.push(named("John Smith"))).entity_id


def test_renamed_entity_keeps_its_name(desk: Desk) -> None:
    """A name that an editor gave is not changed by what texts write later."""
    first, _ = pair(desk)
    follow(desk, command("rename", first.entity_id, name="Nadzeya Bryk"))
    assert "Nadzeya Bryk" == only(desk.push(named("Nadia Brik"))).name


def test_rulings_survive_a_restart(desk: Desk) -> None:
    """Memory read back from what was stored follows the same rulings."""
    first, second = pair(desk)
    follow(desk, command("merge", first.entity_id, second.entity_id))
    again = Desk()
    stored = [Entity.model_validate_json(e.model_dump_json()) for e in desk.memory.entities.values()]
    again.memory.replace(stored, desk.memory.keys, desk.memory.rulings)
    assert first.entity_id == only(again.push(named("Tamar Okoye"))).entity_id


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (command("merge", "en_none", "en_other"), "entities"),
        (command("merge"), "entities"),
        (command("split", "en_none", forms=["X"]), "entities"),
        (command("rename", "en_none", name="X"), "entities"),
    ],
)
def test_what_cannot_be_done_is_refused(told: EntityCommand, field: str) -> None:
    """A command that names unknown entities, or too few, is refused and says which part is wrong."""
    with pytest.raises(CannotEdit) as error:
        edit(Memory(), told)
    assert field == error.value.field


def test_split_needs_something_to_go_and_something_to_stay(desk: Desk) -> None:
    """A split that names no form, or all forms, is refused."""
    first, _ = pair(desk)
    with pytest.raises(CannotEdit):
        edit(desk.memory, command("split", first.entity_id))
    with pytest.raises(CannotEdit):
        edit(desk.memory, command("split", first.entity_id, forms=["Nadia Brik"]))


async def test_handler_tells_and_remembers_after_the_commit(desk: Desk) -> None:
    """A command's changes are stored, told with its reason, and take effect once committed; a wrong one is refused."""
    first, second = pair(desk)
    handle = FollowEntityCommand(desk.memory)
    unit = Unit()
    await handle(_event(command("merge", first.entity_id, second.entity_id)), unit)
    assert desk.memory.entities[second.entity_id].merged_into is None
    unit.finish(committed=True)
    assert first.entity_id == desk.memory.entities[second.entity_id].merged_into
    (change,) = unit.emitted("slugline.entity.merged.v1")
    assert (change.into, change.reason) == (first.entity_id, "editor: said so")
    assert {"resolve:entities", "resolve:rulings"} == {op[1] for op in unit.ops}
    with pytest.raises(Refused):
        await handle(_event(command("merge", "en_none")), Unit())


def _event(told: EntityCommand) -> Event[EntityCommand]:
    return Event[EntityCommand](id="cmd_1", source="/test", type="slugline.entity.command.v1", data=told)
