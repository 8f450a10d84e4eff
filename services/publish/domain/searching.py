"""What may be asked of lists and of search, and what they answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import Field

from services.publish.domain.index import Kind
from services.publish.domain.results import ArticleResult
from shared.contracts.base import Contract
from shared.contracts.mention import EntityType
from shared.contracts.story import StorySnapshot, StoryStatus
from shared.contracts.update import Significance


class Asked(NamedTuple):
    """Which stories or articles are asked for; without a word, all."""

    q: str | None = None
    entity: str | None = None
    language: str | None = None
    status: StoryStatus | None = None
    #: Stories whose last update weighs as much or more.
    significance: Significance | None = None
    #: Stories that were updated since this instant, by the clock of the stream.
    since: datetime | None = None
    #: What was published, or is told, between these instants.
    begin: datetime | None = None
    end: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True where everything is asked for."""
        return self == Asked()


class SearchHit(Contract):
    """A story, one update of a story, or an article in which all words of the query stand."""

    kind: Kind
    story: StorySnapshot | None = Field(default=None, description="The story; for an update, as it is now.")
    message: str = Field(default="", description="What the story's last update, or the found one, says.")
    revision: int | None = Field(default=None, description="The revision of the found update, or the last one.")
    article: ArticleResult | None = None


class SearchPage(Contract):
    """One page of hits: stories first, then articles (and updates where asked for), each the newest first.

    A story is as new as what it began with; so its place does not change while somebody reads on.
    """

    items: tuple[SearchHit, ...]
    next: str | None = Field(default=None, description="Pass as `cursor` for the next page; null on the last one.")


class EntityForm(Contract):
    """A form in which articles of a language write an entity's name."""

    form: str
    language: str = Field(description="BCP 47 of the articles that write it so.")
    script: str = Field(description="ISO 15924: Latn, Cyrl and so on; Zyyy where it has no letters.")


class EntityBrief(Contract):
    """An entity as lists show it."""

    id: str
    name: str = Field(description="Canonical English name.")
    type: EntityType
    articles: int = Field(description="How many articles name it.")


class EntityPage(Contract):
    """The entities that fit a name best, the one that most articles name first."""

    items: tuple[EntityBrief, ...]


class EntityDetail(EntityBrief):
    """An entity with every form of its name, its latest stories and articles."""

    names: tuple[EntityForm, ...] = Field(description="Every form that is in use, by language.")
    merged: tuple[str, ...] = Field(default=(), description="Ids that lead here by now.")
    stories: tuple[StorySnapshot, ...] = Field(description="Newest update first; `/v1/stories?entity=` has all.")
    latest: tuple[ArticleResult, ...] = Field(description="Newest first; `/v1/articles?entity=` has all.")


Scope = Literal["story", "article", "update"]
#: What is searched where nothing is said.
USUAL: tuple[Kind, ...] = ("story", "article")
