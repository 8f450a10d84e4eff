"""Pages for people: rendered here, usable without scripts."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.staticfiles import StaticFiles

from services.publish.adapters.api import no_article, no_story
from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.parameters import ArticleUri, CursorText, StoryId, cursor
from services.publish.adapters.problems import Problem
from services.publish.adapters.projection import Projection
from services.publish.domain import telling
from services.publish.domain.beside import rows
from services.publish.domain.families import families
from services.publish.domain.highlight import Mark, claim_marks, entity_marks, paragraphs, segments
from services.publish.domain.reasons import method_words, reasons
from services.publish.domain.results import ArticleDetail, EntityResult
from services.publish.domain.resume import page_position
from services.publish.domain.titles import shown_title
from shared.contracts.mention import EntityType
from shared.contracts.story import StoryEntity, StorySnapshot

_HERE = Path(__file__).parent.parent

#: Stories on one page of the list.
_STORIES = 40
#: Updates that a story's page tells; the API has all.
_UPDATES = 15

_GROUPS: dict[str, tuple[EntityType, ...]] = {
    "People": ("PERSON",),
    "Organisations": ("ORG",),
    "Places": ("GPE", "LOC"),
    "Peoples and events": ("NORP", "EVENT"),
}


def pages(projection: Projection, live: LiveUpdates) -> APIRouter:
    """The routes of the pages."""
    router = APIRouter()

    @router.get("/")
    async def stories(cursor_: CursorText = None) -> Response:
        position = page_position(await live.ends())
        page = await projection.stories(_STORIES, cursor(cursor_))
        latest = await projection.latest_messages(page.items)
        return _html("stories.html", page=page, latest=latest, position=position, is_first=not cursor_)

    @router.get("/stories/{story_id}")
    async def story(story_id: StoryId) -> Response:
        survivor = await projection.survivor(story_id)
        if survivor.into != story_id:
            return RedirectResponse(page_of_story(survivor.into), 308)
        position = page_position(await live.ends())
        found = await projection.story(story_id)
        if found is None:
            raise no_story(story_id)
        updates = await projection.latest_updates(story_id, found.story.revision, _UPDATES)
        return _html(
            "story.html",
            detail=found,
            story=found.story,
            updates=updates,
            families=families(found.articles),
            groups=_grouped(found.story.entities),
            names={e.id: e.name for e in found.story.entities},
            articles_by_uri={a.uri: a for a in found.articles},
            position=position,
        )

    @router.get("/articles/{uri:path}")
    async def article(uri: ArticleUri) -> Response:
        found = await projection.article(uri)
        if found is None:
            raise no_article(uri)
        story = await projection.snapshot(found.story_id) if found.story_id else None
        why = await projection.why(uri)
        return _html("article.html", article=found, story=story, why=why, **_marked(found))

    return router


def static_files() -> StaticFiles:
    """The style sheet and the script."""
    return StaticFiles(directory=_HERE / "static")


def problem_page(_: Request, problem: Problem) -> Response:
    """The page of an error."""
    return _html("problem.html", problem.status, problem=problem)


def page_of_story(story_id: str) -> str:
    """Where people read this story."""
    return f"/stories/{quote(story_id, safe=':')}"


def page_of_article(uri: str) -> str:
    """Where people read this article."""
    return f"/articles/{quote(uri, safe=':')}"


def _html(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(_PAGES.get_template(template).render(**values), status, {"cache-control": "no-store"})


def _title(story: StorySnapshot) -> Any:
    return shown_title(story.title, story.languages)


def _grouped(entities: tuple[StoryEntity, ...]) -> dict[str, list[StoryEntity]]:
    found = {name: [e for e in entities if e.type in types] for name, types in _GROUPS.items()}
    return {name: members for name, members in found.items() if members}


def _marked(article: ArticleDetail) -> dict[str, Any]:
    """The article's words cut at their marks."""
    return {
        "headline": segments(article.headline, _marks(article, "headline")),
        "text": paragraphs(article.text, _marks(article, "text")),
        "rows": rows(article.text, _marks(article, "text"), article.translation)
        if article.translation.sentences
        else (),
        "english": () if article.translation.sentences else paragraphs(article.translation.text or "", []),
        "headline_rows": rows(article.headline, [], article.translation, "headline"),
        "entity_groups": _grouped_results(article.entities),
    }


def _marks(article: ArticleDetail, part: Any) -> list[Mark]:
    return entity_marks(article.entities, part) + claim_marks(article.claims, part)


def _grouped_results(entities: tuple[EntityResult, ...]) -> dict[str, list[EntityResult]]:
    found = {name: [e for e in entities if e.type in types] for name, types in _GROUPS.items()}
    return {name: members for name, members in found.items() if members}


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
        language=telling.language_name,
        number=telling.shown_number,
        story_path=page_of_story,
        article_path=page_of_article,
        words_there=telling.words_there,
        weight=_weight,
    )
    environment.tests["tells"] = telling.has_substance
    environment.globals.update(
        static={name: _static(name) for name in ("page.css", "live.js")},
        title_of=_title,
        counted=telling.counted,
        change_name=telling.change_name,
        figure=telling.figure,
        revision_of=telling.revision_of,
        in_short=method_words,
        weighed_reasons=reasons,
    )
    return environment


_PAGES = _environment()
