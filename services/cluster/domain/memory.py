"""Memory: the records, and indexes derived from them. Equal records give equal answers, however they were loaded."""

from __future__ import annotations

from collections.abc import Iterable

from services.cluster.domain.copies import CopyIndex
from services.cluster.domain.profile import Profile
from services.cluster.domain.rarity import Rarity
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.rulings import Rulings
from services.cluster.domain.story import Told, tell_again

#: Stories that are kept as they were told, so that an article that comes is added instead of all being read again.
MOST_TOLD = 2000


class Memory:
    """All that cluster knows. Read by the rules, changed by `put` alone, once a decision has been committed."""

    def __init__(self) -> None:
        self.articles: dict[str, ArticleRecord] = {}
        self.stories: dict[str, StoryRecord] = {}
        self.profiles: dict[str, Profile] = {}
        self.copies = CopyIndex()
        self.rarity = Rarity()
        #: Which stories a feature stands in.
        self.where: dict[str, set[str]] = {}
        #: What people and repair have decided on stories.
        self.rulings = Rulings()
        #: How the stories that changed last were told; the others are told anew from their records.
        self.told: dict[str, Told] = {}

    def replace(self, articles: Iterable[ArticleRecord], stories: Iterable[StoryRecord]) -> None:
        """Forgets everything and knows these instead."""
        self.__init__()  # type: ignore[misc]
        self.put(articles, stories)

    def put(self, articles: Iterable[ArticleRecord], stories: Iterable[StoryRecord], told: Iterable[Told] = ()) -> None:
        """Takes in new and changed records, and how the stories are told that were made of them."""
        for article in articles:
            if before := self.articles.get(article.uri):
                self._forget(before)
                self._untell(before)
            self.articles[article.uri] = article
            self._untell(article)
            self._learn(article)
        for story in stories:
            self.stories[story.id] = story
            self.told.pop(story.id, None)
        for telling in told:
            self.told[telling.story.id] = telling
        while len(self.told) > MOST_TOLD:
            del self.told[next(iter(self.told))]

    def telling(self, story_id: str) -> Told | None:
        """How a story is told now, None for one that is not known."""
        record = self.stories.get(story_id)
        return (self.told.get(story_id) or tell_again(None, record, self.articles)) if record else None

    def survivor(self, story_id: str) -> StoryRecord | None:
        """The story that an id stands for now, through all merges."""
        story = self.stories.get(story_id)
        while story is not None and story.merged_into is not None:
            story = self.stories.get(story.merged_into)
        return story

    def _untell(self, article: ArticleRecord) -> None:
        for story_id in (article.story_id, *article.also):
            self.told.pop(story_id or "", None)

    def _learn(self, article: ArticleRecord) -> None:
        if not article.is_usable:
            return
        if article.copy_of is None:  # a family is found by the first of it, however many reprint it
            self.copies.add(article.uri, article.sketch)
        if article.story_id is None or article.copy_of is not None:
            return
        self.rarity.add(article.weights)
        for feature in self.profiles.setdefault(article.story_id, Profile()).add(article):
            self.where.setdefault(feature, set()).add(article.story_id)

    def _forget(self, article: ArticleRecord) -> None:
        if not article.is_usable:
            return
        self.copies.remove(article.uri, article.sketch)
        if article.story_id is None or article.copy_of is not None:
            return
        self.rarity.add(article.weights, by=-1)
        profile = self.profiles[article.story_id]
        for feature in profile.remove(article):
            self._lose(feature, article.story_id)
        if not profile.size:
            del self.profiles[article.story_id]

    def _lose(self, feature: str, story_id: str) -> None:
        stories = self.where[feature]
        stories.discard(story_id)
        if not stories:
            del self.where[feature]
