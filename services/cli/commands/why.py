"""`slugline why`: why an article is in its story, or in none."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from services.cli.console import stdout, write_json
from services.cli.options import AsJson
from services.cli.publish_client import publish_client
from services.cli.render.why import why_view
from services.cli.run import run


def why(
    uri: Annotated[str, typer.Argument(metavar="URI", help="Uri of an article, as `slugline story` shows it.")],
    as_json: AsJson = False,
) -> None:
    """Show why an article is in its story: how sure, what spoke for and against it, where, and what came second.

    Example: slugline why urn:desk:4711
    """
    found = run(_why(uri))
    if as_json:
        write_json(found)
    else:
        stdout().print(why_view(found))


async def _why(uri: str) -> dict[str, Any]:
    async with publish_client() as publish:
        return await publish.why(uri)
