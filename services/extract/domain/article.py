"""Everything found in one article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.extract.domain.claims import claims_in
from services.extract.domain.found import Found, Known
from services.extract.domain.headline import said_in_headline
from services.extract.domain.mentions import mention, winners
from services.extract.domain.pipeline import analyse
from shared.contracts.article import Article
from shared.contracts.claim import Claim
from shared.contracts.mention import Mention
from shared.language import LANGUAGES, base

#: Code points of a headline that are read.
_HEADLINE = 1_000


@dataclass(frozen=True)
class Extracted:
    """The mentions (headline first) and claims of an article."""

    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()


def extract(
    article: Article, language: str, limit: int = 100_000, models: Mapping[str, str] | None = None
) -> Extracted:
    """The mentions and claims of an article; nothing for a kill. Reads the text up to `limit` code points.

    `models` names, by language, spaCy models (a package or a folder) that take the place of the one that ships.
    """
    if article.is_kill:
        return Extracted()
    names, own = Known(), (models or {}).get(base(language), "")
    body = analyse(article.text[:limit], language, names, own)
    in_text = winners(body.found)
    title = analyse(article.headline[:_HEADLINE], language, names, own)
    in_headline = [f for f in winners(title.found) if _stands(f, title.text.string, in_text)]
    mentions = [mention(f, article.headline, "headline") for f in in_headline]
    mentions += [mention(f, article.text, "text") for f in in_text]
    told = claims_in(body.text, in_text, article.headline, article.published_at)
    return Extracted(tuple(mentions), (*said_in_headline(title.text, in_headline, told), *told))


def _stands(found: Found, headline: str, in_text: list[Found]) -> bool:
    """Whether a name in a headline is to be believed: headlines may capitalise every word."""
    if found.method == "gazetteer" or found.confidence >= 0.7:
        return True
    is_titled = sum(word[:1].isupper() for word in headline.split()) > 0.7 * len(headline.split())
    return not is_titled or any(found.key == other.key for other in in_text)


def warm_up(models: Mapping[str, str] | None = None) -> None:
    """Reads word lists and makes the pipelines, so that the first article does not wait for them."""
    for language in LANGUAGES:
        own = (models or {}).get(language, "")
        article = analyse("Minsk, Xyzabc. Москва, Щюбвгд, 15 слов. John said: “No.”", language, Known(), own)
        claims_in(article.text, winners(article.found))
