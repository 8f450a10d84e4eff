"""A story to take away: everything that is served of it in one document, as JSON or as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from pydantic import Field

from services.publish.domain.claims import ClaimTopic, ClaimValue
from services.publish.domain.families import ArticleInStory, Family
from services.publish.domain.markdown import inert, link
from services.publish.domain.telling import counted, language_name, shown_number, shown_time, type_name
from services.publish.domain.titles import shown_title
from shared.contracts.base import Contract
from shared.contracts.claim import Quantity
from shared.contracts.story import StorySnapshot
from shared.contracts.update import ChangeName, Significance

_MODIFIERS = {"about": "about ", "more_than": "at least ", "less_than": "at most ", "additional": "a further "}
#: Sources named beside one value; the rest are counted.
_NAMED = 3


class TimelineEntry(Contract):
    """One update of the story in short."""

    revision: int
    at: datetime
    significance: Significance
    message: str
    kinds: tuple[ChangeName, ...] = ()


class StoryExport(Contract):
    """A story with what changed in it, what is claimed, and its articles by copy family."""

    format: str = Field(default="slugline.story.export.v1", description="What this document is.")
    url: str = Field(description="Where people read the story.")
    story: StorySnapshot
    timeline: tuple[TimelineEntry, ...] = Field(description="What changed, the first change first.")
    earlier: int = Field(default=0, description="Updates that stand before the first one here.")
    claims: tuple[ClaimTopic, ...] = ()
    families: tuple[Family, ...] = Field(default=(), description="Articles by who said it first, the newest first.")


def markdown(told: StoryExport, base: str) -> str:
    """The export as a document that renders well and in which no article's words are markup."""
    parts = [
        _head(told, base),
        _section("Summary", _summary(told.story, base)),
        _section("What changed", _timeline(told)),
        _section("Claims", _claims(told.claims, base)),
        _section(f"Articles: {_printed(told)}", _articles(told.families, base)),
        _section("People, places, organisations", _entities(told.story, base)),
    ]
    return "\n".join(part for part in parts if part)


def _head(told: StoryExport, base: str) -> str:
    story = told.story
    title = shown_title(story.title, story.languages)
    others = [f"*{inert(text)}* ({_language(tag)})" for tag, text in sorted(story.title.items()) if text != title.text]
    languages = ", ".join(_language(tag) for tag in sorted(story.languages, key=lambda t: (-story.languages[t], t)))
    facts = [
        f"Story {link(story.id, told.url)}, revision {story.revision}, {story.status}.",
        f"First seen {shown_time(story.first_seen)}, last updated {shown_time(story.last_updated)}.",
        f"Languages: {languages}." if languages else "",
    ]
    return (
        "\n\n".join(filter(None, [f"# {inert(title.text)}", " · ".join(others), " ".join(filter(None, facts))])) + "\n"
    )


def _section(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"## {title}\n\n{body}\n" if body else ""


def _summary(story: StorySnapshot, base: str) -> Iterable[str]:
    for sentence in story.summary:
        words = sentence.translation or sentence.exact
        original = f" In {_language(sentence.language)}: {inert(sentence.exact)}" if sentence.translation else ""
        source = link(sentence.provider or "source", _article(base, sentence.article_uri))
        yield f"- {inert(words)} ({source}){original}"


def _timeline(told: StoryExport) -> Iterable[str]:
    if told.earlier:
        yield f"*{counted(told.earlier, 'earlier update')} left out.*\n"
    for update in told.timeline:
        mark = "**" if update.significance == "major" else ""
        yield f"- r{update.revision}, {shown_time(update.at)}: {mark}{inert(update.message)}{mark}"


def _claims(topics: Iterable[ClaimTopic], base: str) -> Iterable[str]:
    for topic in topics:
        yield f"### {inert(topic.label) or _unnamed(topic)}\n"
        yield "| what | status | as of | says | origins | first said | last said |"
        yield "|---|---|---|---|---|---|---|"
        yield from (_claim(value, base) for value in topic.values)
        yield ""


def _claim(value: ClaimValue, base: str) -> str:
    cells = (
        _content(value),
        value.status,
        shown_time(value.as_of),
        _says(value, base),
        str(value.origins),
        shown_time(value.first_said),
        shown_time(value.last_said),
    )
    return f"| {' | '.join(cells)} |"


def _content(value: ClaimValue) -> str:
    if value.status == "retracted" and not value.content:
        return f"*withdrawn with {inert(value.gone_with or 'its article')}*"
    words = inert(value.content) + (f" ({inert(value.translation)})" if value.translation else "")
    figure = f"**{inert(_figure(value.quantity))}**: " if value.quantity else ""
    return f"{figure}“{words}”"


def _figure(quantity: Quantity) -> str:
    upto = f" to {shown_number(quantity.high)}" if quantity.high is not None else ""
    return f"{_MODIFIERS.get(quantity.modifier, '')}{shown_number(quantity.value)}{upto} {quantity.unit}".strip()


def _says(value: ClaimValue, base: str) -> str:
    """Who is named as the source, and the outlets that have it, each with a link to the words."""
    source = f"{inert(value.source.name)}, in " if value.source else ""
    outlets = [link(s.evidence.provider or "source", _article(base, s.evidence.article_uri)) for s in value.said]
    named = list(dict.fromkeys(outlets))
    rest = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return source + ", ".join(named[:_NAMED]) + rest if named else "nobody any more"


def _articles(families: Iterable[Family], base: str) -> Iterable[str]:
    for family in families:
        yield f"- {_told(family.origin, base)}"
        yield from (f"  - copy: {_told(copy, base)}" for copy in family.copies)


def _told(article: ArticleInStory, base: str) -> str:
    headline = link(article.headline or article.uri, _article(base, article.uri))
    where = f"{inert(article.provider)}, {_language(article.language)}, {shown_time(article.published_at)}"
    also = ", also in another story" if article.role == "also" else ""
    return f"{headline} {where}{also}"


def _entities(story: StorySnapshot, base: str) -> Iterable[str]:
    for entity in story.entities:
        address = f"{base}/entities/{quote(entity.id, safe=':')}"
        yield f"- {link(entity.name, address)}, {type_name(entity.type)}, in {counted(entity.articles, 'article')}"


def _printed(told: StoryExport) -> str:
    counts = told.story.counts
    return f"{counted(counts.providers, 'outlet')}, {counted(counts.origins, 'independent origin')}"


def _unnamed(topic: ClaimTopic) -> str:
    return "Retracted" if not topic.current else "Source not named"


def _article(base: str, uri: str) -> str:
    return f"{base}/articles/{quote(uri, safe=':')}"


def _language(tag: str) -> str:
    return inert(language_name(tag))
