"""The claims of a text: quotes, figures, times and reported speech."""

from __future__ import annotations

from datetime import datetime

from services.extract.domain.accept import choose, scored, shipped
from services.extract.domain.attribution import Speakers
from services.extract.domain.found import Found
from services.extract.domain.indirect import find_reports
from services.extract.domain.instants import times_in
from services.extract.domain.quantities import About, Heard, Sources, with_figures
from services.extract.domain.quotes import Quote, find_quotes
from services.extract.domain.saying import content_of, key_of
from services.extract.domain.sentence import Report
from services.extract.domain.words import Text
from shared.contracts.claim import Claim, ClaimKind, Source


def claims_in(text: Text, names: list[Found], headline: str = "", published: datetime | None = None) -> list[Claim]:
    """The claims of a text in order; none where it is a list or table rather than sentences."""
    if _is_listing(text):
        return []
    reported, heard = _reported(text, names)
    found = with_figures(text, names, reported, About(headline, published, heard))
    sources = Sources(text, names, heard)
    found += map(sources.spoken, times_in(text, published))
    return sorted(found, key=lambda claim: (claim.start, claim.end))


def reported_in(text: Text, names: list[Found]) -> list[Claim]:
    """The quotes and reported clauses of a text, in order."""
    return _reported(text, names)[0]


def _reported(text: Text, names: list[Found]) -> tuple[list[Claim], list[Heard]]:
    """The quotes and reported clauses of a text, and everyone who is heard in it, in order."""
    speakers = Speakers(text, names)
    quotes = list(find_quotes(text, speakers))
    told = Speakers(text, names)
    found = find_reports(text, told, quotes)
    weights = shipped()
    chosen = choose(scored(found.reports, found.around, weights), weights.threshold, weights.rise)
    claims = [_quote(text, speakers, quote) for quote in _told_once(text, quotes)]
    claims += [_report(text, told, report, score) for score, report in chosen]
    heard = [Heard(c.start, c.end, c.source, c.cue) for c in claims if c.source]
    heard += [Heard(r.start, r.end, told.source(r.speaker), r.speaker.cue) for r in found.reports if r.speaker.how]
    heard += [
        Heard(start, end, told.source(speaker), speaker.cue)
        for start, end in text.sentences
        if (speaker := told.of_window(start, end, (start, start))) and speaker.how in {"name", "role", "phrase"}
    ]
    return sorted(claims, key=lambda claim: (claim.start, claim.end)), heard


#: Words of a quote's first part, below which the part behind the cut says more: "“Yes,” he said. “We will ...”".
_FEW = 4


def _told_once(text: Text, quotes: list[Quote]) -> list[Quote]:
    """The quotes; of one that the writer cuts in two, the part that came first, unless it is a word or two."""
    kept: list[Quote] = []
    for quote in quotes:
        if not (quote.goes_on and kept) or kept[-1].span.goes_on:
            kept.append(quote)
        elif _words(text, kept[-1]) < _FEW:
            kept[-1] = quote
    return kept


def _words(text: Text, quote: Quote) -> int:
    return len(text.string[quote.span.start : quote.span.end].split())


def _quote(text: Text, speakers: Speakers, quote: Quote) -> Claim:
    span, speaker = quote.span, quote.speaker
    sure = 0.9 if speaker and speaker.name else 0.6
    return _said(text, (span.start, span.end), "quote", speakers.source(speaker), speaker.cue if speaker else "", sure)


def _report(text: Text, speakers: Speakers, report: Report, score: float) -> Claim:
    source, cue = speakers.source(report.speaker), report.speaker.cue
    return _said(text, (report.start, report.end), "indirect", source, cue, round(score, 2))


def _said(
    text: Text, span: tuple[int, int], kind: ClaimKind, source: Source | None, cue: str, confidence: float
) -> Claim:
    words = text.string[slice(*span)]
    return Claim(
        kind=kind,
        text=words,
        start=span[0],
        end=span[1],
        source=source,
        cue=cue or None,
        content=content_of(words, text.language),
        key=key_of(source, text.language),
        confidence=confidence,
    )


#: Share of lines that must be sentences: of the labelled articles, none that tells something has less than 0.5.
_PROSE = 0.4


def _is_listing(text: Text) -> bool:
    """Whether most lines are no sentences: tables, listings, results."""
    lines = [line for line in text.string.splitlines() if line.strip()]
    prose = sum(len(line.split()) > 6 and line.rstrip()[-1:] in ".!?…”“»\"'’)" for line in lines)
    return len(lines) > 3 and prose < _PROSE * len(lines)
