"""The read API of articles."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from services.publish.adapters.answers import no_article
from services.publish.adapters.parameters import ArticlesAsked, ArticleUri, CursorText, Limit, cursor
from services.publish.adapters.problems import documented
from services.publish.adapters.projection import Projection
from services.publish.domain.reasons import ArticleWhy
from services.publish.domain.results import ArticleDetail, ArticlePage


def article_api(projection: Projection) -> APIRouter:
    """The routes under /v1/articles that read."""
    router = APIRouter(prefix="/v1/articles", tags=["articles"])

    @router.get("", summary="Articles, the newest first", responses=documented(400, 422))
    async def articles(asked: ArticlesAsked, limit: Limit = 50, cursor_: CursorText = None) -> ArticlePage:
        """Withdrawn articles are listed as tombstones, unless something is asked for: they answer to nothing."""
        if asked.is_open:
            return await projection.articles(limit, cursor(cursor_))
        return await projection.article_page(asked, limit, cursor(cursor_))

    @router.get(
        "/{uri:path}/why",
        summary="Why an article is in its story, or in none",
        response_model=ArticleWhy,
        responses=documented(404, 422),
    )
    async def why(uri: ArticleUri) -> ArticleWhy | Response:
        """Reasons are those of the moment at which the article was placed; names and titles are those of now."""
        found = await projection.why(uri)
        if found is not None:
            return found
        named_so = await projection.article(f"{uri}/why")
        if named_so is None:
            raise no_article(uri)
        return Response(named_so.model_dump_json(), media_type="application/json")

    @router.get(
        "/{uri:path}",
        summary="One article with its text, translation, entities and claims",
        responses=documented(404, 422),
    )
    async def article(uri: ArticleUri) -> ArticleDetail:
        found = await projection.article(uri)
        if found is None:
            raise no_article(uri)
        return found

    return router
