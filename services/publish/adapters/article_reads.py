"""Reads of articles: lists, one in full, where they stand and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from services.publish.adapters import keys
from services.publish.adapters.paging import highest_first
from services.publish.adapters.reads import Reads
from services.publish.domain.articles import ArticleVersion, HeldArticle, versions_in_order
from services.publish.domain.cursors import Cursor
from services.publish.domain.membership import Membership, Standing, standing
from services.publish.domain.reasons import ArticleWhy, Known, article_why
from services.publish.domain.redirects import follow
from services.publish.domain.results import ArticleDetail, ArticlePage, article_detail, article_result
from shared.contracts.story import StorySnapshot


class ArticleReads(Reads):
    """What is known of articles."""

    async def articles(self, limit: int, after: Cursor | None = None) -> ArticlePage:
        """A page of articles, the newest first, tombstones among them."""
        uris, following = await highest_first(self._redis, self._state.key(keys.RECENT_ARTICLES), limit, after)
        items = await self._results(uris, article_result)
        return ArticlePage(items=tuple(items), next=following)

    async def article(self, uri: str) -> ArticleDetail | None:
        """The article in full, or its tombstone; None where it was never seen."""
        found: list[ArticleDetail] = await self._results([uri], article_detail)
        if not found:
            return None
        versions = await self._models_of(keys.versions(uri), ArticleVersion)
        return found[0].model_copy(update={"versions": versions_in_order(versions)})

    async def why(self, uri: str) -> ArticleWhy | None:
        """Why the article is where it is; None where it was never seen."""
        held = (await self._models(keys.ARTICLES, [uri], HeldArticle)).get(uri)
        if held is None:
            return None
        stated = (await self._standings([uri]))[uri].memberships
        return article_why(held, stated, await self._referred_to(stated))

    async def _referred_to(self, stated: Iterable[Membership]) -> Known:
        """The stories and articles that reasons speak of, withdrawn words left out."""
        whys = [one.why for one in stated if one.why is not None]
        ids = {one.story_id for one in stated} | {why.runner_up_story_id for why in whys if why.runner_up_story_id}
        redirects = await self._redirects(ids)
        survivors = {i: follow(i, {old: r.into for old, r in redirects.items()}) for i in ids}
        stories = await self._models(keys.STORIES, sorted(set(survivors.values())), StorySnapshot)
        nearest = sorted({why.nearest_article_uri for why in whys if why.nearest_article_uri})
        return Known(
            stories=await self._redacted_stories(stories),
            articles=await self._models(keys.ARTICLES, nearest, HeldArticle),
            survivors=survivors,
        )

    async def _results(self, uris: list[str], make: Callable[..., Any]) -> list[Any]:
        held = await self._models(keys.ARTICLES, uris, HeldArticle)
        names = await self._names(held.values())
        standings = await self._standings(held)
        return [make(held[uri], standings[uri], names) for uri in uris if uri in held]

    async def _standings(self, uris: Iterable[str]) -> dict[str, Standing]:
        """Where these articles stand."""
        wanted = list(uris)
        said = dict(zip(wanted, await self._membership_hashes(wanted), strict=True))
        merged = await self._redirects({story_id for stories in said.values() for story_id in stories})
        return {uri: standing(stories, merged) for uri, stories in said.items()}

    async def _membership_hashes(self, uris: list[str]) -> list[dict[str, Membership]]:
        pipeline = self._redis.pipeline(transaction=False)
        for uri in uris:
            pipeline.hgetall(self._state.key(keys.standings(uri)))
        answers = await pipeline.execute() if uris else []
        return [{i.decode(): self._parsed(Membership, body) for i, body in a.items()} for a in answers]
