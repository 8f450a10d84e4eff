"""publish as a process of its own, with webhooks allowed to loopback."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.integration.processes import PATIENCE, ROOT


class Replica:
    """A publish process of its own."""

    def __init__(self, redis_url: str, namespace: str, log: Path) -> None:
        own = {
            "SLUGLINE_REDIS_URL": redis_url,
            "SLUGLINE_NAMESPACE": namespace,
            "SLUGLINE_PUBLISH_PORT": "0",
            "SLUGLINE_WEBHOOK_PRIVATE": "true",
            "SLUGLINE_WEBHOOK_HTTP": "true",
            "SLUGLINE_WEBHOOK_CLAIM": "2",
            "SLUGLINE_LOG_FORMAT": "json",
        }
        self._log = log
        self.process = subprocess.Popen(
            [sys.executable, "-m", "services.publish"],
            cwd=ROOT,
            env={**{k: v for k, v in os.environ.items() if not k.startswith("SLUGLINE_")}, **own},
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )

    async def port(self) -> int:
        """Its port, once it runs."""
        async with asyncio.timeout(PATIENCE):
            while True:
                told = re.search(r'"port": ?(\d+)[^}]*service.started|service.started[^}]*"port": ?(\d+)', self.log)
                if told:
                    return int(told[1] or told[2])
                assert self.process.poll() is None, self.log
                await asyncio.sleep(0.1)

    @property
    def log(self) -> str:
        """What it has logged."""
        return self._log.read_text(errors="replace")
