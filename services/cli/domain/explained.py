"""What was found in one article, put together from what `extract` and `resolve` say of it, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts.article import Part, Span
from shared.contracts.claim import Claim
from shared.contracts.entity import EntityInArticle
from shared.contracts.mention import Mention
from shared.contracts.stages import ArticleExtracted, ArticleResolved

#: How each method of finding a name is told to people.
METHODS = {
    "gazetteer": "in the list of places and peoples",
    "rule": "a rule of wire style",
    "model": "the trained model",
}


@dataclass(frozen=True)
class NamedThing:
    """One entity of the article with the mentions that made it."""

    entity: EntityInArticle
    mentions: tuple[Mention, ...]

    @property
    def why(self) -> str:
        """How its mentions were found, most certain first, and what joined them."""
        best: dict[str, float] = {}
        for mention in self.mentions:
            best[mention.method] = max(best.get(mention.method, 0.0), mention.confidence)
        found = [
            f"{METHODS.get(m, m)} ({c:.2f})" for m, c in sorted(best.items(), key=lambda item: (-item[1], item[0]))
        ]
        keys = list(dict.fromkeys(f"“{mention.key}”" for mention in self.mentions if mention.key))
        by = self.entity.gazetteer_id or (f"key {', '.join(keys)}" if keys else "")
        return "; ".join([*found, *([by] if by else [])])


@dataclass(frozen=True)
class Explained:
    """An article as it was read: names (most salient first) and claims (in order of the text)."""

    resolved: ArticleResolved
    names: tuple[NamedThing, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims, each with its source as an entity where it is one."""
        return self.resolved.claims

    def marks(self, part: Part) -> list[Marked]:
        """Every name in the headline or the text, in order, none over another."""
        spans = [Marked(s, name.entity.type) for name in self.names for s in name.entity.spans if s.part == part]
        return apart(spans)

    def said(self, part: Part) -> list[Marked]:
        """Every claim in the headline or the text, in order; one that lies in another is left to the list."""
        claims = [c for c in self.claims if c.part == part]
        return apart(Marked(Span(start=c.start, end=c.end, part=part), _label(c)) for c in claims)

    def as_json(self) -> dict[str, object]:
        """Everything, for `--json`."""
        article = self.resolved.article
        return {
            "uri": article.uri,
            "language": self.resolved.language.tag,
            "headline": article.headline,
            "text": article.text,
            "entities": [
                {
                    **name.entity.model_dump(mode="json"),
                    "mentions": [mention.model_dump(mode="json") for mention in name.mentions],
                    "why": name.why,
                }
                for name in self.names
            ],
            "claims": [claim.model_dump(mode="json") for claim in self.claims],
        }


@dataclass(frozen=True)
class Marked:
    """A stretch of the article and what it is."""

    span: Span
    label: str


def explained(extracted: ArticleExtracted, resolved: ArticleResolved) -> Explained:
    """The mentions of `extract` under the entities that `resolve` made of them."""
    by_span = {(m.span.part, m.span.start, m.span.end): m for m in extracted.mentions}
    names = tuple(
        NamedThing(entity, tuple(by_span[key] for key in map(_key, entity.spans) if key in by_span))
        for entity in resolved.entities
    )
    return Explained(resolved, names)


def apart(marked: Iterable[Marked]) -> list[Marked]:
    """Those that do not overlap, in order; where two do, the earlier and longer stays."""
    taken: list[Marked] = []
    for one in sorted(marked, key=lambda m: (m.span.start, -m.span.end)):
        if not taken or one.span.start >= taken[-1].span.end:
            taken.append(one)
    return taken


def _key(span: Span) -> tuple[str, int, int]:
    return (span.part, span.start, span.end)


def _label(claim: Claim) -> str:
    return claim.kind.upper()
