"""Fits `services/extract/models/quantities.json`: which figures of an article are part of what it reports.

    python -m training.claims.fit_quantities [--dry]

Learns from our own labelled stream (`tests/quality/gold/dev`) and from that of `training/stories`, whose figures are
marked in `figures.tsv`: a candidate is right where the labels give its value; those inside labelled quotes and reported
speech teach nothing. Scores are of stories of the first that were left out of the fit; ridge and threshold are chosen
by them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from services.extract.domain.found import Known
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import analyse
from services.extract.domain.quantities.candidates import candidates
from services.extract.domain.quantities.selection import Setting, features
from training.stories.logistic import fit_signed

ROOT = Path(__file__).parent.parent.parent
OTHERS = ROOT / "training" / "stories" / "data" / "stream2.jsonl"
MARKED = Path(__file__).parent / "figures.tsv"
GOLD = ROOT / "tests" / "quality" / "gold" / "dev" / "articles.jsonl"
OUT = ROOT / "services" / "extract" / "models" / "quantities.json"
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_RIDGES = (3.0, 10.0, 30.0)
#: What can only speak for a figure, and only against one: a fit on few articles would take chance for a rule.
_FOR = frozenset(
    ["in headline", "predicate in headline", "noun in headline", "lead sentence", "second sentence", "first paragraph"]
    + [
        "first of sentence",
        "has predicate",
        "toll as in headline",
        "said",
        "latest",
        "modified",
        "group toll",
        "first figure",
    ]
)
_AGAINST = frozenset(
    ["again", "small", "usual", "when", "definite", "past", "bare span", "share before", "sentences before", "in words"]
    + ["headline has another", "figures before", "others in article", "manner bare", "group span", "group raw"]
)


@dataclass
class Row:
    """One candidate: what is said of it, and whether the labels have it."""

    story: str
    article: str
    said: dict[str, float]
    is_right: bool
    key: tuple[float, str]


@dataclass
class Set:
    """The candidates of labelled articles, and how many figures the labels have in each story."""

    rows: list[Row]
    asked: dict[str, int]


def read(articles: Iterable[dict[str, Any]]) -> Set:
    """The candidates of the articles that stand, each with its label."""
    held = Set([], {})
    for article in articles:
        story = next((s["story"] for s in article["stories"] if s["role"] == "primary"), article["id"])
        wanted = [c for c in article["claims"] if c["kind"] == "quantity"]
        held.asked[story] = held.asked.get(story, 0) + len(wanted)
        held.rows += _rows(article, story, wanted)
    return held


def read_others(articles: Path = OTHERS, marked: Path = MARKED) -> list[Row]:
    """The candidates of the second stream, with the labels of `figures.tsv`."""
    lines = (line for line in marked.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    told = {name: frozenset(figures.split()) for name, _, figures in (line.partition("\t") for line in lines)}
    found: list[Row] = []
    for line in articles.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        for row in _rows(article, "other:" + article["id"], []):
            value, group = f"{row.key[0]:.12g}", row.key[1]
            row.is_right = bool({value, f"{value}:{group}"} & {_plain(f) for f in told.get(article["id"], ())})
            found.append(row)
    return found


def _plain(figure: str) -> str:
    value, colon, group = figure.partition(":")
    return f"{float(value):.12g}{colon}{group}"


def _rows(article: dict[str, Any], story: str, wanted: list[dict[str, Any]]) -> list[Row]:
    names = Known()
    language = article["language"].split("-")[0]
    analysis = analyse(article["body"], language, names)
    found = list(candidates(analysis.text, winners(analysis.found)))
    setting = Setting(analysis.text, article["headline"], found)
    others = [c["text"] for c in article["claims"] if c["kind"] != "quantity"]
    rows: dict[tuple[float, str], Row] = {}
    for figure in found:
        said = features(setting, figure)
        if figure.manner in {"vague", "none"}:
            continue  # the labels hold next to none: these are told like other numbers
        key = (figure.value, figure.unit.group)
        words = analysis.text.string[figure.clause[0] : figure.clause[1]]
        hit = any(_is_same(c, figure.value, words) for c in wanted)
        if key in rows:
            rows[key].is_right |= hit
        elif hit or not any(words in other for other in others):
            rows[key] = Row(story, article["id"], said, hit, key)
    return list(rows.values())


def _is_same(claim: dict[str, Any], value: float, words: str) -> bool:
    quantity = claim["quantity"]
    scales = [f for word, f in _SCALES.items() if word in (quantity["unit"] or "").lower()]
    same = any(abs(quantity["value"] * f - value) < 1e-6 * max(1.0, value) for f in (1.0, *scales))
    shared = set(claim["text"].lower().split()) & set(words.lower().split())
    return same and len(shared) >= 2


def live(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The articles that no kill or correction has taken back."""
    gone = {a["of"] for a in articles if a["kind"] in ("kill", "correction")}
    return [a for a in articles if a["kind"] != "kill" and a["id"] not in gone]


#: What an article of the second stream counts beside one of the first: its articles are shorter and fuller of figures.
_OTHERS_COUNT = 0.5


def weights(rows: list[Row], names: list[str], ridge: float, others_count: float = _OTHERS_COUNT) -> dict[str, float]:
    """The weights that explain the labels of the rows best."""
    importance = np.array([others_count if row.story.startswith("other:") else 1.0 for row in rows])
    x = np.array([[row.said.get(name, 0.0) for name in names] for row in rows])
    y = np.array([float(row.is_right) for row in rows])
    signs = np.array([float((name in _FOR) - (name in _AGAINST)) for name in names])
    model = fit_signed(x, y, importance, ridge, signs)
    return {"bias": model.bias, **dict(zip(names, map(float, model.weights), strict=True))}


def odds(row: Row, known: dict[str, float]) -> float:
    """The log odds of a candidate."""
    return known["bias"] + sum(known.get(name, 0.0) * value for name, value in row.said.items())


def left_out(data: Set, others: list[Row], names: list[str], ridge: float) -> list[tuple[Row, float]]:
    """Each candidate with the odds that a fit without its story gives it."""
    scored = []
    for story in sorted({row.story for row in data.rows}):
        known = weights([row for row in data.rows if row.story != story] + others, names, ridge)
        scored += [(row, odds(row, known)) for row in data.rows if row.story == story]
    return scored


def f1(scored: list[tuple[Row, float]], asked: int, threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of the candidates above a threshold, one of each value and noun an article."""
    told = {(row.article, row.key): row for row, o in sorted(scored, key=lambda s: s[0].is_right) if o >= threshold}
    right = sum(row.is_right for row in told.values())
    p, r = right / max(1, len(told)), right / max(1, asked)
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def main() -> None:
    """Fits, prints the scores on stories left out, and writes the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dry", action="store_true", help="print the scores and write nothing")
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--ridge", type=float, help="instead of the best of those tried")
    parser.add_argument("--threshold", type=float, help="probability from which a figure is told, instead of the best")
    parser.add_argument("--only", nargs="*", help="learn from these stories alone")
    args = parser.parse_args()
    articles = [json.loads(line) for line in args.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    if args.only:
        articles = [a for a in articles if any(s["story"] in args.only for s in a["stories"][:1])]
    data = read(live(articles))
    others = read_others()
    names = sorted({name for row in [*data.rows, *others] for name in row.said})
    asked = sum(data.asked.values())
    print(f"{len(data.rows)} candidates, {sum(r.is_right for r in data.rows)} right, {asked} asked for")
    best: tuple[float, float, float] | None = None
    for ridge in _RIDGES:
        scored = left_out(data, others, names, ridge)
        for threshold in np.arange(-1.6, 1.0, 0.2):
            p, r, f = f1(scored, asked, threshold)
            if best is None or f > best[0]:
                best = (f, ridge, float(threshold))
        print(
            ridge,
            [
                f"{t:.1f}: P {s[0]:.2f} R {s[1]:.2f} F {s[2]:.3f}"
                for t in (-1.2, -0.8, -0.4, 0.0, 0.4)
                for s in [f1(scored, asked, t)]
            ],
        )
    assert best is not None
    best = (
        best[0],
        args.ridge or best[1],
        np.log(args.threshold / (1 - args.threshold)) if args.threshold else best[2],
    )
    known = weights(data.rows + others, names, best[1])
    for name, weight in sorted(known.items(), key=lambda item: item[1]):
        print(f"  {weight:+.2f} {name}")
    print("best", best)
    if not args.dry:
        held = {
            "what": "probability that an article reports a figure: bias + sum of weight x feature, through a logistic",
            "made_by": "python -m training.claims.fit_quantities",
            "date": datetime.now(UTC).date().isoformat(),
            "candidates": {"gold/dev": len(data.rows), "stream2": len(others)},
            "ridge": best[1],
            "threshold": round(1 / (1 + float(np.exp(-best[2]))), 3),
            "weights": {name: round(weight, 4) for name, weight in sorted(known.items())},
        }
        args.out.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
