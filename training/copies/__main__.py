"""Learns what tells a copy and a translation: python -m training.copies [--write]

Copies are learnt from what `bench.copies.perturb` makes of our labelled streams, and from their labelled pairs.
Translations are learnt from the labelled ones and those of `translated.jsonl`, against all pairs of one story in two
languages. Each stream is scored by weights that never saw it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.copies.perturb import COPIES, LOOK_ALIKES, Text, pairs, text_of
from bench.copies.templates import filled
from services.cluster.domain.copies import LEAST, LEAST_SENTENCES, TRANSLATED_WITHIN
from services.cluster.domain.outlines import Match, match, outline
from services.cluster.domain.outlines import unpacked as laid_out
from services.cluster.domain.sketches import Likeness, likeness, sketch, unpacked
from training.stories.logistic import Floats, Model, fit_signed

STREAMS = {
    "gold/dev": Path("tests/quality/gold/dev/articles.jsonl"),
    **{f"stream{n}": Path(f"training/stories/data/stream{n}.jsonl") for n in (2, 3, 4)},
}
TRANSLATED = Path("training/copies/translated.jsonl")
WRITTEN = Path("services/cluster/domain/copying.json")
COPY_PARTS, TRANSLATION_PARTS = ("later", "fillings"), Match._fields
RIDGE = 2.0


class Row(NamedTuple):
    """A pair of texts: how alike they are, and whether one derives from the other."""

    kind: str
    name: str
    how: Likeness | Match
    is_copy: bool


def texts(path: Path) -> Iterator[tuple[Text, str | None]]:
    """The articles of a stream, each with the id of what it copies."""
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if item["kind"] in ("article", "near_duplicate"):
            yield text_of(item), item["of"]


def copy_rows(path: Path) -> list[Row]:
    """What was made of a stream's articles, and its labelled copies, as they are beside their originals."""
    known = dict(texts(path))
    by_id = {text.id: text for text in known}
    originals = [text for text, of in known.items() if of is None]
    found = [(kind, a, b, True) for kind, change in COPIES.items() for a, b in pairs(originals, kind, change)]
    found += [(kind, a, b, False) for kind, change in LOOK_ALIKES.items() for a, b in pairs(originals, kind, change)]
    found += [
        ("labelled", by_id[of], text, True) for text, of in known.items() if of and _one_language(by_id[of], text)
    ]
    return [row for kind, a, b, is_copy in found if (row := _likened(kind, a, b, is_copy))]


def form_rows() -> list[Row]:
    """Forms that are filled in anew each day."""
    day = next(texts(STREAMS["gold/dev"]))[0]
    made = [(kind, replace(day, body=body)) for kind, body in filled()]
    found = []
    for n, (kind, text) in enumerate(made):
        for other, earlier in made[:n]:
            if other == kind:
                later = replace(text, at=text.at + timedelta(days=1))
                found.append(_likened(kind, earlier, later, False))
    return [row for row in found if row]


def _one_language(a: Text, b: Text) -> bool:
    return a.language == b.language


def _likened(kind: str, a: Text, b: Text, is_copy: bool) -> Row | None:
    made = sketch(a.body, a.at), sketch(b.body, b.at)
    how = likeness(unpacked(made[0]), unpacked(made[1])) if all(made) else None
    return Row(kind, f"{kind} {b.id}", how, is_copy) if how and how.seen >= LEAST else None


def translation_rows(name: str, path: Path) -> list[Row]:
    """All pairs of one story in two languages within some days of each other, the later one not too short."""
    known = list(texts(path))
    by_id = {text.id: text for text, _ in known}
    if name == "gold/dev":
        known += [(_translated(json.loads(line), by_id), json.loads(line)["of"]) for line in TRANSLATED.open()]
    roots = [text for text, of in known if of is None]
    lines = {text.id: laid_out(outline(text.body, text.language)) for text, _ in known}
    found = []
    for text, of in known:
        for root in roots:
            is_near = timedelta(0) <= text.at - root.at <= timedelta(minutes=TRANSLATED_WITHIN)
            is_foreign = not _one_language(text, root) and bool(text.stories & root.stories)
            if is_near and is_foreign and len(lines[text.id]) >= LEAST_SENTENCES:
                found.append(Row("", f"{text.id}/{root.id}", match(lines[text.id], lines[root.id]), of == root.id))
    return found


def _translated(item: dict[str, str], by_id: dict[str, Text]) -> Text:
    of = by_id[item["of"]]
    return replace(of, id=item["id"], language=item["language"], body=item["body"], at=of.at + timedelta(hours=2))


def learn(rows: list[Row], parts: tuple[str, ...]) -> Model:
    """The weights that tell these rows best; none may count against copying.

    What outlets do counts the same whatever the number of examples, and copies as much as look-alikes: forms are few
    here and many on a wire, and a wrong copy hides an origin. Rows without a kind count as they are.
    """
    x = np.array([[getattr(row.how, part) for part in parts] for row in rows])
    y = np.array([float(row.is_copy) for row in rows])
    sizes, kinds = Counter(row.kind for row in rows), Counter(row.is_copy for row in {r.kind: r for r in rows}.values())
    worth = np.array([1000 / sizes[r.kind] / kinds[r.is_copy] if r.kind else 1.0 for r in rows])
    return fit_signed(x, y, worth, RIDGE, np.ones(len(parts)))


def judged(model: Model, rows: list[Row], parts: tuple[str, ...]) -> Floats:
    """The probability of each row."""
    return model.probability(np.array([[getattr(row.how, part) for part in parts] for row in rows]))


def report(by_set: dict[str, list[Row]], shared: list[Row], parts: tuple[str, ...]) -> dict[str, str]:
    """How each stream is told by weights that never saw it: right, missed, wrong."""
    found = {}
    for held, rows in by_set.items():
        model = learn([row for name, of in by_set.items() if name != held for row in of] + shared, parts)
        yes = judged(model, rows, parts) >= 0.5
        right = sum(bool(p) and row.is_copy for p, row in zip(yes, rows, strict=True))
        wrong = [row.name for p, row in zip(yes, rows, strict=True) if p and not row.is_copy]
        missed = [row.name for p, row in zip(yes, rows, strict=True) if not p and row.is_copy]
        found[held] = f"{right} told, {len(missed)} missed, {len(wrong)} wrong of {len(rows) - right - len(missed)}"
        print(held, found[held], "wrong:", wrong[:8], "missed:", missed[:8])
    return found


def written(model: Model, parts: tuple[str, ...], scores: dict[str, str]) -> dict[str, object]:
    """The weights as they ship."""
    weights = {part: round(float(w), 3) for part, w in zip(parts, model.weights, strict=True)}
    return {"bias": round(model.bias, 3), "parts": weights, "threshold": 0.5, "scores_on_what_it_never_saw": scores}


def main() -> None:
    """Learns, reports, and with --write ships."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help=f"write {WRITTEN}")
    options = parser.parse_args()
    copies, forms = {name: copy_rows(path) for name, path in STREAMS.items()}, form_rows()
    translations = {name: translation_rows(name, path) for name, path in STREAMS.items()}
    made: dict[str, object] = {"made_by": "python -m training.copies --write", "sets": [*STREAMS, str(TRANSLATED)]}
    for kind, by_set, shared, parts in (
        ("copy", copies, forms, COPY_PARTS),
        ("translation", translations, [], TRANSLATION_PARTS),
    ):
        scores = report(by_set, shared, parts)
        rows = [row for of in by_set.values() for row in of] + shared
        model = learn(rows, parts)
        fitted = judged(model, rows, parts) >= 0.5
        print(kind, "fitted: errors", sum(bool(p) != row.is_copy for p, row in zip(fitted, rows, strict=True)))
        made[kind] = written(model, parts, scores)
    print(json.dumps(made, indent=2))
    if options.write:
        WRITTEN.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
