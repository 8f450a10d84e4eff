"""Two stories become one. First version: on an editor's command."""

from __future__ import annotations

from services.cluster.domain.deciding import Decision, revise_story
from services.cluster.domain.delta import Cause
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.story import tell
from shared.contracts.stages import StoryCommand


class CannotMerge(Exception):
    """The command names no two stories that could become one; `field` says which part is wrong."""

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(detail)
        self.detail, self.field = detail, field


def merge(memory: Memory, command: StoryCommand) -> Decision:
    """All stories that a command names become the first of them: one update, on the survivor."""
    named = [_story(memory, name) for name in command.stories]
    if len(named) < 2:
        raise CannotMerge("merge names two stories or more", "stories")
    survivor, *others = {story.id: story for story in named}.values()
    if not others:
        raise CannotMerge("these are one story already", "stories")
    moved = {a.uri: a for other in others for a in _moved(memory, survivor.id, other)}
    cause = Cause("command", merged=tuple(tell(o, memory.articles) for o in others), note=command.why)
    revised = revise_story(memory, moved, _grown(survivor, others), cause)
    ended = [other.model_copy(update=_ENDED | {"merged_into": survivor.id}) for other in others]
    revisions = (revised.revision,) if revised.revision else ()
    return Decision(tuple(moved.values()), (revised.record, *ended), revisions, (revised.told,))


_ENDED = {"members": (), "also": (), "withdrawn": (), "status": "merged"}


def _story(memory: Memory, name: str) -> StoryRecord:
    article = memory.articles.get(name)
    story = memory.survivor(article.story_id if article and article.story_id else name)
    if story is None or story.status == "retracted":
        raise CannotMerge("no story of this id, and no story with this article", "stories")
    return story


def _grown(survivor: StoryRecord, others: list[StoryRecord]) -> StoryRecord:
    """The survivor with everything that the others had."""
    every = [survivor, *others]
    members = dict.fromkeys(uri for story in every for uri in story.members)
    also = dict.fromkeys(uri for story in every for uri in story.also if uri not in members)
    return survivor.model_copy(
        update={
            "members": tuple(members),
            "also": tuple(also),
            "withdrawn": tuple(uri for story in every for uri in story.withdrawn),
            "merged_from": (*survivor.merged_from, *(i for story in others for i in (story.id, *story.merged_from))),
        }
    )


def _moved(memory: Memory, survivor_id: str, other: StoryRecord) -> list[ArticleRecord]:
    """The articles of the story that ends, each with its new place."""
    moved = []
    for uri in dict.fromkeys((*other.members, *other.also)):
        article = memory.articles[uri]
        story_id = survivor_id if article.story_id == other.id else article.story_id
        also = tuple(dict.fromkeys(survivor_id if i == other.id else i for i in article.also))
        moved.append(article.model_copy(update={"story_id": story_id, "also": tuple(i for i in also if i != story_id)}))
    return moved
