"""Translation models from the public index of Argos packages, over HTTPS only."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from services.cli.exits import CommandError, Exit
from services.cli.model_packages import MAX_UNPACKED

#: Bytes of an index; the public one has 60,000.
MAX_INDEX = 5_000_000
#: Seconds without a byte after which the other side counts as gone.
PATIENCE = 30.0
_OFFLINE = "Without a network: fetch the package elsewhere and give its file, `slugline models install FILE`."


@dataclass(frozen=True)
class Offered:
    """A package that the index offers."""

    pair: str
    version: str
    links: tuple[str, ...]

    @property
    def link(self) -> str:
        """The first address over HTTPS. Raises CommandError where there is none."""
        found = next((link for link in self.links if link.startswith("https://")), None)
        if found is None:
            raise CommandError(Exit.BAD_INPUT, f"the index offers {self.pair} at no https address")
        return found


class ModelIndex:
    """One index and what it offers."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def offers(self) -> list[Offered]:
        """The newest package of each pair, by pair."""
        async with _get(self._url) as answer:
            body = b"".join([chunk async for chunk in _at_most(answer, MAX_INDEX)])
        try:
            entries = json.loads(body)
        except (ValueError, RecursionError):
            entries = None
        if not isinstance(entries, list):
            raise CommandError(Exit.BAD_INPUT, f"{self._url} is no index of packages")
        offers = [offer for offer in map(_offered, entries) if offer]
        newest = {offer.pair: offer for offer in sorted(offers, key=lambda offer: _parts(offer.version))}
        return [newest[pair] for pair in sorted(newest)]

    async def find(self, pair: str) -> Offered:
        """The newest package of this pair. Raises CommandError where there is none."""
        for offer in await self.offers():
            if offer.pair == pair:
                return offer
        raise CommandError(
            Exit.NOT_FOUND, f"the index offers no {pair}", "`slugline models list --available` shows all."
        )


async def download(link: str, target: Path, told: Callable[[int, int | None], None]) -> None:
    """Writes what the address has into the file; `told` hears the bytes so far and, where known, of how many."""
    done = 0
    async with _get(link) as answer:
        total = int(answer.headers["content-length"]) if answer.headers.get("content-length", "").isdigit() else None
        with target.open("wb") as file:
            async for chunk in _at_most(answer, MAX_UNPACKED):
                file.write(chunk)
                done += len(chunk)
                told(done, total)


@asynccontextmanager
async def _get(url: str) -> AsyncIterator[httpx.Response]:
    """The answer to read from. Raises CommandError for what is not HTTPS, not there or not reachable."""
    try:
        async with (
            httpx.AsyncClient(follow_redirects=True, timeout=PATIENCE, event_hooks={"request": [_only_https]}) as http,
            http.stream("GET", url) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise CommandError(Exit.NOT_RUNNING, f"{url} answers {answer.status_code}", _OFFLINE)
            yield answer
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise CommandError(Exit.NOT_RUNNING, f"cannot load {url}: {reason}", _OFFLINE) from error


async def _only_https(request: httpx.Request) -> None:
    if request.url.scheme != "https":
        raise CommandError(Exit.BAD_INPUT, f"{request.url} is not https: models are loaded over https only")


async def _at_most(answer: httpx.Response, most: int) -> AsyncIterator[bytes]:
    read = 0
    async for chunk in answer.aiter_bytes():
        read += len(chunk)
        if read > most:
            raise CommandError(Exit.BAD_INPUT, f"{answer.url} is larger than {most:,} bytes")
        yield chunk


def _offered(entry: Any) -> Offered | None:
    if not isinstance(entry, dict) or entry.get("type", "translate") != "translate":
        return None
    source, target, links = entry.get("from_code"), entry.get("to_code"), entry.get("links")
    if not (isinstance(source, str) and isinstance(target, str) and isinstance(links, list)):
        return None
    version = str(entry.get("package_version") or "")
    return Offered(f"{source}-{target}", version, tuple(link for link in links if isinstance(link, str)))


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isascii() and part.isdigit() else 0 for part in version.split("."))
