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

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, user: str) -> str:
        """The address for this user."""
        return f"redis://{user}:{quote(password_of(user), safe='')}@127.0.0.1:{self.port}/0"


def hashed(user: str) -> str:
    """What stands in the ACL file."""
    return hashlib.sha256(password_of(user).encode()).hexdigest()


@contextmanager
def acl_server(directory: Path, namespace: str = "") -> Iterator[AclServer]:
    """A server that reads the users from a file, as in docker-compose.yml."""
    users = directory / "users.acl"
    users.write_text(acl_file(namespace, hashed), encoding="utf-8")
    port = free_port()
    command = [find_server_binary().path, "--port", port, "--bind", "127.0.0.1", "--dir", directory, "--save", ""]
    process = subprocess.Popen(
        [*map(str, command), "--aclfile", str(users), "--maxmemory-policy", "noeviction"],
        stdout=(directory / "server.log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    try:
        _wait(port, process, directory / "server.log")
        yield AclServer(port)
    finally:
        process.kill()
        process.wait()


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
