"""Quotes and reported speech on the labelled stream, by language, by story and by half.

The stories with odd numbers, in order of their names, are those whose errors were looked at when the rules were
written and from which the weights were learnt; the even ones are held out. Counting is that of score_gold.py.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rich.table import Table

from services.extract.domain.claims import reported_in
from services.extract.domain.found import Found, Known
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import analyse
from services.extract.domain.words import Text
from shared.contracts.claim import Claim
from shared.language import base
from shared.language.romanise import romanise

QUALITY = Path(__file__).parent.parent.parent / "tests" / "quality"
GOLD = QUALITY / "gold" / "dev" / "articles.jsonl"
Half = Literal["learnt", "held out", "noise"]


def scorer() -> Any:
    """The scorer of the labelled stream, which is no package."""
    if str(QUALITY) not in sys.path:
        sys.path.insert(0, str(QUALITY))
    return importlib.import_module("score_gold")


@dataclass
class Labelled:
    """An article of the labelled stream with its language, primary story, and the half that the story is of."""

    raw: dict[str, Any]
    language: str
    story: str
    half: Half


def labelled(path: Path = GOLD) -> list[Labelled]:
    """The articles that stand at the end of the labelled stream."""
    live = scorer().live
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    odd = set(sorted({s["story"] for a in articles for s in a["stories"]})[::2])
    return [_labelled(a, odd) for _, a in live(articles)]


def _labelled(raw: dict[str, Any], odd: set[str]) -> Labelled:
    story = next((s["story"] for s in raw["stories"] if s["role"] == "primary"), "")
    half: Half = "noise" if not story else "learnt" if story in odd else "held out"
    return Labelled(raw, base(raw["language"]), story, half)


def analysed(article: Labelled) -> tuple[Text, list[Found]]:
    """The words and names of an article's text."""
    body = analyse(article.raw["body"], article.language, Known())
    return body.text, winners(body.found)


@dataclass
class Count:
    """Labelled, found and matching claims, and the sources that agree, of those labelled with one."""

    gold: int = 0
    found: int = 0
    right: int = 0
    sourced: int = 0
    sources: int = 0

    def add(self, gold: list[dict[str, Any]], found: list[Claim], language: str) -> list[tuple[Any, Any]]:
        """Counts the claims of one article; the pairs that match."""
        overlap, pair_up, same_name = scorer().overlap, scorer().pair_up, scorer().same_name
        said = [{"text": c.text, "source": _source(c, language), "claim": c} for c in found]
        pairs = pair_up(gold, said, lambda g, p: max(0.0, overlap(g["text"], p["text"]) - 0.5))
        self.gold, self.found, self.right = self.gold + len(gold), self.found + len(found), self.right + len(pairs)
        named = [(g, p) for g, p in pairs if g["source"]]
        self.sourced += len(named)
        self.sources += sum(same_name(g["source"], p["source"]) for g, p in named)
        return list(pairs)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 0.0

    def row(self) -> list[str]:
        """Precision, recall, F1, source accuracy, as they are printed."""
        shares = [_share(self.right, self.found), _share(self.right, self.gold), f"{self.f1:.3f}"]
        return [str(self.gold), str(self.found), *shares, _share(self.sources, self.sourced)]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _source(claim: Claim, language: str) -> str | None:
    """The source as `resolve` would name it where it knows no better."""
    return romanise(claim.source.name, language) if claim.source else None


@dataclass
class Report:
    """The counts of one kind of claim, by half, language and story."""

    kind: str
    by: dict[tuple[str, str], Count] = field(default_factory=dict)

    def count(self, group: str, name: str) -> Count:
        """The count of one group, made when first asked for."""
        return self.by.setdefault((group, name), Count())

    def add(self, article: Labelled, found: list[Claim]) -> None:
        """Counts an article in all its groups."""
        gold = [c for c in article.raw["claims"] if c["kind"] == self.kind]
        said = [c for c in found if c.kind == self.kind]
        for group, name in self._groups(article):
            self.count(group, name).add(gold, said, article.language)

    @staticmethod
    def _groups(article: Labelled) -> Iterator[tuple[str, str]]:
        yield "all", ""
        yield "half", article.half
        if article.story:
            yield "language", f"{article.language}, {article.half}"
            yield "story", f"{article.story}, {article.half}"


def measure(articles: list[Labelled]) -> list[Report]:
    """The reports on quotes and on reported speech."""
    reports = [Report("quote"), Report("indirect")]
    for article in articles:
        found = reported_in(*analysed(article))
        for report in reports:
            report.add(article, found)
    return reports


def table(report: Report) -> Table:
    """The counts of one kind of claim as they are printed."""
    shown = Table(title=f"{report.kind} claims on the labelled stream")
    for name in ("by", "group", "gold", "found", "P", "R", "F1", "source"):
        shown.add_column(name, justify="left" if name in {"by", "group"} else "right")
    order = ["all", "half", "language", "story"]
    for (group, name), count in sorted(report.by.items(), key=lambda item: (order.index(item[0][0]), item[0][1])):
        shown.add_row(group, name, *count.row())
    return shown
