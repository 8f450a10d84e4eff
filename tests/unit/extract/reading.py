"""What extract finds in a text, in the few words that the tests compare."""

from __future__ import annotations

from services.extract.domain.article import Extracted, extract
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import offered
from shared.contracts.claim import Claim
from shared.testing import builders


def read(text: str, language: str = "en") -> Extracted:
    """The mentions and claims of an article without a headline."""
    return extract(builders.article(headline="", text=text), language)


def names(text: str, language: str = "en") -> dict[str, str]:
    """What is named, each with its type."""
    return {mention.surface: mention.type for mention in read(text, language).mentions}


def said(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    """The quotes and reported clauses, each with its source."""
    return [(c.text, _source(c)) for c in read(text, language).claims if c.kind != "quantity"]


def figures(text: str, language: str = "en") -> list[tuple[float, str | None]]:
    """The figures, each with its unit."""
    return [(c.quantity.value, c.quantity.unit) for c in read(text, language).claims if c.quantity]


def _source(claim: Claim) -> str | None:
    return claim.source.name if claim.source else None


def by_rules(text: str, language: str = "en") -> dict[str, str]:
    """What the rules alone name, each with its type: what the trained model is told."""
    return {text[f.start : f.end]: f.type for f in winners(offered(text, language))}
