"""Options that several commands share, with one help text each."""

from __future__ import annotations

from typing import Annotated

import typer

from services.cli.exits import CommandError, Exit
from shared.streams import SERVICES

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable results: one JSON document a line.")]
Seconds = Annotated[float | None, typer.Option("--timeout", help="Seconds after which to give up (exit code 6).")]
Replicas = Annotated[
    list[str] | None,
    typer.Option("--replicas", metavar="SERVICE=N", help="Processes of a service, for example extract=2. Repeatable."),
]


def replica_counts(services: list[str] | None, replicas: list[str] | None) -> dict[str, int]:
    """How many processes of each service to run. Raises CommandError for what is no service or no number."""
    counts = dict.fromkeys(services or SERVICES, 1)
    for item in replicas or ():
        name, _, number = item.partition("=")
        if not number.isdigit() or int(number) < 1:
            raise CommandError(Exit.USAGE, f"--replicas {item}: expected SERVICE=N with N from 1", "Try extract=2.")
        counts[name] = int(number)
    for name in counts:
        if name not in SERVICES:
            raise CommandError(Exit.USAGE, f"there is no service {name!r}", f"Services: {', '.join(SERVICES)}.")
    return {name: counts[name] for name in SERVICES if name in counts}
