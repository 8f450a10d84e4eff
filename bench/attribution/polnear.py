"""English attribution on PolNeAR: spans of source, cue and content, beside a plain baseline on the same texts.

PolNeAR (Newell, Margolin and Ruths 2018) is not part of the project and may only measure: no rule and no weight of
ours was chosen by it. BBC Citron's published figures are left out: they are of other data and another matching.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from services.extract.domain.accept import choose, scored, shipped
from services.extract.domain.attribution import Speaker, Speakers
from services.extract.domain.found import Known
from services.extract.domain.indirect import find_reports
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import analyse
from services.extract.domain.quotes import find_quotes

Span = tuple[int, int]
KINDS = ("source", "cue", "content")
FILE = "polnear.dev.jsonl"
#: Candidates less likely than this to be told are not even heard.
_HEARD = 0.03
_EDGE = " \n\t,.;:!?“”\"'‘’()–—-"


@dataclass
class Spans:
    """The spans of sources, cues and contents of one text."""

    source: set[Span] = field(default_factory=set)
    cue: set[Span] = field(default_factory=set)
    content: set[Span] = field(default_factory=set)

    def add(self, text: str, source: Span | None, cue: Span | None, content: Span | None) -> None:
        """Takes in one attribution; marks and space at the edges do not count."""
        for kind, span in zip(KINDS, (source, cue, content), strict=True):
            if span is not None:
                getattr(self, kind).add(_bare(text, span))


def _bare(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def labelled(line: str) -> tuple[str, Spans]:
    """A text and its labelled spans; a span in several pieces is taken from its first to its last code point."""
    raw = json.loads(line)
    found = Spans()
    for relation in raw["rel"]:
        parts = [part.split(":") for part in relation.split()]
        whole: dict[str, list[Span]] = {}
        for role, key in parts:
            if role.lower() in KINDS and key in raw["spans"]:
                whole.setdefault(role.lower(), []).extend(tuple(s) for s in raw["spans"][key]["spans"])
        ends = {role: (min(s for s, _ in spans), max(e for _, e in spans)) for role, spans in whole.items()}
        found.add(raw["text"], *(ends.get(kind) for kind in KINDS))
    return raw["text"], found


def ours(string: str) -> Spans:
    """What the product hears: every quote, and every candidate of reported speech that no likelier one overlaps.

    Contents are taken whole, as PolNeAR has them; what the product tells ends with the first clause.
    """
    body = analyse(string, "en", Known())
    names = winners(body.found)
    speakers = Speakers(body.text, names)
    quotes = list(find_quotes(body.text, speakers))
    heard = find_reports(body.text, Speakers(body.text, names), quotes)
    found = Spans()
    for quote in quotes:
        _take(found, string, quote.speaker, (quote.span.start, quote.span.end))
    whole = [(score, r) for score, r in scored(heard.reports, heard.around, shipped()) if not r.is_cut]
    for _, report in choose(whole, _HEARD, 0.0):
        if report.speaker.cue_span:
            _take(found, string, report.speaker, (report.start, report.end))
    return found


def _take(found: Spans, string: str, speaker: Speaker | None, content: Span) -> None:
    found.add(string, speaker.span if speaker else None, speaker.cue_span if speaker else None, content)


_SAID = re.compile(r"\b(?:said|says|say|told|according to|wrote|added|asked|noted|reported|announced|tweeted)\b")
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*|\b(?:he|she|they)\b")
_SENTENCE = re.compile(r"[^\n.!?]+[.!?]?")
_QUOTED = re.compile('[“"]([^“”"\n]{2,600})[”"]')


def baseline(string: str) -> Spans:
    """A plain one: a list of verbs, the nearest capitalised words, the quote or the longer side of the sentence."""
    found = Spans()
    for sentence in _SENTENCE.finditer(string):
        cue = _SAID.search(string, *sentence.span())
        if cue is None:
            continue
        names = list(_NAME.finditer(string, *sentence.span()))
        nearest = min(names, key=lambda name: _gap(name.span(), cue.span()), default=None)
        quote = _QUOTED.search(string, *sentence.span())
        sides = ((sentence.start(), cue.start()), (cue.end(), sentence.end()))
        content = quote.span(1) if quote else max(sides, key=lambda side: side[1] - side[0])
        found.add(string, nearest.span() if nearest else None, cue.span(), content)
    return found


def _gap(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1])


def _same(one: Span, other: Span) -> float:
    return float(one == other)


def _overlapping(one: Span, other: Span) -> float:
    """Share of the longer span that both hold, where that is more than half."""
    both = min(one[1], other[1]) - max(one[0], other[0])
    share = both / max(one[1] - one[0], other[1] - other[0], 1)
    return share if share > 0.5 else 0.0


def _matches(gold: Iterable[Span], found: Iterable[Span], fits: Callable[[Span, Span], float]) -> int:
    rest, right = sorted(found), 0
    for span in sorted(gold):
        best = max(rest, key=lambda other: fits(span, other), default=None)
        if best is not None and fits(span, best) > 0:
            rest.remove(best)
            right += 1
    return right


def measure(file: Path) -> Table:
    """Precision, recall and F1 of source, cue and content, exact and by overlap, of ours and of the baseline."""
    texts = [labelled(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    shown = Table(title=f"PolNeAR, {len(texts)} articles: English attribution")
    for name in ("what", "spans", "gold", "found", "P", "R", "F1", "P over", "R over", "F1 over"):
        shown.add_column(name, justify="left" if name in {"what", "spans"} else "right")
    for name, system in (("slugline", ours), ("baseline", baseline)):
        said = [system(text) for text, _ in texts]
        for kind in KINDS:
            pairs = [(getattr(gold, kind), getattr(s, kind)) for (_, gold), s in zip(texts, said, strict=True)]
            shown.add_row(name, kind, *_row(pairs))
    return shown


def _row(pairs: list[tuple[set[Span], set[Span]]]) -> Iterator[str]:
    gold, found = sum(len(g) for g, _ in pairs), sum(len(f) for _, f in pairs)
    yield from (str(gold), str(found))
    for fits in (_same, _overlapping):
        right = sum(_matches(g, f, fits) for g, f in pairs)
        shares = (right / max(1, found), right / max(1, gold), 2 * right / max(1, gold + found))
        yield from (f"{share:.3f}" for share in shares)
