"""An article or a command in; changed records and updates out. Memory is read here and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.cluster.domain.assign import Placement, place
from services.cluster.domain.cause import Cause
from services.cluster.domain.contribution import tombstone
from services.cluster.domain.enriching import enriched
from services.cluster.domain.memory import Memory
from services.cluster.domain.passages import passages
from services.cluster.domain.quiet import as_time_passes
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.repair.kinship import KinshipWeights, shipped
from services.cluster.domain.repair.repairing import repaired
from services.cluster.domain.revising import Decision as Decision
from services.cluster.domain.revising import conclude
from services.cluster.domain.same_story import Weights
from services.cluster.domain.worked import Worked
from shared.contracts.stages import ArticleResolved
from shared.contracts.update import Why

#: What a later version of an article keeps of the one before it.
STAYS = ("seq", "published_at", "story_id", "also", "copy_of", "why", "also_why", "pinned_to")


def decide(
    memory: Memory, resolved: ArticleResolved | Worked, weights: Weights, kinship: KinshipWeights | None = None
) -> Decision:
    """What one article version changes, and what has changed by the time that has passed with it."""
    worked = resolved if isinstance(resolved, Worked) else Worked(resolved)
    return as_time_passes(memory, _decide(memory, worked, weights, kinship or shipped()))


def _decide(memory: Memory, worked: Worked, weights: Weights, kinship: KinshipWeights) -> Decision:
    resolved = worked.resolved
    before = memory.articles.get(resolved.article.uri)
    if resolved.enrichment is not None:
        return _enrich(memory, enriched(before, resolved))
    now = worked.contribution
    if before is not None and (before.status == "canceled" or _is_older(now, before) or _is_the_same(now, before)):
        return Decision()
    if not now.is_usable:
        return _withdraw(memory, before, now)
    if before is not None and before.is_usable and before.story_id is not None:
        return _revise(memory, before, now, is_correction=resolved.article.change_kind == "correction")
    if before is not None and before.pinned_to is not None:
        now = now.model_copy(update={"pinned_to": before.pinned_to})
    return _admit(memory, worked, now, weights, kinship)


def _enrich(memory: Memory, article: ArticleRecord | None) -> Decision:
    """Late English for an article: its stories are told again, nothing moves."""
    if article is None:
        return Decision()
    stories = [memory.stories[i] for i in (article.story_id, *article.also) if i is not None]
    return conclude(memory, [article], stories, Cause(article=article, is_late=True))


def _is_older(now: ArticleRecord, before: ArticleRecord) -> bool:
    return (now.version_order, now.version_created) < (before.version_order, before.version_created)


def _is_the_same(now: ArticleRecord, before: ArticleRecord) -> bool:
    """Whether this very version has come before: what has been added to it since stays."""
    known = (before.version, before.version_created, before.status, before.content_hash)
    return bool(now.content_hash) and known == (now.version, now.version_created, now.status, now.content_hash)


def _admit(
    memory: Memory, worked: Worked, article: ArticleRecord, weights: Weights, kinship: KinshipWeights
) -> Decision:
    """A first version: into a story, into one of its own, or, where it reports nothing, into none; then repair."""
    if article.reason:
        return Decision(articles=(article,))
    found = worked.placed(memory, lambda: place(memory, article, weights, passages(worked.resolved, article.weights)))
    placement = _as_pinned(memory, article, found)
    story = _record(memory, placement)
    placed = article.model_copy(
        update={
            "story_id": story.id,
            "copy_of": placement.copy_of,
            "also": placement.also,
            "why": placement.why,
            "also_why": placement.also_why,
        }
    )
    main = _with_member(story, placed.uri)
    beside = [_with_also(memory.stories[story_id], placed.uri) for story_id in placement.also]
    decision = conclude(memory, [placed], [main, *beside], Cause(article=placed))
    return repaired(memory, placed, decision, placement.near, kinship)


def _as_pinned(memory: Memory, article: ArticleRecord, found: Placement) -> Placement:
    """The placement found, but for an article that comes back: it goes where an editor had put it."""
    home = memory.survivor(article.pinned_to) if article.pinned_to else None
    if home is None or home.id == found.story_id:
        return found
    return Placement(home.id, False, Why(method="editor", score=1.0, threshold=0.0))


def _record(memory: Memory, placement: Placement) -> StoryRecord:
    return memory.survivor(placement.story_id) or StoryRecord(id=placement.story_id)


def _with_member(story: StoryRecord, uri: str) -> StoryRecord:
    withdrawn = tuple(u for u in story.withdrawn if u != uri)
    return story.model_copy(update={"members": (*story.members, uri), "withdrawn": withdrawn, "status": "developing"})


def _with_also(story: StoryRecord, uri: str) -> StoryRecord:
    return story.model_copy(update={"also": (*story.also, uri)})


def _revise(memory: Memory, before: ArticleRecord, now: ArticleRecord, is_correction: bool) -> Decision:
    """A later version takes the place of the earlier one, in the same story."""
    placed = now.model_copy(update={name: getattr(before, name) for name in STAYS} | {"reason": ""})
    if now.reason:  # what is left is no report: the article keeps its place and says nothing
        placed = placed.model_copy(update={"weights": {}, "sketch": ""})
    stories = [memory.stories[i] for i in (before.story_id, *before.also) if i is not None]
    cause = Cause(article=placed, is_correction=is_correction, note=now.change_note)
    return conclude(memory, [placed], stories, cause)


def _withdraw(memory: Memory, before: ArticleRecord | None, now: ArticleRecord) -> Decision:
    """A kill or a withheld version takes the whole contribution out; the record that it was stays."""
    gone = tombstone(before or now, now)
    if before is None or before.story_id is None:
        return Decision(articles=(gone,))
    stories = [_without(memory.stories[i], gone.uri) for i in (before.story_id, *before.also)]
    changed = [gone, *_heirs(memory, before), *_left_alone(memory, stories)]
    stories = [story.model_copy(update={"also": ()}) if not story.members else story for story in stories]
    cause = Cause(article=gone, note=now.change_note)
    return conclude(memory, changed, stories, cause)


def _without(story: StoryRecord, uri: str) -> StoryRecord:
    if uri in story.also:
        return story.model_copy(update={"also": tuple(u for u in story.also if u != uri)})
    members = tuple(u for u in story.members if u != uri)
    status = "developing" if members else "retracted"
    return story.model_copy(update={"members": members, "withdrawn": (*story.withdrawn, uri), "status": status})


def _left_alone(memory: Memory, stories: Iterable[StoryRecord]) -> Iterator[ArticleRecord]:
    """The articles that told a story beside their own of which nothing is left: they tell their own alone."""
    for story in stories:
        for article in (memory.articles[uri] for uri in story.also if not story.members):
            also_why = {i: why for i, why in article.also_why.items() if i != story.id}
            also = tuple(i for i in article.also if i != story.id)
            yield article.model_copy(update={"also": also, "also_why": also_why})


def _heirs(memory: Memory, gone: ArticleRecord) -> list[ArticleRecord]:
    """The copies of a withdrawn article: the first of them is now what the others copy."""
    assert gone.story_id is not None
    copies = [memory.articles[uri] for uri in memory.stories[gone.story_id].members]
    copies = [article for article in copies if article.copy_of == gone.uri]
    return [a.model_copy(update={"copy_of": copies[0].uri if a is not copies[0] else None}) for a in copies]
