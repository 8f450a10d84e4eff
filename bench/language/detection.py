"""How well translate tells languages: python -m bench.language.detection FOLDER

FOLDER holds NTREX-128 as `ntrex.XX-en.tsv` (document id, original, English; CC BY-SA 4.0). The first line of a
document is its headline; paragraphs are four to six sentences in a row. Beside it: fragments of five words, headlines
in languages that are not configured, whole English paragraphs quoted in each language, and headlines a second.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.language.outside import OUTSIDE
from services.translate.adapters.langid import Py3Langid
from services.translate.domain.language import detect, read
from services.translate.domain.passages import passages
from services.translate.settings import TranslateSettings
from shared.contracts.article import Article, Provider

ORDER = ("en", "de", "ru", "uk", "be", "pl", "fr", "es", "lt")
#: Where the folder is named when no argument says it.
FOLDER = "SLUGLINE_PARALLEL"

_SETTINGS = TranslateSettings()
_SET, _FLOOR = _SETTINGS.language_set, _SETTINGS.language_confidence

Documents = dict[str, list[str]]


@dataclass
class Score:
    """How many texts of one kind in one language were told right, and what the others were called."""

    right: int = 0
    others: Counter[str] = field(default_factory=Counter)

    def add(self, language: str, said: str) -> None:
        """Counts one text."""
        if language == said:
            self.right += 1
        else:
            self.others[said] += 1

    @property
    def accuracy(self) -> float:
        """The share that was told right; `und` counts as wrong."""
        return self.right / max(1, self.right + self.others.total())


def report(folder: Path, console: Console | None = None) -> dict[str, Any]:
    """The figures by language; printed as a table too."""
    figures = measure(folder)
    (console or Console()).print(table(figures))
    return figures


def measure(folder: Path) -> dict[str, Any]:
    """Accuracy by language and kind of text, passages found, outside languages mistaken, headlines a second."""
    identifier = Py3Langid(_SET)
    english = documents(folder, "en")
    rows = {}
    for language in ORDER:
        texts = documents(folder, language)
        scores: dict[str, Any] = {kind: _score(identifier, language, of(texts)) for kind, of in _KINDS.items()}
        scores |= {"passages": passages_found(identifier, texts, english) if language != "en" else None}
        rows[language] = scores
    return {"languages": rows, "outside": outside(identifier), "headlines_per_s": speed(identifier, folder)}


def documents(folder: Path, language: str) -> Documents:
    """The sentences of each document in this language, headline first."""
    found: Documents = defaultdict(list)
    pair = "de" if language == "en" else language
    for line in (folder / f"ntrex.{pair}-en.tsv").read_text(encoding="utf-8").splitlines():
        identifier, original, english = line.split("\t")
        found[identifier].append(english if language == "en" else original)
    return dict(found)


def headlines(texts: Documents) -> Iterator[str]:
    """The first line of each document."""
    return (lines[0] for lines in texts.values())


def paragraphs(texts: Documents) -> Iterator[str]:
    """Four, five and six sentences in a row, in turn."""
    sizes = cycle((4, 5, 6))
    for lines in texts.values():
        at = 1
        while at + 4 <= len(lines):
            size = next(sizes)
            yield " ".join(lines[at : at + size])
            at += size


def fragments(texts: Documents) -> Iterator[str]:
    """The middle five words of each sentence that has them."""
    for line in (line for lines in texts.values() for line in lines[1:]):
        words = line.split()
        middle = (len(words) - 5) // 2
        if middle >= 0:
            yield " ".join(words[middle : middle + 5])


_KINDS = {"headlines": headlines, "paragraphs": paragraphs, "fragments": fragments}


def _score(identifier: Py3Langid, language: str, texts: Iterator[str]) -> Score:
    score = Score()
    for text in texts:
        score.add(language, read(text, identifier, _SET, _FLOOR).language.tag)
    return score


def passages_found(identifier: Py3Langid, texts: Documents, english: Documents) -> tuple[int, int, int]:
    """English paragraphs put into articles: how many, how many found whole, and passages found elsewhere."""
    quotes = [" ".join(lines[1:4]) for lines in english.values()]
    count = found = false = 0
    for lines, quote in zip(texts.values(), [*quotes[1:], quotes[0]], strict=True):
        false += len(_passages(identifier, lines[0], " ".join(lines[1:])))
        if len(lines) < 8:
            continue
        count += 1
        article = "\n\n".join((" ".join(lines[1:4]), quote, " ".join(lines[4:8])))
        found += quote in {article[start:end] for start, end in _passages(identifier, lines[0], article)}
    return count, found, false


def _passages(identifier: Py3Langid, headline: str, text: str) -> Sequence[tuple[int, int]]:
    now = datetime(2025, 1, 1, tzinfo=UTC)
    article = Article(
        uri="urn:bench:1", published_at=now, version_created=now, received_at=now,
        provider=Provider(id="x", name="x"), headline=headline, text=text,
    )  # fmt: skip
    language = detect(article, identifier, _SET, _FLOOR)
    return [(p.span.start, p.span.end) for p in passages(article, language, identifier, _SET, _FLOOR)]


def outside(identifier: Py3Langid) -> dict[str, int]:
    """Headlines in languages that are not configured: named right, left open, and taken for a configured language."""
    said = Counter[str]()
    for language, texts in OUTSIDE.items():
        for text in texts:
            tag = read(text, identifier, _SET, _FLOOR).language.tag
            said["right" if tag == language else "und" if tag == "und" else "taken" if tag in _SET else "other"] += 1
    return dict(said)


def speed(identifier: Py3Langid, folder: Path) -> int:
    """Headlines a second of processor time, over all languages."""
    texts = [line for language in ORDER for line in headlines(documents(folder, language))]
    began = time.process_time()
    for text in texts:
        read(text, identifier, _SET, _FLOOR)
    return round(len(texts) / (time.process_time() - began))


def table(figures: dict[str, Any]) -> Table:
    """The figures for people."""
    out = Table(title="Language detection on NTREX-128", caption=_caption(figures))
    for name in ("language", "headlines", "paragraphs", "five words", "called something else", "quoted English found"):
        out.add_column(name, justify="right" if name in {"headlines", "paragraphs", "five words"} else "left")
    for language, scores in figures["languages"].items():
        wrong = sum((s.others for k, s in scores.items() if k in {"headlines", "paragraphs"}), Counter[str]())
        found = scores["passages"]
        out.add_row(
            language, *(f"{scores[kind].accuracy:.3f}" for kind in _KINDS),
            ", ".join(f"{tag} {n}" for tag, n in wrong.most_common()),
            f"{found[1]} of {found[0]}, {found[2]} elsewhere" if found else "",
        )  # fmt: skip
    out.add_row("mean", *(f"{mean(figures, kind):.4f}" for kind in _KINDS))
    return out


def mean(figures: dict[str, Any], kind: str) -> float:
    """The mean accuracy over the languages."""
    scores: list[float] = [row[kind].accuracy for row in figures["languages"].values()]
    return sum(scores) / len(scores)


def _caption(figures: dict[str, Any]) -> str:
    said = figures["outside"]
    parts = ", ".join(f"{said.get(key, 0)} {words}" for key, words in _OUTSIDE_WORDS.items())
    return f"{sum(said.values())} headlines in other languages: {parts}; {figures['headlines_per_s']} headlines/s"


_OUTSIDE_WORDS = {
    "right": "named right",
    "und": "left open",
    "other": "called another such language",
    "taken": "taken for a configured one",
}


def main() -> None:
    """Prints the table; a word and nothing else where the data are not there."""
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(FOLDER, "")
    folder = Path(named)
    if not named or not (folder / "ntrex.de-en.tsv").exists():
        print(f"detection: skipped, no ntrex.*.tsv; name their folder as an argument or in {FOLDER}")
        return
    report(folder)


if __name__ == "__main__":
    main()
