"""Secrets are made once, kept, and stand nowhere but in their files."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

from services.cli.secret_store import Wanted, write_all
from shared.acl import users

OWNER_ONLY = 0o600


def wanted(folder: Path, **more: object) -> Wanted:
    return Wanted(folder / "secrets", folder / "users.acl", **more)  # type: ignore[arg-type]


def test_every_user_gets_a_password_that_the_acl_file_knows_by_its_hash(tmp_path: Path) -> None:
    """The ACL file holds SHA-256 of each password and no password."""
    write_all(wanted(tmp_path), OWNER_ONLY)
    lines = {line.split()[1]: line for line in (tmp_path / "users.acl").read_text().splitlines()}
    for user in (user.name for user in users() if not user.open_to_all):
        password = (tmp_path / "secrets" / user / "redis_password").read_text().strip()
        assert len(password) >= 43
        assert f"#{hashlib.sha256(password.encode()).hexdigest()} " in lines[user]
        assert all(password not in line for line in lines.values())


def test_secrets_are_for_their_owner_and_the_users_for_redis(tmp_path: Path) -> None:
    """Files of secrets have the mode that was asked for; the ACL file can be read by the user that Redis is."""
    made = write_all(wanted(tmp_path, also=("publish/webhook_key",)), OWNER_ONLY)
    assert tmp_path / "secrets/publish/webhook_key" in made
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {OWNER_ONLY}
    assert stat.S_IMODE((tmp_path / "users.acl").stat().st_mode) == 0o644


def test_a_second_run_changes_no_password(tmp_path: Path) -> None:
    """What is there stays, also a password that an operator put there; nothing is made twice."""
    own = tmp_path / "secrets/extract/redis_password"
    own.parent.mkdir(parents=True)
    own.write_text("chosen by us\n")
    write_all(wanted(tmp_path), OWNER_ONLY)
    before = (tmp_path / "users.acl").read_text()
    assert write_all(wanted(tmp_path), OWNER_ONLY) == []
    assert (tmp_path / "users.acl").read_text() == before
    assert hashlib.sha256(b"chosen by us").hexdigest() in before
    assert own.read_text() == "chosen by us\n"


def test_the_exporter_gets_its_password_by_address(tmp_path: Path) -> None:
    """redis_exporter reads JSON: the password by the address with the user in it."""
    write_all(wanted(tmp_path, exporter="redis://redis:6379"), OWNER_ONLY)
    told = json.loads((tmp_path / "secrets/exporter/redis_exporter.json").read_text())
    assert told == {"redis://exporter@redis:6379": (tmp_path / "secrets/exporter/redis_password").read_text().strip()}


def test_a_namespace_stands_before_every_key(tmp_path: Path) -> None:
    """The users of one desk have no rights to keys of another."""
    write_all(wanted(tmp_path, namespace="{desk}:"), OWNER_ONLY)
    text = (tmp_path / "users.acl").read_text()
    patterns = [word for line in text.splitlines() if " admin " not in line for word in line.split() if "~" in word]
    assert patterns
    assert all("~{desk}:" in pattern for pattern in patterns)
