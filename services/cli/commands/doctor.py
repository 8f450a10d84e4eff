"""`slugline doctor`: is everything here that Slugline needs, and does what runs look right?"""

from __future__ import annotations

import typer

from services.cli.checks import Check, check_all
from services.cli.console import stdout, write_json
from services.cli.exits import Exit
from services.cli.options import AsJson
from services.cli.render.checks import check_table
from services.cli.run import run


def doctor(as_json: AsJson = False) -> None:
    """Check Python, server, persistence, memory policy, groups, services, data directory, disk and clock."""
    checks: list[Check] = run(check_all())
    if as_json:
        for check in checks:
            write_json(vars(check))
    else:
        stdout().print(check_table(checks))
    if any(check.state == "bad" for check in checks):
        raise typer.Exit(Exit.UNHEALTHY)
