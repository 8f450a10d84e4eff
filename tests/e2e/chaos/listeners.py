"""Who listens while everything fails: two subscribers of the live stream, and a receiver of webhooks."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx

from tests.integration.receiver import Answer, Got, Receiver, receiving

#: Seconds without a byte after which a subscriber takes its server for dead; a comment comes every 15.
SILENCE = 18.0
#: Every so many-th delivery is refused at its first attempt.
REFUSED = 25


class Subscriber:
    """A subscriber of everything that goes to another replica with its last id whenever its connection ends."""

    def __init__(self, urls: list[str], fold: str) -> None:
        self._urls = urls
        self._fold = fold
        self.last_id = "0-0"
        #: The events in the order in which they came.
        self.events: list[dict[str, Any]] = []
        self.connections = 0

    async def listen(self) -> None:
        """Until it is cancelled."""
        timeout = httpx.Timeout(5.0, read=SILENCE)
        async with httpx.AsyncClient(trust_env=False, timeout=timeout) as http:
            while True:
                url = self._urls[self.connections % len(self._urls)]
                self.connections += 1
                with contextlib.suppress(httpx.HTTPError):
                    await self._read(http, url)
                await asyncio.sleep(0.2)

    async def _read(self, http: httpx.AsyncClient, url: str) -> None:
        asked = http.stream(
            "GET", f"{url}/v1/updates", params={"fold": self._fold}, headers={"last-event-id": self.last_id}
        )
        async with asked as answer:
            if answer.status_code != httpx.codes.OK:
                return
            said: dict[str, str] = {}
            async for line in answer.aiter_lines():
                if not line:
                    self._take(said)
                    said = {}
                else:
                    name, _, value = line.partition(":")
                    said[name] = value.removeprefix(" ")

    def _take(self, said: dict[str, str]) -> None:
        """An event counts once it has come whole, as the standard says; its id may come without one."""
        if said.get("event", "").startswith("slugline.story."):
            self.events.append(json.loads(said["data"]))
        elif "event" in said:
            self.events += [{"id": said["event"]}] if said["event"] == "stream.reset" else []
        if "id" in said:
            self.last_id = said["id"]

    @property
    def revisions(self) -> list[str]:
        """The ids of the revisions that it was told of, in order; a folded event tells of several."""
        told = []
        for event in self.events:
            folded = event.get("data", {}).get("folded") or ()
            told += [one["id"] for one in folded] or [event["id"]]
        return told


class Listeners:
    """All of them."""

    def __init__(self, each: Subscriber, folded: Subscriber, receiver: Receiver) -> None:
        self.each = each
        self.folded = folded
        self.receiver = receiver

    def missing(self, ids: list[str]) -> int:
        """How many of these revisions somebody has not been told of yet."""
        heard = (self.each.revisions, self.folded.revisions, self.receiver.ids)
        return sum(len(set(ids) - set(told)) for told in heard)

    def faults(self, ids: list[str]) -> list[str]:
        """What was not told as promised, given the revisions of `stories.updated` in their order."""
        return [
            *_exactly("live stream", ids, self.each.revisions),
            *_by_story("live stream, folded", ids, self.folded.revisions),
            *_at_least("webhooks", ids, self.receiver.ids),
        ]


@contextlib.asynccontextmanager
async def listening(urls: list[str]) -> AsyncIterator[Listeners]:
    """Listeners at work. The webhook is made before this is entered, so that it gets the first update too."""
    async with receiving() as receiver, httpx.AsyncClient(trust_env=False, timeout=30) as http:
        receiver.answer = _refusing_some()
        asked = {"url": receiver.url, "fold": "none", "filter": {"significance": "minor"}}
        (await http.post(f"{urls[0]}/v1/subscriptions", json=asked)).raise_for_status()
        found = Listeners(Subscriber(urls, "none"), Subscriber(urls[::-1], "second"), receiver)
        tasks = [asyncio.create_task(one.listen()) for one in (found.each, found.folded)]
        try:
            yield found
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _refusing_some() -> Any:
    """An answer that refuses some deliveries once."""
    seen: set[str] = set()

    async def answer(got: Got) -> Answer:
        is_new = got.id not in seen
        seen.add(got.id)
        return (500 if is_new and len(seen) % REFUSED == 0 else 204), {}

    return answer


def _exactly(who: str, ids: list[str], told: list[str]) -> list[str]:
    if told == ids:
        return []
    doubled, lost, strange = len(told) - len(set(told)), len(set(ids) - set(told)), len(set(told) - set(ids))
    at = next(
        (n for n, pair in enumerate(zip(ids, told, strict=False)) if pair[0] != pair[1]), min(len(ids), len(told))
    )
    where = f"from place {at}: {told[at : at + 3]} instead of {ids[at : at + 3]}"
    return [f"{who}: {lost} lost, {doubled} doubled, {strange} unknown of {len(ids)}; {where}"]


def _by_story(who: str, ids: list[str], told: list[str]) -> list[str]:
    """Folding may let one story overtake another, never a revision of the same story."""
    wanted, got = _grouped(ids), _grouped(told)
    return [
        line
        for story in sorted(wanted | got)
        for line in _exactly(f"{who}, {story}", wanted.get(story, []), got.get(story, []))
    ]


def _grouped(ids: list[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for one in ids:
        grouped.setdefault(one.rpartition("-r")[0], []).append(one)
    return grouped


def _at_least(who: str, ids: list[str], told: list[str]) -> list[str]:
    lost, strange = set(ids) - set(told), set(told) - set(ids)
    said = f"{who}: {len(lost)} lost, {len(strange)} unknown of {len(ids)}: {sorted(lost | strange)[:3]}"
    return [said] if lost or strange else []
