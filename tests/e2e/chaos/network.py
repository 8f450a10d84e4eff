"""A network that can be cut: Redis in a namespace of its own, joined to ours by a pair of virtual interfaces.

Needs Linux, root and `ip`. The addresses are of the range for benchmarks (RFC 2544), the names carry our process id,
and a shell at the end of a pipe removes both when this process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Network:
    """The namespace, its interface there and the address in it."""

    namespace: str
    inner: str
    address: str

    @property
    def prefix(self) -> list[str]:
        """What a command begins with that is to run inside."""
        return ["ip", "netns", "exec", self.namespace]

    def cut(self) -> None:
        """From now on nothing gets through, and nobody is told."""
        _run("ip", "-n", self.namespace, "link", "set", self.inner, "down")

    def mend(self) -> None:
        """What is sent again gets through."""
        _run("ip", "-n", self.namespace, "link", "set", self.inner, "up")


@contextlib.contextmanager
def network() -> Iterator[Network | None]:
    """A namespace while the block runs; None where it cannot be had."""
    name, outer, inner = f"chaos{os.getpid()}", f"cho{os.getpid()}", f"chi{os.getpid()}"
    third, fourth = os.getpid() // 64 % 256, os.getpid() % 64 * 4
    made = Network(name, inner, f"198.18.{third}.{fourth + 2}")
    if not _is_possible():
        yield None
        return
    removal = f"trap '' HUP INT TERM; read -r _; ip link del {outer}; ip netns del {name}"
    remover = subprocess.Popen(
        ["/bin/sh", "-c", removal], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield made if _join(name, outer, inner, f"198.18.{third}.{fourth + 1}", made.address) else None
    finally:
        if remover.stdin is not None:
            remover.stdin.close()
        remover.wait()


def _is_possible() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("ip") is not None


def _join(name: str, outer: str, inner: str, ours: str, theirs: str) -> bool:
    """False where the kernel or the container does not let us."""
    try:
        _run("ip", "netns", "add", name)
        _run("ip", "link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name)
        _run("ip", "addr", "add", f"{ours}/30", "dev", outer)
        _run("ip", "link", "set", outer, "up")
        _run("ip", "-n", name, "addr", "add", f"{theirs}/30", "dev", inner)
        _run("ip", "-n", name, "link", "set", inner, "up")
        _run("ip", "-n", name, "link", "set", "lo", "up")
    except subprocess.SubprocessError:
        return False
    return True


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=10)
