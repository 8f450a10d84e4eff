"""What has come of repair: stories joined and parted, and joinings that were taken back. For the count of them."""

from __future__ import annotations

from typing import Literal

from services.cluster.domain.rulings import Ruling, Rulings

Outcome = Literal["merge", "split", "merge_undone"]


def outcomes(known: Rulings, ruling: Ruling) -> tuple[Outcome, ...]:
    """What a ruling is to be counted as, known those that were made before it; nothing where repair has no part in it.

    A merge is undone when articles that it brought are parted from the story again, by the machine or by an editor.
    """
    undone: list[Outcome] = ["merge_undone" for _ in undone_by(known, ruling)]
    if ruling.kind != "repair":
        return tuple(undone)
    return ("merge", *undone) if ruling.do == "merge" else ("split", *undone)


def undone_by(known: Rulings, ruling: Ruling) -> list[Ruling]:
    """The merges by repair that this ruling takes back: as a whole, or some of the articles that they brought."""
    if ruling.do == "merge":
        return []
    before = [r for story in dict.fromkeys(p.source for p in ruling.parts) for r in known.of(story)]
    leaving = {uri for part in ruling.parts for uri in part.articles}
    merges = (r for r in before if r.kind == "repair" and r.do == "merge" and not known.is_undone(r.id))
    return [r for r in merges if r.id == ruling.undoes or _brought(r) & leaving]


def _brought(merge: Ruling) -> set[str]:
    return {uri for part in merge.parts for uri in part.articles}
