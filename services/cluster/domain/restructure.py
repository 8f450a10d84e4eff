"""Articles change their story: merge, split and move. Pure: records in, changed records and updates out.

Editors and the machine use the same functions; what the author is decides what is pinned. The machine never undoes a
person: what an editor has joined, parted or pinned is refused to it here, whoever asks.
Copies go with what they copy. Ids survive: a merged one redirects for good, a split one lives on, a new one is made of
its first article's uri.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.cluster.domain.assign import new_story_id
from services.cluster.domain.authority import Author as Author
from services.cluster.domain.authority import CannotRestructure as CannotRestructure
from services.cluster.domain.authority import may_leave as may_leave
from services.cluster.domain.authority import may_merge as may_merge
from services.cluster.domain.authority import standing
from services.cluster.domain.cause import Cause, Transfer
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.revising import Decision, Records, Revised, gathered, revise_story
from services.cluster.domain.rulings import MOST_BESIDE, Do, Hold, Part, Ruling
from services.cluster.domain.story import Story
from shared.contracts.update import Why

# Merge


def merge(records: Records, survivor_id: str, others: Sequence[str], author: Author) -> Decision:
    """The other stories become part of the first: one update, on the survivor; their ids redirect to it for good."""
    survivor = _living(records, survivor_id)
    ended = [_living(records, story_id) for story_id in dict.fromkeys(others) if story_id != survivor_id]
    if not ended:
        raise CannotRestructure("these are one story already", "stories")
    if not author.is_person and not all(may_merge(records, survivor, other) for other in ended):
        raise CannotRestructure("an editor has pinned one of these stories, or holds them apart", "stories")
    moved = {a.uri: a for other in ended for a in _merged_articles(records, survivor.id, other)}
    if author.is_person:
        members = [uri for story in (survivor, *ended) for uri in story.members]
        moved |= _pinned([moved.get(uri) or records.articles[uri] for uri in members], survivor.id)
    told = tuple(known.story for known in map(records.telling, (o.id for o in ended)) if known)
    cause = Cause(author.kind, merged=told, note=author.why, by=author.by, id=author.id, undoes=author.undoes)
    grown = _grown(records, survivor, ended)
    revised = revise_story(records, moved, grown, cause, anew=True)
    gone = [o.model_copy(update=_ENDED | {"merged_into": survivor.id}) for o in ended]
    parts = [Part(source=o.id, target=survivor.id, articles=o.members, met=_last(survivor.members)) for o in ended]
    ruling = _ruling("merge", author, [survivor, *ended], parts, _pins(records, moved))
    revisions = (revised.revision,) if revised.revision else ()
    return Decision(tuple(moved.values()), (revised.record, *gone), revisions, (revised.told,), (ruling,))


_NOTHING: dict[str, object] = dict.fromkeys(("members", "also", "withdrawn", "apart", "core"), ())
_ENDED = _NOTHING | {"titles": {}, "pinned": False, "status": "merged"}


def _grown(records: Records, survivor: StoryRecord, ended: list[StoryRecord]) -> StoryRecord:
    """The survivor with everything that the others had."""
    every = [survivor, *ended]
    members = _in_order(records, {uri for story in every for uri in story.members})
    beside = {uri for story in every for uri in story.also} - set(members)
    apart = standing(records, (i for story in every for i in story.apart)) - {story.id for story in every}
    return survivor.model_copy(
        update={
            "members": members,
            "also": _in_order(records, beside),
            "withdrawn": tuple(dict.fromkeys(uri for story in every for uri in story.withdrawn)),
            "merged_from": (*survivor.merged_from, *(i for story in ended for i in (story.id, *story.merged_from))),
            "pinned": any(story.pinned for story in every),
            "apart": tuple(sorted(apart)),
        }
    )


def _merged_articles(records: Records, survivor_id: str, other: StoryRecord) -> list[ArticleRecord]:
    """The articles of the story that ends, each with its new place."""
    moved = []
    for uri in dict.fromkeys((*other.members, *other.also)):
        article = records.articles[uri]
        story_id = survivor_id if article.story_id == other.id else article.story_id
        also = {survivor_id if i == other.id else i: article.also_why.get(i) for i in article.also}
        moved.append(_placed(article, story_id, also))
    return moved


def _placed(article: ArticleRecord, story_id: str | None, also: Mapping[str, Why | None]) -> ArticleRecord:
    beside = {i: why for i, why in also.items() if i != story_id}
    also_why = {i: why for i, why in beside.items() if why is not None}
    return article.model_copy(update={"story_id": story_id, "also": tuple(beside), "also_why": also_why})


# Split and move


def split(
    records: Records,
    story_id: str,
    groups: Sequence[Iterable[str]],
    author: Author,
    whys: Mapping[str, Why] | None = None,
    titles: Sequence[Mapping[str, str]] = (),
) -> Decision:
    """Each group of articles becomes a story of its own: one update on the story that was split, each new one's first.

    Copies of the articles named go with them. `whys` are the reasons of their new memberships, `titles` what editors
    call the new stories, by language.
    """
    story = _living(records, story_id)
    families = [families_of(records, story, group) for group in groups]
    leaving = [uri for family in families for uri in family]
    if not leaving or not all(families):
        raise CannotRestructure("split needs articles that become a story of their own", "articles")
    if len(set(leaving)) < len(leaving):
        raise CannotRestructure("an article cannot go into two new stories, nor part from what it copies", "articles")
    if len(leaving) == len(story.members):
        raise CannotRestructure("these are all of the story's articles: nothing would be left", "articles")
    _check_may_leave(records, story, leaving, author)
    opened = _opened(records, story, families, titles)
    return _transfer(records, [story], opened, author, "split", whys or {})


def move(
    records: Records, uris: Sequence[str], target_id: str, author: Author, whys: Mapping[str, Why] | None = None
) -> Decision:
    """Articles with their copies go into another story: one update on each story left and on the one joined.

    A story that loses its last article this way becomes part of the story joined, as in a merge.
    """
    target = _living(records, target_id)
    stories = {s.id: s for s in (story_of(records, uri) for uri in uris) if s.id != target.id}
    if not stories:
        raise CannotRestructure("the articles are in this story already" if uris else "no article named", "articles")
    named = {i: [uri for uri in uris if records.articles[uri].story_id == i] for i in stories}
    leaving = {i: families_of(records, story, named[i]) for i, story in stories.items()}
    emptied = [i for i, story in stories.items() if len(leaving[i]) == len(story.members)]
    if emptied and len(stories) > 1:
        raise CannotRestructure(
            f"nothing would be left of {emptied[0]}: merge it, or move its articles alone", "articles"
        )
    if emptied:
        return merge(records, target.id, emptied, author)
    for i, story in stories.items():
        _check_may_leave(records, story, leaving[i], author)
    every = tuple(uri for uris_of in leaving.values() for uri in uris_of)
    joined = target.model_copy(update={"members": _in_order(records, {*target.members, *every})})
    opened = [_Joined(joined, i, leaving[i]) for i in stories]
    return _transfer(records, list(stories.values()), opened, author, "move", whys or {})


@dataclass(frozen=True)
class _Joined:
    """A story with the articles that come to it from another one."""

    record: StoryRecord
    source: str
    articles: tuple[str, ...]


def story_of(records: Records, uri: str) -> StoryRecord:
    """The story that an article belongs to."""
    article = records.articles.get(uri)
    if article is None:
        raise CannotRestructure(f"there is no article {uri[:200]}", "articles")
    if not article.is_usable:
        raise CannotRestructure(f"the article {uri[:200]} is withdrawn", "articles")
    if article.story_id is None:
        raise CannotRestructure(f"the article {uri[:200]} is in no story: it reports nothing", "articles")
    return _living(records, article.story_id)


def families_of(records: Records, story: StoryRecord, uris: Iterable[str]) -> tuple[str, ...]:
    """These members of a story with the originals that they copy and all copies of those, in order of placement."""
    named = list(dict.fromkeys(uris))
    for uri in named:
        if story_of(records, uri).id != story.id:
            raise CannotRestructure(f"the article {uri[:200]} is not in the story {story.id}", "articles")
    roots = {records.articles[uri].copy_of or uri for uri in named}
    return tuple(uri for uri in story.members if (records.articles[uri].copy_of or uri) in roots)


def _check_may_leave(records: Records, story: StoryRecord, leaving: Iterable[str], author: Author) -> None:
    if author.is_person or all(may_leave(records.articles[uri], story) for uri in leaving):
        return
    raise CannotRestructure("an editor has pinned an article, or the story it is in", "articles")


def _opened(
    records: Records,
    story: StoryRecord,
    families: list[tuple[str, ...]],
    titles: Sequence[Mapping[str, str]],
) -> list[_Joined]:
    """The new stories of a split. Each is apart from what the story it comes from is apart from."""
    made: list[_Joined] = []
    for place, family in enumerate(families):
        new_id = free_id(records, family[0], {joined.record.id for joined in made})
        named = dict(titles[place]) if place < len(titles) else {}
        record = StoryRecord(id=new_id, members=family, titles=named, apart=story.apart)
        made.append(_Joined(record, story.id, family))
    return made


def free_id(records: Records, uri: str, taken: Iterable[str] = ()) -> str:
    """The id of a new story that begins with this article; with a number behind it where the id is taken."""
    first = new_story_id(uri)
    if first not in records.stories and first not in taken:
        return first
    number = 2
    while f"{first}-{number}" in records.stories or f"{first}-{number}" in taken:
        number += 1
    return f"{first}-{number}"


def _transfer(
    records: Records, left: list[StoryRecord], joined: list[_Joined], author: Author, do: Do, whys: Mapping[str, Why]
) -> Decision:
    """Articles leave stories and join others. The stories joined are told first: those left name their titles."""
    targets = {one.record.id: one.record for one in joined}
    moved = {uri: _arrived(records, uri, one, author, whys) for one in joined for uri in one.articles}
    parts = [_part(records, one) for one in joined]
    told: dict[str, Story] = {}
    revised: list[Revised] = []
    transfers = tuple(_transfers(records, joined, moved, told, left))
    for target in targets.values():
        cause = _cause(author, do, tuple(t for t in transfers if t.target == target.id))
        cleared = _without_also(_apart(target, left, author), moved)
        revised.append(revise_story(records, moved, cleared, cause, anew=True))
        told[target.id] = revised[-1].told.story
    transfers = tuple(_transfers(records, joined, moved, told, left))
    changed = dict(moved)
    for story in left:
        cause = _cause(author, do, tuple(t for t in transfers if t.source == story.id))
        shrunk = _without(_apart(story, targets.values(), author), moved)
        if do == "split" and author.is_person:
            changed |= _pinned([records.articles[uri] for uri in shrunk.members], story.id)
        revised.append(revise_story(records, changed, shrunk, cause, anew=True))
    decision = gathered(changed, revised)
    known = [records.stories[i] for i in targets if i in records.stories]
    new = [record for i, record in targets.items() if i not in records.stories]
    ruling = _ruling(do, author, [*left, *known], parts, _pins(records, changed), new)
    return replace(decision, rulings=(ruling,))


def _arrived(records: Records, uri: str, joined: _Joined, author: Author, whys: Mapping[str, Why]) -> ArticleRecord:
    """An article in its new story. An editor's word pins it there."""
    article, target = records.articles[uri], joined.record.id
    why = whys.get(uri) or Why(method="editor" if author.is_person else "repair", score=1.0, threshold=0.0)
    placed = _placed(article, target, {i: article.also_why.get(i) for i in article.also})
    pinned_to = target if author.is_person else article.pinned_to
    return placed.model_copy(update={"why": why, "pinned_to": pinned_to})


def _apart(story: StoryRecord, others: Iterable[StoryRecord], author: Author) -> StoryRecord:
    """The story, held apart from those that an editor's word parted it from."""
    if not author.is_person:
        return story
    return story.model_copy(update={"apart": tuple(sorted({*story.apart, *(other.id for other in others)}))})


def _without_also(story: StoryRecord, moved: Mapping[str, ArticleRecord]) -> StoryRecord:
    return story.model_copy(update={"also": tuple(uri for uri in story.also if uri not in moved)})


def _without(story: StoryRecord, moved: Mapping[str, ArticleRecord]) -> StoryRecord:
    return story.model_copy(update={"members": tuple(uri for uri in story.members if uri not in moved)})


def _transfers(
    records: Records,
    joined: list[_Joined],
    moved: Mapping[str, ArticleRecord],
    told: Mapping[str, Story],
    left: list[StoryRecord],
) -> Iterable[Transfer]:
    at = max((story.last_updated for story in left if story.last_updated), default=None)
    for one in joined:
        new = told.get(one.record.id) if one.record.id not in records.stories else None
        yield Transfer(
            source=one.source,
            target=one.record.id,
            articles=tuple(moved[uri] for uri in one.articles),
            is_new=one.record.id not in records.stories,
            title=new.title.get("en", "") if new else "",
            at=at,
        )


def _cause(author: Author, do: Do, transfers: tuple[Transfer, ...]) -> Cause:
    return Cause(
        author.kind,
        transfers=transfers,
        do="undo" if author.undoes else do,
        note=author.why,
        by=author.by,
        id=author.id,
        undoes=author.undoes,
    )


# What all have in common


def _pinned(articles: Iterable[ArticleRecord], story_id: str) -> dict[str, ArticleRecord]:
    return {article.uri: article.model_copy(update={"pinned_to": story_id}) for article in articles}


def _pins(records: Records, changed: Iterable[str]) -> dict[str, str | None]:
    """Where articles were pinned before."""
    return {uri: records.articles[uri].pinned_to for uri in changed}


def _living(records: Records, story_id: str) -> StoryRecord:
    story = records.stories.get(story_id)
    if story is None:
        raise CannotRestructure(f"there is no story {story_id[:200]}", "stories")
    if story.status in ("merged", "retracted"):
        raise CannotRestructure(f"the story {story_id[:200]} is {story.status}", "stories")
    return story.model_copy(update={"status": "developing", "core": ()})  # a quiet one is woken by this


def _in_order(records: Records, uris: Iterable[str]) -> tuple[str, ...]:
    """In order of placement."""
    return tuple(sorted(uris, key=lambda uri: (records.articles[uri].seq, uri)))


def _last(uris: Sequence[str]) -> tuple[str, ...]:
    return tuple(uris[-MOST_BESIDE:])


def _part(records: Records, joined: _Joined) -> Part:
    source, target = records.stories[joined.source], records.stories.get(joined.record.id)
    return Part(
        source=joined.source,
        target=joined.record.id,
        articles=joined.articles,
        stayed=_last([uri for uri in source.members if uri not in joined.articles]),
        met=_last(target.members) if target else (),
    )


def _ruling(
    do: Do,
    author: Author,
    stories: Iterable[StoryRecord],
    parts: Iterable[Part] = (),
    pins: Mapping[str, str | None] | None = None,
    new: Iterable[StoryRecord] = (),
) -> Ruling:
    """What is taken down of it."""
    touched = {story.id: story for story in stories}
    return Ruling(
        id=author.id,
        do="undo" if author.undoes else do,
        kind=author.kind,
        by=author.by,
        why=author.why,
        at=author.at,
        stories=(*touched, *(story.id for story in new)),
        parts=tuple(parts),
        pins=dict(pins or {}) if author.is_person else {},
        holds={i: Hold(pinned=s.pinned, apart=s.apart, titles=s.titles) for i, s in touched.items()},
        undoes=author.undoes,
    )
