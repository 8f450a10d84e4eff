"""The names of an article that are linked by now, found by how they sound, so that a long list costs little more."""

from __future__ import annotations

from services.resolve.domain.article_names import Name, capitals, initials
from services.resolve.domain.blocks import blocks
from services.resolve.domain.memory import MOST_CANDIDATES, Form
from shared.contracts.mention import EntityType

#: Bodies of an article that abbreviations and descriptions are looked for in.
_MOST_BODIES = 200
#: Forms of a name by which it is found.
_FORMS = 3


class Here:
    """What is linked by now: ids, forms of full names and bodies by block, and what bodies may be shortened to."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.bodies: list[tuple[Name, str]] = []
        self._by_block: dict[tuple[str, str], dict[str, tuple[Form, ...]]] = {}
        self._short: dict[str, str] = {}

    def add(self, name: Name, entity_id: str) -> None:
        """Takes in a name with the entity that it was found to mean."""
        self.ids.add(entity_id)
        if name.kind == "O" and len(self.bodies) < _MOST_BODIES:
            self.bodies.append((name, entity_id))
        if name.gazetteer_id or (name.kind == "P" and not name.is_full):
            return
        self._add_short(name, entity_id)
        for block in _blocks(name):
            held = self._by_block.setdefault((name.kind, block), {})
            if entity_id in held or len(held) < MOST_CANDIDATES:
                held[entity_id] = tuple(dict.fromkeys((*held.get(entity_id, ()), *name.forms)))

    def like(self, name: Name) -> dict[str, tuple[Form, ...]]:
        """The entities here of which a full name, or any name of a body, shares a block with this one."""
        found: dict[str, tuple[Form, ...]] = {}
        for block in _blocks(name):
            found.update(self._by_block.get((name.kind, block), {}))
        return found

    def shortened(self, name: Name) -> str | None:
        """The body whose words begin with these letters, or whose first word this is."""
        written = [mention.surface.replace(".", "") for mention in name.mentions]
        keys = (*(f"capitals|{surface}" for surface in written), f"initials|{name.key}", f"first|{name.key}")
        return next((self._short[key] for key in keys if key in self._short), None)

    def _add_short(self, name: Name, entity_id: str) -> None:
        if name.kind != "O" or not name.is_full:
            return
        self._short.setdefault(f"initials|{initials(name.key)}", entity_id)
        self._short.setdefault(f"first|{name.key.split()[0]}", entity_id)
        for mention in name.mentions:
            if letters := capitals(mention.surface):
                self._short.setdefault(f"capitals|{letters}", entity_id)


def _blocks(name: Name) -> list[str]:
    kind: EntityType = "PERSON" if name.kind == "P" else "ORG"
    found = (block for form in name.forms[:_FORMS] for block in blocks(form.text, form.language, kind, form.country))
    return list(dict.fromkeys(found))
