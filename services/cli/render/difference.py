"""What changed between two revisions of a story, by kind, for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from services.cli.domain.between import Between, Told
from services.cli.render.updates import SIGNS, change_text
from services.cli.render.words import clean, count

#: How each kind is headed.
_HEADS = {
    "article_withdrawn": "Withdrawn",
    "article_corrected": "Corrected",
    "merged_from": "Stories merged in",
    "split_into": "Split and moved",
    "editor_action": "Decided by editors",
    "conflict_opened": "Accounts differ",
    "conflict_closed": "Accounts agree again",
    "claim_revised": "Revised",
    "claim_corroborated": "Confirmed by more origins",
    "claim_added": "New claims",
    "quote_added": "New quotes",
    "article_added": "Articles added",
    "copy_added": "Copies added",
    "origin_added": "Origins",
    "translation_added": "Translated",
    "entity_added": "New names",
    "title_changed": "Title",
}
#: Lines of one kind that are shown; `--json` has all.
MOST = 20


def difference_view(title: str, found: Between) -> RenderableType:
    """The story, the two revisions, and the changes under the heading of their kind."""
    head = Text.assemble(
        (clean(title), "title"),
        (f"  {found.story_id}  ", "id"),
        (f"r{found.after} → r{found.until}", "number"),
        (f"  {count(len(found.changes), 'change')}", "dim"),
    )
    parts: list[RenderableType] = [head]
    if not found.changes:
        parts.append(Text("nothing changed", "dim"))
    for kind, told in found.by_kind():
        parts += _kind(kind, told)
    if found.truncated:
        parts.append(Text(f"\nand {count(found.truncated, 'change')} that the updates left out for size", "dim"))
    return Group(*parts)


def _kind(kind: str, told: Sequence[Told]) -> list[RenderableType]:
    sign, style = SIGNS.get(kind, ("·", ""))
    lines: list[RenderableType] = [Text.assemble("\n", (f"{sign} {_HEADS.get(kind, kind)}", f"bold {style}".strip()))]
    lines += [_line(one.revision, one.change) for one in told[:MOST]]
    if len(told) > MOST:
        lines.append(Text(f"        and {len(told) - MOST} more", "dim"))
    return lines


def _line(revision: int, change: Any) -> Text:
    return Text.assemble((f"  r{revision:<4} ", "dim"), change_text(change))
