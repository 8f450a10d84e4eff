"""`slugline story ID` shows a story, `slugline story merge …` gives a command: one name for both."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

#: The command that a story's id alone stands for.
SHOW = "show"


class StoryGroup(TyperGroup):
    """A group in which whatever is no command is the id of a story to show."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts `show` in front where no command is named."""
        named = next((arg for arg in args if not arg.startswith("-")), None)
        if named is not None and named not in self.commands:
            args = [SHOW, *args]
        return list(super().parse_args(ctx, args))
