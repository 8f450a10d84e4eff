"""Whether keys are asked for: not while only this machine can connect, and everywhere else."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from shared.settings import Settings


class OpenToAll(Exception):
    """The settings would let anybody on the network read, push and edit, and nobody said that this is meant."""


@dataclass(frozen=True)
class Access:
    """How requests are let in."""

    #: True where every request needs a key.
    needs_key: bool
    #: Names under which HTTP may be reached; None where any name will do.
    hosts: frozenset[str] | None
    #: The same in words, for people who look after it.
    told: str


def access_of(settings: Settings) -> Access:
    """What the settings say. Raises OpenToAll where keys are off on an address that others can reach."""
    named = frozenset(name.strip().lower() for name in settings.hosts.split(",") if name.strip())
    is_private = is_loopback(settings.host) and all(is_loopback(name) for name in named)
    hosts = _LOOPBACK_NAMES | named if is_loopback(settings.host) else named or None
    if settings.auth == "on" or (settings.auth == "auto" and not is_private):
        return Access(True, hosts, "keys are needed")
    if is_private:
        return Access(False, hosts, "no keys: only this machine can connect")
    if not settings.auth_off_for_all:
        raise OpenToAll(
            f"SLUGLINE_AUTH=off on {settings.host} lets anybody who can connect read, push and edit. If that is meant, "
            "say so with SLUGLINE_AUTH_OFF_FOR_ALL=true; else leave SLUGLINE_AUTH out and make a key."
        )
    return Access(False, hosts, "no keys: anybody who can connect may read, push and edit")


def is_loopback(host: str) -> bool:
    """True for a name or address that only this machine answers to."""
    name = host.strip("[]").lower()
    if name in ("localhost", ""):
        return name == "localhost"
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name.endswith(".localhost")


_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
