"""How well copies are told from look-alikes, and what it costs: python -m bench.copies [--articles N] [--json FILE]

Precision and recall for each thing that outlets do to a text, over our labelled streams, through the index that ships;
the labelled copies of each stream; translations; then cost and memory with N articles in the index, beside the
MinHash bands of `rensa` where it is installed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.copies.cost import costs
from bench.copies.told import labelled, told


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=100_000, help="articles in the index when cost is measured")
    parser.add_argument("--json", type=Path, help="write the figures to a file too")
    parser.add_argument("--only", choices=("labelled", "told", "cost"))
    options = parser.parse_args()
    sections = {"labelled": labelled, "told": told, "cost": lambda: costs(options.articles)}
    figures = {}
    for section, measure in sections.items():
        if options.only in (None, section):
            figures[section] = measure()
            print(f"\n{section}", flush=True)
            for name, row in figures[section].items():
                print(f"  {name:28}", "  ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
