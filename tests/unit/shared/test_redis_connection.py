"""One address says how Redis is reached; secrets come from files and are shown to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis.asyncio.connection import parse_url

from shared.redis_connection import BadAddress, shown, whole_url
from shared.redis_owner import owner_url
from shared.settings import Settings

PASSWORD = "p@ss:word/?#%"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No .env of this machine is read."""
    monkeypatch.chdir(tmp_path)


def settings(**said: str) -> Settings:
    return Settings.model_validate(said)


def test_user_and_password_of_the_settings_reach_the_client_unchanged() -> None:
    """Whatever characters a password has, the client gets the very same."""
    url = whole_url(settings(redis_url="redis://redis:6379/2", redis_user="extract", redis_password=PASSWORD))
    found = parse_url(url)
    assert (found["username"], found["password"], found["host"], found["db"]) == ("extract", PASSWORD, "redis", 2)


def test_a_password_without_a_user_is_that_of_the_default_user() -> None:
    """Old servers know one password and no users."""
    found = parse_url(whole_url(settings(redis_url="redis://h:1", redis_password=PASSWORD)))
    assert found["password"] == PASSWORD
    assert not found.get("username")


def test_what_the_address_says_itself_stays() -> None:
    """An address with a user of its own is used as it is."""
    url = whole_url(settings(redis_url="redis://me:mine@h:1/0", redis_user="extract", redis_password=PASSWORD))
    assert (parse_url(url)["username"], parse_url(url)["password"]) == ("me", "mine")


def test_certificates_are_for_tls_only() -> None:
    """Files of certificates reach the client with a rediss:// address, and are refused with another."""
    files = {"redis_ca": "/run/secrets/ca.pem", "redis_certificate": "/c.pem", "redis_key": "/k.pem"}
    found = parse_url(whole_url(settings(redis_url="rediss://h:1", **files)))
    told = (found["ssl_ca_certs"], found["ssl_certfile"], found["ssl_keyfile"])
    assert told == ("/run/secrets/ca.pem", "/c.pem", "/k.pem")
    with pytest.raises(BadAddress, match="rediss"):
        whole_url(settings(redis_url="redis://h:1", **files))


def test_a_user_needs_a_password() -> None:
    """A name without a password is a mistake, said at the start."""
    with pytest.raises(BadAddress, match="SLUGLINE_REDIS_PASSWORD_FILE"):
        whole_url(settings(redis_url="redis://h:1", redis_user="extract"))


def test_the_password_of_sentinels_reaches_them_unchanged() -> None:
    """Sentinels get their own password, whatever characters it has; an address without Sentinels has no use for it."""
    said = {"redis_sentinel_user": "asks", "redis_sentinel_password": PASSWORD, "redis_password": "the server's"}
    url = whole_url(settings(redis_url="redis+sentinel://one:1,two:2/wire", **said))
    owner = owner_url(url)
    assert owner is not None
    assert {"username": "asks", "password": PASSWORD} == owner.sentinel_access
    assert "the server's" == parse_url(owner.plain)["password"]
    assert "redis+sentinel://one:1,two:2/wire" == shown(url)
    with pytest.raises(BadAddress, match="names no Sentinel"):
        whole_url(settings(redis_url="redis://h:1", **said))


def test_a_user_of_sentinels_needs_a_password() -> None:
    """A name without a password is a mistake here, too."""
    with pytest.raises(BadAddress, match="SLUGLINE_REDIS_SENTINEL_PASSWORD_FILE"):
        whole_url(settings(redis_url="redis+sentinel://one/wire", redis_sentinel_user="asks"))


def test_people_see_no_password() -> None:
    """What stands in logs and errors is host, port and database."""
    url = whole_url(settings(redis_url="rediss://h:1/3", redis_user="u", redis_password=PASSWORD, redis_ca="/ca.pem"))
    assert shown(url) == "rediss://h:1/3"
    assert PASSWORD not in repr(settings(redis_password=PASSWORD))


def test_a_setting_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SLUGLINE_..._FILE names a file of the value; the end of its line is not part of it."""
    (tmp_path / "secret").write_text(f"{PASSWORD}\n", encoding="utf-8")
    monkeypatch.setenv("SLUGLINE_REDIS_PASSWORD_FILE", str(tmp_path / "secret"))
    found = Settings().redis_password
    assert found is not None and found.get_secret_value() == PASSWORD


def test_the_environment_itself_is_stronger_than_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that is said outright counts, an empty one too."""
    (tmp_path / "secret").write_text("from the file", encoding="utf-8")
    monkeypatch.setenv("SLUGLINE_REDIS_PASSWORD_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("SLUGLINE_REDIS_PASSWORD", "")
    found = Settings().redis_password
    assert found is not None and found.get_secret_value() == ""


def test_a_file_may_be_named_in_the_environment_file(tmp_path: Path) -> None:
    """.env says where secrets are, and holds none."""
    (tmp_path / "secret").write_text("hush", encoding="utf-8")
    (tmp_path / ".env").write_text(f"SLUGLINE_REDIS_PASSWORD_FILE={tmp_path}/secret\n", encoding="utf-8")
    found = Settings().redis_password
    assert found is not None and found.get_secret_value() == "hush"


def test_a_secret_that_cannot_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not there is said with the name of its variable, and never taken for an empty password."""
    monkeypatch.setenv("SLUGLINE_REDIS_PASSWORD_FILE", "/nowhere/secret")
    with pytest.raises(ValueError, match="SLUGLINE_REDIS_PASSWORD_FILE=/nowhere/secret cannot be read"):
        Settings()
