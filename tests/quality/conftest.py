"""The labelled stream through the whole pipeline: once for all who judge it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
#: SLUGLINE_LABELLED names another folder of the same form (articles.jsonl), for a set that was never seen.
LABELLED = Path(os.environ.get("SLUGLINE_LABELLED", HERE / "gold" / "dev"))


class Replayed(NamedTuple):
    """What became of every article, and every update."""

    results: list[dict[str, Any]]
    updates: list[dict[str, Any]]


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """One line an article, as `slugline replay` writes it, and one an update."""
    folder = tmp_path_factory.mktemp("gold")
    items, out, updates = folder / "items.ndjson", folder / "results.jsonl", folder / "updates.jsonl"
    make = [sys.executable, str(HERE / "gold_to_ninjs.py"), str(LABELLED / "articles.jsonl")]
    items.write_bytes(subprocess.run(make, check=True, capture_output=True).stdout)
    replay = [sys.executable, "-m", "services.cli", "replay", str(items), "--out", str(out), "--isolated"]
    replay += ["--updates", str(updates)]
    done = subprocess.run(replay, check=False, capture_output=True, text=True, timeout=280)
    assert 0 == done.returncode, done.stderr[-2000:]
    return Replayed(*([json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in (out, updates)))
