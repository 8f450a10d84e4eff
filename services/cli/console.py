"""Where output goes: results to stdout, progress and messages to stderr, colours only where a person looks."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.theme import Theme

THEME = Theme(
    {
        "title": "bold",
        "dim": "dim",
        "id": "cyan",
        "uri": "cyan",
        "name": "magenta",
        "number": "bold yellow",
        "good": "green",
        "bad": "bold red",
        "warn": "yellow",
        "gone": "dim strike",
        "quote": "italic",
        "major": "bold red",
        "notable": "yellow",
        "minor": "dim",
    }
)


#: Columns of results that go into a file or a pipe, where no terminal says how wide it is (COLUMNS does).
PLAIN_WIDTH = 120


def stdout() -> Console:
    """For results. Rich reads NO_COLOR, FORCE_COLOR, COLUMNS and whether it is a terminal."""
    is_wide = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(theme=THEME, highlight=False, width=None if is_wide else PLAIN_WIDTH)


def stderr() -> Console:
    """For progress and messages."""
    return Console(theme=THEME, highlight=False, stderr=True, soft_wrap=not sys.stderr.isatty())


def write_json(value: Any) -> None:
    """One JSON document on stdout: a line, so that several of them are NDJSON."""
    sys.stdout.write(json_line(value))
    sys.stdout.flush()


def json_line(value: Any) -> str:
    """The value as one line of JSON, letters of all scripts as they are. Lone surrogates are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value, separators=(",", ":"), default=str)
    return text + "\n"


def say(message: str) -> None:
    """A message for the person at the terminal (rich markup), on stderr."""
    stderr().print(message)


def progress(*columns: Any, transient: bool = True) -> Progress:
    """A progress bar on stderr; it shows nothing where stderr is not a terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        *columns,
        console=stderr(),
        transient=transient,
    )
