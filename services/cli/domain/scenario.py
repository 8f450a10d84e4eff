"""Scenario: a short wire of its own with the stories and updates it must cause (DESIGN.md section 10)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from services.cli.domain.matching import check_fields

Expected = dict[str, Any]


class Strict(BaseModel):
    """A part of a scenario file: an unknown field is a mistake of its writer, who is told so."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Command(Strict):
    """An editor's command, given once everything up to the article `after` has been processed; or a wait.

    `wait` lets so many seconds pass by the pipeline's clock, so that embargoes end; nobody waits for it.
    """

    after: str
    do: Literal["merge", "move", "split", "pin", "rename", "undo", "wait"]
    #: How long `wait` waits.
    seconds: float = Field(default=0.0, ge=0.0)
    #: Stories are named by the uri of a member.
    stories: tuple[str, ...] = ()
    article: str | None = None
    articles: tuple[str, ...] = ()
    title: str | None = None
    language: str = "en"
    #: What this command is called in the file, so that a later one can undo it.
    name: str | None = None
    #: The name of the command that is undone; without it the last one on the story.
    undoes: str | None = None
    why: str = "scenario"
    by: str = "scenario"
    options: dict[str, Any] = {}


class Expectations(Strict):
    """What must be there at the end, written by hand before the first run."""

    #: Members of each story; None leaves them unjudged.
    stories: tuple[frozenset[str], ...] | None = None
    #: Changes by story (named by its first member), in order.
    updates: dict[str, tuple[Expected, ...]] = {}
    never: tuple[Expected, ...] = ()
    #: True: no change beyond those listed.
    exact: bool = False

    @field_validator("updates", "never", mode="before")
    @classmethod
    def _none_is_empty(cls, value: Any, info: ValidationInfo) -> Any:
        """YAML reads a name with nothing behind it as null."""
        if isinstance(value, dict):
            return {story: wanted or () for story, wanted in value.items()}
        return value if value is not None else {} if info.field_name == "updates" else ()

    @field_validator("updates")
    @classmethod
    def _known_fields(cls, updates: dict[str, tuple[Expected, ...]]) -> dict[str, tuple[Expected, ...]]:
        for wanted in updates.values():
            for change in wanted:
                check_fields(change)
        return updates

    @field_validator("never")
    @classmethod
    def _known_fields_of_never(cls, never: tuple[Expected, ...]) -> tuple[Expected, ...]:
        for change in never:
            check_fields(change)
        return never


class Scenario(Strict):
    """Articles in order of arrival, an editor's commands between them, and what is expected."""

    title: str
    #: Plain articles or ninjs items; `{file: ...}` has been read by whoever loaded the scenario. `embargoed_for` is an
    #: embargo in seconds from when the article is pushed.
    articles: tuple[dict[str, Any], ...] = Field(min_length=1)
    commands: tuple[Command, ...] = ()
    expect: Expectations

    @field_validator("articles", mode="before")
    @classmethod
    def _dates_as_text(cls, articles: Any) -> Any:
        """YAML reads an unquoted date as a date; the wire carries text."""
        return [_as_text(article) for article in articles] if isinstance(articles, list | tuple) else articles

    @field_validator("commands", mode="before")
    @classmethod
    def _no_commands(cls, commands: Any) -> Any:
        return commands if commands is not None else ()

    @model_validator(mode="after")
    def _commands_follow_articles(self) -> Scenario:
        uris = {article.get("uri") for article in self.articles}
        unknown = [command.after for command in self.commands if command.after not in uris]
        if unknown:
            raise ValueError(f"commands: no article has the uri {unknown[0]!r} named by `after`")
        names = {command.name for command in self.commands}
        unnamed = [command.undoes for command in self.commands if command.undoes and command.undoes not in names]
        if unnamed:
            raise ValueError(f"commands: no command has the name {unnamed[0]!r} given by `undoes`")
        return self

    def steps(self) -> list[tuple[list[dict[str, Any]], list[Command]]]:
        """Articles to push together, each batch with the commands that follow it."""
        last = {article.get("uri"): place for place, article in enumerate(self.articles)}
        cuts = sorted({last[command.after] for command in self.commands} | {len(self.articles) - 1})
        made, start = [], 0
        for cut in cuts:
            due = [command for command in self.commands if last[command.after] == cut]
            made.append((list(self.articles[start : cut + 1]), due))
            start = cut + 1
        return made


def _as_text(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    return value
