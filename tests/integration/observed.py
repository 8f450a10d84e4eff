"""A real pipeline under a real Prometheus: every service a process of its own, scraped each second."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from redis.asyncio import Redis

from deploy.grafana.check import Prometheus
from services.cli.own_pipeline import LogFiles, OwnPipeline, run_services
from services.cli.settings import CliSettings
from shared.embedded import free_port, isolated_server
from shared.streams import ARTICLES_SUBMITTED, SERVICES
from tests.integration.processes import PATIENCE, ROOT

#: Seconds between two scrapes, and two evaluations of the rules.
EVERY = 1
#: Six processes that start at once on a busy machine take their time.
PATIENT = CliSettings(ready_wait=4 * PATIENCE)
COUNTS = dict.fromkeys(SERVICES, 1)
SEEDS = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "seeds").glob("*.json"))]


@dataclass
class Observed:
    """What runs, and the hands that a test has on it."""

    own: OwnPipeline
    redis: Any
    http: httpx.AsyncClient
    prometheus: Prometheus
    url: str

    def pid(self, service: str) -> int:
        """The process of a service."""
        return next(state.pid for state in self.own.supervisor.states() if state.name == f"{service}-1" and state.pid)

    async def submit(self, *articles: Mapping[str, Any]) -> None:
        """Pushes articles as any client would."""
        for article in articles:
            await self.redis.xadd(ARTICLES_SUBMITTED.name, {"data": json.dumps(article)})

    async def firing(self) -> dict[str, list[dict[str, str]]]:
        """Alerts that fire now, with the labels of each."""
        told = await asyncio.to_thread(self.prometheus.alerts)
        found: dict[str, list[dict[str, str]]] = {}
        for alert in told:
            if alert["state"] == "firing":
                found.setdefault(alert["labels"]["alertname"], []).append(alert["labels"])
        return found


def wave(number: int) -> list[dict[str, Any]]:
    """The sample wire once more, as other articles: their uris have the number of the wave."""
    return [{**seed, "uri": f"{seed['uri']}-{number}"} for seed in SEEDS if "uri" in seed]


@asynccontextmanager
async def observed(
    folder: Path, rules: str = "", environment: Mapping[str, str] | None = None
) -> AsyncIterator[Observed]:
    """All six services and a Prometheus with these rules. Skips where there is no Prometheus."""
    program = shutil.which("prometheus")
    if program is None:
        pytest.skip("no prometheus on the PATH (Debian: apt-get install prometheus): nothing can be asked of it")
    settings = {"SLUGLINE_WEBHOOK_PRIVATE": "true", "SLUGLINE_WEBHOOK_HTTP": "true", **(environment or {})}
    with isolated_server() as server:
        services = run_services(server.url, COUNTS, settings, LogFiles(folder / "logs"), settings=PATIENT)
        async with services as own, _watched(own, program, folder, rules) as system:
            yield system


@asynccontextmanager
async def _watched(own: OwnPipeline, program: str, folder: Path, rules: str) -> AsyncIterator[Observed]:
    redis = Redis.from_url(own.runtime.redis_url)
    client = httpx.AsyncClient(base_url=own.runtime.publish_url or "", trust_env=False, timeout=30)
    async with _prometheus(program, own, folder, rules) as url, client as http:
        yield Observed(own, redis, http, Prometheus(url), url)
    await redis.aclose()


@asynccontextmanager
async def _prometheus(program: str, own: OwnPipeline, folder: Path, rules: str) -> AsyncIterator[str]:
    port = free_port()
    (folder / "rules.yml").write_text(rules or "groups: []\n", encoding="utf-8")
    (folder / "prometheus.yml").write_text(yaml.safe_dump(_configuration(own)), encoding="utf-8")
    process = subprocess.Popen(  # noqa: ASYNC220  (it only starts; nothing is waited for)
        [
            program,
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ],
        stdout=(folder / "prometheus.log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    try:
        await _ready(f"http://127.0.0.1:{port}", process, folder / "prometheus.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _configuration(own: OwnPipeline) -> dict[str, Any]:
    targets = [state.url.removeprefix("http://") for state in own.supervisor.states()]
    return {
        "global": {"scrape_interval": f"{EVERY}s", "evaluation_interval": f"{EVERY}s"},
        "rule_files": ["rules.yml"],
        "scrape_configs": [{"job_name": "slugline", "static_configs": [{"targets": targets}]}],
    }


async def _ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient(trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(f"{url}/-/ready")).status_code == 200:
                    return
            assert process.poll() is None, f"Prometheus ended: see {log}"
            await asyncio.sleep(0.1)


class Load:
    """The sample wire again and again, as ever other articles, until the block ends."""

    def __init__(self, system: Observed, pause: float = 0.15) -> None:
        self._system, self._pause = system, pause
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Load:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        for number in itertools.count(1):
            for article in wave(number):
                await self._system.submit(article)
                await asyncio.sleep(self._pause)
