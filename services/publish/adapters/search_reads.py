"""Reads by what is asked for: lists of stories and articles with filters, search, one entity with what tells of it.

The index says where to look; what is shown is checked against what may be served now, so that no word of a withdrawn
article finds anything. The cost of a page is bounded: `paging.MOST_EXAMINED`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from services.publish.adapters import keys
from services.publish.adapters.article_reads import ArticleReads
from services.publish.adapters.entity_reads import EntityReads
from services.publish.adapters.paging import Entry, Where, page
from services.publish.adapters.update_reads import UpdateReads
from services.publish.domain.articles import HeldArticle
from services.publish.domain.cursors import FIRST, Cursor
from services.publish.domain.index import Kind, article_terms, facet, story_terms, update_terms
from services.publish.domain.results import ArticlePage, StoryPage, article_result
from services.publish.domain.searching import USUAL, Asked, EntityDetail, SearchHit, SearchPage
from services.publish.domain.terms import asked_terms
from shared.language import base

#: Stories and articles that an entity is shown with.
_STORIES, _ARTICLES = 20, 20

Hits = dict[str, SearchHit]


class SearchReads(UpdateReads, ArticleReads, EntityReads):
    """What is found by words, entities, languages and the like."""

    async def story_page(self, asked: Asked, limit: int, after: Cursor | None = None) -> StoryPage:
        """A page of the stories that are asked for, the newest update first."""
        hits, following = await self._hits("story", asked, limit, after)
        return StoryPage(items=tuple(hit.story for hit in hits if hit.story), next=following)

    async def article_page(self, asked: Asked, limit: int, after: Cursor | None = None) -> ArticlePage:
        """A page of the articles that are asked for, the newest first, without tombstones."""
        hits, following = await self._hits("article", asked, limit, after)
        return ArticlePage(items=tuple(hit.article for hit in hits if hit.article), next=following)

    async def search(
        self,
        query: str,
        limit: int = 20,
        after: Cursor | None = None,
        asked: Asked = Asked(),
        kinds: Sequence[Kind] = USUAL,
    ) -> SearchPage:
        """A page of what all words of the query stand in: stories, then articles, each the newest first."""
        asked, found = asked._replace(q=query), list[SearchHit]()
        left = _from_here(kinds, after)
        while left and len(found) < limit:
            hits, following = await self._hits(left[0], asked, limit - len(found), after)
            found += hits
            if following is not None:
                following = Cursor.decoded(following)._replace(kind=left[0]).encoded()
                return SearchPage(items=tuple(found), next=following)
            left, after = left[1:], None
        return SearchPage(items=tuple(found), next=FIRST._replace(kind=left[0]).encoded() if left else None)

    async def entity(self, entity_id: str) -> EntityDetail | None:
        """The entity with its names, stories and articles; None where no usable article names it."""
        family = await self.entity_family(entity_id)
        brief = await self.entity_brief(family)
        if brief is None:
            return None
        asked = Asked(entity=entity_id)
        return EntityDetail(
            **dict(brief),
            names=await self.entity_forms(family),
            merged=tuple(family[1:]),
            stories=(await self.story_page(asked, _STORIES)).items,
            latest=(await self.article_page(asked, _ARTICLES)).items,
        )

    async def _hits(
        self, kind: Kind, asked: Asked, limit: int, after: Cursor | None
    ) -> tuple[list[SearchHit], str | None]:
        """The next hits of one kind and the cursor behind them."""
        where = await self._where(kind, asked)
        if where is None:
            return [], None
        shown: Hits = {}

        async def keep(entries: list[Entry]) -> list[bool]:
            found = await self._shown(kind)([name for name, _ in entries], asked)
            shown.update(found)
            return [name in found for name, _ in entries]

        behind = after if after is not None and after.member else None
        names, following = await page(self._redis, where, limit, behind, keep)
        return [shown[name] for name in names], following

    async def _where(self, kind: Kind, asked: Asked) -> Where | None:
        """Where in the index to look; None where the query has no word to look for."""
        terms = asked_terms(asked.q) if asked.q is not None else ()
        if asked.q is not None and not terms:
            return None
        facets = [("entity", await self.entity_family(asked.entity))] if asked.entity else []
        facets += [("language", [base(asked.language)])] if asked.language else []
        if kind == "story":
            facets += [("status", [asked.status])] if asked.status else []
        if kind != "article" and asked.significance not in (None, "minor"):
            facets += [("weight", [str(asked.significance)])]
        groups = [[self._state.key(keys.index(facet(kind, word, v))) for v in values] for word, values in facets]
        groups += [[self._state.key(_every(kind))]] if kind == "story" or not groups else []
        if terms:
            return Where([[self._state.key(keys.index(facet(kind, "term", term)))] for term in terms], None, groups)
        is_timed = asked.since is not None and kind != "article"
        return Where(groups, keys.position_of(asked.since) if is_timed and asked.since else None)

    def _shown(self, kind: Kind) -> Callable[[list[str], Asked], Awaitable[Hits]]:
        return {"story": self._stories_shown, "update": self._updates_shown, "article": self._articles_shown}[kind]

    async def _stories_shown(self, ids: list[str], asked: Asked) -> Hits:
        """These stories as they may be served, where they are still what is asked for."""
        is_timed = asked.q is not None and asked.since is not None
        stories = await self.snapshots(await self._updated_since(ids, asked.since) if is_timed else ids)
        told = await self.latest_messages(stories.values()) if asked.q is not None else {}
        wanted, found = set(asked_terms(asked.q or "")), {}
        for story_id, story in stories.items():
            message = told[story_id].message if story_id in told else ""
            is_meant = not wanted or wanted <= set(story_terms(story, message))
            if is_meant and _is_between(story.first_seen, story.last_updated, asked):
                hit = SearchHit(kind="story", story=story, message=message, revision=story.revision)
                found[story_id] = hit
        return found

    async def _updated_since(self, ids: list[str], since: datetime | None) -> list[str]:
        """Those of these stories that were updated since then."""
        scores = await self._redis.zmscore(self._state.key(keys.RECENT_STORIES), ids)
        least = keys.position_of(since) if since else 0
        return [story_id for story_id, score in zip(ids, scores, strict=True) if score is not None and score >= least]

    async def _updates_shown(self, names: list[str], asked: Asked) -> Hits:
        """These updates as they may be served, each with its story as it is now."""
        events = await self.updates_named(names)
        stories = await self.snapshots(list({event.data.story_id for event in events.values()}))
        wanted, found = set(asked_terms(asked.q or "")), {}
        for name, event in events.items():
            update, at = event.data, event.data.story.last_updated
            if _is_between(at, at, asked) and wanted <= set(update_terms(update)):
                story = stories.get(update.story_id)
                hit = SearchHit(kind="update", story=story, message=update.message, revision=update.revision)
                found[name] = hit
        return found

    async def _articles_shown(self, uris: list[str], asked: Asked) -> Hits:
        """These articles, withdrawn ones left out."""
        held = await self._models(keys.ARTICLES, uris, HeldArticle)
        wanted = set(asked_terms(asked.q or ""))
        usable = {
            uri: one
            for uri, one in held.items()
            if one.status == "usable"
            and _is_between(one.published_at, one.published_at, asked)
            and (not wanted or wanted <= set(article_terms(one)))
        }
        results = await self._results(list(usable), article_result)
        return {result.uri: SearchHit(kind="article", article=result) for result in results}


def _from_here(kinds: Sequence[Kind], after: Cursor | None) -> list[Kind]:
    """The kinds that a walk has still to go through."""
    left = list(kinds)
    while after is not None and after.kind and left and left[0] != after.kind:
        left.pop(0)
    return left


def _every(kind: Kind) -> str:
    """Where all of a kind stand that lists show."""
    listed = {"story": keys.RECENT_STORIES, "article": keys.RECENT_ARTICLES}
    return listed.get(kind) or keys.index(facet(kind, "all", ""))


def _is_between(begin: datetime, end: datetime, asked: Asked) -> bool:
    """True where a time from `begin` to `end` touches what is asked for."""
    return (asked.begin is None or end >= asked.begin) and (asked.end is None or begin < asked.end)
