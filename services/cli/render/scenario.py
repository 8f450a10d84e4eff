"""What came of a scenario, and where it differs from what was expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from services.cli.domain.matching import Seen
from services.cli.domain.verdict import Finding
from services.cli.render.updates import change_line
from services.cli.render.words import clean, count
from services.cli.scenarios import Outcome

_HEADS = {
    "story_missing": "no story has exactly these members",
    "story_unexpected": "a story has these members, and none was expected to",
    "story_unknown": "no story began with this article",
    "change_missing": "expected, and not seen",
    "change_forbidden": "must never appear, and did",
    "change_unlisted": "not listed, and the list is exact",
}


def outcome_view(outcome: Outcome, *, every_change: bool = False) -> RenderableType:
    """One line for a scenario that holds; for one that does not, each difference and then what was seen."""
    sign = ("✓ ", "good") if outcome.holds else ("✗ ", "bad")
    parts: list[RenderableType] = [Text.assemble(sign, (clean(outcome.title), "title"), (f"  {outcome.name}", "dim"))]
    for finding in outcome.findings:
        parts.append(_finding(finding))
    for letter in outcome.refused:
        parts.append(
            Text.assemble("    ", ("dead letter  ", "bad"), f"{letter.name}: {letter.reason}, {clean(letter.detail)}")
        )
    if every_change or not outcome.holds:
        parts.append(seen_view(outcome.changes))
    return Group(*parts)


def seen_view(changes: Sequence[tuple[str, Seen]]) -> RenderableType:
    """Every change that was seen, by story and revision."""
    lines = [Text(f"    seen: {count(len(changes), 'change')}", "dim")]
    before = None
    for story, seen in changes:
        if (story, seen.update.revision) != before:
            before = (story, seen.update.revision)
            lines.append(
                Text.assemble(
                    "      ", (f"{story} r{seen.update.revision}  ", "id"), (clean(seen.update.message), "dim")
                )
            )
        lines.append(Text.assemble("        ", change_line(seen.change.model_dump(mode="json"))))
    return Group(*lines)


def _finding(finding: Finding) -> RenderableType:
    head = Text.assemble("    ", ("✗ ", "bad"), _HEADS[finding.kind])
    if finding.story:
        head.append(f", in the story of {clean(finding.story)}", "dim")
    lines = [head]
    if finding.members:
        lines += [Text.assemble("        ", (clean(uri), "uri")) for uri in sorted(finding.members)]
    if finding.wanted is not None:
        lines.append(Text.assemble("      ", ("- ", "bad"), _wanted(finding.wanted, finding.differs)))
    if finding.seen is not None:
        line = Text.assemble("      ", ("+ ", "good"), change_line(finding.seen.change.model_dump(mode="json")))
        lines.append(line.append(f"  (r{finding.seen.update.revision})", "dim"))
        if finding.differs:
            lines.append(Text(f"        differs in {', '.join(finding.differs)}", "dim"))
        elif finding.kind == "change_missing":
            lines.append(Text("        this one fits, and came out of order or is taken by another expectation", "dim"))
    return Group(*lines)


def _wanted(wanted: Mapping[str, Any], differs: Sequence[str]) -> Text:
    text = Text()
    for number, (name, value) in enumerate(wanted.items()):
        style = "bad" if name in differs else ""
        text.append(", " if number else "").append(f"{name}: {clean(value)}", style)
    return text
