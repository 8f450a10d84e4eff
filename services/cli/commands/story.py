"""`slugline story`: shows a story, and gives editors' commands on stories."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from services.cli.commands.stories import story
from services.cli.console import say, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.options import AsJson
from services.cli.orders import Answer, give, new_command_id, who
from services.cli.pipeline import connect
from services.cli.render.updates import update_lines
from services.cli.run import run
from services.cli.story_group import SHOW, StoryGroup
from shared.contracts.stages import StoryCommand

app = typer.Typer(
    cls=StoryGroup,
    no_args_is_help=True,
    help="Show a story (`slugline story ID`); join, part, pin and name stories: the machine never undoes it.",
)
app.command(SHOW)(story)

#: Seconds that cluster is given to answer.
PATIENCE = 30.0

Stories = Annotated[list[str], typer.Argument(metavar="STORY...", help="Story ids, or uris of their articles.")]
One = Annotated[str, typer.Argument(metavar="STORY", help="Story id, or the uri of one of its articles.")]
Articles = Annotated[list[str], typer.Argument(metavar="URI...", help="Articles; their copies go with them.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides this; else the user at this terminal.")]
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the change.")]
Title = Annotated[str | None, typer.Option("--title", help="What the new story is called.")]
Language = Annotated[str, typer.Option("--language", help="Language of the title.")]
Patience = Annotated[float, typer.Option("--timeout", help="Seconds to wait for what comes of it (exit code 6).")]


@app.command()
def merge(
    stories: Stories, by: By = None, why: Why = "", timeout: Patience = PATIENCE, as_json: AsJson = False
) -> None:
    """Make several stories one: the first one's id stays, the others lead to it.

    Example: slugline story merge st_1f0c… st_77ab… --why "one storm, two coasts"
    """
    _give({"do": "merge", "stories": tuple(stories)}, by, why, timeout, as_json)


@app.command()
def move(
    articles: Articles,
    to: Annotated[str | None, typer.Option("--to", help="The story they go to; a new one where none is named.")] = None,
    title: Title = None,
    language: Language = "en",
    by: By = None,
    why: Why = "",
    timeout: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Move articles to another story, or to a new one.

    Example: slugline story move urn:desk:4711 --to st_77ab… --why "another ferry"
    """
    said = {"do": "move", "articles": tuple(articles), "stories": (to,) if to else ()}
    _give({**said, "title": title, "language": language}, by, why, timeout, as_json)


@app.command()
def split(
    story_id: One,
    articles: Articles,
    title: Title = None,
    language: Language = "en",
    by: By = None,
    why: Why = "",
    timeout: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Make articles of a story a story of their own.

    Example: slugline story split st_1f0c… urn:desk:4711 urn:desk:4712 --title "The second ferry"
    """
    said = {"do": "split", "stories": (story_id,), "articles": tuple(articles)}
    _give({**said, "title": title, "language": language}, by, why, timeout, as_json)


@app.command()
def pin(
    story_id: One,
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="[URI...]", help="Articles to keep in it; none: the story as it is.")
    ] = None,
    by: By = None,
    why: Why = "",
    timeout: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Keep articles in their story, or a story as it is: no repair takes them out, joins or parts it.

    Examples: slugline story pin st_1f0c… · slugline story pin st_1f0c… urn:desk:4711
    """
    said = {"do": "pin", "stories": (story_id,), "articles": tuple(articles or ())}
    _give(said, by, why, timeout, as_json)


@app.command()
def rename(
    story_id: One,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What it is called from now on.")],
    language: Language = "en",
    by: By = None,
    why: Why = "",
    timeout: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Give a story its title in one language; no article changes it.

    Example: slugline story rename st_1f0c… "Ferries aground off Esbjerg"
    """
    _give({"do": "rename", "stories": (story_id,), "title": title, "language": language}, by, why, timeout, as_json)


@app.command()
def undo(
    story_id: Annotated[str | None, typer.Argument(metavar="[STORY]", help="Its last command is undone.")] = None,
    command: Annotated[str | None, typer.Option("--command", help="The id of the command to undo.")] = None,
    by: By = None,
    why: Why = "",
    timeout: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Take a command back, as a new update, where nothing since stands in its way.

    Examples: slugline story undo st_1f0c… · slugline story undo --command cmd_52b1…
    """
    if not story_id and not command:
        raise CommandError(Exit.USAGE, "say which story's last command to undo, or name the --command")
    _give({"do": "undo", "stories": (story_id,) if story_id else (), "undoes": command}, by, why, timeout, as_json)


def _give(said: dict[str, Any], by: str | None, why: str, timeout: float, as_json: bool) -> None:
    command = StoryCommand(command_id=new_command_id(), by=by or who(), why=why, **said)
    answer = run(_sent(command, timeout))
    if as_json:
        write_json(answer.as_json())
    if answer.refusal is not None:
        raise CommandError(Exit.BAD_INPUT, f"refused: {answer.refusal}", _hint(answer))
    if not as_json:
        _show(answer)


async def _sent(command: StoryCommand, seconds: float) -> Answer:
    async with connect() as pipeline:
        return await give(pipeline, command, seconds)


def _show(answer: Answer) -> None:
    for event in answer.updates:
        stdout().print(update_lines(event))
    command = answer.command
    say(f"[good]done[/] {command.do} by {escape(command.by)} [dim]{command.command_id}[/]")
    if command.do != "undo":
        say(f"[dim]`slugline story undo --command {command.command_id}` takes it back[/]")


def _hint(answer: Answer) -> str:
    return f"Nothing was changed; the command is kept among the dead letters of cluster as {answer.command.command_id}."
