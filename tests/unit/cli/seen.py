"""Changes as scenarios see them, built in one line."""

from __future__ import annotations

from typing import Any

from services.cli.domain.matching import Seen
from shared.contracts.update import Change, StoryUpdate
from shared.testing import builders


def updates_of(*updates: StoryUpdate) -> list[tuple[str, Seen]]:
    """Every change of these updates, in order, with the id of its story."""
    return [(u.story_id, Seen(u, change, "slugline.story.updated.v1")) for u in updates for change in u.changes]


def seen(change: Change, revision: int = 1) -> Seen:
    """One change in an update of its own."""
    return updates_of(builders.story_update("st_1", revision, change))[0][1]


def figure(value: float, unit: str = "deaths", source: str = "the embassy") -> dict[str, Any]:
    """One side of a change of a quantity claim."""
    quantity = {"value": value, "unit": unit, "modifier": "exact"}
    return {"kind": "quantity", "content": f"{value:g} {unit}", "quantity": quantity, "source": {"name": source}}


def revised(before: float, after: float | None, uri: str = "urn:x:2") -> Change:
    """A figure that was replaced, or withdrawn."""
    item = builders.article(uri, text=f"It was {after:g} people." if after is not None else "None.")
    words = f"{after:g} people" if after is not None else "None"
    return Change(
        kind="claim_revised",
        ref="cl_1",
        before=figure(before),
        after=None if after is None else figure(after),
        effect="supersedes",
        evidence=(builders.evidence(item, words),),
    )
