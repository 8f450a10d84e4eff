"""A synthetic wire for load and chaos: happenings that develop, copies, revisions, kills, and poison among them.

Deterministic: the same seed gives the same entries in the same order. The prose is ours and plain; what matters is that
it exercises every path of the pipeline, not that it reads well.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

_PLACES = (
    "Lisbon Porto Leeds Bristol Lyon Toulouse Ghent Utrecht Malmo Bergen Turku Gdansk Brno Graz Split Varna Patras Izmir "
    "Haifa Tunis Accra Lagos Nairobi Durban Mumbai Chennai Dhaka Hanoi Manila Osaka Busan Perth Quito Lima Cordoba Recife"
).split()
_FIRST = "Maria Piotr Elena Jonas Amina David Sofia Viktor Laura Tomas Ingrid Samuel Nadia Oscar Helena Bruno".split()
_LAST = (
    "Almeida Kowalczyk Petrova Lindqvist Okafor Brennan Moreau Novak Castillo Hartmann Virtanen Demir Rossi Tanaka "
    "Mbeki Larsen Fontaine Horvat Siddiqui Jankauskas"
).split()
_OUTLETS = "Meridian Press|Harbour Dispatch|Continental Wire|Daily Beacon|Northern Ledger|City Monitor".split("|")


@dataclass(frozen=True)
class Kind:
    """A kind of happening: what it is called, what is counted, and who speaks for it."""

    noun: str
    verb: str
    unit: str
    body: str
    role: str


_KINDS = (
    Kind("ferry fire", "swept through a passenger ferry", "passengers were injured", "coast guard", "port captain"),
    Kind("tram strike", "halted all tram lines", "drivers walked out", "transport union", "union secretary"),
    Kind("river flood", "pushed water into the old town", "homes were flooded", "water authority", "district engineer"),
    Kind("bank fraud trial", "opened before the regional court", "clients lost money", "prosecutor's office", "judge"),
    Kind("factory closure", "was announced by the owners", "workers will lose their jobs", "works council", "manager"),
    Kind("school poisoning", "sent children to hospital", "pupils were treated", "health ministry", "head doctor"),
    Kind("bridge collapse", "cut the road to the harbour", "people were killed", "rescue service", "fire chief"),
    Kind("mayoral election", "ended in a narrow result", "ballots were recounted", "election board", "board chair"),
)


@dataclass(frozen=True)
class Happening:
    """One thing that happens in one place, told by several articles."""

    number: int
    kind: Kind
    place: str
    person: str
    figure: int
    begins: datetime


def wire(count: int, seed: int = 1, poison_every: int = 0) -> Iterator[dict[str, str]]:
    """Stream entries for `articles.submitted`: `count` articles, and poison on top where asked for."""
    rng = random.Random(seed)
    happenings = list(_happenings(rng, max(2, count // 12)))
    written: list[dict[str, Any]] = []
    for number in range(count):
        if poison_every and number % poison_every == poison_every - 1:
            yield poison(number)
        item = _next_item(rng, happenings, written, number)
        yield {"data": json.dumps(item, ensure_ascii=False)}


def poison(number: int) -> dict[str, str]:
    """An entry that must be refused: each kind in turn."""
    kinds = (
        {"data": '{"headline": "cut off", "body": "in the mid'},
        {"data": json.dumps({"headline": 7, "body": ["not", "text"]})},
        {"data": json.dumps({"uri": f"urn:wire:poison-{number}", "headline": "", "body": ""})},
        {"data": json.dumps({"headline": "H", "body": "B is here.", "published_at": "0000-01-01T00:00:00Z"})},
        {"nothing": "that anyone could read"},
    )
    return kinds[number % len(kinds)]


def _happenings(rng: random.Random, count: int) -> Iterator[Happening]:
    start = datetime(2025, 8, 1, 6, tzinfo=UTC)
    for number in range(count):
        yield Happening(
            number=number,
            kind=_KINDS[number % len(_KINDS)],
            place=rng.choice(_PLACES),
            person=f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
            figure=rng.randint(3, 400),
            begins=start + timedelta(hours=7 * number),
        )


def _next_item(
    rng: random.Random, happenings: list[Happening], written: list[dict[str, Any]], number: int
) -> dict[str, Any]:
    dice = rng.random()
    if written and dice < 0.03:
        return _kill(rng.choice(written))
    if written and dice < 0.09:
        return _revision(rng.choice(written), number)
    if written and dice < 0.12:
        return dict(rng.choice(written))  # the same again: a repeat
    if written and dice < 0.22:
        item = _copy(rng, rng.choice(written), number)
    else:
        window = happenings[: 2 + len(happenings) * (number + 1) // max(1, len(happenings) * 12)]
        item = _article(rng, rng.choice(window[-6:]), number)
    written.append(item)
    return item


def _article(rng: random.Random, h: Happening, number: int) -> dict[str, Any]:
    figure = h.figure + rng.choice((0, 0, 0, 5, 12))
    kind, outlet = h.kind, rng.choice(_OUTLETS)
    said = rng.choice(("said", "told reporters", "announced", "confirmed"))
    lead = rng.choice(("on Monday", "late on Tuesday", "on Wednesday morning", "overnight"))
    body = [
        f"{h.place.upper()} - A {kind.noun} {kind.verb} in {h.place} {lead}, the {kind.body} {said}. "
        f"{figure} {kind.unit}, it added.",
        f'"We did not expect a {kind.noun} of this size in {h.place}," {kind.role} {h.person} {said}. '
        f"{h.person.split()[1]} has led the local office since {2001 + h.number % 20}.",
        rng.choice(
            (
                f"Residents of {h.place} gathered near the town hall and asked when the {kind.noun} would be over.",
                f"The national government sent two experts to {h.place} to look into the {kind.noun}.",
                f"A first report on the {kind.noun} is due within {rng.randint(2, 9)} days, according to the {kind.body}.",
            )
        ),
    ]
    return {
        "uri": f"urn:wire:{number}",
        "version": "1",
        "headline": f"{kind.noun.capitalize()} in {h.place}: {figure} {kind.unit}",
        "body": "\n\n".join(body),
        "source": outlet,
        "language": "en",
        "published_at": (h.begins + timedelta(minutes=11 * (number % 97))).isoformat(),
    }


def _copy(rng: random.Random, of: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        **of,
        "uri": f"urn:wire:{number}",
        "version": "1",
        "source": rng.choice(_OUTLETS),
        "headline": "UPDATE: " + of["headline"],
    }


def _revision(of: dict[str, Any], number: int) -> dict[str, Any]:
    body = of["body"] + f"\n\nThe figures were checked again at desk {number % 7}."
    return {**of, "version": str(number + 2), "body": body}


def _kill(of: dict[str, Any]) -> dict[str, Any]:
    """As ninjs, because a plain article cannot be withdrawn."""
    return {
        "uri": of["uri"],
        "type": "text",
        "version": "100000",
        "versionCreated": of["published_at"],
        "pubStatus": "canceled",
        "headlines": [{"value": of["headline"]}],
    }
