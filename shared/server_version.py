"""Which servers Slugline runs on: Redis from 7.0 and Valkey from 8.0, because commits need scripts with flags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: Least version that the commit script and `lag` in XINFO GROUPS work on (Redis 6 has neither).
LEAST = {"Redis": (7, 0), "Valkey": (8, 0)}
SUPPORTED = "Slugline needs Redis 7.0 or newer, or Valkey 8.0 or newer"

#: Fields of INFO by which servers that speak the Redis protocol give themselves away.
_OTHERS = {"dragonfly_version": "Dragonfly", "garnet_version": "Garnet", "kvrocks_version": "Kvrocks"}
_BINARY = re.compile(r"(Redis|Valkey) server v=(\d+(?:\.\d+)*)")


class UnsupportedServer(Exception):
    """The server cannot run the pipeline: too old, or of a kind that was never tried."""


@dataclass(frozen=True)
class ServerVersion:
    """A server's product name and version, as `INFO` or `redis-server --version` tells them."""

    product: str
    version: str

    def __str__(self) -> str:
        return f"{self.product} {self.version}"

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version as numbers: (7, 0, 15)."""
        return tuple(int(n) for n in re.findall(r"\d+", self.version)[:3])

    @property
    def is_supported(self) -> bool:
        """True for Redis from 7.0 and Valkey from 8.0."""
        least = LEAST.get(self.product)
        return least is not None and self.numbers[:2] >= least

    def require(self, where: str) -> ServerVersion:
        """This version, or UnsupportedServer naming what was found and where."""
        if self.is_supported:
            return self
        raise UnsupportedServer(f"{SUPPORTED}; found {self} at {where}")


def version_from_info(info: Mapping[str, object]) -> ServerVersion:
    """What the answer to `INFO server` says. Valkey also names a Redis version, for old clients: that one is not it."""
    for name, product in _OTHERS.items():
        if name in info:
            return ServerVersion(product, str(info[name]))
    if "valkey_version" in info or info.get("server_name") == "valkey":
        return ServerVersion("Valkey", str(info.get("valkey_version", "unknown")))
    return ServerVersion("Redis", str(info.get("redis_version", "unknown")))


def version_from_binary(text: str) -> ServerVersion | None:
    """What `redis-server --version` printed, or None where that is not a version line."""
    found = _BINARY.search(text)
    return ServerVersion(found[1], found[2]) if found else None
