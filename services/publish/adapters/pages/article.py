"""The page of one article: the original beside its English, marked where names and claims stand."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from services.publish.adapters.api import no_article
from services.publish.adapters.pages.grouping import grouped
from services.publish.adapters.pages.rendering import page
from services.publish.adapters.parameters import ArticleUri
from services.publish.adapters.projection import Projection
from services.publish.domain.beside import rows
from services.publish.domain.highlight import Mark, claim_marks, entity_marks, paragraphs, segments
from services.publish.domain.results import ArticleDetail
from services.publish.domain.topics import made_by


def article_pages(projection: Projection) -> APIRouter:
    """The route of an article."""
    router = APIRouter()

    @router.get("/articles/{uri:path}")
    async def article(request: Request, uri: ArticleUri) -> Response:
        found = await projection.article(uri)
        if found is None:
            raise no_article(uri)
        story = await projection.snapshot(found.story_id) if found.story_id else None
        claims = (await projection.claims(story.id)).items if story else ()
        return page(
            request,
            "article.html",
            article=found,
            story=story,
            why=await projection.why(uri),
            ledger=made_by(claims, uri),
            **_marked(found),
        )

    return router


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
        "entity_groups": grouped(article.entities),
    }


def _marks(article: ArticleDetail, part: Any) -> list[Mark]:
    return entity_marks(article.entities, part) + claim_marks(article.claims, part)
