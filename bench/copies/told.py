"""Which copies the index finds, and which look-alikes it takes for copies."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bench.copies.perturb import COPIES, LOOK_ALIKES, Text, pairs, text_of
from bench.copies.templates import filled
from services.cluster.domain.copies import CopyIndex, fingerprint

STREAMS = {
    "gold/dev": Path("tests/quality/gold/dev/articles.jsonl"),
    **{f"stream{n}": Path(f"training/stories/data/stream{n}.jsonl") for n in (2, 3, 4)},
}
Row = dict[str, float | int]


@dataclass
class Count:
    """Copies told rightly, copies missed or given to another article, others called copies."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    def take(self, found: str | None, of: str | None) -> None:
        """Counts one article: what it was called a copy of, and what it is one of."""
        self.right += found is not None and found == of
        self.missed += of is not None and found != of
        self.wrong += found is not None and found != of

    def row(self) -> Row:
        """Precision, recall and F1, and how many there were."""
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        figures = {"precision": precision, "recall": recall, "f1": f1}
        return {name: round(value, 3) for name, value in figures.items()} | {
            "copies": self.right + self.missed,
            "wrong": self.wrong,
        }


def labelled() -> dict[str, Row]:
    """The labelled copies of each stream, translated ones among them, article by article in the order of the wire."""
    found = {}
    for name, path in STREAMS.items():
        index, count, family = CopyIndex(), Count(), dict[str, str]()
        for text, of in _texts(path):
            made = fingerprint(text.body, text.language, text.at)
            original = index.original(text.id, made)
            count.take(original, family.get(of, of) if of else None)
            family[text.id] = original or text.id
            if original is None:
                index.add(text.id, made)
        found[name] = count.row()
    return found


def told() -> dict[str, Row]:
    """What was made of the articles of all streams, each change by itself, with all articles in the index."""
    counts: dict[str, Count] = defaultdict(Count)
    start = _texts(STREAMS["gold/dev"])[0][0].at  # all on one day: what is old has left the index
    for path in STREAMS.values():
        texts = [replace(text, at=start) for text, of in _texts(path) if of is None]
        index = CopyIndex()
        for text in texts:
            index.add(text.id, fingerprint(text.body, text.language, text.at))
        for kind, change in COPIES.items():
            for original, changed in pairs(texts, kind, change):
                counts[kind].take(_original(index, changed, original), original.id)
        for kind, change in LOOK_ALIKES.items():
            for original, changed in pairs(texts, kind, change):
                counts[kind].take(_alone(original, changed), None)
    for kind, count in _forms().items():
        counts[kind] = count
    rows = {kind: count.row() for kind, count in counts.items()}
    return {kind: row if kind in COPIES else {"wrong": row["wrong"], "of": _of(kind)} for kind, row in rows.items()}


_seen: dict[str, int] = defaultdict(int)


def _of(kind: str) -> int:
    return _seen[kind]


def _original(index: CopyIndex, changed: Text, original: Text) -> str | None:
    """What the changed text is called a copy of; the text that it also holds is not in question."""
    return index.original(changed.id, fingerprint(changed.body, changed.language, changed.at))


def _alone(original: Text, changed: Text) -> str | None:
    """Whether the changed text is called a copy of the one whose words it repeats, with nothing else in the index."""
    _seen[changed.id.partition("~")[2]] += 1
    index = CopyIndex()
    index.add(original.id, fingerprint(original.body, original.language, original.at))
    return index.original(changed.id, fingerprint(changed.body, changed.language, changed.at))


def _forms() -> dict[str, Count]:
    """Forms filled in day by day: each against all that came before it."""
    counts: dict[str, Count] = defaultdict(Count)
    index = CopyIndex()
    start = _texts(STREAMS["gold/dev"])[0][0]
    for n, (kind, body) in enumerate(filled()):
        text = replace(
            start, id=f"{kind} {n}", language=kind.split()[-1], body=body, at=start.at + timedelta(days=n % 5)
        )
        made = fingerprint(text.body, text.language, text.at)
        counts[f"form: {kind}"].take(index.original(text.id, made), None)
        _seen[f"form: {kind}"] += 1
        index.add(text.id, made)
    return counts


def _texts(path: Path) -> list[tuple[Text, str | None]]:
    items = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [(text_of(item), item["of"]) for item in items if item["kind"] in ("article", "near_duplicate")]
