"""One stack of docker-compose.yml under a name and on ports of its own, so that it disturbs nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[2]
KEY = re.compile(r"slugline_live_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")
#: Seconds that one command of compose may take, and the building of one image.
COMMAND_WAIT, BUILD_WAIT = 600.0, 3600.0
#: Seconds that the stack has for what should take a few: a busy machine is ten times slower than a free one.
PATIENCE = float(os.environ.get("SLUGLINE_TEST_COMPOSE_PATIENCE", "300"))

Result = TypeVar("Result")


class StackFailed(AssertionError):
    """A command of compose failed; the message ends with what it said."""


def why_not() -> str | None:
    """What is missing for this test; None where nothing is."""
    if not shutil.which("docker"):
        return "no Docker here"
    for words, told in ((("info",), "no Docker engine answers"), (("compose", "version"), "no compose v2")):
        if subprocess.run(["docker", *words], capture_output=True, check=False).returncode:
            return told
    return None


class Stack:
    """The stack: its commands, its addresses, and how long each step took."""

    def __init__(self, folder: Path) -> None:
        self.project = f"slugline-test-{os.getpid()}"
        self.tag = os.environ.get("SLUGLINE_TEST_COMPOSE_TAG", "test")
        self.times: list[tuple[str, float]] = []
        first = free_ports(8)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SLUGLINE_", "COMPOSE_"))},
            "COMPOSE_PROJECT_NAME": self.project,
            "COMPOSE_PROFILES": "ops",
            "SLUGLINE_TAG": self.tag,
            # Ranges: a port for each of several replicas.
            "SLUGLINE_PUBLISH_BIND": f"127.0.0.1:{first}-{first + 2}",
            "SLUGLINE_INGEST_BIND": f"127.0.0.1:{first + 3}-{first + 5}",
            "SLUGLINE_PROMETHEUS_BIND": f"127.0.0.1:{first + 6}",
            "SLUGLINE_MODELS": str(folder),
        }
        self._files = ["-f", str(ROOT / "docker-compose.yml"), "-f", str(ROOT / "tests/compose/faults.yml")]

    # Commands

    def compose(self, *words: str, wait: float = COMMAND_WAIT, given: str | None = None) -> str:
        """What `docker compose` says. Raises StackFailed."""
        return self._run(["docker", "compose", *self._files, "--env-file", os.devnull, *words], wait, given)

    def docker(self, *words: str) -> str:
        """What `docker` says. Raises StackFailed."""
        return self._run(["docker", *words], COMMAND_WAIT, None)

    def _run(self, command: list[str], wait: float, given: str | None) -> str:
        ran = subprocess.run(
            command, cwd=ROOT, env=self._environment, input=given, capture_output=True, text=True, timeout=wait,
            check=False,
        )  # fmt: skip
        if ran.returncode:
            raise StackFailed(f"{' '.join(command[1:])[:200]}: exit code {ran.returncode}\n{ran.stderr[-1500:]}")
        return ran.stdout

    def step(self, name: str, work: Callable[[], Result]) -> Result:
        """Does it, and keeps how long it took."""
        started = time.monotonic()
        try:
            return work()
        finally:
            self.times.append((name, time.monotonic() - started))

    # What is there

    def containers(self, service: str) -> list[str]:
        """The ids of the replicas of a service that run."""
        return self.compose("ps", "-q", service).split()

    def has_ended(self, service: str) -> bool:
        """Whether a one-shot service has done its work. Raises StackFailed where it failed."""
        mine = [f"label=com.docker.compose.{what}" for what in (f"project={self.project}", f"service={service}")]
        (container,) = self.docker("ps", "-aq", "--filter", mine[0], "--filter", mine[1]).split()
        state = self.inspect(container)["State"]
        if state["Status"] == "exited" and state["ExitCode"]:
            raise AssertionError(f"{service} failed: {self.docker('logs', '--tail', '20', container)}")
        return bool(state["Status"] == "exited")

    def inspect(self, container: str) -> dict[str, Any]:
        """What Docker knows of a container."""
        found: dict[str, Any] = json.loads(self.docker("inspect", container))[0]
        return found

    def is_healthy(self, service: str, count: int = 1) -> bool:
        """Whether so many replicas run and answer their health check."""
        states = [self.inspect(each)["State"] for each in self.containers(service)]
        return len(states) == count and all(state.get("Health", {}).get("Status") == "healthy" for state in states)

    def url(self, service: str, port: int, index: int = 1) -> str:
        """Where a port of a replica is reached from here."""
        return "http://" + self.compose("port", "--index", str(index), service, str(port)).strip()

    def first_key(self) -> str:
        """The key that the first start printed."""
        found = KEY.search(self.compose("logs", "--no-log-prefix", "keys"))
        assert found, "the service `keys` printed no key"
        return found[0]

    def secret(self, folder: str, name: str = "redis_password") -> str:
        """A secret as its service sees it."""
        volume = f"{self.project}_secrets-{folder}:/run/slugline:ro"
        image = f"slugline-cli:{self.tag}"
        return self.docker("run", "--rm", "-v", volume, image, "cat", f"/run/slugline/{name}").strip()

    def redis(self, user: str, *words: str, given: str | None = None) -> Any:
        """The answer of Redis to this user, as redis-cli gives it in JSON; `given` is the last word."""
        who = ["redis-cli", "--user", user, "--pass", self._password(user), "--no-auth-warning", "--json"]
        last = ["-x"] if given is not None else []
        said = self.compose("exec", "-T", "redis", *who, *last, *words, given=given)
        try:
            return json.loads(said)
        except ValueError:
            return said.strip()

    def _password(self, user: str) -> str:
        if user not in self._passwords:
            self._passwords[user] = self.secret(user)
        return self._passwords[user]

    _passwords: dict[str, str] = {}


def free_ports(count: int) -> int:
    """The first of so many ports in a row that nobody uses on loopback."""
    for first in range(20_000 + os.getpid() % 10_000, 45_000, count):
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise OSError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def until(condition: Callable[[], Result], what: str, seconds: float = PATIENCE) -> Result:
    """What the condition says once it says something; asks again while it is false or fails."""
    deadline, last = time.monotonic() + seconds, None
    while time.monotonic() < deadline:
        try:
            if found := condition():
                return found
        except (OSError, StackFailed, LookupError, ValueError) as error:
            last = error
        time.sleep(1.0)
    raise AssertionError(f"not in {seconds:.0f} s: {what}; {last or ''}")


def table(rows: Iterable[tuple[str, float]]) -> str:
    """Steps and seconds, for people."""
    return "\n".join(f"{seconds:8.1f} s  {name}" for name, seconds in rows)
