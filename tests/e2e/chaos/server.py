"""The server under test: the embedded one, whose clock, disk and memory can be made to fail."""

from __future__ import annotations

import resource
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.embedded import EmbeddedServer
from shared.embedded_guard import Guard

#: Keeps SIGXFSZ ignored over exec, so that a limit of the file size is an error of write(2), as a full disk is.
_NOT_KILLED_BY_A_FULL_DISK = ["/bin/sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"]
#: Bytes by which the memory limit stays below what is in use.
_TOO_LITTLE = 1_000_000


class ChaosServer(EmbeddedServer):
    """A server that may stand in a network of its own and runs with an environment of its own."""

    def __init__(
        self, directory: Path, guard: Guard, environment: Mapping[str, str], inside: Sequence[str], host: str
    ) -> None:
        super().__init__(directory, guard)
        self.host = host
        self._environment = environment
        self._inside = inside

    @property
    def url(self) -> str:
        """The address for whoever is not to notice slow or cut networks between."""
        return f"redis://{self.host}:{self.port}/0"

    def _command(self) -> list[str]:
        given = [f"{name}={value}" for name, value in self._environment.items()]
        command = super()._command()
        if self._inside:  # nobody outside can reach the namespace, so there is nothing to protect
            command[command.index("--bind") + 1] = "0.0.0.0"
            command[command.index("--protected-mode") + 1] = "no"
        return [*self._inside, *_NOT_KILLED_BY_A_FULL_DISK, "env", *given, *command]

    def fill_disk(self) -> None:
        """From now on the append-only file cannot grow: the server refuses writes (MISCONF)."""
        if self.pid is not None:
            sizes = [path.stat().st_size for path in self.directory.rglob("*.aof")]
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (max(sizes, default=0), resource.RLIM_INFINITY))

    def free_disk(self) -> None:
        """There is room again."""
        if self.pid is not None:
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    async def fill_memory(self, redis: Any) -> None:
        """From now on less memory is allowed than is in use: the server refuses writes (OOM)."""
        used = (await redis.info("memory"))["used_memory"]
        await redis.config_set("maxmemory", max(1, used - _TOO_LITTLE))

    async def free_memory(self, redis: Any) -> None:
        """As much as there is."""
        await redis.config_set("maxmemory", 0)
