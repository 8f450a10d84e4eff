"""What happens in a run whatever fails: articles, poison, revisions, kills, embargoes and editors' commands, in order.

Both runs follow the same script. Where the result would depend on who is faster (an embargo passes by the clock, a
command meets articles on their way), the script waits until what came before is done: then the order is the script's.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx
from redis.exceptions import RedisError

from shared.contracts.stages import StoryCommand
from shared.streams import ARTICLES_SUBMITTED, STORIES_COMMANDS
from shared.testing.wire import wire
from tests.e2e.chaos.drain import drained
from tests.e2e.chaos.system import System

#: Articles between two commands, and between two embargoes; and which of the articles goes over HTTP.
COMMAND_EVERY, EMBARGO_EVERY, HTTP_EVERY = 60, 75, 9
#: Articles after which an entry is poison, with the poisons of `wire`.
POISON_EVERY = 23
#: Seconds for which an embargo holds.
EMBARGO = 3.0
#: Counts in Redis what was pushed, in the same step: whatever dies, each entry is added once.
PUSHED = "chaos:pushed"
# KEYS: stream, count   ARGV: the count afterwards, then the fields of the entry
# A script ends where XADD is refused (no room, the stream is closed); MULTI would go on and count what was not added.
ADD = """
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 2))
redis.call('SET', KEYS[2], ARGV[1])
"""
JSON = {"content-type": "application/json"}
#: Seconds that an answer of HTTP is waited for.
HTTP_WAIT = 8.0


#: Long enough to be a report, and far from what the wire tells.
_COUNCIL = (
    "KURESSAARE - The island council will spend {number} million euros on its harbours next year, chair Liis Tamm told "
    "members on Thursday after a meeting behind closed doors.\n\nThe ferry quay at Virtsu gets the largest part, she "
    "said. Fishermen had asked for new cranes and cold stores for a decade. The money comes from a fund for remote "
    "regions, according to the treasury in Tallinn, and {number} jobs depend on it."
)


@dataclass(frozen=True)
class Step:
    """One thing to do."""

    kind: Literal["article", "embargo", "command"]
    entry: dict[str, str] = field(default_factory=dict)
    over_http: bool = False


def script(count: int, seed: int, *, waits: bool = True) -> list[Step]:
    """The steps of a run with so many articles; without `waits` there are articles and poison alone."""
    steps: list[Step] = []
    told: list[str] = []
    commands = _commands(told)
    for number, entry in enumerate(wire(count, seed=seed, poison_every=POISON_EVERY)):
        _note(told, entry)
        steps.append(Step("article", entry, over_http=waits and number % HTTP_EVERY == 4 and "uri" in str(entry)))
        if waits and number % COMMAND_EVERY == COMMAND_EVERY // 2:
            steps.append(Step("command", next(commands)))
        if waits and number % EMBARGO_EVERY == EMBARGO_EVERY // 2:
            steps.append(Step("embargo", {"data": json.dumps(_embargoed(number))}))
    return steps


def entries(count: int, seed: int) -> list[dict[str, str]]:
    """The articles and poisons of a run."""
    return [step.entry for step in script(count, seed, waits=False)]


def _embargoed(number: int) -> dict[str, Any]:
    return {
        "uri": f"urn:wire:embargo-{number}",
        "version": "1",
        "headline": f"Budget of the island council grows to {number} million euros",
        "body": _COUNCIL.format(number=number),
        "source": "Council Desk",
        "language": "en",
        "published_at": "2025-08-20T10:00:00+00:00",
    }


def _note(told: list[str], entry: dict[str, str]) -> None:
    """Keeps the uris of articles that have come and are not withdrawn."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        item = json.loads(entry["data"])
        if item.get("pubStatus") == "canceled":
            told[:] = [uri for uri in told if uri != item["uri"]]
        elif "poison" not in item["uri"] and item["uri"] not in told:
            told.append(item["uri"])


def _commands(told: list[str]) -> Iterator[dict[str, str]]:
    """Editors' words in turn: a title, two stories made one, that taken back, a story pinned."""
    for number in itertools.count(1):
        yield _command(number, "rename", stories=(told[-1],), title=f"The editors' title {number}")
        yield _command(number, "merge", stories=(told[0], told[-1]))
        yield _command(number, "undo", undoes=_id(number, "merge"))
        yield _command(number, "pin", stories=(told[len(told) // 2],))


def _id(number: int, do: str) -> str:
    return f"chaos-{do}-{number}"


def _command(number: int, do: Any, **said: Any) -> dict[str, str]:
    command = StoryCommand(command_id=_id(number, do), do=do, by="ada", why="she knows", **said)
    event = {
        "specversion": "1.0", "id": command.command_id, "source": "urn:chaos", "type": "slugline.story.command.v1",
        "data": command.model_dump(mode="json"),
    }  # fmt: skip
    return {"data": json.dumps(event)}


class Player:
    """Plays a script into a system, each step once, whatever happens to the system."""

    def __init__(
        self, system: System, steps: list[Step], *, seconds: float, clock_is_right: Callable[[], bool]
    ) -> None:
        self._system = system
        self._steps = steps
        #: Seconds over which the steps are spread; 0: one after the other.
        self._seconds = seconds
        self._clock_is_right = clock_is_right
        #: Steps that are done.
        self.done = 0

    async def play(self) -> None:
        """Returns after the last step."""
        begun = time.monotonic()
        async with httpx.AsyncClient(trust_env=False, timeout=HTTP_WAIT) as http:
            for number, step in enumerate(self._steps):
                await getattr(self, f"_{step.kind}")(number, step, http)
                self.done = number + 1
                due = begun + self._seconds * self.done / len(self._steps)
                await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _article(self, number: int, step: Step, http: httpx.AsyncClient) -> None:
        if step.over_http:
            await self._post(number, step.entry["data"], http)
        else:
            await self._add(number, ARTICLES_SUBMITTED.name, step.entry)

    async def _command(self, number: int, step: Step, _: httpx.AsyncClient) -> None:
        await drained(self._system.redis)
        await self._add(number, STORIES_COMMANDS.name, step.entry)
        await drained(self._system.redis)

    async def _embargo(self, number: int, step: Step, _: httpx.AsyncClient) -> None:
        while not self._clock_is_right():
            await asyncio.sleep(0.1)
        await drained(self._system.redis)
        until = datetime.now(UTC) + timedelta(seconds=EMBARGO)
        held = json.loads(step.entry["data"]) | {"embargoed_until": until.isoformat()}
        before = await self._patient("get", "ingest:seq")
        await self._add(number, ARTICLES_SUBMITTED.name, {"data": json.dumps(held)})
        while await self._patient("get", "ingest:seq") == before:
            await asyncio.sleep(0.1)

    async def _add(self, number: int, stream: str, entry: dict[str, str]) -> None:
        """Adds an entry, in one step with the count."""
        while True:
            try:
                if int(await self._system.redis.get(PUSHED) or 0) > number:
                    return
                words = [word for pair in entry.items() for word in pair]
                await self._system.redis.eval(ADD, 2, stream, PUSHED, number + 1, *words)
                return
            except (RedisError, OSError):
                await asyncio.sleep(0.1)

    async def _post(self, number: int, body: str, http: httpx.AsyncClient) -> None:
        """Sends an article until one of the replicas has taken it; that it may come twice is no harm."""
        urls, tried = self._system.urls_of("ingest"), number
        while True:
            tried += 1
            url = urls[tried % len(urls)]
            try:
                answer = await http.post(f"{url}/v1/articles", content=body, headers=JSON)
                if answer.status_code < 429:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.2)

    async def _patient(self, name: str, *args: Any) -> Any:
        begun = time.monotonic()
        while True:
            try:
                return await getattr(self._system.redis, name)(*args)
            except (RedisError, OSError):
                if time.monotonic() - begun > 600:
                    raise
                await asyncio.sleep(0.1)
