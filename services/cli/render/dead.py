"""Dead letters as a table, and one of them in full."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from services.cli.dead_letters import DeadLetter
from services.cli.render.words import clean, day_and_time, styled

#: Characters of the buried entry that are shown; `--json` has all of it.
SHOWN = 4000


def dead_table(letters: Sequence[DeadLetter]) -> RenderableType:
    """A line for each dead letter."""
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("id", no_wrap=True, style="id")
    table.add_column("when", no_wrap=True)
    table.add_column("reason", style="bad", no_wrap=True)
    table.add_column("detail", ratio=2)
    table.add_column("article", ratio=1, overflow="ellipsis", no_wrap=True)
    table.add_column("tries", justify="right")
    for letter in letters:
        table.add_row(
            letter.name,
            day_and_time(letter.at),
            styled(letter.reason),
            styled(letter.detail),
            styled(letter.uri or "–"),
            str(letter.attempts),
        )
    return table


def dead_panel(letter: DeadLetter) -> RenderableType:
    """One dead letter: the facts, then the entry as it was."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_column()
    for name, value in (
        ("reason", Text(clean(letter.reason), "bad")),
        ("detail", styled(letter.detail)),
        ("article", styled(letter.uri or "unknown")),
        ("came from", styled(f"{letter.stream} {letter.entry_id}")),
        ("attempts", Text(str(letter.attempts))),
        ("at", styled(letter.at)),
    ):
        facts.add_row(name, value)
    fields = [Text.assemble((f"{clean(name)}\n", "name"), _pretty(value)) for name, value in letter.fields.items()]
    return Panel(
        Group(facts, Text(), *fields), title=letter.name, title_align="left", border_style="red", padding=(1, 2)
    )


def _pretty(value: str) -> str:
    with contextlib.suppress(ValueError):
        value = json.dumps(json.loads(value), ensure_ascii=False, indent=2)
    shown = "\n".join(clean(line) for line in value[:SHOWN].splitlines())
    return shown + (f"\n… {len(value) - SHOWN} more characters" if len(value) > SHOWN else "")
