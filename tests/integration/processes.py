"""Looking at processes from outside: are they there, and when are they gone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Seconds that anything here may take on a busy machine.
PATIENCE = 60.0


def is_alive(pid: int) -> bool:
    """True while the process runs; one that has ended and was not yet collected is dead."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
    except FileNotFoundError:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] if Path(f"/proc/{pid}").exists() else ""
    return not state.strip().startswith("Z") and bool(state.strip())


def wait_for(condition: Callable[[], object], what: str = "it") -> None:
    """Returns once the condition holds; fails the test where it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s for {what}"
        time.sleep(0.05)


@contextlib.contextmanager
def python(code: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process that runs this code in the repository; killed at the end where it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
