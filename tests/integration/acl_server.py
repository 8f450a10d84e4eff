"""A real server with the users of shared/acl.py, each with a password of its own."""

from __future__ import annotations

import hashlib
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.exceptions import RedisError

from shared.acl import acl_file
from shared.embedded import free_port
from shared.embedded_binary import find_server_binary

#: Seconds that the server may take to start.
START_WAIT = 20.0


def password_of(user: str) -> str:
    """A password with every character that an address has to escape."""
    return f"{user}:p@ss/word?#%"


class AclServer:
    """Where it is, by user."""

    def __init__(self, directory: Path, port: int) -> None:
        self.port = port
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it with what it kept; returns when it answers."""
        log = self._directory / "server.log"
        command = [find_server_binary().path, "--port", self.port, "--bind", "127.0.0.1", "--dir", self._directory]
        kept = ["--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction"]
        self._process = subprocess.Popen(
            [*map(str, command), *kept, "--aclfile", str(self._directory / "users.acl")],
            stdout=log.open("ab"),
            stderr=subprocess.STDOUT,
        )
        _wait(self.port, self._process, log)

    def kill(self) -> None:
        """Ends it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def url(self, user: str) -> str:
        """The address for this user."""
        return f"redis://{user}:{quote(password_of(user), safe='')}@127.0.0.1:{self.port}/0"


def hashed(user: str) -> str:
    """What stands in the ACL file."""
    return hashlib.sha256(password_of(user).encode()).hexdigest()


@contextmanager
def acl_server(directory: Path, namespace: str = "") -> Iterator[AclServer]:
    """A server that reads the users from a file and keeps an append-only file, as in docker-compose.yml."""
    users = directory / "users.acl"
    users.write_text(acl_file(namespace, hashed), encoding="utf-8")
    server = AclServer(directory, free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WAIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with Redis(port=port, username="health", password="any") as redis:
                redis.ping()
                return
        except RedisError:
            time.sleep(0.05)
    raise AssertionError(f"the server did not start: {log.read_text()[-500:]}")
