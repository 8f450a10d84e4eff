"""Where requests may go whose URL somebody outside names: public addresses over https, unless a desk says otherwise.

Subscribers name webhooks, feeds redirect at will: a request from here must not reach what only we can reach
(server-side request forgery, OWASP API7:2023). Names are judged when they are resolved: every address of them, and the
connection goes to one of those.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

#: Characters of a URL.
LONGEST_URL = 2000

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: IPv6 networks whose addresses carry an IPv4 address to which the packets go: NAT64 (RFC 6052), 6to4 (RFC 3056).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_TEREDO = ipaddress.ip_network("2001::/32")


@dataclass(frozen=True)
class Allowed:
    """What the settings let through besides public addresses over https."""

    private: bool = False
    plain_http: bool = False


class Refused(ValueError):
    """Nothing is sent there; the message says why."""


def check_url(url: str, allowed: Allowed) -> None:
    """Raises Refused for a URL to which nothing is ever sent, whatever its name resolves to."""
    if not 0 < len(url) <= LONGEST_URL or not url.isascii() or any(c.isspace() or ord(c) < 33 for c in url):
        raise Refused(f"a URL has 1 to {LONGEST_URL} ASCII characters and no spaces")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("not a URL") from error
    if parts.scheme not in ("https", "http"):
        raise Refused("the URL must begin with https://")
    if parts.scheme == "http" and not allowed.plain_http:
        raise Refused("plain http is not allowed here: use https")
    if not host or port == 0:
        raise Refused("the URL names no host")
    if parts.username is not None or parts.password is not None:
        raise Refused("the URL must not hold a name or password")
    _check_literal(host, allowed)


def allowed_addresses(found: Iterable[str], allowed: Allowed) -> list[str]:
    """The addresses of a name, all of which may be connected to. Raises Refused where one of them may not."""
    addresses = list(dict.fromkeys(found))
    if not addresses:
        raise Refused("the name has no address")
    for address in addresses:
        parsed = _parsed(address)
        if parsed is None or not may_connect(parsed, allowed):
            raise Refused("the name leads to an address that is not public")
    return addresses


def may_connect(address: Address, allowed: Allowed) -> bool:
    """True for public addresses; for loopback and private ones where that is allowed; never for the rest."""
    inner = _embedded(address)
    if inner is not None:
        return may_connect(inner, allowed)
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    if address.is_global and not address.is_reserved:
        return True
    return allowed.private and (address.is_loopback or address.is_private)


def _check_literal(host: str, allowed: Allowed) -> None:
    parsed = _parsed(host)
    if parsed is not None and not may_connect(parsed, allowed):
        raise Refused("the address is not public")
    name = host.rstrip(".").lower()
    if not allowed.private and (name == "localhost" or name.endswith((".localhost", ".internal", ".local"))):
        raise Refused("the name is not public")


def _parsed(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return None


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which packets for this one really go."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    if address in _TEREDO or address in _NAT64_LOCAL:
        return ipaddress.IPv4Address(0)  # where it leads cannot be told: as good as unspecified, never connected to
    return None
