"""ArticleAccepted becomes ArticleTranslated, at once; a better translation that comes later becomes an enrichment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import structlog

from services.translate.adapters.late import ARTICLES, LATE, LateStore, Waiting
from services.translate.adapters.memory import RememberedSentences
from services.translate.domain.chain import Ask
from services.translate.domain.language import UND, detect
from services.translate.domain.passages import passages
from services.translate.domain.ports import LanguageIdentifier
from services.translate.domain.translating import UNTRANSLATED, Translated, Translating
from shared.clock import Clock
from shared.contracts.article import Article, DetectedLanguage, Passage, Translation
from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleAccepted, ArticleTranslated
from shared.delivery.unit import Unit
from shared.language import base
from shared.metrics import OTHER, metric
from shared.streams import ARTICLES_TRANSLATED

log = structlog.get_logger()

TimerUnit = Callable[[str, str], AbstractAsyncContextManager[Unit]]

#: Articles that are translated late at the same time, and seconds before each next try of one: 5, 10, 20 ... 600.
AT_ONCE = 8
FIRST_TRY, LONGEST_PAUSE = 1.0, 600.0


@dataclass(frozen=True)
class Detection:
    """How the language of articles is told."""

    identifier: LanguageIdentifier
    languages: tuple[str, ...]
    confidence: float
    #: The usual language of single providers, by provider id.
    hints: Mapping[str, str]

    def of(self, article: Article) -> tuple[DetectedLanguage, tuple[Passage, ...]]:
        """The article's language, and the passages in another one; a kill has neither."""
        if article.is_kill:
            return UND, ()
        hint = self.hints.get(article.provider.id)
        language = detect(article, self.identifier, self.languages, self.confidence, hint)
        return language, passages(article, language, self.identifier, self.languages, self.confidence)

    def named(self, language: DetectedLanguage) -> str:
        """What metrics call a language: senders may name any, and labels are few."""
        tag = base(language.tag)
        return tag if tag in self.languages or tag == UND.tag else OTHER


@dataclass(frozen=True)
class TranslateArticle:
    """Adds language and the English text that is there at once; kills pass through untouched."""

    detection: Detection
    translating: Translating
    ask: Ask
    memory: RememberedSentences
    late: LateStore
    clock: Clock

    async def handle(self, event: Event[ArticleAccepted], unit: Unit) -> None:
        """Emits the article with its language and translation, under an id that a retry repeats."""
        accepted, article = event.data, event.data.article
        language, found = self.detection.of(article)
        english = await self._english(article, language, found)
        translated = ArticleTranslated(
            seq=accepted.seq,
            article=article,
            timing=accepted.timing,
            language=language,
            passages=found,
            translation=english.translation,
        )
        emit(unit, translated)
        self.memory.save(unit)
        if article.is_kill:
            self.late.drop(unit, article.uri)
        elif english.missed:
            await self._let_wait(unit, translated)
        if not article.is_kill:
            unit.after_commit(lambda: _count(self.detection.named(language), english.translation))

    async def _english(self, article: Article, language: DetectedLanguage, found: tuple[Passage, ...]) -> Translated:
        if article.is_kill:
            return Translated(UNTRANSLATED)
        return await self.translating.now(article, language.tag, found, self.ask)

    async def _let_wait(self, unit: Unit, translated: ArticleTranslated) -> None:
        if not await self.late.has_room():
            unit.after_commit(lambda: _tell_late("no_room", translated, 0))
            return
        now = self.clock.now()
        await self.late.put(unit, Waiting(translated=translated, since=now), now.timestamp() + FIRST_TRY)


@dataclass(frozen=True)
class TranslateLate:
    """Asks the engines again for articles that went on without them, beside the stream and never in its way."""

    translating: Translating
    ask: Ask
    memory: RememberedSentences
    late: LateStore
    clock: Clock
    timer_unit: TimerUnit
    #: Seconds after which an article is given up.
    longest: float
    #: What metrics call a language.
    named: Callable[[DetectedLanguage], str] = lambda language: base(language.tag)

    async def __call__(self) -> None:
        """One round over what is due. Replicas may try the same article: one of them commits."""
        metric("slugline_late_translations_waiting").set(await self.late.count())
        uris = await self.late.due(self.clock.now(), AT_ONCE)
        await asyncio.gather(*(self._try(uri) for uri in uris))

    async def _try(self, uri: str) -> None:
        waiting, stored = await self.late.of(uri)
        if waiting is None:
            async with self.timer_unit(LATE, uri):
                return
        translated = waiting.translated
        article, tag = translated.article, translated.language.tag
        english = await self.translating.later(article, tag, translated.passages, self.ask)
        async with self.timer_unit(LATE, uri) as unit:
            unit.expect(ARTICLES, stored, field=uri)
            self.memory.save(unit)
            await self._conclude(unit, waiting, english)

    async def _conclude(self, unit: Unit, waiting: Waiting, english: Translated) -> None:
        """What came becomes an enrichment; what did not is tried again, for as long as that makes sense."""
        translated, now = waiting.translated, self.clock.now()
        if english.translation.status == "translated":
            self.late.drop(unit, translated.article.uri)
            late = translated.model_copy(update={"translation": english.translation, "enrichment": "translation"})
            emit(unit, late)
            unit.after_commit(lambda: _count_outcome(self.named(translated.language), english.translation))
            unit.after_commit(lambda: _tell_late("done", translated, waiting.tries))
        elif not english.missed or (now - waiting.since).total_seconds() > self.longest:
            self.late.drop(unit, translated.article.uri)
            unit.after_commit(lambda: _tell_late("given_up", translated, waiting.tries))
        else:
            pause = min(LONGEST_PAUSE, 5.0 * 2**waiting.tries)
            again = waiting.model_copy(update={"tries": waiting.tries + 1})
            await self.late.put(unit, again, now.timestamp() + pause)
            unit.after_commit(lambda: metric("slugline_late_translations_total", "again").inc())


def emit(unit: Unit, translated: ArticleTranslated) -> None:
    """Publishes the article with its language and English, the first time or as an enrichment."""
    article = translated.article
    unit.emit(
        ARTICLES_TRANSLATED,
        "slugline.article.translated.v1",
        translated,
        id=f"{article.uri}#{article.version}@{translated.seq}.{translated.enrichment or 'translated'}",
        subject=article.uri,
    )


def _count(language: str, translation: Translation) -> None:
    metric("slugline_articles_by_language_total", language).inc()
    if language == UND.tag:
        metric("slugline_language_low_confidence_total").inc()
    _count_outcome(language, translation)


def _count_outcome(language: str, translation: Translation) -> None:
    metric("slugline_translations_total", language, translation.status).inc()
    for flag in translation.flags:
        metric("slugline_translation_slips_total", translation.engine or "", flag.kind).inc()


def _tell_late(outcome: str, translated: ArticleTranslated, tries: int) -> None:
    metric("slugline_late_translations_total", outcome).inc()
    log.info("translate.late", outcome=outcome, article_uri=translated.article.uri, seq=translated.seq, tries=tries)
