"""How well stories are told apart on every labelled set, with the weights that ship.

    python -m bench.quality [--data FOLDER] [--kept FOLDER] [--only NAME ...] [--plots FOLDER] [--refit] [--json FILE]
                            [--check]

Nothing is tuned for a set. The sets of others are no part of the project: `--data` (or SLUGLINE_STORIES) names the
folder with `og2021_titles.dev.jsonl`, `allsides_2021.dev.jsonl`, `ecbplus.dev.jsonl`, `galaxy_wikinews_all.jsonl` and
`semeval22t8.dev.*`, or the one above it. Without it only our own streams are measured.

Cluster runs without a broker here. The official figure of the labelled stream is that of the whole pipeline:
`slugline replay ITEMS --isolated --out RESULTS` and `tests/quality/score_gold.py`, which `pytest -m quality` runs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from bench.quality import held_out, plots, ratings, report, sets, stories
from shared.telemetry import configure_logging

#: Where the sets are when nobody says: beside the checkout, as the people who make the project have them.
BESIDE = Path(__file__).parents[3] / "shared" / "data"
RATED = "SemEval 2022 task 8"


def main() -> int:
    """Prints the figures; 1 where --check finds a floor that is missed."""
    options = _options()
    configure_logging("error")
    console = Console(width=None if sys.stdout.isatty() else 130)
    folder = sets.folder_of(options.data)
    if folder is None:
        console.print("No sets of others here: only our own streams are measured; --data names their folder.")
    found = {"held_out": held_out.figures(), **_measured(options, folder)}
    if options.refit:
        found["held_out"] |= {"by story, repaired": _refitted(options)}
    missed = report.show(found, console)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if missed and options.check else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SLUGLINE_STORIES") or BESIDE))
    parser.add_argument("--kept", type=Path, help="keeps what extract and resolve made of a set; minutes the next time")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these sets alone")
    parser.add_argument("--plots", type=Path, help="draws precision and recall by threshold into this folder; slow")
    parser.add_argument("--refit", action="store_true", help="learns without each fold of stories, repairs too; slow")
    parser.add_argument("--json", type=Path, help="the figures as JSON")
    parser.add_argument("--check", action="store_true", help="exit code 1 where a floor is missed")
    return parser.parse_args()


def _measured(options: argparse.Namespace, folder: Path | None) -> dict[str, Any]:
    there = [*sets.ours(), *(sets.others(folder) if folder else [])]
    wanted = [each for each in there if not options.only or each.name in options.only]
    found: dict[str, Any] = {"sets": {each.name: _set(each, options) for each in wanted}}
    found["floors"] = {each.name: each.floors for each in wanted}
    if folder and (not options.only or RATED in options.only):
        found["ratings"] = _ratings(folder, options)
    return found


def _set(of: sets.Labelled, options: argparse.Namespace) -> dict[str, Any]:
    understood = sets.understood(of, watch, options.kept)
    outcome = stories.cluster(understood, watch)
    if options.plots:
        plots.write(options.plots, of.name, "threshold", plots.curve(of.name, stories.curve(understood, watch)))
        plots.write(options.plots, of.name, "reliability", plots.reliability(of.name, outcome.answers))
    return outcome.figures | {"calibration": plots.calibration(outcome.answers)}


def _refitted(options: argparse.Namespace) -> dict[str, float]:
    """The labelled stream through all rules, its stories unseen."""
    from bench.quality import refit  # it needs numpy, which nothing else here does

    streams = [sets.understood(each, watch, options.kept) for each in sets.ours()]
    return held_out.of_stream(refit.held_out(streams, watch)[held_out.STREAM])


def _ratings(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    pairs = ratings.rated(folder, watch, options.kept)
    if options.plots and pairs:
        plots.write(options.plots, RATED, "threshold", plots.rated(RATED, pairs))
    return {"pairs": dict(ratings.counts(pairs)), "pearson": ratings.correlations(pairs)}


def watch(what: str, items: list[Any]) -> Iterable[Any]:
    """The items, with a bar that tells how far they are."""
    return track(items, description=what, console=Console(stderr=True), transient=True)


if __name__ == "__main__":
    sys.exit(main())
