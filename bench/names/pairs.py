"""The pair list of names: pairs of one person and of two, made from `tests/quality/names/people.tsv` without chance.

People who are easily mistaken for each other stand in one group; groups are split in two halves, one to fit on and
one to report. Every two forms of one person are a positive pair; negative ones are all pairs across people of a
group, and some pairs of people with nothing in common but perhaps a first name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

PEOPLE = Path(__file__).parent.parent.parent / "tests" / "quality" / "names" / "people.tsv"
#: People whom nobody looked at while rules were made; they only measure.
UNSEEN = PEOPLE.with_name("people_unseen.tsv")
#: Strangers with whom a person is paired, and those with the same first name; form pairs of each.
_STRANGERS, _NAMESAKES, _FORMS = 5, 4, 3


@dataclass(frozen=True)
class Form:
    """A name as a text of a language writes it."""

    language: str
    text: str

    @property
    def is_bare(self) -> bool:
        """Whether a surname stands alone or with an initial, so that it may be another of the family."""
        return len([word for word in self.text.split() if len(word.strip(".")) > 2 and word not in _TITLES]) < 2


_TITLES = {"President", "Frau", "Herr", "Mr.", "Sir", "von", "der"}


@dataclass(frozen=True)
class Person:
    """One line of the list."""

    id: str
    groups: tuple[str, ...]
    forms: tuple[Form, ...]

    @property
    def families(self) -> frozenset[str]:
        """The surnames that it shares with others."""
        return frozenset(group for group in self.groups if group.startswith("="))


@dataclass(frozen=True)
class Pair:
    """Two forms, and whether they are of one person."""

    one: Form
    other: Form
    is_same: bool
    #: "same", "alike" (people of a group) or "strangers".
    kind: str


def people(path: Path = PEOPLE) -> list[Person]:
    """The people of the list."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            identifier, groups, forms = line.split("\t")
            parted = (form.strip().partition(":") for form in forms.split(";"))
            found.append(Person(identifier, tuple(groups.split(",")), tuple(Form(a, b) for a, _, b in parted)))
    return found


def halves(everyone: Iterable[Person]) -> tuple[list[Person], list[Person]]:
    """The people to fit on and those to report on; no group is in both."""
    listed = list(everyone)
    groups = sorted({person.groups[-1] for person in listed})
    first = {group for n, group in enumerate(groups) if n % 2 == 0}
    return [p for p in listed if p.groups[-1] in first], [p for p in listed if p.groups[-1] not in first]


def pairs(among: list[Person]) -> list[Pair]:
    """All pairs of these people, in a fixed order."""
    return [*_same(among), *_alike(among), *_strangers(among)]


def _same(among: Iterable[Person]) -> Iterator[Pair]:
    for person in among:
        for one, other in combinations(person.forms, 2):
            yield Pair(one, other, True, "same")


def _alike(among: Iterable[Person]) -> Iterator[Pair]:
    groups: dict[str, list[Person]] = defaultdict(list)
    for person in among:
        groups[person.groups[-1]].append(person)
    for members in groups.values():
        for a, b in combinations(members, 2):
            for one, other in product(a.forms, b.forms):
                if not (a.families & b.families and (one.is_bare or other.is_bare)):
                    yield Pair(one, other, False, "alike")


def _strangers(among: list[Person]) -> Iterator[Pair]:
    for n, person in enumerate(among):
        for other in _others(person, among[n + 1 :] + among[:n]):
            for k in range(_FORMS):
                one = person.forms[k % len(person.forms)]
                yield Pair(one, other.forms[(k + n) % len(other.forms)], False, "strangers")


def _others(person: Person, rest: list[Person]) -> list[Person]:
    apart = [other for other in rest if other.groups[-1] != person.groups[-1]]
    namesakes = [other for other in apart if _first_name(other) == _first_name(person)]
    return list({other.id: other for other in (*apart[:_STRANGERS], *namesakes[:_NAMESAKES])}.values())


def _first_name(person: Person) -> str:
    return person.forms[0].text.split()[0]


@dataclass(frozen=True)
class Scores:
    """What a measure of likeness makes of a pair list."""

    positives: int
    negatives: int
    precision: float
    recall: float
    f1: float
    #: Precision where recall is at least this much.
    at_recall_85: float
    at_recall_92: float


def scores(listed: list[Pair], likeness: Callable[[Pair], float], threshold: float) -> Scores:
    """Precision, recall and F1 from this likeness on, and the precision that two recalls cost."""
    said = [(likeness(pair), pair.is_same) for pair in listed]
    positives = sum(same for _, same in said)
    hits, found = sum(v >= threshold and same for v, same in said), sum(v >= threshold for v, _ in said)
    precision, recall = hits / max(1, found), hits / max(1, positives)
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return Scores(
        positives, len(said) - positives, precision, recall, f1, _at(said, positives, 0.85), _at(said, positives, 0.92)
    )


def _at(said: list[tuple[float, bool]], positives: int, recall: float) -> float:
    """The precision where recall reaches this much, ties all counted."""
    values = sorted((value for value, same in said if same), reverse=True)
    cut = values[max(0, -(-int(recall * positives * 1000) // 1000) - 1)] if values else 1.0
    above = [same for value, same in said if value >= cut]
    return sum(above) / max(1, len(above))
