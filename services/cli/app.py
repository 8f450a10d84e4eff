"""The `slugline` command: wiring only."""

from __future__ import annotations

import os
import sys

import structlog
import typer
from rich.markup import escape

from services.cli.commands import (
    acl,
    archive,
    backup,
    dead,
    decisions,
    demo,
    diff,
    doctor,
    entity,
    extract,
    feeds,
    keys,
    lag,
    models,
    push,
    replay,
    scenario,
    stories,
    story,
    subscribe,
    tail,
    trace,
    up,
    why,
)
from services.cli.console import say
from services.cli.exits import MEANING, CommandError, Exit
from services.cli.settings import CliSettings
from shared.telemetry import configure_logging

_CODES = " · ".join(f"{code.value} {words}" for code, words in MEANING.items())

app = typer.Typer(
    name="slugline",
    help="Reads a newsroom's wire in any language and keeps every story up to date.\n\n"
    "First steps: `slugline demo`; or `slugline up`, and in other terminals `slugline push FILE` and `slugline tail`.",
    epilog=f"Exit codes: {_CODES}. Results go to stdout, everything else to stderr.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
    add_completion=True,
)

RUN, FEED, READ, CARE = "Run", "Feed", "Read", "Look after"

app.command(rich_help_panel=RUN)(demo.demo)
app.command(rich_help_panel=RUN)(up.up)
app.command(rich_help_panel=FEED)(push.push)
app.command(rich_help_panel=FEED)(replay.replay)
app.add_typer(feeds.app, name="feeds", rich_help_panel=FEED)
app.add_typer(scenario.app, name="scenario", rich_help_panel=FEED)
app.command(rich_help_panel=READ)(tail.tail)
app.add_typer(subscribe.app, name="subscribe", rich_help_panel=READ)
app.add_typer(stories.app, name="stories", rich_help_panel=READ)
app.add_typer(story.app, name="story", rich_help_panel=READ)
app.command(rich_help_panel=READ)(diff.diff)
app.command(rich_help_panel=READ)(why.why)
app.command(rich_help_panel=READ)(trace.trace)
app.command(rich_help_panel=READ)(extract.extract)
app.command(rich_help_panel=CARE)(lag.lag)
app.add_typer(archive.app, name="archive", rich_help_panel=CARE)
app.command(rich_help_panel=CARE)(backup.backup)
app.command(rich_help_panel=CARE)(backup.restore)
app.add_typer(dead.app, name="dead", rich_help_panel=CARE)
app.add_typer(decisions.app, name="decisions", rich_help_panel=CARE)
app.add_typer(entity.app, name="entity", rich_help_panel=CARE)
app.add_typer(acl.app, name="acl", rich_help_panel=CARE)
app.add_typer(keys.app, name="keys", rich_help_panel=CARE)
app.add_typer(models.app, name="models", rich_help_panel=CARE)
app.command(rich_help_panel=CARE)(doctor.doctor)


def main() -> None:
    """Runs the command line and ends the process with one of the codes in exits.py."""
    _quiet_logs()
    try:
        app()
    except CommandError as error:
        say(f"[bad]error:[/] {escape(error.message)}")
        if error.hint:
            say(f"[dim]{escape(error.hint)}[/]")
        sys.exit(error.code)
    except BrokenPipeError:
        # Whoever read our output (head, less) has seen enough; Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)


def _quiet_logs() -> None:
    """Warnings and worse by default: people asked a question, they do not watch a service."""
    level = CliSettings().log_level
    configure_logging("warning" if level == "info" else level, "auto")
    structlog.contextvars.bind_contextvars(service="cli")
