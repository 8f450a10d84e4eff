"""What a command of an editor will do, in words, before it is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from services.publish.domain.decisions import StoryDecision
from services.publish.domain.families import ArticleInStory
from services.publish.domain.telling import counted, decided_by, language_name, shown_time
from services.publish.domain.titles import shown_title
from shared.contracts.base import Contract
from shared.contracts.story import StorySnapshot

Doing = Literal["merge", "split", "move", "pin", "rename", "undo"]

_REVERSIBLE = "It can be undone, as long as nothing since stands in its way."
_APART = "The machine will never make the two stories one again."
_ONE_UPDATE = "Whoever follows one of these stories gets one update that says so, with your name and reason."


class CannotIntend(ValueError):
    """The command would not do anything, or cannot; the message says why."""


class Intent(Contract):
    """A command before it is given: what it is called, what will happen, and the articles that it is about."""

    do: Doing
    question: str
    button: str
    will: tuple[str, ...]
    articles: tuple[ArticleInStory, ...] = ()


class Here(NamedTuple):
    """The story that the editor looks at, with its articles and what was decided on it."""

    story: StorySnapshot
    articles: Sequence[ArticleInStory]
    decisions: Sequence[StoryDecision] = ()


class Asked(NamedTuple):
    """What the editor chose: articles of the story, other stories, a name, the decision to take back."""

    uris: Collection[str] = ()
    others: Sequence[StorySnapshot] = ()
    title: str = ""
    language: str = "en"
    undoes: str = ""


def intent(do: Doing, here: Here, asked: Asked) -> Intent:
    """What this command will do. Raises CannotIntend where it would come to nothing."""
    return _INTENTS[do](here, asked)


def with_copies(articles: Iterable[ArticleInStory], uris: Collection[str]) -> tuple[ArticleInStory, ...]:
    """The articles named and all of their copy families: these are never parted."""
    every = list(articles)
    origins = {a.origin or a.uri for a in every if a.uri in uris}
    return tuple(a for a in every if (a.origin or a.uri) in origins)


def can_be_undone(decisions: Iterable[StoryDecision]) -> tuple[StoryDecision, ...]:
    """The decisions that can be taken back, the latest first."""
    return tuple(d for d in reversed(list(decisions)) if d.do != "undo" and d.undone_by is None)


def _merge(here: Here, asked: Asked) -> Intent:
    others = [story for story in asked.others if story.id != here.story.id]
    if not others:
        raise CannotIntend("Name a story to merge into this one.")
    total = here.story.counts.articles + sum(story.counts.articles for story in others)
    become = (f"{_named(s)} ({counted(s.counts.articles, 'article')}) becomes part of this story." for s in others)
    return Intent(
        do="merge",
        question=f"Merge {counted(len(others), 'story', 'stories')} into {_named(here.story)}?",
        button="Merge",
        will=(
            *become,
            f"This story then has {counted(total, 'article')}, and all of them stay in it.",
            "Addresses and ids of the merged lead here for good.",
            _ONE_UPDATE,
            "It can be undone; what is parted again then gets a new id.",
        ),
    )


def _split(here: Here, asked: Asked) -> Intent:
    leaving = _leaving(here, asked)
    if len(leaving) == len(here.articles):
        raise CannotIntend("All articles are chosen: a split leaves at least one behind.")
    called = f", called “{asked.title}”" if asked.title else ""
    return Intent(
        do="split",
        question=f"Split {counted(len(leaving), 'article')} off {_named(here.story)}?",
        button="Split off",
        will=(
            f"The articles below leave this story and become one of their own{called}.",
            *_copies_go_along(leaving, asked),
            f"{_stay(here, leaving)} This story keeps its id and address.",
            _APART,
            _ONE_UPDATE,
            _REVERSIBLE,
        ),
        articles=leaving,
    )


def _move(here: Here, asked: Asked) -> Intent:
    leaving = _leaving(here, asked)
    target = next((story for story in asked.others if story.id != here.story.id), None)
    if target is None:
        raise CannotIntend("Name another story for the articles to go to.")
    is_end = len(leaving) == len(here.articles)
    rest = "No article stays: this story becomes part of the other one." if is_end else _stay(here, leaving)
    return Intent(
        do="move",
        question=f"Move {counted(len(leaving), 'article')} to {_named(target)}?",
        button="Move",
        will=(
            f"The articles below leave {_named(here.story)} and belong to {_named(target)}.",
            *_copies_go_along(leaving, asked),
            rest,
            *(() if is_end else (_APART,)),
            _ONE_UPDATE,
            _REVERSIBLE,
        ),
        articles=leaving,
    )


def _pin(here: Here, asked: Asked) -> Intent:
    kept = with_copies(here.articles, asked.uris)
    what = "The articles below stay in this story" if kept else "This story is neither joined with others nor parted"
    return Intent(
        do="pin",
        question=f"Pin {counted(len(kept), 'article') if kept else 'the story as it is'}?",
        button="Pin",
        will=(
            f"{what}, whatever the machine finds out later.",
            *_copies_go_along(kept, asked),
            "Editors can still change it.",
            _REVERSIBLE,
        ),
        articles=kept,
    )


def _rename(here: Here, asked: Asked) -> Intent:
    if not asked.title.strip():
        raise CannotIntend("Say what the story is to be called.")
    name = language_name(asked.language)
    return Intent(
        do="rename",
        question=f"Call this story “{asked.title}” in {name}?",
        button="Rename",
        will=(
            f"Its {name} title is “{asked.title}”; no article that comes changes it.",
            "Titles in other languages stay as they are.",
            _ONE_UPDATE,
            _REVERSIBLE,
        ),
    )


def _undo(here: Here, asked: Asked) -> Intent:
    choices = can_be_undone(here.decisions)
    chosen = next((d for d in choices if d.command_id == asked.undoes or not asked.undoes), None)
    if chosen is None:
        raise CannotIntend("There is nothing here to take back.")
    when = f" on {shown_time(chosen.at)}" if chosen.at else ""
    return Intent(
        do="undo",
        question=f"Undo the {chosen.do} of this story?",
        button="Undo",
        will=(
            f"It was decided by {decided_by(chosen.by)}{when}{f': “{chosen.why}”' if chosen.why else ''}.",
            "Stories, articles and names go back to where they were; what came since stays where it is.",
            "It is refused where something since stands in its way, and says what.",
            _ONE_UPDATE,
        ),
        articles=with_copies(here.articles, chosen.articles),
    )


_INTENTS = {"merge": _merge, "split": _split, "move": _move, "pin": _pin, "rename": _rename, "undo": _undo}


def _leaving(here: Here, asked: Asked) -> tuple[ArticleInStory, ...]:
    leaving = with_copies(here.articles, asked.uris)
    if not leaving:
        raise CannotIntend("Choose articles first.")
    return leaving


def _copies_go_along(articles: Sequence[ArticleInStory], asked: Asked) -> tuple[str, ...]:
    unasked = len(articles) - sum(a.uri in asked.uris for a in articles)
    if not unasked:
        return ()
    are = "goes" if unasked == 1 else "go"
    return (f"{counted(unasked, 'copy', 'copies')} of the chosen texts {are} with them: copies are never parted.",)


def _stay(here: Here, leaving: Sequence[ArticleInStory]) -> str:
    left = len(here.articles) - len(leaving)
    return f"{counted(left, 'article')} {'stays' if left == 1 else 'stay'} here."


def _named(story: StorySnapshot) -> str:
    return f"“{shown_title(story.title, story.languages).text}”"
