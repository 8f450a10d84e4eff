"""The archive in an S3-compatible store: moto's server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="S3 needs the extra `archive`")
pytest.importorskip("moto.server", reason="moto's server is not installed")

from moto.server import ThreadedMotoServer  # type: ignore[attr-defined]

from shared.archive.archive import Archive
from shared.archive.errors import ArchiveError
from shared.archive.opening import archive_at
from shared.settings import Settings
from tests.unit.archive.test_archive import record


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of an empty store with the bucket `wire`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def archive(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """An archive under a prefix of that bucket."""
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")  # pragma: allowlist secret
    client: Any = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="wire")
    return archive_at("s3://wire/desk", Settings(archive_endpoint=endpoint, archive_region="us-east-1"))


def test_what_a_bucket_holds_is_read_struck_and_checked(archive: Archive) -> None:
    """An S3-compatible store does all that a folder does: write, list, read, strike, verify."""
    assert list(archive.records(("raw",))) == []
    archive.put([record(1, uri="urn:bad"), record(2)])
    archive.put([record(2), record(3, day=2)])
    assert [one.identity for one in archive.records(("raw",))] == ["1", "2", "3"]
    assert archive.strike({"urn:bad"}) == 1
    assert [one.identity for one in archive.records(("raw",)) if one.is_withdrawn] == ["1"]
    assert archive.verify() == []


def test_a_store_that_does_not_let_us_in_is_named(endpoint: str, archive: Archive) -> None:
    """Writing into a bucket that does not exist fails with the address in the message."""
    settings = Settings(archive_endpoint=endpoint, archive_region="us-east-1")
    with pytest.raises(ArchiveError, match="s3://missing/desk"):
        archive_at("s3://missing/desk", settings).put([record(1)])


def test_an_address_without_a_bucket_is_refused() -> None:
    """`s3://` alone is no place."""
    with pytest.raises(ArchiveError, match="names no bucket"):
        archive_at("s3://", Settings())
