"""Input made to be slow is read or refused in seconds: every rule is linear, or bounded in what it looks at."""

from __future__ import annotations

import contextlib
import json
import time

import pytest

from services.ingest.domain.forms import read_submission
from services.ingest.domain.refusal import BadInput
from tests.unit.ingest.conftest import ARRIVED

#: Seconds; each takes below three on an idle core, and hours where a rule is not linear.
LIMIT = 60

HEAVY = {
    "one word": "word " * 199_000,
    "one long word": "x" * 990_000,
    "digits before letters": "1" * 200 + "abc",
    "buttons without gaps": "x" * 150 + "é",
    "buttons with gaps": "share email 24 " * 9 + "é",
    "places and numbers": "A" + " 1 B" * 50_000,
    "no-break spaces": "a" + "\u00a0" * 480_000 + "b",
    "marks in the middle": "a" + "(" * 900_000 + "b",
    "dashes": "a —" * 180_000,
    "brackets": "(RELATED: " * 90_000,
    "short lines": "a\n" * 60_000,
    "wrapped lines": "this is a line of words that is hard wrapped at\n" * 20_000,
    "combining marks": "e" + "\u0301" * 400_000,
    "mojibake": "Ã©" * 200_000,
    "joiners": "\u200d" * 300_000,
    "tags": "<p>" * 300_000,
    "ends": '."' * 400_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_text_is_read_in_seconds(name: str) -> None:
    """A megabyte of the worst text costs seconds, not hours."""
    started = time.perf_counter()
    with contextlib.suppress(BadInput):
        read_submission({b"data": json.dumps({"raw": HEAVY[name]}, ensure_ascii=False).encode()}, ARRIVED)
    assert time.perf_counter() - started < LIMIT


@pytest.mark.parametrize(
    "value",
    [
        {"k" * 900_000: [1] * 400_000},
        {"bodies": [1] * 100_000},
        {"uri": "u", "headlines": [{"value": "H"}] * 50_000},
        {str(number): number for number in range(100_000)},
    ],
    ids=["a long name over many values", "many wrong values", "many headlines", "many names"],
)
def test_heavy_json_is_read_in_seconds(value: object) -> None:
    """Two megabytes of the worst JSON cost seconds, not hours."""
    started = time.perf_counter()
    with contextlib.suppress(BadInput):
        read_submission({b"data": json.dumps(value, separators=(",", ":")).encode()}, ARRIVED)
    assert time.perf_counter() - started < LIMIT
