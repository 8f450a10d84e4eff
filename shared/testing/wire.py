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

# fmt: off
_PLACES = [
    "Lisbon", "Porto", "Leeds", "Bristol", "Lyon", "Toulouse", "Ghent", "Utrecht", "Malmo", "Bergen", "Turku",
    "Gdansk", "Brno", "Graz", "Split", "Varna", "Patras", "Izmir", "Haifa", "Tunis", "Accra", "Lagos", "Nairobi",
    "Durban", "Mumbai", "Chennai", "Dhaka", "Hanoi", "Manila", "Osaka", "Busan", "Perth", "Quito", "Lima",
    "Cordoba", "Recife",
]
_FIRST = [
    "Maria", "Piotr", "Elena", "Jonas", "Amina", "David", "Sofia", "Viktor", "Laura", "Tomas", "Ingrid", "Samuel",
    "Nadia", "Oscar", "Helena", "Bruno",
]
_LAST = [
    "Almeida", "Kowalczyk", "Petrova", "Lindqvist", "Okafor", "Brennan", "Moreau", "Novak", "Castillo", "Hartmann",
    "Virtanen", "Demir", "Rossi", "Tanaka", "Mbeki", "Larsen", "Fontaine", "Horvat", "Siddiqui", "Jankauskas",
]
_ADJECTIVES = ["old", "northern", "royal", "central", "lower", "green", "western", "marble", "iron", "copper"]
_LANDMARKS = [
    "lighthouse", "market", "cathedral", "stadium", "museum", "station", "aqueduct", "theatre", "brewery",
    "observatory",
]
_BRANCHES = ["Holdings", "Logistics", "Chemicals", "Insurance", "Shipyards", "Foods", "Energy", "Textiles"]
_OUTLETS = ["Meridian Press", "Harbour Dispatch", "Continental Wire", "Daily Beacon", "Northern Ledger", "City Monitor"]
# fmt: on


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
    witness: str
    street: str
    landmark: str
    company: str
    figure: int
    begins: datetime


#: When the first happening begins, and how long after it the next.
START, APART = datetime(2025, 8, 1, 6, tzinfo=UTC), timedelta(hours=7)


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


def happening_of(item: dict[str, Any]) -> int:
    """The number of the happening that an article of this wire tells of: by its kind, and by its hour."""
    kind = next(place for place, kind in enumerate(_KINDS) if kind.noun in f"{item['headline']} {item['body']}".lower())
    latest = (datetime.fromisoformat(item["published_at"]) - START) // APART
    return latest - (latest - kind) % len(_KINDS)


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
    for number in range(count):
        yield Happening(
            number=number,
            kind=_KINDS[number % len(_KINDS)],
            place=rng.choice(_PLACES),
            person=f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
            witness=f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
            street=rng.choice(_LAST),
            landmark=f"{rng.choice(_ADJECTIVES)} {rng.choice(_LANDMARKS)}",
            company=f"{rng.choice(_LAST)} {rng.choice(_BRANCHES)}",
            figure=rng.randint(3, 400),
            begins=START + APART * number,
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
    sentences = rng.sample(_sentences(h, figure, rng), k=rng.randint(5, 7))
    paragraphs = [f"{h.place.upper()} - {_lead(h, figure, rng)}", *(" ".join(sentences[n : n + 2]) for n in (0, 2, 4))]
    return {
        "uri": f"urn:wire:{number}",
        "version": "1",
        "headline": _headline(h, figure, rng),
        "body": "\n\n".join(paragraphs),
        "source": rng.choice(_OUTLETS),
        "language": "en",
        "published_at": (h.begins + timedelta(minutes=11 * (number % 97))).isoformat(),
    }


def _headline(h: Happening, figure: int, rng: random.Random) -> str:
    noun = h.kind.noun
    return rng.choice(
        (
            f"{noun.capitalize()} in {h.place}: {figure} {h.kind.unit}",
            f"{h.place}: {figure} {h.kind.unit} after {noun}",
            f"{h.kind.body.capitalize()} in {h.place} gives new figures on {noun}",
            f"What is known about the {noun} in {h.place}",
        )
    )


def _lead(h: Happening, figure: int, rng: random.Random) -> str:
    kind, day = h.kind, rng.choice(("on Monday", "late on Tuesday", "on Wednesday morning", "overnight"))
    return rng.choice(
        (
            f"A {kind.noun} {kind.verb} in {h.place} {day}, the {kind.body} said. {figure} {kind.unit}, it added.",
            f"At least {figure} {kind.unit} when a {kind.noun} {kind.verb} near {h.street} Street {day}.",
            f"The {kind.body} of {h.place} has confirmed that {figure} {kind.unit} in the {kind.noun} {day}.",
        )
    )


def _sentences(h: Happening, figure: int, rng: random.Random) -> list[str]:
    """What may be told of a happening; an article takes some of it."""
    kind, name = h.kind, h.person.split()[1]
    said = rng.choice(("said", "told reporters", "explained"))
    return [
        f'"Nobody here had expected a {kind.noun} like this one," {kind.role} {h.person} {said}.',
        f"{name} has been {kind.role} in {h.place} since {2001 + h.number % 20}.",
        f"Residents of {h.street} Street gathered near the {h.landmark} and asked when the {kind.noun} would be over.",
        f"The government sent {3 + h.number % 9} experts from the {h.company} to look into the {kind.noun}.",
        f"A first report is due within {rng.randint(2, 9)} days, according to the {kind.body}.",
        f"{h.company} owns the site by the {h.landmark} and did not answer questions.",
        f"The damage is put at {10 + 7 * (h.number % 31)} million euros, {h.company} wrote in a statement.",
        f'"We are counting again, {figure} is not the last word," said {h.witness}, who lives beside the {h.landmark}.',
        f"In {1960 + h.number % 55} a smaller {kind.noun} had already struck {h.place}, {h.witness} recalled.",
        f"{name} rejected calls by {h.witness} to resign over the {kind.noun}.",
    ]


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
