"""The stack is brought up once, used by every test in the order in which they stand, and taken down with its data."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.compose.stack import BUILD_WAIT, Stack, table, why_not

#: Images that are built, one at a time: `secrets` is that of the `slugline` command.
BUILT = ("secrets", "ingest", "translate", "extract", "resolve", "cluster", "publish")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack, built and not yet up. Its times are printed at the end."""
    if not os.environ.get("SLUGLINE_TEST_COMPOSE"):
        pytest.skip("the whole stack is for `make test-compose` (SLUGLINE_TEST_COMPOSE=1)")
    if missing := why_not():
        pytest.skip(f"{missing}: the stack of docker-compose.yml is not tried")
    one = Stack(tmp_path_factory.mktemp("models"))
    if os.environ.get("SLUGLINE_TEST_COMPOSE") != "built":
        for name in BUILT:
            one.step(f"build {name}", lambda name=name: one.compose("build", "-q", name, wait=BUILD_WAIT))  # type: ignore[misc]
    try:
        yield one
    finally:
        if not os.environ.get("SLUGLINE_TEST_COMPOSE_KEEP"):
            one.step("down", lambda: one.compose("--profile", "*", "down", "-v", "--remove-orphans", "-t", "60"))
        print("\n" + table(one.times))
