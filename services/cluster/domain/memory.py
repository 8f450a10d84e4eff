"""Memory: what is known of articles and stories, and indexes derived from it.

Equal records give equal answers, however they were loaded. Every article has a trace here; records are at hand for the
latest ones, and those of the others are in Redis (see archive.py). Quiet stories leave but for what they are found by
(see quiet.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from services.cluster.domain.ages import Ages
from services.cluster.domain.archive import MOST_AT_ONCE, Records, Unread
from services.cluster.domain.clock import WireClock
from services.cluster.domain.copies import CopyIndex
from services.cluster.domain.profile import Profile
from services.cluster.domain.quiet import Quiet
from services.cluster.domain.rarity import Rarity
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.revising import Gone
from services.cluster.domain.rulings import Rulings
from services.cluster.domain.story import Told, tell_again
from services.cluster.domain.told import Tales
from services.cluster.domain.traces import Trace, trace


@dataclass(frozen=True)
class Limits:
    """How much is kept at hand, and for how long."""

    #: Records of articles at hand beside those of the stories last told; None: all.
    records: int | None = None
    #: Articles in the stories that are kept as they were told.
    told: int = 20_000
    #: Days without an article after which a story is quiet, and after which it is let go for good.
    quiet_after: float = 45.0
    kept_for: float = 400.0


class Memory:
    """All that cluster knows. Read by the rules, changed by `put` alone, once a decision has been committed."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        #: How the stories that changed last were told; the others are told anew from their records.
        self.told = Tales(self.limits.told)
        #: Every article that is known; `articles` has their records.
        self.traces: dict[str, Trace] = {}
        self.articles = Records(self.traces, self._beside, self._in_a_tale, self.limits.records)
        self.stories: dict[str, StoryRecord] = {}
        #: What each story is about; that of a quiet one is made when it is asked for.
        self.profiles = Profiles(self)
        self.copies = CopyIndex()
        self.rarity = Rarity()
        #: Which stories a feature stands in; quiet ones are not among them.
        self.where: dict[str, set[str]] = {}
        self.quiet = Quiet()
        self.clock = WireClock()
        #: Awake stories by their latest report; what may be let go, by the same.
        self.awake = Ages(self._latest_report)
        self.passing = Ages(self._passing_moment)
        #: What people and repair have decided on stories.
        self.rulings = Rulings()
        #: Another one after every change.
        self.moment = object()
        self._lent: dict[str, Trace] = {}

    # Loading

    def replace(self, articles: Iterable[ArticleRecord], stories: Iterable[StoryRecord]) -> None:
        """Forgets everything and knows these instead."""
        records = list(articles)
        self.forget_everything(stories)
        for record in records:
            self.know(trace(record), record.sketch)
        self.ready()
        self.lend(records)

    def forget_everything(self, stories: Iterable[StoryRecord]) -> None:
        """Begins anew with these stories; their articles follow with `know`, and then `ready`."""
        self.__init__(self.limits)  # type: ignore[misc]
        self.stories = {story.id: story for story in stories}

    def know(self, of: Trace, sketch: str) -> None:
        """Takes an article in, with what is derived from it."""
        is_awake = not self._is_quiet(of.story_id)
        self.traces[of.uri] = of if is_awake else of.archived()
        self.clock.see(of.uri, of.published_at)
        if of.is_usable and of.copy_of is None:  # a family is found by the first of it, however many reprint it
            self.copies.add(of.uri, sketch)
        if of.is_report and is_awake:
            self._learn(of)

    def ready(self) -> None:
        """All that is known has been said."""
        for story in self.stories.values():
            if story.status == "quiet":
                self.quiet.add(story)
        self.awake.note(self.profiles.awake)
        self.passing.note(self.stories)
        self.passing.note(uri for uri, of in self.traces.items() if of.story_id is None)

    def lend(self, records: Iterable[ArticleRecord]) -> None:
        """Has these records at hand until the next decision has been committed."""
        self.articles.lend(records)

    def lend_traces(self, traces: Iterable[Trace]) -> None:
        """Has at hand what these articles of quiet stories are about, for as long."""
        self._lent |= {of.uri: of for of in traces}

    # Changing

    def put(
        self,
        articles: Iterable[ArticleRecord],
        stories: Iterable[StoryRecord],
        told: Iterable[Told] = (),
        gone: Gone | None = None,
    ) -> None:
        """Takes in new and changed records, and how stories are told that were made of them; lets go what is gone."""
        self.moment, changed = object(), list(stories)
        for story in changed:
            self._wake(story)
        taken_in = {article.uri: article for article in articles}
        for article in taken_in.values():
            self._take_in(article)
        for story in changed:
            self._put_story(story)
        for telling in told:
            if all(telling.articles.get(uri, article) is article for uri, article in taken_in.items()):
                self.told.add(telling)  # else it is from before one of its articles changed once more
        if gone is not None:
            self._let_go(gone)
        self._lent.clear()
        self.profiles.made.clear()
        self.articles.trim()

    def _take_in(self, article: ArticleRecord) -> None:
        before, now = self.traces.get(article.uri), trace(article)
        if before is not None:
            self._forget(before)
            self.told.drop(before.stories)
        self.told.drop(now.stories)
        self.know(now, article.sketch)
        self.articles.keep(article)
        self.awake.note(of.story_id for of in (before, now) if of and of.story_id)
        self.passing.note([now.uri])

    def _learn(self, of: Trace) -> None:
        assert of.story_id is not None
        self.rarity.add(of.weights)
        profile = self.profiles.awake.get(of.story_id)
        if profile is None:
            profile = self.profiles.awake[of.story_id] = Profile()
        where, story_id = self.where, of.story_id
        for feature in profile.add(of):
            try:
                where[feature].add(story_id)
            except KeyError:
                where[feature] = {story_id}

    def _forget(self, of: Trace) -> None:
        del self.traces[of.uri]
        self.articles.forget(of.uri)
        self.clock.lose(of.uri, of.published_at, ((t.uri, t.published_at) for t in self.traces.values()))
        self.copies.remove(of.uri)
        if of.is_report and (profile := self.profiles.awake.get(of.story_id or "")):
            self.rarity.add(of.weights, by=-1)
            self._lose(profile.remove(of), of.story_id or "")
            if not profile.size:
                del self.profiles.awake[of.story_id or ""]

    def _lose(self, features: Iterable[str], story_id: str) -> None:
        for feature in features:
            stories = self.where[feature]
            stories.discard(story_id)
            if not stories:
                del self.where[feature]

    def _put_story(self, story: StoryRecord) -> None:
        if self._is_quiet(story.id):
            self.quiet.remove(self.stories[story.id])
        self.stories[story.id] = story
        self.told.drop([story.id])
        if story.status == "quiet":
            self._put_to_sleep(story)
        self.passing.note([story.id])

    def _put_to_sleep(self, story: StoryRecord) -> None:
        self.quiet.add(story)
        profile = self.profiles.awake.pop(story.id, None)
        if profile is not None:
            self.rarity.take_out(profile.counts, profile.size)
            self._lose(profile.counts, story.id)
        for uri in story.members:
            self.traces[uri] = self.traces[uri].archived()

    def _wake(self, story: StoryRecord) -> None:
        """A story that is quiet no longer is known by its articles again."""
        if not self._is_quiet(story.id) or story.status == "quiet":
            return
        before = self.stories[story.id]
        reports = self.reports(before)
        self.quiet.remove(before)
        self.stories[story.id] = before.model_copy(update={"status": "developing", "core": ()})
        for of in reports:
            self.traces[of.uri] = of
            self._learn(of)
        self.awake.note([story.id])

    def _let_go(self, gone: Gone) -> None:
        """Stories with all their articles, and articles in no story, are as if they had never been."""
        for story_id in gone.stories:
            self.quiet.remove(self.stories.pop(story_id))
            self.told.drop([story_id])
        for uri in gone.articles:
            self._forget(self.traces[uri])

    # Reading

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

    def reports(self, story: StoryRecord) -> list[Trace]:
        """The articles that a quiet story is known by, with what they are about; `Unread` where that is not at hand."""
        known = [of for of in map(self.traces.__getitem__, story.members) if of.is_report]
        found = [self._full(of) for of in known]
        missing = [of.uri for of, full in zip(known, found, strict=True) if full is None]
        if missing:
            raise Unread(tuple(missing[:MOST_AT_ONCE]), traces_only=True)
        return [of for of in found if of is not None]

    def require(self, stories: Iterable[StoryRecord]) -> None:
        """Sees to it that the quiet stories among these, as they were decided to be, can be woken."""
        for story in stories:
            if self._is_quiet(story.id) and story.status != "quiet":
                self.reports(self.stories[story.id])

    def _is_quiet(self, story_id: str | None) -> bool:
        story = self.stories.get(story_id or "")
        return story is not None and story.status == "quiet"

    def _full(self, of: Trace) -> Trace | None:
        lent, record = self._lent.get(of.uri), self.articles.at_hand(of.uri)
        return lent or (replace(of, weights=record.weights) if record else None)

    def _beside(self, uri: str) -> Iterable[str]:
        story = self.stories.get(self.traces[uri].story_id or "")
        return story.members if story else ()

    def _in_a_tale(self, uri: str) -> ArticleRecord | None:
        of = self.traces.get(uri)
        told = self.told.get(of.story_id) if of and of.story_id else None
        return told.articles.get(uri) if told else None

    def _latest_report(self, story_id: str) -> float | None:
        profile = self.profiles.awake.get(story_id)
        return profile.times[-1] if profile else None

    def _passing_moment(self, name: str) -> float | None:
        """When the last article of a quiet story came, or an article in no story; None for what has to stay."""
        if (of := self.traces.get(name)) is not None:
            return of.published_at.timestamp() if of.story_id is None else None
        story = self.stories.get(name)
        if story is None or story.status != "quiet" or story.also or any(self.traces[u].also for u in story.members):
            return None  # an article that tells another story too keeps this one
        return max(self.traces[u].published_at.timestamp() for u in story.members)


class Profiles(Mapping[str, Profile]):
    """The profiles of all stories. Those of awake ones are kept up to date in `awake`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.awake: dict[str, Profile] = {}
        #: Those of quiet stories that were asked for since the last decision was committed.
        self.made: dict[str, Profile] = {}

    def __getitem__(self, story_id: str) -> Profile:
        found = self.awake.get(story_id) or self.made.get(story_id)
        if found is not None:
            return found
        story = self._memory.stories.get(story_id)
        if story is None or story.status != "quiet":
            raise KeyError(story_id)
        profile = Profile()
        for of in self._memory.reports(story):
            profile.add(of)
        self.made[story_id] = profile
        return profile

    def __iter__(self) -> Iterator[str]:
        return iter(self.awake)

    def __len__(self) -> int:
        return len(self.awake)
