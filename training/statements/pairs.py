"""Pairs of quotations, each one statement or two, from the labelled streams and from our own look-alikes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from services.cluster.domain.same_statement import Quoted, Speaker, can_tell, components, speaker
from services.cluster.domain.wording import wording
from training.stories.fit import Stream, stream

ROOT = Path(__file__).parent.parent.parent
DATA = Path(__file__).parent / "data"
STREAMS = {
    "gold": ROOT / "tests" / "quality" / "gold" / "dev" / "articles.jsonl",
    "stream2": ROOT / "training" / "stories" / "data" / "stream2.jsonl",
    "stream3": ROOT / "training" / "stories" / "data" / "stream3.jsonl",
    "stream4": ROOT / "training" / "stories" / "data" / "stream4.jsonl",
}


@dataclass(frozen=True)
class Quote:
    """A quotation of a set with the story and article that it stands in, and the statement that it is."""

    of: str
    story: str
    article: str
    text: str
    quoted: Quoted
    statement: str | None


@dataclass(frozen=True)
class Pair:
    """Two quotations, what speaks for and against their being one, and whether they are."""

    of: str
    quotes: tuple[Quote, Quote]
    found: dict[str, float]
    can_tell: bool
    is_one: bool


def pairs() -> list[Pair]:
    """All pairs of quotations of one story that stand in two articles, in two wordings."""
    every = [*own(), *(quote for name, path in STREAMS.items() for quote in labelled(name, stream(path)))]
    return list(_pairs(every))


def own() -> list[Quote]:
    """Our own look-alikes: each line is an article of its own."""
    return [
        Quote("own", who, f"{n}", text, Quoted(wording(text, language), Speaker(who, who)), statement)
        for n, (who, statement, language, text) in enumerate(_rows("own.tsv"))
    ]


def labelled(name: str, read: Stream) -> list[Quote]:
    """The quotations of a labelled stream; the very words of a labelled one are of its statement too."""
    marks: dict[str, list[tuple[str, str]]] = {}
    for of, statement, article, begins in _rows("statements.tsv"):
        if of == name:
            marks.setdefault(article, []).append((begins, statement))
    found = list(_quotes(name, read, marks))
    known = {(q.story, q.text.casefold()): q.statement for q in found if q.statement}
    return [
        q if q.statement else Quote(q.of, q.story, q.article, q.text, q.quoted, known.get((q.story, q.text.casefold())))
        for q in found
    ]


def _quotes(name: str, read: Stream, marks: dict[str, list[tuple[str, str]]]) -> Iterator[Quote]:
    for item, resolved in zip(read.items, read.resolved, strict=True):
        story = next((s["story"] for s in item["stories"] if s["role"] == "primary"), None)
        for claim in resolved.claims if story else ():
            if claim.kind == "quote":
                mark = next((m for begins, m in marks.get(item["id"], ()) if claim.text.startswith(begins)), None)
                quoted = Quoted(wording(claim.text, item["language"]), speaker(claim.source))
                yield Quote(name, str(story), item["id"], claim.text, quoted, mark)


def _pairs(quotes: Iterable[Quote]) -> Iterator[Pair]:
    stories: dict[tuple[str, str], list[Quote]] = {}
    for quote in quotes:
        stories.setdefault((quote.of, quote.story), []).append(quote)
    seen: set[frozenset[str]] = set()
    for group in stories.values():
        for one, other in combinations(group, 2):
            words = frozenset((one.text, other.text))
            if one.article != other.article and len(words) == 2 and words not in seen:
                seen.add(words)
                yield _pair(one, other)


def _pair(one: Quote, other: Quote) -> Pair:
    is_one = one.statement is not None and one.statement == other.statement
    found = components(one.quoted, other.quoted)
    return Pair(one.of, (one, other), found, can_tell(one.quoted, other.quoted), is_one)


def _rows(name: str) -> Sequence[tuple[str, str, str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [(a, b, c, d) for a, b, c, d in rows]
