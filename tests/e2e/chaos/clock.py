"""Clocks that can be stepped, one for each process: a small library that is preloaded and reads its offset in a file.

Needs Linux and a C compiler; `Clocks.make` gives None elsewhere, and faults of the clock are then skipped, with a word.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).with_name("clock_step.c")


class Clocks:
    """The clocks of the processes of one run, by name."""

    def __init__(self, directory: Path, library: Path) -> None:
        self._directory = directory
        self._library = library

    @classmethod
    def make(cls, directory: Path) -> Clocks | None:
        """Compiles the library; None where that cannot be done."""
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None or sys.platform != "linux":
            return None
        library = directory / "clock_step.so"
        command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE)]
        done = subprocess.run(command, check=False, capture_output=True, timeout=60)
        return cls(directory, library) if done.returncode == 0 else None

    def environment(self, name: str) -> dict[str, str]:
        """What a process needs in its environment to have a clock of this name, which is right at first."""
        self.set(name, 0)
        return {"LD_PRELOAD": str(self._library), "CHAOS_CLOCK": str(self._file(name))}

    def set(self, name: str, seconds: int) -> None:
        """Puts a clock so far ahead of the right time, or behind it. Who maps the file sees it at once."""
        path = self._file(name)
        if not path.exists():
            path.write_bytes(struct.pack("=q", 0))
        with path.open("r+b") as file:  # in place: a new file would not be the one that is mapped
            file.write(struct.pack("=q", seconds))

    def _file(self, name: str) -> Path:
        return self._directory / f"{name}.clock"
