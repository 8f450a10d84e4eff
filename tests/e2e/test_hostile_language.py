"""Hostile text through the whole pipeline: an answer or a clear flag, in bounded time and memory."""

from __future__ import annotations

import resource
import time
from typing import Any

import httpx
import pytest

from shared.streams import SERVICES
from shared.testing.pipeline import InProcessPipeline

pytestmark = [pytest.mark.integration, pytest.mark.containers]

GERMAN = "Die Regierung in Minsk ließ am Freitag 16 Gefangene frei, sagte Präsident Lukaschenko. "
RUSSIAN = "Власти Белоруссии освободили 16 заключённых, сообщил президент Лукашенко. "
HOSTILE = {
    "no-space": "gefangenenfreilassung" * 47_600,
    "short-lines": "\n".join(f"Zeile {n}: 5 Tore" for n in range(10_000)),
    "mixed-scripts": ("Präsident Лукашенко and Łukaszenka 三十 شخص trafen sich in Мінск. " * 40),
    "zero-width": "\u200b".join(GERMAN * 8),
    "right-to-left": "\u202e" + GERMAN * 8 + "\u202c" + " קבוצה של אסירים שוחררה " * 20,
    "emoji": ("Gefangene frei 🎉🇧🇾👩‍👩‍👧 in Minsk! " * 60),
    "telex": (GERMAN * 8).upper(),
    "other-digits": RUSSIAN.replace("16", "١٦") * 8,
    "one-letter-words": "я " * 200_000,
    "only-marks": "!?.," * 50_000,
    "combining": "a" + "\u0301" * 20_000 + GERMAN,
}
#: What has no word at all is refused with its reason.
WORDLESS = "only-marks"
#: Seconds for one such article through six services on a busy machine, and bytes that the process may grow by.
LONGEST, MOST_GROWTH = 60.0, 700_000_000


def article(name: str, body: str) -> dict[str, Any]:
    headline = "Weißrussland lässt Gefangene frei"
    return {
        "uri": f"urn:hostile:{name}",
        "headline": headline,
        "body": body,
        "published_at": "2025-09-11T14:00:00Z",
        "source": "Hostile",
    }


@pytest.mark.timeout(600)
async def test_hostile_text_gets_an_answer(redis_url: str, namespace: str) -> None:
    """Whatever the text, the article comes out with a language or `und`, English or none, and others come after it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found: dict[str, dict[str, Any]] = {}
    async with InProcessPipeline(redis_url, namespace) as pipeline:
        await pipeline.submit(article("warm", GERMAN * 4))
        await pipeline.drain()
        for name, body in HOSTILE.items():
            begun = time.monotonic()
            await pipeline.submit(article(name, body))
            await pipeline.drain(300)
            assert time.monotonic() - begun < LONGEST, name
        await pipeline.submit(article("after", RUSSIAN * 4))
        await pipeline.drain()
        dead = {service: [letter["dead.reason"] for letter in await pipeline.dead(service)] for service in SERVICES}
        assert {service: ["empty_body"] if service == "ingest" else [] for service in SERVICES} == dead
        async with httpx.AsyncClient(base_url=pipeline.url("publish"), trust_env=False) as http:
            for name in (*(HOSTILE.keys() - {WORDLESS}), "after"):
                found[name] = (await http.get(f"/v1/articles/urn:hostile:{name}")).json()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < MOST_GROWTH
    for name, detail in found.items():
        translation = detail["translation"]
        assert translation["status"] in ("gist", "untranslated", "original"), name
        if translation["status"] == "gist":
            assert translation["text"].strip(), name
            assert len(translation["text"]) < 10 * 40_000, name
    assert ("ru", "gist") == (found["after"]["language"], found["after"]["translation"]["status"])
    assert ("de", "gist") == (found["telex"]["language"], found["telex"]["translation"]["status"])
    assert "16" in found["telex"]["translation"]["text"]
    assert "16" in found["other-digits"]["translation"]["text"]
    assert not found["short-lines"]["translation"]["is_whole"]
