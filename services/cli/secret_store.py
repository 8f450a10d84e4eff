"""Passwords of the users of Redis, each in a file of its own, and the ACL file with their hashes.

`<directory>/<user>/redis_password` is made where it is missing and otherwise left alone, so that a second run changes
nothing, and an operator may put passwords there first.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from shared.acl import acl_file, users

#: Bytes of randomness in a password: more than anybody can try, so that a bare SHA-256 of it may be seen.
RANDOM_BYTES = 32
PASSWORD, EXPORTER = "redis_password", "exporter/redis_exporter.json"
#: The ACL file holds hashes only, and Redis is another user than we are.
ACL_MODE = 0o644


@dataclass(frozen=True)
class Wanted:
    """The folder of the secrets, the ACL file, and what else there should be.

    `also` are further secrets by name; `exporter` is the address of Redis for which redis_exporter gets its file.
    """

    secrets: Path
    users: Path
    namespace: str = ""
    also: tuple[str, ...] = ()
    exporter: str | None = None


def write_all(wanted: Wanted, mode: int) -> list[Path]:
    """Makes what is missing and writes the ACL file; the secrets that were made."""
    names = [f"{user.name}/{PASSWORD}" for user in users() if not user.open_to_all]
    made = [path for name in (*names, *wanted.also) if (path := _make(wanted.secrets / name, mode))]
    hashed = partial(_hash_of, wanted.secrets)
    _write(wanted.users, acl_file(wanted.namespace, hashed), ACL_MODE)
    if wanted.exporter:
        _write(wanted.secrets / EXPORTER, _for_exporter(wanted.secrets, wanted.exporter), mode)
    return made


def _for_exporter(secrets_folder: Path, url: str) -> str:
    """Its only way to a password in a file: JSON of passwords by address, with the user in it."""
    place = urlsplit(url)
    named = urlunsplit(place._replace(netloc=f"exporter@{place.netloc}"))
    return json.dumps({named: _text(secrets_folder / "exporter" / PASSWORD)}) + "\n"


def _make(path: Path, mode: int) -> Path | None:
    """The file with a new secret in it; None where there was one."""
    if path.exists() and path.stat().st_size:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, secrets.token_urlsafe(RANDOM_BYTES) + "\n", mode)
    return path


def _hash_of(directory: Path, user: str) -> str:
    """SHA-256 as Redis wants it; empty, which is no password at all, for a user who has no file."""
    path = directory / user / PASSWORD
    return hashlib.sha256(_text(path).encode()).hexdigest() if path.exists() else ""


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


def _write(path: Path, text: str, mode: int) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
