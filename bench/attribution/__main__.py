"""`python -m bench.attribution`: quotes and reported speech, on the labelled stream and on PolNeAR.

PolNeAR is not part of the project: `--data` (or SLUGLINE_QUOTES) names the folder with polnear.dev.jsonl, or the one
above it. Without it only the labelled stream is measured.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console

from bench.attribution import gold, polnear

#: Where the texts are when nobody says: beside the checkout, as the people who make the project have them.
BESIDE = Path(__file__).parent.parent.parent.parent / "shared" / "data"


def main() -> int:
    """Prints the tables; 0 even where texts are missing, which is said."""
    parser = argparse.ArgumentParser(prog="python -m bench.attribution", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SLUGLINE_QUOTES") or BESIDE))
    folder = parser.parse_args().data
    console = Console(width=None if sys.stdout.isatty() else 130)
    for report in gold.measure(gold.labelled()):
        console.print(gold.table(report))
    file = next((f / polnear.FILE for f in (folder, folder / "quotes") if (f / polnear.FILE).exists()), None)
    if file is None:
        console.print("No PolNeAR here: English attribution is not measured; --data names its folder.")
    else:
        console.print(polnear.measure(file))
    return 0


if __name__ == "__main__":
    sys.exit(main())
