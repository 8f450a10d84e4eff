"""A key: who holds it and what it may do. The key itself is shown once; what is kept is its SHA-256."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime
from hmac import compare_digest
from typing import Literal, get_args

from pydantic import Field

from shared.contracts.base import Contract

Scope = Literal["push", "read", "subscribe", "edit", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

#: What every key begins with, so that scanners for leaked secrets know it.
PREFIX = "slugline_live_"
#: Bytes of the secret: 256 bits.
_SECRET_BYTES = 32
#: Bytes of the id, which is no secret: it names the key in lists.
_ID_BYTES = 6
_KEY = re.compile(rf"{PREFIX}([0-9a-f]{{{2 * _ID_BYTES}}})_([A-Za-z0-9_-]{{43}})")


class KeyRecord(Contract):
    """What is kept of a key."""

    id: str
    #: The editor or program that holds it; commands sent with it carry this name.
    name: str = Field(min_length=1, max_length=100)
    scopes: tuple[Scope, ...]
    digest: str
    created: datetime
    expires: datetime | None = None

    def is_alive(self, now: datetime) -> bool:
        """True until it expires; a revoked key is not kept at all."""
        return self.expires is None or now < self.expires

    def may(self, scope: Scope) -> bool:
        """True where the key has this scope; `admin` has all."""
        return scope in self.scopes or "admin" in self.scopes


class Caller(Contract):
    """Who sent a request: the holder of a key."""

    key_id: str
    name: str
    scopes: tuple[Scope, ...]

    def may(self, scope: Scope) -> bool:
        """True where the caller's key has this scope; `admin` has all."""
        return scope in self.scopes or "admin" in self.scopes


def make_key(
    name: str, scopes: tuple[Scope, ...], created: datetime, expires: datetime | None = None
) -> tuple[str, KeyRecord]:
    """A new key, and what is kept of it."""
    key_id = secrets.token_hex(_ID_BYTES)
    key = f"{PREFIX}{key_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    ordered = tuple(scope for scope in SCOPES if scope in scopes)
    record = KeyRecord(id=key_id, name=name, scopes=ordered, digest=digest(key), created=created, expires=expires)
    return key, record


def key_id(key: str) -> str | None:
    """The id in a key; None for what does not look like one."""
    match = _KEY.fullmatch(key)
    return match[1] if match else None


def holds_key(text: str) -> bool:
    """True where a whole key stands somewhere in the text."""
    return _KEY.search(text) is not None


def digest(secret: str) -> str:
    """The SHA-256 of a secret. Enough without salt or stretching: 256 random bits cannot be guessed or listed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def matches(key: str, kept: str) -> bool:
    """True where the key is the one whose digest is kept; takes as long whichever it is."""
    return compare_digest(digest(key), kept)
