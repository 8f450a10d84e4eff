"""A ruling is taken back, as a new update, where nothing that came since stands in its way.

Ids never come back: what a merge joined is parted again under new ids, and the merged ones go on redirecting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from services.cluster.domain.cause import Cause
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.restructure import Author, CannotRestructure, merge, move, split
from services.cluster.domain.revising import Decision, conclude
from services.cluster.domain.rulings import Hold, Part, Ruling


def undo(memory: Memory, story_id: str | None, ruling_id: str | None, author: Author) -> Decision:
    """The ruling of this id, else the story's last one that stands, is taken back. Raises CannotRestructure."""
    ruling = _named(memory, ruling_id, story_id) if ruling_id else _last(memory, story_id or "")
    author = replace(author, undoes=ruling.id)
    _check_not_pinned_since(memory, ruling)
    return _UNDOING[ruling.do](memory, ruling, author)


def _named(memory: Memory, ruling_id: str, story_id: str | None) -> Ruling:
    ruling = memory.rulings.by_id.get(ruling_id)
    if ruling is None:
        raise CannotRestructure(f"no command {ruling_id[:200]} has been followed", "undoes")
    if ruling.do == "undo":
        raise CannotRestructure("an undo is not undone: give the first command again", "undoes")
    if memory.rulings.is_undone(ruling_id):
        raise CannotRestructure(f"the command {ruling_id[:200]} has been undone already", "undoes")
    if story_id is not None and story_id not in _standing(memory, ruling):
        raise CannotRestructure(f"the command {ruling_id[:200]} was not about this story", "undoes")
    return ruling


def _last(memory: Memory, story_id: str) -> Ruling:
    for ruling in memory.rulings.of(story_id):
        if ruling.do != "undo" and not memory.rulings.is_undone(ruling.id):
            return ruling
    raise CannotRestructure(f"there is nothing to undo on the story {story_id}", "stories")


def _check_not_pinned_since(memory: Memory, ruling: Ruling) -> None:
    """Raises where an editor has pinned one of the articles since: that must be undone first."""
    moved = {uri for part in ruling.parts for uri in part.articles}
    for story_id in ruling.stories:
        for later in memory.rulings.of(story_id):
            is_pin = later.do == "pin" and later.number > ruling.number and not memory.rulings.is_undone(later.id)
            if is_pin and moved & set(later.pins):
                raise CannotRestructure(f"its articles have been pinned since: undo {later.id} first", "undoes")


def _standing(memory: Memory, ruling: Ruling) -> set[str]:
    found = (memory.survivor(story_id) for story_id in ruling.stories)
    return {story.id for story in found if story is not None}


def _unmerge(memory: Memory, ruling: Ruling, author: Author) -> Decision:
    """What came together is parted again: each story that ended begins anew, under another id."""
    survivor = _same(memory, ruling.parts[0].target)
    groups = [_still_there(memory, part, survivor.id) for part in ruling.parts]
    if not any(groups):
        raise CannotRestructure("none of the articles that it brought is left", "undoes")
    titles = [ruling.holds[part.source].titles for part, group in zip(ruling.parts, groups, strict=True) if group]
    decision = split(memory, survivor.id, [group for group in groups if group], author, titles=titles)
    return _unpinned(memory, decision, ruling, {survivor.id})


def _unsplit(memory: Memory, ruling: Ruling, author: Author) -> Decision:
    """The new story becomes part again of the one that it was split from."""
    source = _same(memory, ruling.parts[0].source)
    targets = [_same(memory, part.target).id for part in ruling.parts]
    return _unpinned(memory, merge(memory, source.id, targets, author), ruling, {source.id})


def _unmove(memory: Memory, ruling: Ruling, author: Author) -> Decision:
    """The articles go back to where they were."""
    if len(ruling.parts) > 1:
        raise CannotRestructure("it moved articles out of several stories: move them back one by one", "undoes")
    (part,) = ruling.parts
    source, target = _same(memory, part.source), _same(memory, part.target)
    back = _still_there(memory, part, target.id)
    if not back:
        raise CannotRestructure("none of the articles that it moved is left", "undoes")
    if len(back) == len(target.members):
        raise CannotRestructure(f"nothing would be left of {target.id}: merge it instead", "undoes")
    decision = move(memory, back, source.id, author)
    return _unpinned(memory, decision, ruling, {source.id, target.id})


def _unpin(memory: Memory, ruling: Ruling, author: Author) -> Decision:
    story = _standing_story(memory, ruling)
    articles = _usable(memory, ruling.pins)
    freed = [a.model_copy(update={"pinned_to": ruling.pins[a.uri]}) for a in articles]
    pinned = story.pinned if ruling.pins else ruling.holds[ruling.stories[0]].pinned
    return _told_alone(memory, freed, story.model_copy(update={"pinned": pinned}), ruling, author)


def _unname(memory: Memory, ruling: Ruling, author: Author) -> Decision:
    story = _standing_story(memory, ruling)
    later = [r for r in memory.rulings.of(ruling.stories[0]) if r.number > ruling.number and r.do == "rename"]
    if any(not memory.rulings.is_undone(r.id) for r in later):
        raise CannotRestructure("the story has been named anew since: undo that first", "undoes")
    return _told_alone(memory, [], story.model_copy(update={"titles": ruling.holds[story.id].titles}), ruling, author)


def _told_alone(
    memory: Memory, articles: Sequence[ArticleRecord], story: StoryRecord, ruling: Ruling, author: Author
) -> Decision:
    """An update on one story that says what was taken back."""
    cause = Cause(
        author.kind,
        action={"before": {"do": ruling.do, "by": ruling.by}},
        do="undo",
        note=author.why,
        by=author.by,
        id=author.id,
        undoes=ruling.id,
    )
    taken = Ruling(
        id=author.id, do="undo", by=author.by, why=author.why, at=author.at, stories=(story.id,), undoes=ruling.id
    )
    return replace(conclude(memory, articles, [story], cause), rulings=(taken,))


def _same(memory: Memory, story_id: str) -> StoryRecord:
    """The story, where it has not become part of another since."""
    story = memory.stories.get(story_id)
    if story is None or story.status in ("merged", "retracted"):
        what = "became part of another" if story and story.status == "merged" else "was retracted or let go"
        raise CannotRestructure(f"the story {story_id} {what} since", "undoes")
    return story


def _standing_story(memory: Memory, ruling: Ruling) -> StoryRecord:
    return _same(memory, ruling.stories[0])


def _still_there(memory: Memory, part: Part, story_id: str) -> list[str]:
    """The articles that it brought, but for those withdrawn since. Raises where somebody has moved one on."""
    usable = _usable(memory, part.articles)
    for article in usable:
        if article.story_id != story_id:
            raise CannotRestructure(f"the article {article.uri[:200]} has been moved since", "undoes")
    return [article.uri for article in usable]


def _usable(memory: Memory, uris: Iterable[str]) -> list[ArticleRecord]:
    """Those of these articles that were neither withdrawn nor let go."""
    found = (memory.articles.get(uri) for uri in uris)
    return [article for article in found if article is not None and article.is_usable]


def _unpinned(memory: Memory, decision: Decision, ruling: Ruling, stories: set[str]) -> Decision:
    """The decision with pins as they were before the ruling; what the machine had done stays held by this undoing."""
    if ruling.kind == "repair":
        return decision
    freed = [_freed(memory, article, ruling.pins) for article in decision.articles]
    held = [_held(story, ruling.holds) if story.id in stories else story for story in decision.stories]
    told = {article.uri for article in freed}
    rest = _usable(memory, (uri for uri in ruling.pins if uri not in told))
    return replace(decision, articles=(*freed, *(_freed(memory, a, ruling.pins) for a in rest)), stories=tuple(held))


def _freed(memory: Memory, article: ArticleRecord, pins: Mapping[str, str | None]) -> ArticleRecord:
    known = memory.articles[article.uri].pinned_to
    return article.model_copy(update={"pinned_to": pins.get(article.uri, known)})


def _held(story: StoryRecord, holds: Mapping[str, Hold]) -> StoryRecord:
    hold = holds.get(story.id)
    return story.model_copy(update={"pinned": hold.pinned}) if hold else story


_UNDOING = {"merge": _unmerge, "split": _unsplit, "move": _unmove, "pin": _unpin, "rename": _unname}
