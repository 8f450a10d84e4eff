"""Writes the dashboards that Grafana is provisioned with: `python -m deploy.grafana.generate [--check]`.

`--runbooks URL` says where docs/runbooks is served, for the links of panels. `--check` writes nothing and fails where a
file is stale. Grafana's typed model (grafana-foundation-sdk) makes the JSON; nothing is written by hand.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from deploy.grafana.board import RUNBOOKS, Board, as_json
from deploy.grafana.boards.delivery import DELIVERY
from deploy.grafana.boards.editorial import EDITORIAL
from deploy.grafana.boards.overview import OVERVIEW
from deploy.grafana.boards.stages import STAGES
from deploy.grafana.boards.streams import STREAMS

BOARDS: tuple[Board, ...] = (OVERVIEW, STAGES, STREAMS, EDITORIAL, DELIVERY)
FOLDER = Path(__file__).parent / "dashboards"


def files(runbooks: str = RUNBOOKS) -> dict[Path, str]:
    """Every dashboard's file and what is to be in it."""
    return {FOLDER / f"{board.name}.json": as_json(board, runbooks) for board in BOARDS}


def stale(runbooks: str = RUNBOOKS) -> list[Path]:
    """Files that are not as they should be, are missing, or are left over."""
    wanted = files(runbooks)
    wrong = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return wrong + [path for path in FOLDER.glob("*.json") if path not in wanted]


def main() -> int:
    """0, or 1 where something is stale under --check."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is stale")
    parser.add_argument("--runbooks", default=RUNBOOKS, help="where docs/runbooks is served")
    options = parser.parse_args()
    if options.check:
        wrong = stale(options.runbooks)
        sys.stderr.writelines(f"stale: {path.name}\n" for path in wrong)
        return 1 if wrong else 0
    FOLDER.mkdir(exist_ok=True)
    for path, text in files(options.runbooks).items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
