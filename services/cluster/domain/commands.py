"""An editor's command becomes a decision, or is refused with what is wrong with it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from services.cluster.domain.cause import Cause
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import StoryRecord
from services.cluster.domain.restructure import Author, CannotRestructure, families_of, merge, move, split, story_of
from services.cluster.domain.revising import Decision, conclude, gathered, revise_story
from services.cluster.domain.rulings import MOST_BESIDE, Do, Hold, Part, Ruling
from services.cluster.domain.title import LONGEST
from services.cluster.domain.undo import undo
from shared.contracts.stages import StoryCommand

#: Articles and stories that one command may name. All that moved are listed in the update, which must stay small.
MOST_NAMED = 200
#: Characters of who and why.
LONGEST_BY, LONGEST_WHY = 200, 500
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def obey(memory: Memory, command: StoryCommand, at: datetime | None = None) -> Decision:
    """What a command changes; nothing where it has been followed before. Raises CannotRestructure."""
    done = memory.rulings.by_id.get(command.command_id)
    if done is not None:
        if done.asked != _digest(command):
            raise CannotRestructure("another command had this id before", "command_id")
        return Decision()
    _check_words(command)
    doing = _DOING.get(command.do)
    if doing is None:
        raise CannotRestructure(f"editors do not give the command {command.do!r}", "do")
    author = Author("command", command.command_id, command.by, command.why, at)
    decision = doing(memory, command, author)
    return replace(decision, rulings=tuple(r.model_copy(update={"asked": _digest(command)}) for r in decision.rulings))


def _digest(command: StoryCommand) -> str:
    return hashlib.sha256(command.model_dump_json().encode()).hexdigest()[:16]


def _check_words(command: StoryCommand) -> None:
    for field, text, longest in (
        ("command_id", command.command_id, LONGEST_BY),
        ("by", command.by, LONGEST_BY),
        ("why", command.why, LONGEST_WHY),
    ):
        if len(text) > longest:
            raise CannotRestructure(f"has more than {longest} characters", field)
        if not _is_plain(text):
            raise CannotRestructure("holds control characters", field)
    if not command.command_id.strip():
        raise CannotRestructure("is empty", "command_id")
    if not command.by.strip():
        raise CannotRestructure("say who asks for this", "by")
    for field, names in (("stories", command.stories), ("articles", named_articles(command))):
        if len(names) > MOST_NAMED:
            raise CannotRestructure(f"names more than {MOST_NAMED}", field)


def _is_plain(text: str) -> bool:
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def named_articles(command: StoryCommand) -> tuple[str, ...]:
    """The articles that a command names, each once."""
    one = (command.article_uri,) if command.article_uri else ()
    return tuple(dict.fromkeys((*command.articles, *one)))


def _story(memory: Memory, name: str) -> StoryRecord:
    """The story of this id, through all merges, or with this article."""
    article = memory.articles.get(name)
    story = memory.survivor(article.story_id if article and article.story_id else name)
    if story is None:
        raise CannotRestructure(f"no story has this id, and no story has this article: {name[:200]}", "stories")
    if story.status == "retracted":
        raise CannotRestructure(f"the story {story.id} is retracted: nothing usable is left of it", "stories")
    return story


def _one_story(memory: Memory, command: StoryCommand) -> StoryRecord:
    if len(command.stories) != 1:
        raise CannotRestructure(f"{command.do} names one story", "stories")
    return _story(memory, command.stories[0])


def _articles(command: StoryCommand) -> tuple[str, ...]:
    named = named_articles(command)
    if not named:
        raise CannotRestructure(f"{command.do} names the articles it is about", "articles")
    return named


def _merge(memory: Memory, command: StoryCommand, author: Author) -> Decision:
    """All stories named become the first of them."""
    if len(command.stories) < 2:
        raise CannotRestructure("merge names two stories or more", "stories")
    survivor, *others = (_story(memory, name).id for name in command.stories)
    return merge(memory, survivor, others, author)


def _move(memory: Memory, command: StoryCommand, author: Author) -> Decision:
    """The articles go into the last story named; into a new one where none is. Two stories: from the first of them."""
    uris = _articles(command)
    if len(command.stories) > 2:
        raise CannotRestructure("move names the story to go to, or the one to leave and the one to go to", "stories")
    if len(command.stories) == 2:
        left = _story(memory, command.stories[0])
        families_of(memory, left, uris)
    if command.stories:
        return move(memory, uris, _story(memory, command.stories[-1]).id, author)
    stories = {story_of(memory, uri).id for uri in uris}
    if len(stories) > 1:
        raise CannotRestructure("the articles are in several stories: move them one story at a time", "articles")
    return split(memory, stories.pop(), [uris], author, titles=[_titles(command)])


def _split(memory: Memory, command: StoryCommand, author: Author) -> Decision:
    """The articles become a story of their own, under a title where one is given."""
    story = _one_story(memory, command)
    return split(memory, story.id, [_articles(command)], author, titles=[_titles(command)])


def _pin(memory: Memory, command: StoryCommand, author: Author) -> Decision:
    """The articles stay in their story whatever the machine thinks; without articles, the story stays as it is."""
    uris = named_articles(command)
    if not uris:
        return _pin_story(memory, _one_story(memory, command), author)
    story = _one_story(memory, command) if command.stories else story_of(memory, uris[0])
    family = families_of(memory, story, uris)
    pinned = [memory.articles[uri].model_copy(update={"pinned_to": story.id}) for uri in family]
    cause = _cause(author, "pin", {"after": {"kept": list(family)}})
    decision = conclude(memory, pinned, [story], cause)
    pins = {uri: memory.articles[uri].pinned_to for uri in family}
    others = tuple(uri for uri in story.members if uri not in pins)[-MOST_BESIDE:]
    part = Part(source=story.id, target=story.id, articles=family, met=others)
    return _ruled(decision, _ruling(author, "pin", story, pins, (part,)))


def _pin_story(memory: Memory, story: StoryRecord, author: Author) -> Decision:
    if story.pinned:
        raise CannotRestructure(f"the story {story.id} is pinned already", "stories")
    pinned = story.model_copy(update={"pinned": True})
    return _ruled(conclude(memory, [], [pinned], _cause(author, "pin", {})), _ruling(author, "pin", story))


def _rename(memory: Memory, command: StoryCommand, author: Author) -> Decision:
    """The story is called so, in one language, until that is undone."""
    story, titles = _one_story(memory, command), _titles(command)
    if not titles:
        raise CannotRestructure("rename needs a title", "title")
    if all(story.titles.get(tag) == title for tag, title in titles.items()):
        raise CannotRestructure("the story is called so already", "title")
    named = story.model_copy(update={"titles": story.titles | titles})
    (language, title), *_ = titles.items()
    revised = revise_story(
        memory, {}, named, _cause(author, "rename", {"after": {"title": title, "language": language}})
    )
    return _ruled(gathered({}, [revised]), _ruling(author, "rename", story))


def _titles(command: StoryCommand) -> dict[str, str]:
    """The title that a command gives, by its language."""
    if command.title is None:
        return {}
    title = " ".join(command.title.split())
    if not title:
        raise CannotRestructure("the title is empty", "title")
    if len(title) > LONGEST:
        raise CannotRestructure(f"the title has more than {LONGEST} characters", "title")
    if not _is_plain(title):
        raise CannotRestructure("the title holds control characters", "title")
    if not _LANGUAGE.fullmatch(command.language):
        raise CannotRestructure("the language is no tag like en or de", "language")
    return {command.language: title}


def _undo(memory: Memory, command: StoryCommand, author: Author) -> Decision:
    """The last command on a story, or the one of this id, is taken back."""
    story = _one_story(memory, command) if command.stories or not command.undoes else None
    return undo(memory, story.id if story else None, command.undoes, author)


def _cause(author: Author, do: str, action: dict[str, dict[str, object]]) -> Cause:
    return Cause(author.kind, action=action, do=do, note=author.why, by=author.by, id=author.id)


def _ruling(
    author: Author,
    do: Do,
    story: StoryRecord,
    pins: dict[str, str | None] | None = None,
    parts: tuple[Part, ...] = (),
) -> Ruling:
    return Ruling(
        id=author.id,
        do=do,
        by=author.by,
        why=author.why,
        at=author.at,
        stories=(story.id,),
        parts=parts,
        pins=pins or {},
        holds={story.id: Hold(pinned=story.pinned, apart=story.apart, titles=story.titles)},
    )


def _ruled(decision: Decision, ruling: Ruling) -> Decision:
    return replace(decision, rulings=(ruling,))


_DOING: dict[str, Callable[[Memory, StoryCommand, Author], Decision]] = {
    "merge": _merge,
    "move": _move,
    "split": _split,
    "pin": _pin,
    "rename": _rename,
    "undo": _undo,
}
