"""What a request that is not let in is answered: problem+json (RFC 9457), or for a person at a browser the login."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from starlette.responses import JSONResponse, RedirectResponse, Response

from shared.access.keys import Scope

MEDIA_TYPE = "application/problem+json"
LOGIN = "/login"


@dataclass(frozen=True)
class Denial:
    """Why a request is not let in. `reason` is a word for programs and a label of the metric."""

    status: int
    reason: str
    detail: str
    headers: tuple[tuple[str, str], ...] = ()
    scope: Scope | None = None

    def response(self) -> Response:
        """The problem."""
        told = {
            "type": f"urn:slugline:problem:{self.reason}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "reason": self.reason,
        }
        if self.scope:
            told["scope"] = self.scope
        return JSONResponse(told, self.status, {"cache-control": "no-store", **dict(self.headers)}, MEDIA_TYPE)


NO_KEY = Denial(
    401,
    "no_key",
    "A key is needed: send it as `Authorization: Bearer slugline_live_...`.",
    (("www-authenticate", 'Bearer realm="slugline"'),),
)
BAD_KEY = Denial(
    401,
    "bad_key",
    "This key is not known, was revoked, or has expired.",
    (("www-authenticate", 'Bearer realm="slugline", error="invalid_token"'),),
)
NO_SESSION = Denial(
    401,
    "no_session",
    "The session has ended. Log in again.",
    (("www-authenticate", 'Bearer realm="slugline"'),),
)
KEY_IN_URL = Denial(
    400,
    "key_in_url",
    "A key stands in the address, where logs and histories keep it: revoke it, and send its successor in a header.",
)
OTHER_ORIGIN = Denial(403, "other_origin", "Sent by a page of another site; only pages of this one may do that.")
UNKNOWN_HOST = Denial(
    403,
    "unknown_host",
    "Not reached under a name of this machine. Behind a proxy, name the host in SLUGLINE_HOSTS (keys are then needed).",
)
FORWARDED = Denial(
    403,
    "forwarded",
    "A proxy passed this on, so others than this machine can connect, and keys are off: set SLUGLINE_AUTH=on.",
)
STORE_AWAY = Denial(503, "store_unavailable", "The store does not answer just now. Try again.", (("retry-after", "2"),))


def scope_missing(scope: Scope) -> Denial:
    """The key is good, and may not do this."""
    told = (("www-authenticate", f'Bearer realm="slugline", error="insufficient_scope", scope="{scope}"'),)
    return Denial(403, "scope_missing", f"This key lacks the scope {scope}.", told, scope)


def too_many(seconds: int) -> Denial:
    """Too many wrong keys came from there."""
    detail = f"Too many wrong keys came from this address. Try again in {seconds} s."
    return Denial(429, "too_many_failures", detail, (("retry-after", str(seconds)),))


def to_login(path: str, query: str) -> Response:
    """The way to the login and back."""
    back = quote(path, safe="/:") + (f"?{query}" if query else "")
    return RedirectResponse(f"{LOGIN}?next={quote(back, safe='/')}", 303, {"cache-control": "no-store"})
