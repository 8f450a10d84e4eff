"""Whether our own annotated sentences are fit to train on: marks, repeats, how many, how varied.

python -m training.ner.check
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.language import LANGUAGES
from training.ner.marked import CASES, TAGS, Name, lines, parse, paths

#: Sentences that each language must have.
LEAST = 600
#: Least share of names that stand but once in their language's text; below, it reads as made from a template.
VARIED = {"PER": 0.5, "ORG": 0.4, "LOC": 0.25}
#: Languages whose persons and places carry their case.
CASED = frozenset({"ru", "uk", "be", "pl", "lt"})


@dataclass
class Report:
    """What a language's text holds, and what is wrong with it."""

    language: str
    sentences: int = 0
    names: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def check(language: str) -> Report:
    """The report on a language's text."""
    report, seen = Report(language), set()
    forms: dict[str, Counter[str]] = {kind: Counter() for kind in VARIED}
    for path in paths(language):
        for line in lines(path):
            report.faults += [f"{path.name}: {fault}" for fault in _faults(line, language)]
            report.faults += [f"{path.name}: twice: {line}"] if line in seen else []
            seen.add(line)
            for name in _names(line):
                report.names[name.type] += 1
                forms.get(name.type, Counter())[name.words] += 1
    report.sentences = len(seen)
    report.faults += _shortcomings(report, forms)
    return report


def _names(line: str) -> list[Name]:
    try:
        return [piece for piece in parse(line) if isinstance(piece, Name)]
    except ValueError:
        return []


def _faults(line: str, language: str) -> Iterator[str]:
    try:
        names = [piece for piece in parse(line) if isinstance(piece, Name)]
    except ValueError as error:
        yield str(error)
        return
    for name in names:
        if name.type in {"PER", "LOC"} and len(name.tags & TAGS[name.type]) != 1:
            yield f"gender or kind of place missing: {name.words} in {line}"
        if name.type in {"PER", "LOC"} and language in CASED and len(name.tags & CASES) != 1:
            yield f"case missing: {name.words} in {line}"


def _shortcomings(report: Report, forms: dict[str, Counter[str]]) -> Iterator[str]:
    if report.sentences < LEAST:
        yield f"{report.sentences} sentences, {LEAST} are needed"
    for kind, least in VARIED.items():
        once = sum(1 for count in forms[kind].values() if count == 1)
        if forms[kind] and once < least * len(forms[kind]):
            yield f"{kind}: only {once} of {len(forms[kind])} names stand but once"


def main() -> int:
    """Prints a line a language and every fault; 1 where there is one."""
    reports = [check(language) for language in LANGUAGES]
    for report in reports:
        print(f"{report.language}: {report.sentences} sentences, {dict(sorted(report.names.items()))}")
        print(*(f"  {fault}" for fault in report.faults), sep="\n", end="\n" if report.faults else "")
    return int(any(report.faults for report in reports))


if __name__ == "__main__":
    sys.exit(main())
