"""What is held of one article: its latest version, or the tombstone of a kill."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from shared.contracts.article import Article, DetectedLanguage, Passage, Provider, Translation
from shared.contracts.base import Contract
from shared.contracts.claim import Claim
from shared.contracts.entity import EntityInArticle
from shared.contracts.stages import ArticleResolved, StageTiming

ArticleStatus = Literal["usable", "canceled"]


class Place(NamedTuple):
    """Which of two versions stands. A kill stands for ever; then the version decides, then the wire's order.

    An enrichment comes again with the place of its article and stands above it.
    """

    is_kill: bool
    version_order: int
    seq: int
    is_enriched: bool

    def encoded(self) -> str:
        """The place as one word, for the projection."""
        return f"{self.is_kill:d} {self.version_order} {self.seq} {self.is_enriched:d}"

    @classmethod
    def decoded(cls, word: str) -> Place:
        """The place that `encoded` wrote."""
        kill, order, seq, enriched = word.split()
        return cls(kill == "1", int(order), int(seq), enriched == "1")


class HeldArticle(Contract):
    """The article as publish serves it. A withdrawn one keeps its identity and no word of its content."""

    uri: str
    version: str
    status: ArticleStatus
    published_at: datetime
    version_created: datetime
    provider: Provider
    language: str = "und"
    detected: DetectedLanguage = DetectedLanguage()
    #: As the sender declared it.
    declared_language: str | None = None
    passages: tuple[Passage, ...] = ()
    headline: str = ""
    text: str = ""
    translation: Translation = Translation()
    entities: tuple[EntityInArticle, ...] = ()
    claims: tuple[Claim, ...] = ()
    credits: tuple[str, ...] = ()
    located: str | None = None
    by: str | None = None
    url: str | None = None
    change_kind: str = "new"
    change_note: str = ""
    timing: tuple[StageTiming, ...] = ()


class ArticleVersion(Contract):
    """One version of an article as it came: what is known of it without its words."""

    version: str
    version_created: datetime
    change_kind: str = "new"
    status: ArticleStatus


def version_of(resolved: ArticleResolved) -> ArticleVersion:
    """This version among those of its article."""
    article = resolved.article
    return ArticleVersion(
        version=article.version,
        version_created=article.version_created,
        change_kind=article.change_kind,
        status="usable" if article.pub_status == "usable" else "canceled",
    )


def versions_in_order(held: Mapping[str, ArticleVersion]) -> tuple[ArticleVersion, ...]:
    """The versions by their places, the first one first; what came again with a translation counts once."""
    places = sorted((Place.decoded(word), one) for word, one in held.items())
    by_place = {(place.version_order, place.seq): one for place, one in places}
    return tuple(one for _, one in sorted(by_place.items()))


def place(resolved: ArticleResolved) -> Place:
    """The place of this event among all events of its uri."""
    article = resolved.article
    return Place(article.is_kill, article.version_order, resolved.seq, resolved.enrichment is not None)


def hold(resolved: ArticleResolved) -> HeldArticle:
    """What is held of this version. Killed and withheld versions lose their content."""
    if resolved.article.pub_status != "usable":
        return _tombstone(resolved)
    article = resolved.article
    return HeldArticle(
        **_identity(resolved),
        status="usable",
        detected=resolved.language,
        declared_language=article.language,
        passages=resolved.passages,
        headline=article.headline,
        text=article.text,
        translation=resolved.translation,
        entities=resolved.entities,
        claims=resolved.claims,
        credits=article.credits,
        located=article.located,
        by=article.by,
        url=article.url,
        change_note=article.change_note,
    )


def is_newer(held: str | None, incoming: Place) -> bool:
    """True where the incoming event stands above what is held (a place as one word, or None)."""
    return held is None or Place.decoded(held) < incoming


def _tombstone(resolved: ArticleResolved) -> HeldArticle:
    return HeldArticle(**_identity(resolved), status="canceled")


def _identity(resolved: ArticleResolved) -> dict[str, object]:
    article: Article = resolved.article
    return {
        "uri": article.uri,
        "version": article.version,
        "published_at": article.published_at,
        "version_created": article.version_created,
        "provider": article.provider,
        "language": resolved.language.tag,
        "change_kind": article.change_kind,
        "timing": resolved.timing,
    }
