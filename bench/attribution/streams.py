"""The streams of our own writing whose reported speech is labelled, with stories that the labelled stream lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.attribution.gold import Labelled, scorer
from shared.language import base

TRAINING = Path(__file__).parent.parent.parent / "training"
STREAM = TRAINING / "stories" / "data" / "stream2.jsonl"
LABELS = TRAINING / "claims" / "data" / "stream2.labels.jsonl"


def own_streams() -> list[list[Labelled]]:
    """The articles of each stream of ours that is labelled as the labelled stream is: clauses without their verb."""
    labels = {row["id"]: row for row in _rows(LABELS)}
    stand = [raw for _, raw in scorer().live(_rows(STREAM)) if raw["id"] in labels and raw["stories"]]
    return [[_labelled({**raw, "claims": labels[raw["id"]]["claims"]}) for raw in stand]]


def _labelled(raw: dict[str, Any]) -> Labelled:
    story = next((s["story"] for s in raw["stories"] if s["role"] == "primary"), "")
    return Labelled(raw, base(raw["language"]), story, "learnt")


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
