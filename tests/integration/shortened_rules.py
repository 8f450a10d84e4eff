"""deploy/prometheus/alerts.yml with its times made short, so that faults of a minute can be watched in a test.

The same file, the same expressions. What is changed, and nothing else:

- minutes and hours are seconds (`for: 10m` is 10 s, `[15m]` is 15 s, `[6h]` is 6 s), a day is 20 s;
- limits in seconds are those of SECONDS.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.integration.processes import ROOT

RULES = ROOT / "deploy/prometheus/alerts.yml"
#: A limit in seconds as the file has it, and what it is here. A busy machine needs some seconds anyway.
SECONDS = {"30": "3", "300": "10", "900": "15"}
_DURATION = re.compile(r"(?<=[\[ ])(\d+)([mhd])(?=[\]\s)])")
_LIMIT = re.compile(r"(_seconds(?:_bucket\[[^]]*\]\)\)\))?\)? > )(\d+)\b(?! \*)")
_EACH = {"m": 1, "h": 1, "d": 20}


def shortened(path: Path = RULES) -> str:
    """The rules with short times."""
    text = path.read_text(encoding="utf-8")
    text = _DURATION.sub(lambda found: f"{int(found[1]) * _EACH[found[2]]}s", text)
    return _LIMIT.sub(lambda found: found[1] + SECONDS.get(found[2], found[2]), text)
