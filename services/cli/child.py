"""One service as a child process: started, its output passed on line by line, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.embedded_guard import Guard

#: Lines of output kept for the message about a service that does not start.
_KEPT_LINES = 20
#: Bytes of one line of output; a longer one is passed on in pieces.
_LINE_LIMIT = 65536

LineSink = Callable[[str, str], None]


@dataclass(frozen=True)
class ChildSpec:
    """What to run: the service's name, which replica, its command line, its environment and its HTTP port."""

    service: str
    replica: int
    command: Sequence[str]
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Stable name of this replica, used as its consumer name: "extract-2"."""
        return f"{self.service}-{self.replica}"

    @property
    def url(self) -> str:
        """Where /healthz, /readyz and /metrics are."""
        return f"http://127.0.0.1:{self.port}"


class Child:
    """A process of one ChildSpec. It can be started again after it ended."""

    def __init__(self, spec: ChildSpec, sink: LineSink, guard: Guard) -> None:
        self.spec = spec
        self.last_lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._sink = sink
        self._guard = guard
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    async def start(self) -> None:
        """Runs the process."""
        self._process = await asyncio.create_subprocess_exec(
            *self.spec.command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.spec.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=_LINE_LIMIT,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops its children in order
        )
        self._guard.watch(self._process.pid)
        self._reader = asyncio.create_task(self._pass_on_output(self._process))

    async def wait(self) -> int:
        """Its exit code, once it has ended and its output was passed on (negative: the signal that killed it)."""
        if self._process is None:
            return 0
        code = await self._process.wait()
        self._guard.release(self._process.pid)
        if self._reader is not None:
            # A grandchild may hold the pipe open; its output is not waited for.
            await asyncio.wait([self._reader], timeout=1.0)
            self._reader.cancel()
        return code

    def send(self, number: signal.Signals) -> None:
        """Sends a signal, if it still runs."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _pass_on_output(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while True:
            try:
                line = await process.stdout.readuntil(b"\n")
            except asyncio.LimitOverrunError as error:
                line = await process.stdout.read(error.consumed or 1)
            except asyncio.IncompleteReadError as error:
                line = error.partial
            if not line:
                return
            text = line.decode(errors="replace").rstrip("\n")
            self.last_lines.append(text)
            self._sink(self.spec.name, text)
