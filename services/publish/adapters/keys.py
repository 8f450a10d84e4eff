"""The keys of the projection. Only handlers write them, only `Projection` reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: hash: uri -> HeldArticle
ARTICLES = "publish:articles"
#: hash: uri -> the place of what is held (domain/articles.py)
PLACES = "publish:places"
#: sorted set: uri by time of publication
RECENT_ARTICLES = "publish:recent_articles"
#: set: uris of withdrawn articles
WITHDRAWN = "publish:withdrawn"
#: set: names of claims that went with a withdrawn article (domain/redaction.py)
GONE_CLAIMS = "publish:gone_claims"
#: hash: story id -> StorySnapshot
STORIES = "publish:stories"
#: hash: story id -> revision of that snapshot
REVISIONS = "publish:revisions"
#: sorted set: id of each story that was not merged, by position of its latest update in the stream
RECENT_STORIES = "publish:recent_stories"
#: hash: id of a merged story -> Redirect
REDIRECTS = "publish:redirects"
#: hash: id of a story that has left -> GoneStory
GONE_STORIES = "publish:gone_stories"
#: hash: entity id -> EntityName
ENTITIES = "publish:entities"

#: set: ids of all entities that any version of any article ever named
NAMED = "publish:named"


def index(where: str) -> str:
    """sorted set: what stands in one place of the index (domain/index.py)."""
    return f"publish:index:{where}"


def versions(uri: str) -> str:
    """hash: place of a version -> ArticleVersion."""
    return f"publish:versions:{uri}"


def merged_entities(entity_id: str) -> str:
    """set: ids of the entities that went into this one directly."""
    return f"publish:entity_merged:{entity_id}"


def updates(story_id: str) -> str:
    """hash: revision -> the update's CloudEvent."""
    return f"publish:updates:{story_id}"


def members(story_id: str) -> str:
    """hash: uri -> Membership, what this story says of its articles."""
    return f"publish:members:{story_id}"


def claims(story_id: str) -> str:
    """hash: claim id -> HeldEntry, the claim as the latest revision tells it."""
    return f"publish:claims:{story_id}"


def gone_claims(story_id: str) -> str:
    """hash: claim id -> GoneEntry, since when nobody makes it any more."""
    return f"publish:claims_gone:{story_id}"


def history(story_id: str) -> str:
    """hash: revision -> Steps, what that revision said of articles and merges."""
    return f"publish:history:{story_id}"


def decisions(story_id: str) -> str:
    """hash: command id -> StoryDecision, who did what to this story and why."""
    return f"publish:decisions:{story_id}"


def standings(uri: str) -> str:
    """hash: story id -> Membership, what stories say of this article."""
    return f"publish:standings:{uri}"


def merged(story_id: str) -> str:
    """set: ids of the stories that went into this one directly."""
    return f"publish:merged:{story_id}"


def position_of(at: datetime) -> float:
    """The place of the first stream entry that may have been written at this instant."""
    return int((at - EPOCH) / timedelta(milliseconds=1)) * 1024


def position(entry_id: str) -> int:
    """The place of a stream entry as one number: milliseconds and count within them.

    Exact below 2**53, which is until the year 2248 and up to 1,024 entries a millisecond.
    """
    ms, _, count = entry_id.partition("-")
    return int(ms) * 1024 + min(int(count or 0), 1023)
