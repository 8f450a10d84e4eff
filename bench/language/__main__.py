"""`make bench-language`: detection, gist, fidelity and stories across languages, one table each.

Texts come from NTREX-128 and WMT test sets, which are not part of the project: `--data` (or SLUGLINE_PARALLEL) names
the folder with `ntrex.*.tsv` and `evaluation_only/`, or the one above it. Without it only stories are measured, on
the labelled stream that the project has.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console

from bench.language import detection, fidelity, gist, stories
from services.translate.domain.gist import LANGUAGES
from shared.telemetry import configure_logging

#: Where the texts are when nobody says: beside the checkout, as the people who make the project have them.
BESIDE = Path(__file__).parent.parent.parent.parent / "shared" / "data"
WHAT = ("detection", "gist", "fidelity", "stories")


def main() -> int:
    """Prints the tables; 0 even where texts are missing, which is said."""
    parser = argparse.ArgumentParser(prog="make bench-language", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="*", help=f"some of {', '.join(WHAT)}; all of them without")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SLUGLINE_PARALLEL") or BESIDE))
    parser.add_argument("--shipped", action="store_true", help="gist: no cross-validation over NTREX (minutes saved)")
    options = parser.parse_args()
    unknown = set(options.what) - set(WHAT)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(WHAT)}")
    configure_logging("error")
    console, folder = Console(width=None if sys.stdout.isatty() else 130), _folder(options.data)
    if folder is None:
        console.print("No parallel texts here: detection, gist and fidelity are skipped; --data names their folder.")
    for what in options.what or WHAT:
        if what == "stories":
            console.print(stories.table(stories.report()))
        elif folder is not None:
            _measure(what, folder, console, quick=options.shipped)
    return 0


def _folder(given: Path) -> Path | None:
    """The folder with the parallel texts: the one named, or `parallel` in it."""
    return next((f for f in (given, given / "parallel") if (f / "ntrex.de-en.tsv").exists()), None)


def _measure(what: str, folder: Path, console: Console, *, quick: bool) -> None:
    if what == "detection":
        detection.report(folder, console)
    elif what == "fidelity":
        fidelity.report(folder, console)
    else:
        gist.report(folder, LANGUAGES, quick=quick)


if __name__ == "__main__":
    sys.exit(main())
