"""How Redis is reached: the one place that puts address, user, password and certificates together.

Everything is said in one address, because that is what every client of ours takes. It may hold a password: it goes to
a client and nowhere else; what people see is `shown(url)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from shared.settings import Settings

DEFAULT_URL = "redis://127.0.0.1:6379/0"
#: Environment that undoes what another says about users and certificates.
NO_ACCESS = {
    f"SLUGLINE_REDIS_{name}": ""
    for name in ("USER", "PASSWORD", "CA", "CERTIFICATE", "KEY", "SENTINEL_USER", "SENTINEL_PASSWORD")
}


class BadAddress(ValueError):
    """The settings of Redis contradict each other; the message says how, without a password."""


def whole_url(settings: Settings) -> str:
    """The address that clients connect to, with who we are and what we trust. Raises BadAddress."""
    return with_access(settings.redis_url or DEFAULT_URL, settings)


def with_access(url: str, settings: Settings) -> str:
    """This address with the user, password and certificates of the settings; what it says itself stays."""
    parts = urlsplit(url)
    given, _, place = parts.netloc.rpartition("@")
    who = given or _who(settings)
    certificates = _certificates(settings)
    if certificates and not parts.scheme.startswith("rediss"):
        raise BadAddress(f"{shown(url)} is not a rediss:// address, so certificates mean nothing to it")
    sentinel = _sentinel(settings)
    if sentinel and not parts.scheme.endswith("+sentinel"):
        raise BadAddress(f"{shown(url)} names no Sentinel, so a user or password of Sentinels means nothing to it")
    query = urlencode({**certificates, **sentinel, **dict(parse_qsl(parts.query))}, safe="/")
    return urlunsplit(parts._replace(netloc=f"{who}@{place}" if who else place, query=query))


def shown(url: str) -> str:
    """An address as people may see it: no user, no password, no files."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.partition('?')[0].rpartition('@')[2]}"


def _who(settings: Settings) -> str:
    password = settings.redis_password.get_secret_value() if settings.redis_password else ""
    if settings.redis_user and not password:
        raise BadAddress(f"user {settings.redis_user} has no password: SLUGLINE_REDIS_PASSWORD_FILE names its file")
    return f"{quote(settings.redis_user or '', safe='')}:{quote(password, safe='')}" if password else ""


def _sentinel(settings: Settings) -> dict[str, str]:
    """What Sentinels are asked with, by the names that `redis_owner` reads."""
    given = settings.redis_sentinel_password
    password = given.get_secret_value() if given else ""
    if settings.redis_sentinel_user and not password:
        raise BadAddress(
            f"user {settings.redis_sentinel_user} of the Sentinels has no password: "
            "SLUGLINE_REDIS_SENTINEL_PASSWORD_FILE names its file"
        )
    told = {"sentinel_user": settings.redis_sentinel_user or "", "sentinel_password": password}
    return {name: value for name, value in told.items() if value}


def _certificates(settings: Settings) -> dict[str, str]:
    """What redis-py calls the files that are set (`redis.asyncio.connection.SSLConnection`)."""
    named = {
        "ssl_ca_certs": settings.redis_ca,
        "ssl_certfile": settings.redis_certificate,
        "ssl_keyfile": settings.redis_key,
    }
    return {name: path for name, path in named.items() if path}
