"""An endless wire for long runs: stories that open, go on and fall quiet, with words, names and figures of their own.

Nothing repeats by itself, so whatever keeps what it has seen grows as it would with real news. Some articles are
copies, later versions or kills of what came lately. The clock of the articles may run faster than ours, so that what is
kept for days can be let go within minutes. Seeded: the same at every run.
"""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.synthetic_stories import BEGAN, STEP, Wire

#: Shares of copies, later versions and kills; the rest are articles of their own.
COPIES, REVISIONS, KILLS = 0.1, 0.05, 0.01
#: Articles back that these go.
LATELY = 200


def many_wires(rate: float, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Articles without end of as many wires, side by side, as bring so many a second at the pace of one wire.

    One wire brings an article each `STEP` seconds; hurried, its stories would follow each other within milliseconds.
    """
    wires = [varied(seed * 10_000 + number, name=f"wire{number}") for number in range(max(1, round(rate * STEP)))]
    while True:
        for wire in wires:
            yield next(wire)


def varied(seed: int = 7, step: float = STEP, name: str = "varied") -> Iterator[dict[str, Any]]:
    """Articles without end, `step` seconds of their own clock apart; `name` is in their uris."""
    chance, source, lately = random.Random(seed), Wire(seed), deque[dict[str, Any]](maxlen=LATELY)
    number = 0
    while True:
        number += 1
        at = (BEGAN + timedelta(seconds=step * number)).isoformat()
        dice = chance.random()
        if lately and dice < KILLS:
            yield _kill(chance.choice(lately), at)
        elif lately and dice < KILLS + REVISIONS:
            yield _revised(chance.choice(lately), number, at)
        else:
            copied = bool(lately) and dice < KILLS + REVISIONS + COPIES
            uri = f"urn:{name}:{number}"
            item = _copy(chance.choice(lately), uri, number, at) if copied else _article(source, uri, number, at)
            lately.append(item)
            yield item


def entry(item: dict[str, Any]) -> dict[str, str]:
    """The article as an entry of `articles.submitted`."""
    return {"data": json.dumps(item, ensure_ascii=False)}


def _article(source: Wire, uri: str, number: int, at: str) -> dict[str, Any]:
    draft = source.next()
    return {
        "uri": uri,
        "version": "1",
        "headline": draft.headline,
        "body": draft.text,
        "language": draft.language,
        "source": f"Outlet {number % 40}",
        "published_at": at,
    }


def _copy(of: dict[str, Any], uri: str, number: int, at: str) -> dict[str, Any]:
    return {**of, "uri": uri, "version": "1", "source": f"Outlet {number % 40}", "published_at": at}


def _revised(of: dict[str, Any], number: int, at: str) -> dict[str, Any]:
    body = f"{of['body']}\n\nThe figures were checked again on page {number}."
    return {**of, "version": str(number), "body": body, "published_at": at}


def _kill(of: dict[str, Any], at: str) -> dict[str, Any]:
    return {"uri": of["uri"], "version": "100000000", "published_at": at, "pub_status": "canceled"}
