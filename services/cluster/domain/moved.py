"""Changes that tell what was joined, parted and moved, and what an editor did beside that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.cluster.domain.cause import Cause, Transfer, signed
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.story import Story
from shared.contracts.update import Change, Evidence

#: Articles whose headlines are evidence of what moved, at most.
MOST_SHOWN = 3
#: Articles of a merged story that are named; all of them are known to be in the survivor.
MOST_LISTED = 100


def merged(after: Story, cause: Cause) -> Iterator[Change]:
    """Stories that became part of this one."""
    for story in cause.merged:
        articles = [m.article.uri for m in story.members if m.role == "primary"]
        also = [m.article.uri for m in story.members if m.role == "also"]
        # A title may be the words of any article that is not named: a kill must find all that it takes out.
        title = story.title.get("en", "") if len(articles) <= MOST_LISTED else ""
        yield Change(
            kind="merged_from",
            ref=story.id,
            before={"story_id": story.id, "revision": story.revision, "title": title},
            after={"story_id": after.id, "articles": articles[:MOST_LISTED], "also": also[:MOST_LISTED]}
            | ({"count": len(articles)} if len(articles) > MOST_LISTED else {})
            | signed(cause),
            effect="supersedes",
            note=cause.note or None,
        )


def transferred(after: Story, cause: Cause) -> Iterator[Change]:
    """Articles that left for another story, or came from one."""
    for transfer in cause.transfers:
        has_left = transfer.source == after.id
        is_moved = cause.kind == "command" and not transfer.is_new
        if not has_left and not is_moved:
            continue  # a new story's articles are added to it one by one
        yield Change(
            kind="editor_action" if is_moved else "split_into",
            ref=transfer.articles[0].uri if is_moved else transfer.target,
            before={"story_id": transfer.source},
            after=_moved(transfer) | ({"do": cause.do} if is_moved else {}) | signed(cause),
            effect="supersedes" if has_left else "adds",
            evidence=tuple(_headline(article) for article in transfer.articles[:MOST_SHOWN]),
            note=cause.note or None,
        )


def _moved(transfer: Transfer) -> dict[str, Any]:
    """What went where. It holds no words but those of the articles it names: a kill must find all that it takes out."""
    return {
        "story_id": transfer.target,
        "articles": [article.uri for article in transfer.articles],
        "copies": {article.uri: article.copy_of for article in transfer.articles if article.copy_of},
        "is_new": transfer.is_new,
    } | ({"title": transfer.title} if transfer.title else {})


def _headline(article: ArticleRecord) -> Evidence:
    """The article's headline as evidence of what moved."""
    return Evidence(
        article_uri=article.uri,
        article_version=article.version,
        provider=article.provider_id or article.provider,
        language=article.language,
        start=0,
        end=len(article.headline),
        part="headline",
        exact=article.headline,
        translation=article.headline_en,
    )


def acted(after: Story, cause: Cause) -> Iterator[Change]:
    """What an editor did that no article shows: a pin, a name."""
    if cause.action is not None:
        yield Change(
            kind="editor_action",
            ref=after.id,
            before=cause.action.get("before"),
            after={"do": cause.do, "story_id": after.id, **(cause.action.get("after") or {}), **signed(cause)},
            effect="supersedes",
            note=cause.note or None,
        )
