"""Guard: a tiny process that outlives this one for a moment and ends its children, however this one died.

A pipe from here to a shell is the life line: when this process ends, even by SIGKILL, the kernel closes it, and the
shell ends what is still on its list and removes what was to be removed. Works on Linux and macOS alike, where
PDEATHSIG is Linux only and follows the thread that started the child, not the process.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from pathlib import Path

#: Tenths of a second that orphans get between SIGTERM and SIGKILL.
_GRACE_TENTHS = 50

# Reads "add PID", "del PID", "rm PATH" and "keep PATH" lines until the pipe closes. Paths stand one a line.
_SCRIPT = f"""
trap '' HUP INT TERM
pids=; paths=
while read -r op what; do
  case $op in
    add) pids="$pids $what" ;;
    del) rest=; for p in $pids; do [ "$p" = "$what" ] || rest="$rest $p"; done; pids=$rest ;;
    rm) paths="$paths$what
" ;;
    keep) paths=$(printf '%s' "$paths" | grep -Fxv -- "$what")
      [ -z "$paths" ] || paths="$paths
" ;;
  esac
done
[ -z "$pids" ] || kill -TERM $pids 2>/dev/null
n=0
while [ $n -lt {_GRACE_TENTHS} ]; do
  alive=; for p in $pids; do kill -0 "$p" 2>/dev/null && alive=1; done
  [ -n "$alive" ] || break
  sleep 0.1; n=$((n + 1))
done
[ -z "$pids" ] || kill -KILL $pids 2>/dev/null
printf '%s' "$paths" | while IFS= read -r path; do rm -rf -- "$path"; done
"""


class Guard:
    """Ends the processes and removes the paths it was given when this process dies. `close()` does the same at once."""

    def __init__(self) -> None:
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that Ctrl-C on the terminal does not reach it
        )
        self._lock = threading.Lock()

    def watch(self, pid: int) -> None:
        """Ends this process when ours dies."""
        self._say(f"add {pid}")

    def release(self, pid: int) -> None:
        """Forgets a process that has ended (its number may be given to another)."""
        self._say(f"del {pid}")

    def remove(self, path: Path) -> None:
        """Removes this file or folder when our process dies."""
        self._say(f"rm {path}")

    def keep(self, path: Path) -> None:
        """Forgets a path that is to stay, or is gone already."""
        self._say(f"keep {path}")

    def close(self) -> None:
        """Ends what is still watched, removes what was to be removed, and returns when that is done."""
        with self._lock, contextlib.suppress(OSError):
            if self._shell.stdin is not None:
                self._shell.stdin.close()
        self._shell.wait()

    def _say(self, line: str) -> None:
        if "\n" in line:
            raise ValueError("a guarded path must not hold a line break")
        with self._lock:
            if self._shell.stdin is None or self._shell.stdin.closed:
                raise RuntimeError("the guard is closed")
            self._shell.stdin.write(line.encode() + b"\n")
            self._shell.stdin.flush()
