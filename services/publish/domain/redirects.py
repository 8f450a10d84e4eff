"""Ids that survive: where a merged story, or a merged entity, has gone."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.base import Contract


class Redirect(Contract):
    """A story that was merged: into which one, and at which revision of that one."""

    into: str
    revision: int


def follow(start: str, into: Mapping[str, str]) -> str:
    """The id at the end of the redirects. A circle, which cannot be right, ends at its smallest id."""
    seen = [start]
    while (following := into.get(seen[-1])) is not None:
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]
