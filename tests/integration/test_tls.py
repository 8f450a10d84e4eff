"""Redis over TLS, with certificates on both sides: a real server, and whoever is not trusted stays outside."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme
from redis import Redis
from redis.exceptions import RedisError
from typer.testing import CliRunner

from services.cli.app import app
from shared.redis_connection import with_access
from shared.settings import Settings
from shared.testing.pipeline import InProcessPipeline

pytestmark = [pytest.mark.integration, pytest.mark.containers]

IMAGE = os.environ.get("SLUGLINE_TEST_REDIS_IMAGE", "redis:8")
#: Seconds that the server may take to start.
START_WAIT = 60.0
PASSWORD = "tls-and-a-password"


@dataclass(frozen=True)
class TlsServer:
    """Where it is, and the certificates that it trusts and shows."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"rediss://localhost:{self.port}/0"

    def settings(self, **other: str) -> dict[str, str]:
        """What a service is told to reach it."""
        said = {"redis_url": self.url, "redis_user": "default", "redis_password": PASSWORD}
        files = {f"redis_{name}": str(self.folder / f"{name}.pem") for name in ("ca", "certificate", "key")}
        return {**said, **files, **other}


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsServer]:
    """A server that speaks TLS only and asks whoever comes for a certificate."""
    may_fetch = bool(request.config.getoption("--containers"))
    if not shutil.which("docker") or not _docker("info", check=False):
        pytest.skip("no Docker here, and the embedded server has no TLS")
    if not may_fetch and not _docker("image", "inspect", IMAGE, check=False):
        pytest.skip(f"the image {IMAGE} is not here: `pytest --containers` fetches it")
    folder = tmp_path_factory.mktemp("tls")
    _certificates(folder)
    port = _free_port()
    name = f"slugline-tls-{port}"
    files = [f"--tls-{what}-file=/tls/{file}" for what, file in (("cert", "server.pem"), ("key", "server-key.pem"))]
    options = ["--port", "0", "--tls-port", "6379", "--tls-auth-clients", "yes", "--requirepass", PASSWORD]
    flat = [part for file in files for part in file.split("=")]
    _docker(
        "run", "-d", "--rm", "--name", name, "-p", f"127.0.0.1:{port}:6379", "-v", f"{folder}:/tls:ro", IMAGE,
        "redis-server", *options, *flat, "--tls-ca-cert-file", "/tls/ca.pem",
    )  # fmt: skip
    try:
        started = TlsServer(port, folder)
        _wait(started)
        yield started
    finally:
        _docker("rm", "-f", name, check=False)


def _certificates(folder: Path) -> None:
    folder.chmod(0o755)
    ca, stranger = trustme.CA(), trustme.CA()
    shown, ours = ca.issue_cert("localhost"), ca.issue_cert("slugline")
    ca.cert_pem.write_to_path(folder / "ca.pem")
    stranger.cert_pem.write_to_path(folder / "stranger.pem")
    shown.private_key_pem.write_to_path(folder / "server-key.pem")
    ours.private_key_pem.write_to_path(folder / "key.pem")
    for name, issued in (("server", shown), ("certificate", ours)):
        for blob in issued.cert_chain_pems:
            blob.write_to_path(folder / f"{name}.pem", append=True)
    for path in folder.iterdir():
        path.chmod(0o644)  # read by the user of the container


def _docker(*words: str, check: bool = True) -> str:
    ran = subprocess.run(["docker", *words], capture_output=True, text=True, check=check, timeout=300)
    return ran.stdout if ran.returncode == 0 else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: TlsServer) -> None:
    deadline = time.monotonic() + START_WAIT
    while time.monotonic() < deadline:
        if _answers(server.settings()):
            return
        time.sleep(0.2)
    raise AssertionError("the server did not answer over TLS")


def _answers(said: dict[str, Any]) -> bool:
    settings = Settings.model_validate(said)
    try:
        with Redis.from_url(with_access(settings.redis_url or "", settings)) as redis:
            return bool(redis.ping())
    except (RedisError, OSError):
        return False


async def test_articles_pass_over_tls(server: TlsServer) -> None:
    """A service reads and commits over TLS, with a password and a certificate of its own."""
    said = server.settings()
    url = said.pop("redis_url")
    whole = with_access(url, Settings.model_validate(said))
    async with InProcessPipeline(whole, "tls:", services=("ingest",)) as pipeline:
        await pipeline.submit({"headline": "Bridge open again", "body": "The bridge is open."})
        await pipeline.drain()
        assert await pipeline.redis.xlen("tls:articles.accepted") == 1


def test_a_server_with_a_certificate_of_somebody_else_is_not_talked_to(server: TlsServer) -> None:
    """Another CA, or another name than the certificate's, ends the connection before a password is sent."""
    assert not _answers(server.settings(redis_ca=str(server.folder / "stranger.pem")))
    assert not _answers(server.settings(redis_url=f"rediss://127.0.0.1:{server.port}/0"))


def test_the_server_asks_for_our_certificate_and_speaks_nothing_but_tls(server: TlsServer) -> None:
    """Without a certificate, or without TLS, nobody comes in, password or not."""
    assert not _answers(server.settings(redis_certificate="", redis_key=""))
    plain = {"redis_url": f"redis://localhost:{server.port}/0", "redis_password": PASSWORD}
    assert not _answers(plain)


def test_the_command_takes_the_same_settings(server: TlsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """`slugline` reaches the server by the settings that services have, the password from a file."""
    (server.folder / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    said = server.settings(redis_password_file=str(server.folder / "password"))
    for name, value in said.items():
        if name != "redis_password":
            monkeypatch.setenv(f"SLUGLINE_{name.upper()}", value)
    result = CliRunner().invoke(app, ["lag", "--json"])
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
