"""ArticleAccepted becomes ArticleTranslated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from services.translate.domain.chain import UNTRANSLATED, english
from services.translate.domain.language import UND, detect
from services.translate.domain.ports import LanguageIdentifier, Limit, Request, Translator
from shared.contracts.article import Article, DetectedLanguage, Translation
from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleAccepted, ArticleTranslated
from shared.delivery.unit import Unit
from shared.language import base
from shared.metrics import metric
from shared.streams import ARTICLES_TRANSLATED

log = structlog.get_logger()


@dataclass(frozen=True)
class TranslateArticle:
    """Adds language and English text; kills pass through untouched."""

    identifier: LanguageIdentifier
    languages: tuple[str, ...]
    confidence: float
    engines: Sequence[Translator]
    limit: Limit

    async def handle(self, event: Event[ArticleAccepted], unit: Unit) -> None:
        """Emits the article with its language and translation, under an id that a retry repeats."""
        accepted = event.data
        language, translation = await self._words(accepted.article)
        translated = ArticleTranslated(
            seq=accepted.seq,
            article=accepted.article,
            timing=accepted.timing,
            language=language,
            translation=translation,
        )
        article = accepted.article
        unit.emit(
            ARTICLES_TRANSLATED,
            "slugline.article.translated.v1",
            translated,
            id=f"{article.uri}#{article.version}@{accepted.seq}.translated",
            subject=article.uri,
        )
        unit.after_commit(lambda: _count(language, translation))

    async def _words(self, article: Article) -> tuple[DetectedLanguage, Translation]:
        if article.is_kill:
            return UND, UNTRANSLATED
        language = detect(article, self.identifier, self.languages, self.confidence)
        request = Request(base(language.tag), article.headline, article.text)
        return language, await english(request, self.engines, self.limit, _failed)


def _count(language: DetectedLanguage, translation: Translation) -> None:
    if language.tag == UND.tag:
        metric("slugline_language_low_confidence_total").inc()
    metric("slugline_translations_total", base(language.tag), translation.status).inc()


def _failed(engine: str, error: Exception) -> None:
    log.warning("translate.engine_failed", engine=engine, error=type(error).__name__)
