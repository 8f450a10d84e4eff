"""The embedded server: a real Redis or Valkey as a child process, for laptops and tests without one.

It listens on loopback only, keeps an append-only file, never evicts, and ends with its parent. `isolated_server()` is
a fresh one in a temporary directory that leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.retry import Retry

from shared.embedded_binary import ServerBinary, find_server_binary
from shared.embedded_guard import Guard
from shared.redis_connection import shown
from shared.server_version import ServerVersion, version_from_info

#: Seconds that a server may take to answer, reading its append-only file included.
START_WAIT = 120.0
#: Seconds between SIGTERM, on which the server writes what it has, and SIGKILL.
STOP_WAIT = 20.0
#: Ports tried before giving up: another process can take a free port between our look and the server's bind.
_PORT_TRIES = 5


class ServerFailed(Exception):
    """The embedded server did not start; the message ends with the last lines of its log."""


def free_port() -> int:
    """A TCP port on loopback that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def check_server(url: str) -> ServerVersion:
    """The version of the server at this address. Raises UnsupportedServer or a RedisError."""
    with _client(url, timeout=5.0) as redis:
        return version_from_info(redis.info("server")).require(shown(url))


class EmbeddedServer:
    """One server process on one data directory. Not thread-safe; `start` and `stop` block."""

    def __init__(self, directory: Path, guard: Guard, binary: ServerBinary | None = None) -> None:
        self.directory = directory
        self.binary = binary or find_server_binary()
        self.port = 0
        self._guard = guard
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for any Redis client."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self.is_running and self._process else None

    @property
    def is_running(self) -> bool:
        """True until the process ends, for whatever reason."""
        return self._process is not None and self._process.poll() is None

    @property
    def log_file(self) -> Path:
        """Where the server writes its own log."""
        return self.directory / "server.log"

    def start(self) -> None:
        """Runs the server until it answers. After a crash it comes back on the same port with what it had."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._forget()
        for attempt in range(_PORT_TRIES):
            self.port = self.port if self.port and attempt == 0 else free_port()
            if self._try_start():
                return
        raise ServerFailed(f"{self.binary.path} did not start: {self._log_tail()}")

    def stop(self) -> None:
        """Ends the server; what it was told is on disk when this returns. May be called twice."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_WAIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._forget()

    def _forget(self) -> None:
        if self._process is not None:
            self._guard.release(self._process.pid)
            self._process = None

    def _try_start(self) -> bool:
        """False where the port was taken meanwhile. Raises ServerFailed for everything else."""
        log_start = self.log_file.stat().st_size if self.log_file.exists() else 0
        self._process = subprocess.Popen(
            self._command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.directory,
            start_new_session=True,  # Ctrl-C must not stop it before the services have finished
        )
        self._guard.watch(self._process.pid)
        if self._wait_until_it_answers():
            return True
        self._forget()
        said = self.log_file.read_text(errors="replace")[log_start:] if self.log_file.exists() else ""
        if "ddress already in use" in said:
            return False
        raise ServerFailed(f"{self.binary.path} did not start: {self._log_tail()}")

    def _command(self) -> list[str]:
        # fmt: off
        return [
            str(self.binary.path), "--port", str(self.port), "--bind", "127.0.0.1", "--protected-mode", "yes",
            "--dir", str(self.directory), "--logfile", str(self.log_file), "--daemonize", "no",
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction",
        ]
        # fmt: on

    def _wait_until_it_answers(self) -> bool:
        """True when it answers PING; False when it ended."""
        deadline = time.monotonic() + START_WAIT
        while self.is_running and time.monotonic() < deadline:
            if self._answers():
                return True
            time.sleep(0.02)
        if self.is_running:
            self.stop()
            raise ServerFailed(f"{self.binary.path} did not answer in {START_WAIT:.0f} s: {self._log_tail()}")
        return False

    def _answers(self) -> bool:
        try:
            with _client(self.url, timeout=1.0) as redis:
                # Another server on a port that was taken would answer too: ours is the one with our process id.
                ours: bool = redis.info("server").get("process_id") == (self._process.pid if self._process else 0)
                return ours and bool(redis.ping())
        except (BusyLoadingError, RedisError, OSError):
            return False

    def _log_tail(self) -> str:
        lines = self.log_file.read_text(errors="replace").splitlines() if self.log_file.exists() else []
        return " / ".join(lines[-3:]) or "it wrote no log"


@contextlib.contextmanager
def embedded_server(directory: Path, guard: Guard | None = None) -> Iterator[EmbeddedServer]:
    """A running server that keeps its data in this directory, and stops at the end."""
    own = guard or Guard()
    server = EmbeddedServer(directory, own)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        if guard is None:
            own.close()


@contextlib.contextmanager
def isolated_server() -> Iterator[EmbeddedServer]:
    """A fresh, empty server in a temporary directory; nothing of it is left at the end, even after SIGKILL."""
    guard = Guard()
    directory = Path(tempfile.mkdtemp(prefix="slugline-"))
    guard.remove(directory)
    try:
        with embedded_server(directory, guard) as server:
            yield server
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        guard.close()


def _client(url: str, timeout: float) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=timeout, socket_timeout=timeout, retry=Retry(NoBackoff(), 0))
