"""ArticleTranslated becomes ArticleExtracted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.extract.domain.article import extract
from services.extract.domain.english import with_english
from shared.contracts.envelope import Event
from shared.contracts.stages import ArticleExtracted, ArticleTranslated
from shared.delivery.unit import Unit
from shared.streams import ARTICLES_EXTRACTED


@dataclass(frozen=True)
class ExtractArticle:
    """Adds mentions and claims; kills pass through untouched."""

    limit: int
    #: spaCy models of the user's own, by language.
    models: Mapping[str, str] = field(default_factory=dict)

    async def handle(self, event: Event[ArticleTranslated], unit: Unit) -> None:
        """Emits the article with its mentions and claims, under an id that a retry repeats."""
        translated = event.data
        article = translated.article
        found = extract(article, translated.language.tag, self.limit, self.models)
        unit.emit(
            ARTICLES_EXTRACTED,
            "slugline.article.extracted.v1",
            ArticleExtracted(
                seq=translated.seq,
                article=article,
                timing=translated.timing,
                language=translated.language,
                passages=translated.passages,
                translation=translated.translation,
                enrichment=translated.enrichment,
                mentions=found.mentions,
                claims=with_english(found.claims, translated.translation),
            ),
            id=f"{article.uri}#{article.version}@{translated.seq}.{translated.enrichment or 'first'}.extracted",
            subject=article.uri,
        )
