"""The entries of our own writing: `own/<language>.tsv`, headword, kind, English, forms that stems do not reach."""

from __future__ import annotations

from pathlib import Path

from shared.language.dictionary import KINDS, Entry

Written = list[tuple[Entry, tuple[str, ...]]]
OWN = Path(__file__).parent / "own"
#: More alternatives than this are no help to a reader.
MOST = 3


def read(language: str, folder: Path = OWN) -> Written:
    """The entries with their forms, in order; rows that break the format are left out (`faults` names them)."""
    path = folder / f"{language}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    seen: dict[tuple[str, str], tuple[Entry, tuple[str, ...]]] = {}
    for line in lines:
        cells = _cells(line)
        if cells and not _fault(cells):
            entry = Entry(cells[0], cells[1], _english(cells[2]))
            seen.setdefault((entry.head, entry.kind), (entry, _forms(cells)))
    return list(seen.values())


def faults(language: str, folder: Path = OWN) -> list[str]:
    """What is wrong with which row."""
    path = folder / f"{language}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    cells = ((number, _cells(line)) for number, line in enumerate(lines, 1))
    return [f"{path.name}:{number}: {fault}" for number, row in cells if row and (fault := _fault(row))]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t")] if line.strip() and not line.startswith("#") else []


def _fault(cells: list[str]) -> str:
    if not 2 <= len(cells) <= 4 or (len(cells) == 2 and cells[1] != "f"):
        return f"{len(cells)} columns"
    if cells[1] not in KINDS:
        return f"kind {cells[1]!r}"
    if cells[1] != "f" and not (cells[0] and cells[2]):
        return "empty"
    return ""


def _english(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|")))[:MOST]


def _forms(cells: list[str]) -> tuple[str, ...]:
    return tuple(form.strip() for form in cells[3].split(",") if form.strip()) if len(cells) == 4 else ()
