"""Where a request comes from: a page of our own, a page of somebody else's, or no page at all.

A page anywhere on the web can make a browser send requests here, with the reader's cookie and to loopback too. Such a
request is known by what the browser says of itself: `Sec-Fetch-Site` (Fetch Metadata, W3C), else `Origin` (RFC 6454).
Programs such as curl send neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from shared.access.mode import is_loopback

#: Methods that change nothing.
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_foreign(headers: Mapping[str, str], has_cookie: bool) -> bool:
    """True where another site's page sent this request; with a cookie, also where nothing shows that ours did."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        return _address(origin) != headers.get("host", "").lower()
    return has_cookie


def is_rebound(host_header: str, hosts: frozenset[str] | None) -> bool:
    """True where the request names a host that we are not: a foreign name that was pointed here (DNS rebinding)."""
    if hosts is None:
        return False
    name = host_name(host_header)
    return name not in hosts and not (hosts & {"localhost"} and is_loopback(name))


def is_forwarded(headers: Mapping[str, str]) -> bool:
    """True where a proxy says that it passed the request on for somebody else."""
    return any(name in headers for name in ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"))


def host_name(host_header: str) -> str:
    """The name in a Host header, without port and brackets, in lower case."""
    try:
        return (urlsplit(f"//{host_header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _address(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
