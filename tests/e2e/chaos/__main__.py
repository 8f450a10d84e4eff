"""`make chaos`: ten minutes of faults of every kind, and what they changed (nothing, or the exit code is 1)."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from shared.telemetry import configure_logging
from tests.e2e.chaos.experiment import Terms, experiment
from tests.e2e.chaos.report import as_json, markdown, report

#: Articles a minute of storm: well below what two cores do beside the restarts.
PER_MINUTE = 90


def main() -> None:
    """Runs, prints and writes where it was told to."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--articles", type=int, help=f"default: {PER_MINUTE} a minute")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("CHAOS_SEED", "1")))
    parser.add_argument("--short", action="store_true", help="every kind once, briefly")
    parser.add_argument("--json", type=Path, help="where everything is written")
    parser.add_argument("--markdown", type=Path, help="where the table is written")
    asked = parser.parse_args()
    articles = asked.articles or int(PER_MINUTE * asked.minutes)
    configure_logging("warning")
    logs = Path(tempfile.mkdtemp(prefix="slugline-chaos-logs-"))
    print(f"seed {asked.seed}, {articles} articles; logs of the services: {logs}", file=sys.stderr)
    result = asyncio.run(experiment(Terms(articles, asked.seed, 60 * asked.minutes, asked.short), logs))
    report(result)
    if asked.json:
        asked.json.write_text(json.dumps(as_json(result), indent=1) + "\n", encoding="utf-8")
    if asked.markdown:
        asked.markdown.write_text(markdown(result) + "\n", encoding="utf-8")
    sys.exit(1 if result.faults else 0)


if __name__ == "__main__":
    main()
