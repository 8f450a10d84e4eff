"""What each stream between the services carries: the article with everything that is known of it so far."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from shared.contracts.article import Article, DetectedLanguage, Passage, Translation
from shared.contracts.base import Contract
from shared.contracts.claim import Claim
from shared.contracts.entity import EntityChange, EntityInArticle
from shared.contracts.mention import Mention


class StageTiming(Contract):
    """When a stage began with an article and how long it took; left out of every equality."""

    stage: str
    at: datetime
    ms: float
    attempt: int = 1


class ArticleAccepted(Contract):
    """A clean article (or kill) with its gap-free place in the order of the wire."""

    seq: int
    article: Article
    timing: tuple[StageTiming, ...] = ()


class ArticleTranslated(ArticleAccepted):
    """The article with its language and its English text where there is one."""

    language: DetectedLanguage = DetectedLanguage()
    #: Stretches in another language, in order of the text, headline first.
    passages: tuple[Passage, ...] = ()
    translation: Translation = Translation()
    #: "translation" where this comes again with a late translation; it never moves the article.
    enrichment: Literal["translation"] | None = None


class ArticleExtracted(ArticleTranslated):
    """The article with the mentions and claims found in it."""

    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()


class ArticleResolved(ArticleTranslated):
    """The article with its entities known by one id over the whole stream, and claims with their sources' ids."""

    entities: tuple[EntityInArticle, ...] = ()
    claims: tuple[Claim, ...] = ()
    #: What this article taught `resolve` about its entities; applied by `cluster` in `seq` order.
    entity_changes: tuple[EntityChange, ...] = ()


class ArticleSkipped(Contract):
    """A marker that releases the place of an article that went to a dead letter upstream."""

    seq: int
    uri: str = ""
    stage: str = ""
    reason: str = ""


class StoryCommand(Contract):
    """What an editor asks of `cluster`. An editor's word is final: the machine never undoes it.

    `merge` makes all `stories` the first of them; `split` makes `articles` a story of their own, called `title` where
    one is given; `move` takes `articles` into the last of `stories`, or into a new one where none is named; `pin`
    keeps `articles` in their story, or without articles a story as it is; `rename` calls a story `title` in `language`;
    `undo` takes back the command `undoes`, or the last one on a story.
    """

    command_id: str
    do: Literal["merge", "move", "split", "pin", "rename", "undo", "repair", "quiet"]
    #: Story ids, or uris of member articles; for merge the first one survives.
    stories: tuple[str, ...] = ()
    #: Articles by uri; their copies go with them.
    articles: tuple[str, ...] = ()
    #: One more of them.
    article_uri: str | None = None
    title: str | None = None
    #: Language of `title`, as a tag of two or three letters.
    language: str = "en"
    #: The id of the command that is taken back.
    undoes: str | None = None
    by: str = "editor"
    why: str = ""
    options: dict[str, Any] = {}
