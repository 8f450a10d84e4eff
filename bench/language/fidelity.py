"""What the fidelity check catches, and flags for nothing: python -m bench.language.fidelity FOLDER [--errors KIND]

FOLDER holds parallel text as `ntrex.XX-en.tsv` (NTREX-128). False flags: sentences of human translations that are
flagged. Recall: the same translations, each damaged in one place by the code below (a number or a day changed, a scale
word exchanged, a person or a country left out, a negation taken away or put in), and whether a flag of that kind is
raised. Human translators change units and drop names that are plain from before: such flags are counted as false too.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

from rich.console import Console
from rich.table import Table

from services.translate.domain.fidelity import Slip, check
from shared.contracts.article import FidelityKind
from shared.language.names import is_given_name
from shared.language.places import place_named

ORDER = ("de", "ru", "uk", "be", "pl", "fr", "es", "lt")
#: Where the folder is named when no argument says it.
FOLDER = "SLUGLINE_PARALLEL"

Pair = tuple[str, str]
#: A damage: the English sentence made wrong, or None where it has nothing of that kind.
Damage = Callable[[str], str | None]

_NUMBER = re.compile(r"(?<![\w$€£.,-])[$€£]?(\d+(?:[.,]\d+)*)(?![\w.,-]*\w)")
_SCALE = {"million": "billion", "billion": "million", "thousand": "million", "hundred": "thousand"}
_MONTH = re.compile(r"\b(?:Jan|Feb|March|April|May|June|July|Aug|Sep|Oct|Nov|Dec)")
_DAY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Oct\.|Nov\.|Dec\.) "
    r"(\d{1,2})\b(?!:)"
)
_FULL_NAME = re.compile(r"(?<=[a-z,] )([A-Z][a-zé]+) (?:[A-Z]\. )?[A-Z][a-zé]{3,}\b(?! [A-Z])")
_WORD = re.compile(r"\b(?:in|from|to|for|with|and) ([A-Z][a-z]{3,})\b(?! [A-Z])")
_NOT = re.compile(r"(?: not| never|n['’]t)\b(?! (?:only|just))", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|could|should)\b")


def a_number(english: str) -> str | None:
    """Another number in place of the first in digits that is no day of the month."""
    match = next((m for m in _NUMBER.finditer(english) if not _MONTH.search(_around(english, m))), None)
    if not match:
        return None
    first = str(int(match[1][0]) % 9 + 1)
    return english[: match.start(1)] + first + english[match.start(1) + 1 :]


def _around(english: str, match: re.Match[str]) -> str:
    return english[max(0, match.start() - 11) : match.end() + 11]


def a_scale(english: str) -> str | None:
    """Millions for billions and the like."""
    match = re.search(r"(?<=\d )(?:" + "|".join(_SCALE) + r")\b", english)
    return english[: match.start()] + _SCALE[match.group()] + english[match.end() :] if match else None


def a_day(english: str) -> str | None:
    """Another day of the month."""
    match = _DAY.search(english)
    return english[: match.start(1)] + str(int(match[1]) % 28 + 1) + english[match.end(1) :] if match else None


def a_person(english: str) -> str | None:
    """The first full name inside the sentence, gone."""
    for match in _FULL_NAME.finditer(english):
        if is_given_name(match[1], "en"):
            return english[: match.start()] + "somebody" + english[match.end() :]
    return None


def a_country(english: str) -> str | None:
    """The first country named by one word inside the sentence, another one."""
    for match in _WORD.finditer(english):
        place = place_named(match[1], "en")
        if place and place.id.startswith("country:") and english.count(match[1]) == 1:
            other = "Paraguay" if place.name != "Paraguay" else "Mongolia"
            return english[: match.start(1)] + other + english[match.end(1) :]
    return None


def a_negation(english: str) -> str | None:
    """The only negation, taken away."""
    found = list(_NOT.finditer(english))
    if len(found) != 1:
        return None
    return english[: found[0].start()] + english[found[0].end() :]


def a_not(english: str) -> str | None:
    """A negation put in where there was none."""
    match = _IS.search(english)
    return english[: match.end()] + " not" + english[match.end() :] if match and not _NOT.search(english) else None


DAMAGES: dict[str, tuple[FidelityKind, Damage]] = {
    "number": ("number", a_number),
    "scale": ("number", a_scale),
    "day": ("date", a_day),
    "person": ("name", a_person),
    "country": ("name", a_country),
    "not, lost": ("negation", a_negation),
    "not, added": ("negation", a_not),
}


def report(folder: Path, console: Console | None = None) -> dict[str, Any]:
    """The figures by language; printed as a table too."""
    figures = measure(folder)
    (console or Console()).print(table(figures))
    return figures


def measure(folder: Path) -> dict[str, Any]:
    """By language: flagged sentences of the human translations by kind, what was caught of each damage, time."""
    return {language: _language(documents(folder, language), language) for language in ORDER}


def documents(folder: Path, language: str) -> list[list[Pair]]:
    """Sentence pairs by document."""
    found: dict[str, list[Pair]] = {}
    (path,) = sorted(folder.glob(f"ntrex.{language}-en.tsv"))
    for line in path.read_text(encoding="utf-8").splitlines():
        document, source, english = line.split("\t")
        found.setdefault(document, []).append((source, english))
    return list(found.values())


def _language(texts: list[list[Pair]], language: str) -> dict[str, Any]:
    began = time.process_time()
    flagged = Counter[str]()
    for pairs in texts:
        flagged.update({(slip.kind, slip.sentence): slip.kind for slip in _slips(pairs, language)}.values())
    spent = time.process_time() - began
    count = sum(map(len, texts))
    return {
        "sentences": count,
        "false": {kind: flagged[kind] / count for kind in get_args(FidelityKind)},
        "caught": {name: _caught(texts, language, *damage) for name, damage in DAMAGES.items()},
        "ms": 1000 * spent / count,
    }


def _slips(pairs: list[Pair], language: str) -> tuple[Slip, ...]:
    return check([source for source, _ in pairs], [english for _, english in pairs], language)


def _caught(texts: list[list[Pair]], language: str, kind: FidelityKind, damage: Damage) -> tuple[int, int]:
    """How many sentences were damaged, and how many of these the check caught, seen with those beside them."""
    made = caught = 0
    for window, middle in _windows(texts):
        source, english = window[middle]
        wrong = damage(english)
        if wrong is None or wrong == english:
            continue
        made += 1
        damaged = [*window[:middle], (source, wrong), *window[middle + 1 :]]
        caught += any(slip.kind == kind and slip.sentence == middle for slip in _slips(damaged, language))
    return made, caught


def _windows(texts: list[list[Pair]]) -> Iterator[tuple[list[Pair], int]]:
    """Each sentence with those beside it, and its place among them."""
    for pairs in texts:
        for n in range(len(pairs)):
            yield pairs[max(0, n - 1) : n + 2], min(n, 1)


def table(figures: dict[str, Any]) -> Table:
    """The figures for people."""
    out = Table(title="Fidelity: flagged in human translations, and caught of damaged ones", caption=_caption(figures))
    out.add_column("language")
    for name in (*(f"{kind}: flagged" for kind in get_args(FidelityKind)), *DAMAGES):
        out.add_column(name, justify="right")
    for language, row in figures.items():
        false = (f"{100 * share:.1f} %" for share in row["false"].values())
        out.add_row(
            language, *false, *(f"{caught / max(1, made):.2f} ({made})" for made, caught in row["caught"].values())
        )
    out.add_row("all", *_mean_false(figures), *(f"{recall(figures, name):.3f}" for name in DAMAGES))
    return out


def recall(figures: dict[str, Any], name: str) -> float:
    """The share of one damage that was caught, over all languages."""
    made, caught = (sum(row["caught"][name][n] for row in figures.values()) for n in (0, 1))
    return float(caught / max(1, made))


def _mean_false(figures: dict[str, Any]) -> Iterator[str]:
    for kind in get_args(FidelityKind):
        yield f"{100 * sum(row['false'][kind] for row in figures.values()) / len(figures):.1f} %"


def _caption(figures: dict[str, Any]) -> str:
    return f"{sum(row['ms'] for row in figures.values()) / len(figures):.2f} ms of processor time a sentence"


def errors(folder: Path, kind: str) -> Iterator[str]:
    """The flags of one kind in human translations, with both sentences."""
    for language in ORDER:
        for pairs in documents(folder, language):
            for slip in _slips(pairs, language):
                if slip.kind == kind:
                    source, english = pairs[slip.sentence]
                    yield f"{language} [{slip.source_words[:40]}] {slip.expected}\n    {source}\n    {english}"


def main() -> None:
    """Prints the table, or the flags of one kind; a word and nothing else where the data are not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.language.fidelity")
    parser.add_argument("folder", nargs="?", default=os.environ.get(FOLDER, ""))
    parser.add_argument("--errors", choices=get_args(FidelityKind))
    options = parser.parse_args()
    folder = Path(options.folder)
    if not options.folder or not (folder / "ntrex.de-en.tsv").exists():
        print(f"fidelity: skipped, no ntrex.*.tsv; name their folder as an argument or in {FOLDER}")
    elif options.errors:
        print(*errors(folder, options.errors), sep="\n")
    else:
        report(folder)


if __name__ == "__main__":
    main()
