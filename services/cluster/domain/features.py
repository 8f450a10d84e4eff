"""What an article is about, as weights that every language shares.

A feature is a kind and a name, "P:en_1f…" or "t:prisoner"; its weight is a small whole number, so that sums do not
depend on their order. Kinds: P person, F public figure, O organisation, L place, C country or people,
E event, t term, n number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from services.cluster.domain.written_numbers import written_out
from shared.contracts.entity import EntityInArticle
from shared.contracts.stages import ArticleResolved
from shared.language import LANGUAGES, base
from shared.language.names import is_known_surname
from shared.language.terms import terms

#: Weight of a feature by the part of the article that it stands in, headline over lead over body.
HEADLINE, LEAD, BODY = 4, 2, 1
#: Code points that count as the lead: about two paragraphs of a wire story.
LEAD_LENGTH = 500
#: Repetition adds up to this much.
MOST_REPEATS = 2
#: Text beyond this says nothing new about what the article is about.
READ = 6000
#: The most features of each kind that are kept, the heaviest first.
MOST_TERMS, MOST_ENTITIES, MOST_NUMBERS = 90, 40, 20

#: Terms whose features are kept as strings.
_MOST_KNOWN = 50_000

_KINDS = {"PERSON": "P", "ORG": "O", "GPE": "L", "LOC": "L", "EVENT": "E", "NORP": "C"}
_NUMBER = re.compile(
    r"(?<![\w.,:])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?![\d:])|(?<![\w.,:])\d+(?:[.,]\d{1,2})?(?![\d:])"
)


def features(resolved: ArticleResolved) -> dict[str, int]:
    """The features of an article with their weights."""
    headline, text, language = words_of(resolved)
    found = _heaviest(_entities(resolved.entities), MOST_ENTITIES)
    found |= _heaviest(_terms(headline, text, language), MOST_TERMS)
    found |= _heaviest(_numbers(resolved), MOST_NUMBERS)
    return found


def read_words() -> None:
    """Reads the word lists of all languages, so that few articles wait for them."""
    for language in LANGUAGES:
        terms("Xyzabc", language)


def words_of(resolved: ArticleResolved) -> tuple[str, str, str]:
    """Headline, text and language that terms are taken from.

    The article's own where we have its words: what a story is made of must not depend on which engine was up. The
    English of an engine only for other languages.
    """
    article, english, language = resolved.article, resolved.translation, base(resolved.language.tag)
    if language not in LANGUAGES and english.status == "translated" and english.text:
        return english.headline or "", english.text, "en"
    return article.headline, article.text, language


def kind(feature: str) -> str:
    """The kind of a feature: its first letter."""
    return feature[0]


def _entities(entities: tuple[EntityInArticle, ...]) -> dict[str, int]:
    weights: dict[str, int] = {}
    for entity in entities:
        letter = _letter(entity)
        parts = [_weight(span.part == "headline", span.start) for span in entity.spans] or [BODY]
        weights[f"{letter}:{entity.entity_id}"] = max(parts) + min(len(parts) - 1, MOST_REPEATS)
    return weights


def _letter(entity: EntityInArticle) -> str:
    if (entity.gazetteer_id or "").startswith("country:"):
        return "C"
    if entity.type == "PERSON" and _is_public_figure(entity.name):
        return "F"
    return _KINDS[entity.type]


@lru_cache(maxsize=50_000)
def _is_public_figure(name: str) -> bool:
    return is_known_surname(name.split()[-1]) if name.split() else False


def _weight(in_headline: bool, start: int) -> int:
    if in_headline:
        return HEADLINE
    return LEAD if start < LEAD_LENGTH else BODY


def _terms(headline: str, text: str, language: str) -> dict[str, int]:
    weights: dict[str, int] = {}
    for words, weight in ((headline, HEADLINE), (text[:LEAD_LENGTH], LEAD), (text[LEAD_LENGTH:READ], BODY)):
        for feature in term_features(words, language):
            before = weights.get(feature)
            weights[feature] = weight if before is None else before + (before < HEADLINE + MOST_REPEATS)
    return weights


def term_features(words: str, language: str) -> Iterable[str]:
    """The terms of a text as features, in order."""
    return map(_TERMS.__getitem__, terms(words, language))


class _Terms(dict[str, str]):
    """The features of terms: one string for all articles, whose hash is known. All are forgotten at once."""

    def __missing__(self, term: str) -> str:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[term] = feature = f"t:{term}"
        return feature


_TERMS = _Terms()


def _numbers(resolved: ArticleResolved) -> dict[str, int]:
    headline, text, language = resolved.article.headline, resolved.article.text, resolved.language.tag
    weights: dict[str, int] = {}
    for words, weight in ((headline, HEADLINE), (text[:LEAD_LENGTH], LEAD), (text[LEAD_LENGTH:READ], BODY)):
        for value in numbers_in(words, language):
            weights.setdefault(f"n:{value}", weight)
    return weights


def numbers_in(words: str, language: str) -> list[str]:
    """The numbers of a text as `number` writes them: those in digits in order, then those written out."""
    digits = [value for match in _NUMBER.finditer(words) if (value := number(match.group()))]
    return digits + written_out(words, language)


def number(written: str) -> str | None:
    """A number as one string whatever its separators: "1300" of "1.300"; None for years and numbers under ten."""
    grouped = re.fullmatch(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+", written)
    value = float(re.sub(r"\D", "", written)) if grouped else float(written.replace(",", "."))
    if value < 10 and value == int(value):
        return None
    if not grouped and 1900 <= value <= 2100:
        return None
    return f"{value:.12g}"


def _heaviest(weights: dict[str, int], most: int) -> dict[str, int]:
    return dict(sorted(weights.items(), key=lambda item: -item[1])[:most])
