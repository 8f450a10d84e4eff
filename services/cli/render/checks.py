"""What the doctor found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from services.cli.checks import Check
from services.cli.render.words import styled

_SIGNS = {"good": ("✓", "good"), "warn": ("!", "warn"), "bad": ("✗", "bad"), "none": ("–", "dim")}


def check_table(checks: Sequence[Check]) -> RenderableType:
    """A line for each check, and under those that are not good what to do."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="title")
    table.add_column()
    for check in checks:
        sign, style = _SIGNS[check.state]
        found = styled(check.found)
        if check.advice:
            found.append(f"\n{check.advice}", "dim")
        table.add_row(Text(sign, style), check.name, found)
    return table
