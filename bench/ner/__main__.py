"""`make bench-extract`, names: precision, recall and F1 a language with what ships, and what extract costs.

    python -m bench.ner [--data FOLDER] [--json] [--quick]

The sets are not part of the project: `--data` (or SLUGLINE_NER) names the folder with `de.germeval14.dev.conll` and
`evaluation_only/`, or the one above it. Those without a licence only measure. Spans must agree exactly. A set's own
guidelines differ from ours: GMB leaves titles in, SlavicNER takes peoples for persons, factRuEval takes descriptors in.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

# One core: the figures are of one.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from rich.console import Console
from rich.table import Table

from bench.ner import cost
from bench.ner.score import KINDS, Score, measure
from bench.ner.sets import SETS, Set, folder_of, texts
from shared.telemetry import configure_logging

#: Where the sets are when nobody says: beside the checkout, as the people who make the project have them.
BESIDE = Path(__file__).parents[3] / "shared" / "data"
#: Sentences of a set that a quick look reads.
_QUICK = 400


def main() -> int:
    """Prints the figures; 0 even where sets are missing, which is said."""
    parser = argparse.ArgumentParser(prog="python -m bench.ner", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SLUGLINE_NER") or BESIDE))
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--quick", action="store_true", help=f"the first {_QUICK} sentences of each set")
    options = parser.parse_args()
    configure_logging("error")
    console = Console(stderr=options.json, width=None if sys.stdout.isatty() else 130)
    costs = cost.report()
    folder = folder_of(options.data)
    if folder is None:
        console.print("No labelled sets here: only the cost is measured; --data names their folder.")
    found = _measured(folder, _QUICK if options.quick else None) if folder is not None else []
    if options.json:
        print(json.dumps({"sets": [_row(*row) for row in found], "cost": costs}))
    else:
        _print(found, costs, console)
    return 0


def _measured(folder: Path, limit: int | None) -> list[tuple[Set, Score, Score]]:
    there = [each for each in SETS if (folder / each.file).exists()]
    return [(each, *measure(each, texts(folder, each, limit))) for each in there]


def _row(each: Set, ships: Score, alone: Score) -> dict[str, Any]:
    precision, recall, f1 = ships.figures()
    kinds = {kind: ships.figures(kind)[2] for kind in KINDS}
    return {
        "set": each.name, "language": each.language, "precision": precision, "recall": recall, "f1": f1, **kinds,
        "model_alone_f1": alone.figures()[2], "floor": each.floor, "aim": each.aim,
    }  # fmt: skip


def _print(found: list[tuple[Set, Score, Score]], costs: dict[str, float], console: Console) -> None:
    table = Table(title="Names, exact span, with what ships", title_justify="left")
    for column in ("set", "P", "R", "F1", "floor", "aim", *KINDS, "model alone"):
        table.add_column(column, justify="left" if column == "set" else "right")
    for row in found:
        cells = _row(*row)
        shown = ("precision", "recall", "f1", "floor", "aim", *KINDS, "model_alone_f1")
        table.add_row(cells["set"], *("" if cells[name] is None else f"{cells[name]:.3f}" for name in shown))
    if found:
        console.print(table)
    console.print(
        f"Extract: {costs['articles_per_second']:.0f} articles/s on one core (floor 40, aim 80), "
        f"{costs['loading_seconds']:.1f} s to load all nine languages, {costs['memory_mb']:.0f} MB at most."
    )


if __name__ == "__main__":
    sys.exit(main())
