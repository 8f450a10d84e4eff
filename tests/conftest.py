"""Fixtures of all tests.

Policy: nothing is mocked that can be had for real. Integration tests run on a real server: the one in
SLUGLINE_TEST_REDIS_URL, one from testcontainers with `--containers`, else an embedded one that the session starts.
A server that cannot be had skips on a laptop and fails in CI.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from redis.asyncio import Redis

_NUMBERS = itertools.count(1)

# Hypothesis times examples by the wall clock: on a machine that is shared that finds only how busy it was.
settings.register_profile("slugline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("slugline")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--containers`: take the server from testcontainers."""
    parser.addoption("--containers", action="store_true", help="start Redis with testcontainers (needs Docker)")


def _miss(why: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a real server that tests may write to."""
    if request.config.getoption("--containers"):
        yield from _container_url()
    elif given := os.environ.get("SLUGLINE_TEST_REDIS_URL"):
        yield given
    else:
        yield from _embedded_url()


def _container_url() -> Iterator[str]:
    import docker
    from docker.errors import DockerException

    try:
        docker.from_env().ping()
    except DockerException as error:
        pytest.skip(f"no Docker here, so no containers: {type(error).__name__}")
    from testcontainers.redis import RedisContainer

    with RedisContainer(os.environ.get("SLUGLINE_TEST_REDIS_IMAGE", "redis:8")) as container:
        yield f"redis://{container.get_container_host_ip()}:{container.get_exposed_port(6379)}/0"


def _embedded_url() -> Iterator[str]:
    from shared.embedded import ServerFailed, isolated_server
    from shared.server_version import UnsupportedServer

    try:
        with isolated_server() as server:
            yield server.url
    except (ServerFailed, UnsupportedServer) as error:
        _miss(str(error))


@pytest.fixture
def namespace() -> str:
    """A namespace of its own for each test."""
    return f"t{os.getpid()}-{next(_NUMBERS)}:"


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Any]:
    """A client on that server."""
    client = Redis.from_url(redis_url)
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("no Chromium here: the pages are not looked at")
