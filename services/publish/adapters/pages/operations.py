"""The page of whoever looks after the pipeline: stages, their speed, dead letters, replay."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.publish.adapters.measuring import Measuring
from services.publish.adapters.pages.addresses import with_query
from services.publish.adapters.pages.rendering import page
from services.publish.adapters.problems import Failed
from services.publish.adapters.projection import Projection
from services.publish.domain.burial import excerpt
from services.publish.domain.stages import stages
from shared.access.origins import is_foreign
from shared.delivery.graveyard import DeadLetter, Graveyard, NoSuchLetter, NoWayBack
from shared.streams import SERVICES

#: Dead letters on one page, and those that one button sends back or drops at once.
_LETTERS, _AT_ONCE = 50, 1000

OPERATIONS = "/operations"
Service = Annotated[
    Literal["ingest", "translate", "extract", "resolve", "cluster", "publish"] | None,
    Query(description="Dead letters of this service only."),
]
Done = Annotated[str | None, Query(max_length=20)]
Count = Annotated[int, Query(ge=0, lt=10**9)]
What = Annotated[Literal["replay", "drop"], Path()]
Of = Annotated[Literal["ingest", "translate", "extract", "resolve", "cluster", "publish"], Path()]
#: An entry id, or "all".
Which = Annotated[str, Path(pattern=r"^(all|\d{1,20}-\d{1,20})$")]


def operator_pages(projection: Projection, measuring: Measuring, graveyard: Graveyard) -> APIRouter:
    """The routes of the operator."""
    router = APIRouter()

    @router.get(OPERATIONS)
    async def operations(request: Request, service: Service = None, done: Done = None, count: Count = 0) -> Response:
        look = await measuring.look()
        found = stages(look, list(measuring.samples), await measuring.latencies())
        letters = await _letters(graveyard, service)
        return page(
            request,
            "operations.html",
            stages=found,
            under_way=look.total,
            end_to_end=await measuring.end_to_end(),
            letters=await _shown(projection, letters),
            buried=sum(stage.dead for stage in found),
            service=service,
            done=done,
            count=count,
        )

    @router.get(OPERATIONS + "/dead/{service}/{which}/{what}")
    async def confirm(request: Request, service: Of, which: Which, what: What) -> Response:
        """Says what will happen; nothing is done yet."""
        letters = await _chosen(graveyard, service, which)
        return page(
            request,
            "bury.html",
            what=what,
            service=service,
            which=which,
            letters=await _shown(projection, letters[:10]),
            count=len(letters),
        )

    @router.post(OPERATIONS + "/dead/{service}/{which}/{what}")
    async def act(request: Request, service: Of, which: Which, what: What) -> Response:
        """Sends dead letters back to where they came from, or forgets them."""
        if is_foreign(request.headers, has_cookie=True):
            raise Failed(403, "other_origin", "Taken from Slugline's own pages only.")
        try:
            letters = await _chosen(graveyard, service, which)
            worked = [bool(await (graveyard.replay if what == "replay" else graveyard.drop)(one)) for one in letters]
        except NoWayBack as error:
            raise Failed(409, "no_way_back", str(error)) from error
        return RedirectResponse(with_query(OPERATIONS, done=what, count=sum(worked)), 303)

    return router


async def _letters(graveyard: Graveyard, service: str | None) -> list[DeadLetter]:
    """The newest dead letters, the newest first."""
    found = [one for name in ([service] if service else SERVICES) for one in await graveyard.latest(name, _LETTERS)]
    return sorted(found, key=lambda one: (one.at, one.name), reverse=True)[:_LETTERS]


async def _chosen(graveyard: Graveyard, service: str, which: str) -> list[DeadLetter]:
    if which == "all":
        return await graveyard.latest(service, _AT_ONCE)
    try:
        return [await graveyard.get(f"{service}/{which}")]
    except NoSuchLetter as error:
        raise Failed(404, "no_such_letter", f"There is no dead letter {service}/{which}.") from error


async def _shown(projection: Projection, letters: list[DeadLetter]) -> list[dict[str, object]]:
    """Dead letters with what may be shown of them."""
    withdrawn = await projection.withdrawn(one.uri for one in letters if one.uri)
    now = datetime.now(UTC)
    return [{"letter": one, "excerpt": excerpt(one.fields, one.uri in withdrawn, now)} for one in letters]
