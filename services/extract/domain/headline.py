"""What a headline says in somebody's name: "Harlow: bridge stays shut", "Bridge stays shut, says Harlow"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.extract.domain.attribution import Speaker, Speakers
from services.extract.domain.found import Found
from services.extract.domain.indirect import find_reports
from services.extract.domain.quotes import find_quotes
from services.extract.domain.saying import content_of, key_of
from services.extract.domain.words import Text
from shared.contracts.claim import Claim, ClaimKind

#: Words of what is said, at least; code points of a role and name in front of the colon.
_FEWEST, _WHO = 3, 60
#: Share of the shorter statement's terms from which a headline only repeats what the text says.
_REPEATS = 0.6
#: How sure a headline's statement is: its words are the desk's rather than the source's.
_SURE = 0.5


def said_in_headline(headline: Text, names: Sequence[Found], told: Sequence[Claim]) -> list[Claim]:
    """The statements of a headline by somebody it names, but for those that the text tells as well."""
    speakers = Speakers(headline, names)
    found = [*_quoted(headline, speakers), *_behind_name(headline, speakers), *_before_name(headline, speakers)]
    kept: list[Claim] = []
    for claim in found:
        apart = all(claim.end <= other.start or other.end <= claim.start for other in kept)
        if apart and not any(_repeats(claim, other) for other in told):
            kept.append(claim)
    return sorted(kept, key=lambda claim: claim.start)


def _quoted(text: Text, speakers: Speakers) -> Iterator[Claim]:
    for quote in find_quotes(text, speakers):
        if quote.speaker and quote.speaker.name:
            yield _claim(text, speakers, (quote.span.start, quote.span.end), quote.speaker, "quote")


def _behind_name(text: Text, speakers: Speakers) -> Iterator[Claim]:
    """ "Name: what is said": the name ends at the first colon, with a role at most in front of it."""
    colon = text.string.find(":", 0, _WHO)
    names = [f for f in speakers.named(0, colon) if f.end == colon and f.type in {"PERSON", "ORG"}]
    if not names:
        return
    start = colon + 1 + len(text.string[colon + 1 :]) - len(text.string[colon + 1 :].lstrip())
    speaker = Speaker(names[-1], ":", (names[-1].start, names[-1].end), how="name")
    yield from _stretch(text, speakers, (start, len(text.string.rstrip(" .!"))), speaker)


def _before_name(text: Text, speakers: Speakers) -> Iterator[Claim]:
    """ "What is said, says Name" and the other forms of reported speech."""
    for report in find_reports(text, speakers, ()).reports:
        if report.speaker.name and report.speaker.how == "name" and not report.is_cut:
            yield from _stretch(text, speakers, (report.start, report.end), report.speaker)


def _stretch(text: Text, speakers: Speakers, span: tuple[int, int], speaker: Speaker) -> Iterator[Claim]:
    if len(text.string[slice(*span)].split()) >= _FEWEST:
        yield _claim(text, speakers, span, speaker, "indirect")


def _claim(text: Text, speakers: Speakers, span: tuple[int, int], speaker: Speaker, kind: ClaimKind) -> Claim:
    source, words = speakers.source(speaker), text.string[slice(*span)]
    return Claim(
        kind=kind, text=words, start=span[0], end=span[1], part="headline", source=source, cue=speaker.cue or None,
        content=content_of(words, text.language), key=key_of(source, text.language), confidence=_SURE,
    )  # fmt: skip


def _repeats(claim: Claim, other: Claim) -> bool:
    """Whether a statement is told in the text too: most of the terms of the shorter are those of the longer."""
    one, two = set(claim.content), set(other.content)
    return len(one & two) >= _REPEATS * max(1, min(len(one), len(two)))
