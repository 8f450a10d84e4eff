"""The figures as tables, each beside its floor, and the floors that are missed."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from bench.quality import held_out, ratings

#: Figures of a set as the table names them.
COLUMNS = {
    "articles": "articles",
    "stories_labelled": "labelled",
    "stories_made": "made",
    "bcubed_p": "BCubed P",
    "bcubed_r": "R",
    "bcubed_f1": "F1",
    "pair_p": "pair P",
    "pair_r": "R",
    "pair_f1": "F1",
    "near_duplicates": "copies",
    "also": "also",
    "noise_in_stories": "noise",
    "kills": "kills",
}


def show(found: dict[str, Any], console: Console) -> list[str]:
    """Prints everything; the floors that are missed, one line each."""
    console.print(_held_out(found["held_out"]))
    console.print(_sets(found["sets"]))
    if gold := found["sets"].get(held_out.STREAM):
        console.print(_languages(gold))
    if "ratings" in found:
        console.print(_ratings(found["ratings"]))
    lines = missed(found)
    for line in lines:
        console.print(f"MISSED {line}", style="bold red")
    if not lines:
        console.print("Every floor is reached.")
    return lines


def missed(found: dict[str, Any]) -> list[str]:
    """A line for each floor that is missed, and for what was not measured."""
    way = next(way for way in held_out.JUDGED if way in found["held_out"])
    unseen = found["held_out"][way]
    lines = [_line(f"{held_out.STREAM} {way}, {n}", unseen.get(n), f) for n, f in held_out.FLOORS.items()]
    for name, floors in found["floors"].items():
        lines += [_line(f"{name}, {figure}", found["sets"][name][figure], f) for figure, f in floors.items()]
    if gold := found["sets"].get(held_out.STREAM):
        lines += _spotless(gold)
    if "ratings" in found:
        pearson = found["ratings"]["pearson"]
        lines += [_line(f"ratings, {n}", pearson.get(n), f) for n, f in ratings.FLOORS.items()]
    return [line for line in lines if line]


def _line(name: str, value: float | None, floor: float) -> str:
    if value is None:
        return f"{name}: not measured, {floor:.2f} at least"
    return f"{name}: {value:.4f}, {floor:.2f} at least" if value < floor else ""


def _spotless(gold: dict[str, Any]) -> list[str]:
    noise, (honoured, _, all_of_them) = gold["noise_in_stories"], gold["kills"].partition("/")
    lines = [f"{held_out.STREAM}: {noise} articles of noise are in stories" if noise else ""]
    return [*lines, f"{held_out.STREAM}: kills {gold['kills']}" if honoured != all_of_them else ""]


def _held_out(found: dict[str, dict[str, float]]) -> Table:
    table = Table(title="gold/dev, as the fit left it: stories unseen, sets unseen, and fitted")
    names = dict.fromkeys([*held_out.FLOORS, *(n for way in found.values() for n in way)])
    for heading in ("figure", "floor", *found):
        table.add_column(heading, justify="left" if heading == "figure" else "right", no_wrap=True)
    for name in names:
        floor = held_out.FLOORS.get(name)
        values = (_number(way.get(name)) for way in found.values())
        table.add_row(name, f"{floor:.2f}" if floor else "", *values)
    return table


def _sets(found: dict[str, dict[str, Any]]) -> Table:
    table = Table(title="Every set with the weights that ship (our own streams taught them)")
    table.add_column("set", no_wrap=True)
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for name, figures in found.items():
        table.add_row(name, *(_number(figures[key]) for key in COLUMNS))
    return table


def _languages(gold: dict[str, Any]) -> Table:
    pairs = {name: value for name, value in gold.items() if name.startswith("en+")}
    table = Table(title="gold/dev, BCubed F1 of English with one language more (fitted)")
    for heading in ("en", *pairs):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_row(*(_number(value) for value in (gold["bcubed_f1_en"], *pairs.values())))
    return table


def _ratings(found: dict[str, Any]) -> Table:
    table = Table(title="SemEval 2022 task 8: correlation of likeness with what people said (Pearson)")
    for heading in ("languages", "pairs", "floor", "correlation"):
        table.add_column(heading, justify="left" if heading == "languages" else "right", no_wrap=True)
    for name, value in found["pearson"].items():
        count = found["pairs"].get(name, sum(found["pairs"].values()))
        floor = ratings.FLOORS.get(name)
        table.add_row(name, str(count), f"{floor:.2f}" if floor else "", f"{value:.3f}")
    return table


def _number(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
