"""Why an article is in its story, or in none, in words for people and in figures for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import Field

from services.publish.domain.articles import HeldArticle
from services.publish.domain.membership import Membership, Role
from services.publish.domain.titles import shown_title
from shared.contracts.article import Part, Span, Translation
from shared.contracts.base import Contract
from shared.contracts.story import StorySnapshot
from shared.contracts.update import SharedQuantity, Why
from shared.language.prose import why_no_report

#: Characters of a passage that are quoted, and of its English.
LONGEST = 600

#: What each component of the evidence means.
COMPONENTS = {
    "people": "the same people are named",
    "organisations": "the same organisations are named",
    "places": "the same places are named",
    "countries": "the same countries and peoples",
    "headline_names": "names of the headline that the story has",
    "headline_terms": "words of the headline that the story has",
    "core_names": "names that the story keeps coming back to",
    "core_terms": "words that the story keeps coming back to",
    "nearest_names": "names as in the nearest article",
    "nearest_terms": "words as in the nearest article",
    "numbers": "the same numbers",
    "days_apart": "time to the story's nearest article",
    "story_size": "how many articles the story has",
    "other_people": "people whom the other side does not name",
    "other_places": "places that the other side does not name",
    "terms": "words that the story has too",
    "both": "both names and words as in the nearest article",
    "names": "names that the story has too",
    "nearest_three": "how like the three nearest articles it is",
    "seen_names": "its main names have stood in the story before",
    "seen_terms": "its main words have stood in the story before",
    "known_names": "of names seen before anywhere, those that the story has",
    "known_terms": "of words seen before anywhere, those that the story has",
    "strength_names": "rare names in common",
    "strength_terms": "rare words in common",
    "missed_person": "it names people, but not the story's own",
    "missed_place": "it names places, but not the story's own",
    "missed_organisation": "it names organisations, but not the story's own",
    "margin": "how much more it shares than with any other story",
    "margin_names": "how many more names it shares than with any other story",
    "new_language": "the first article in this language",
    "names_apart": "names of this story alone, in these passages",
    "terms_apart": "words of this story alone, in these passages",
    "numbers_apart": "numbers of this story alone, in these passages",
    "opens": "the article opens its first story",
    "bias": "where every comparison begins",
}

#: The end of the name of a component that is told apart where the story has no article in this language yet.
ABROAD = "_abroad"

#: How an article came into its story.
METHODS = {
    "same_story": "It tells the same story as the articles there",
    "copy": "Its text derives from an article of this story",
    "new_story": "No story was like it, so it opened this one",
    "also": "A part of it tells this story beside its own",
    "editor": "An editor put it there",
    "repair": "It came when stories were joined or parted",
    "unknown": "The reasons are no longer held",
}

#: A membership whose reasons were cut from an update that had grown too long.
UNKNOWN = Why(method="unknown", score=0.0, threshold=0.0)

#: Why an article is in no story.
OUTSIDE = {
    "table": "It is a table or a list: hardly any of it is running text.",
    "no_one_named": "It is short and names nobody and nothing.",
    "advertisement": "It is an advertisement: labelled as one, or addressed to the reader.",
    "empty": "It has no text, and its headline says too little.",
    "withdrawn": "It was withdrawn.",
    "not_placed": "It has not been placed yet.",
}


class Reason(Contract):
    """One component of the evidence: what it means, its value, and what it adds to the log odds (or takes off)."""

    name: str
    words: str
    value: float | None = None
    contribution: float | None = Field(default=None, description="Weight times value, in log odds; null where unknown.")


class StoryNamed(Contract):
    """A story by its id and its title now."""

    id: str
    title: str
    language: str
    score: float | None = Field(default=None, description="The probability that it was the article's story.")


class ArticleNamed(Contract):
    """An article by its headline."""

    uri: str
    headline: str = ""
    language: str = "und"
    provider: str = ""
    published_at: datetime | None = None


class QuotedPassage(Contract):
    """Where the article speaks for the story: exact words, their code-point span, and their English."""

    start: int
    end: int
    part: Part = "text"
    exact: str
    translation: str | None = None
    is_gist: bool = Field(default=False, description="True where the English is a gist, put together word by word.")
    is_cut: bool = Field(default=False, description="True where the passage goes on beyond `exact`.")


class WhyInStory(Contract):
    """Why an article is in one story."""

    story: StoryNamed
    role: Role
    method: str = Field(description="same_story, copy, new_story, also, editor, repair or unknown.")
    words: str = Field(description="The same as a sentence.")
    probability: float
    threshold: float
    reasons: tuple[Reason, ...] = Field(default=(), description="What weighs most first.")
    shared_entities: tuple[str, ...] = ()
    shared_terms: tuple[str, ...] = ()
    quantities: tuple[SharedQuantity, ...] = ()
    nearest: ArticleNamed | None = None
    time_gap_seconds: float | None = None
    passages: tuple[QuotedPassage, ...] = ()
    runner_up: StoryNamed | None = None


class WhyOutside(Contract):
    """Why an article is in no story."""

    reason: Literal["table", "no_one_named", "advertisement", "empty", "withdrawn", "not_placed"]
    words: str


class ArticleWhy(Contract):
    """Why an article is where it is: its story first, then those that it tells beside it."""

    article: ArticleNamed
    stories: tuple[WhyInStory, ...] = ()
    outside: WhyOutside | None = None


class Known(NamedTuple):
    """What reasons refer to: stories by their present id, articles by uri, and where ids of stories lead."""

    stories: Mapping[str, StorySnapshot]
    articles: Mapping[str, HeldArticle]
    survivors: Mapping[str, str]


def article_why(held: HeldArticle, stated: Sequence[Membership], known: Known) -> ArticleWhy:
    """Why an article is where it is."""
    article = article_named(held)
    if held.status != "usable":
        return ArticleWhy(article=article, outside=_outside("withdrawn"))
    found = tuple(_in_story(held, one, known) for one in stated)
    return ArticleWhy(article=article, stories=found, outside=None if stated else _why_outside(held))


def reasons(why: Why) -> tuple[Reason, ...]:
    """The components in words, what weighs most first; where a sum begins comes last."""
    added: Mapping[str, float] = why.contributions
    names = dict.fromkeys([*added, *why.components])
    ranked = sorted(names, key=lambda n: (n == "bias", -abs(added.get(n, 0.0)), n))
    return tuple(
        Reason(name=n, words=_words(n), value=why.components.get(n), contribution=added.get(n))
        for n in ranked
        if n in added or not added
    )


def article_named(held: HeldArticle) -> ArticleNamed:
    """An article by its headline; a withdrawn one has none."""
    return ArticleNamed(
        uri=held.uri,
        headline=held.headline,
        language=held.language,
        provider=held.provider.name,
        published_at=held.published_at,
    )


def method_words(why: Why) -> str:
    """How an article came into its story, and how sure that was."""
    said = METHODS.get(why.method, why.method.replace("_", " "))
    if why.method in ("copy", "editor", "repair", "unknown"):
        return f"{said}."
    return f"{said}: {_percent(why.score)} sure, {_percent(why.threshold)} asked for."


def _in_story(held: HeldArticle, stated: Membership, known: Known) -> WhyInStory:
    why = stated.why or UNKNOWN
    is_same_version = stated.version in ("", held.version)
    rest = why.runner_up_story_id
    nearest = why.nearest_article_uri
    return WhyInStory(
        story=_story(stated.story_id, known),
        role=stated.role or "primary",
        method=why.method,
        words=method_words(why),
        probability=why.score,
        threshold=why.threshold,
        reasons=reasons(why),
        shared_entities=why.shared_entities,
        shared_terms=why.shared_terms,
        quantities=why.quantities,
        nearest=_article(nearest, known) if nearest else None,
        time_gap_seconds=why.time_gap_seconds,
        passages=tuple(_quoted(held, span) for span in why.passages) if is_same_version else (),
        runner_up=_story(rest, known, why.runner_up_score) if rest else None,
    )


def _story(story_id: str, known: Known, score: float | None = None) -> StoryNamed:
    survivor = known.survivors.get(story_id, story_id)
    story = known.stories.get(survivor)
    title = shown_title(story.title, story.languages) if story else shown_title({}, {})
    return StoryNamed(id=survivor, title=title.text, language=title.language, score=score)


def _article(uri: str, known: Known) -> ArticleNamed:
    held = known.articles.get(uri)
    return article_named(held) if held else ArticleNamed(uri=uri)


def _quoted(held: HeldArticle, span: Span) -> QuotedPassage:
    words = (held.headline if span.part == "headline" else held.text)[span.start : span.end]
    end = span.start + min(len(words), LONGEST)
    return QuotedPassage(
        start=span.start,
        end=end,
        part=span.part,
        exact=words[:LONGEST],
        translation=_english(held.translation, span),
        is_gist=held.translation.status == "gist",
        is_cut=len(words) > LONGEST,
    )


def _english(translation: Translation, span: Span) -> str | None:
    said = translation.headline if span.part == "headline" else translation.text
    found = [
        s.english
        for s in translation.sentences
        if s.source.part == span.part and s.source.start < span.end and span.start < s.source.end
    ]
    if not said or not found:
        return None
    words = said[found[0].start : found[-1].end].strip()
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def _why_outside(held: HeldArticle) -> WhyOutside:
    return _outside(why_no_report(held.headline, held.text, len(held.entities)) or "not_placed")


def _outside(reason: str) -> WhyOutside:
    return WhyOutside.model_validate({"reason": reason, "words": OUTSIDE[reason]})


def _words(name: str) -> str:
    known = name.removesuffix(ABROAD)
    words = COMPONENTS.get(known, known.replace("_", " "))
    return words if known == name else f"{words}, across languages"


def _percent(probability: float) -> str:
    """A probability as people say it: never 100 % for less than certainty."""
    if probability >= 1.0:
        return "100 %"
    return f"{min(99, max(1, math.floor(probability * 100 + 0.5)))} %" if probability > 0 else "0 %"
