"""SlavicNER's links as an independent pair list: people in Polish, Russian and Ukrainian news, linked by hand.

The set states no licence: it only measures, nothing of it is kept, and nothing was learnt from it. Its lemmas are
partly wrong and some people have two ids, so that precision is a floor here and recall has a ceiling below 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

from bench.names.pairs import Form, Pair, scores

_LANGUAGES = {"pl", "ru", "uk"}
#: Forms of one person that are paired, and people next in the list with whom each is paired.
_FORMS, _NEXT = 8, 12


def report(data: Path, likeness: Callable[[Pair], float], threshold: float) -> Iterator[str]:
    """One line of figures, or a word where the set is not here."""
    file = next((f for f in (data / "evaluation_only" / "slavicner_links.tsv", data / "ner" / "evaluation_only"
                 / "slavicner_links.tsv") if f.exists()), None)  # fmt: skip
    if file is None:
        yield "SlavicNER is not here: skipped; --data names its folder."
        return
    from bench.names.__main__ import row

    for name, column in (("SlavicNER lemmas", 3), ("SlavicNER as written", 2)):
        yield row(name, scores(list(_pairs(_people(file, column))), likeness, threshold))


def _people(file: Path, column: int) -> dict[str, list[Form]]:
    """The forms of each linked person, in the order of the file."""
    found: dict[str, dict[Form, None]] = defaultdict(dict)
    for line in file.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) >= 6 and cells[4] == "PER" and cells[0] in _LANGUAGES:
            found[cells[5].casefold()][Form(cells[0], cells[column])] = None
    return {person: list(forms)[:_FORMS] for person, forms in sorted(found.items())}


def _pairs(people: dict[str, list[Form]]) -> Iterator[Pair]:
    """Pairs of one person, and of people who stand near each other by surname."""
    for forms in people.values():
        for one, other in combinations(forms, 2):
            yield Pair(one, other, True, "same")
    near = sorted(people, key=lambda person: (person.rsplit("-", 1)[-1], person))
    for n, person in enumerate(near):
        for neighbour in near[n + 1 : n + 1 + _NEXT]:
            for mine, theirs in zip(people[person][:2], people[neighbour][:2], strict=False):
                yield Pair(mine, theirs, False, "alike")
