"""Templates and what they may call: compiled once, everything in them escaped, nothing undefined in them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.staticfiles import StaticFiles

from services.publish.adapters.pages import addresses
from services.publish.adapters.problems import Problem
from services.publish.domain import ledger_words, telling
from services.publish.domain.reasons import method_words, reasons
from services.publish.domain.titles import shown_title
from services.publish.domain.topics import variants
from shared.contracts.story import StorySnapshot

_HERE = Path(__file__).parent.parent.parent


def static_files() -> StaticFiles:
    """The style sheet and the scripts."""
    return StaticFiles(directory=_HERE / "static")


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page that this template makes of these values."""
    said = {"viewer": getattr(request.state, "viewer", None), **values}
    return HTMLResponse(_PAGES.get_template(template).render(**said), status, {"cache-control": "no-store"})


def problem_page(request: Request, problem: Problem) -> Response:
    """The page of an error."""
    return page(request, "problem.html", problem.status, problem=problem)


def _title(story: StorySnapshot) -> Any:
    return shown_title(story.title, story.languages)


def _weight(contribution: float | None) -> float:
    return abs(contribution or 0.0)


def _static(name: str) -> str:
    """The address of a static file, which changes with its content."""
    digest = hashlib.sha256((_HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        time=telling.shown_time,
        gap=telling.shown_gap,
        duration=telling.shown_duration,
        language=telling.language_name,
        number=telling.shown_number,
        story_path=addresses.page_of_story,
        article_path=addresses.page_of_article,
        entity_path=addresses.page_of_entity,
        words_there=telling.words_there,
        weight=_weight,
    )
    environment.tests["tells"] = telling.has_substance
    environment.globals.update(
        static={name: _static(name) for name in ("page.css", "story.css", "live.js")},
        with_query=addresses.with_query,
        title_of=_title,
        counted=telling.counted,
        change_name=telling.change_name,
        type_name=telling.type_name,
        version_name=telling.version_name,
        decided_by=telling.decided_by,
        figure=telling.figure,
        amount=telling.amount,
        variants=variants,
        revision_of=telling.revision_of,
        status_words=ledger_words.STATUSES,
        in_short=method_words,
        weighed_reasons=reasons,
    )
    return environment


_PAGES = _environment()
