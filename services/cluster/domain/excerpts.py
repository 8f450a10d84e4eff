"""The few sentences of an article that could tell its story: chosen once, when it comes, by where and how they stand.

News puts first what matters most, so the place in the text weighs most; a sentence must stand on its own feet: a whole
report, neither a question nor a speech, that does not point back to the one before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.cluster.domain.records import Excerpt
from shared.contracts.article import Span, Translation
from shared.contracts.stages import ArticleResolved
from shared.language import base
from shared.language.sentences import sentences

#: Sentences kept of one article, and the most of its beginning that is looked at.
MOST, SENTENCES, READ = 5, 12, 2000
#: Code points and words of a sentence that is kept.
LONGEST, SHORTEST, LEAST_WORDS = 300, 40, 6
#: Characters of the English of one sentence.
ENGLISH = 400
#: Names kept with a sentence.
NAMES = 8
#: How much less each sentence matters than the one before it.
DECAY = 0.15
#: A sentence that points back, that is mostly somebody's words, that names nobody; and one that gives a figure.
POINTS_BACK, IN_QUOTES, NAMELESS, WITH_FIGURE = 0.55, 0.6, 0.75, 1.15

_ENDS = re.compile(r"[.!…。][\"”“»’')\]]*$")
_SPEECH = re.compile(r"[\"“”„«»‘‚—–(\[-]")
_MARKS = '"“”„«»'
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]{1,300}[\"”“»]")
#: Code points within which a dateline and its dash stand.
_DATELINE_WITHIN = 80
#: "MINSK, 15 August (Agency) — ": a dateline, parted from the sentence by a dash.
_DATELINE = re.compile(r"([^\W\d_]{3,})([^!?]{0,50}?)\s[—–-]{1,2}\s+(?=\w)")
_WORD = re.compile(r"[^\W\d_]+")

#: First words that point back to what was said before.
_BACK = {
    "en": "he she it they his her their its this that these those but and however also there then meanwhile so such",
    "de": "er sie es ihr ihre ihren sein seine dies diese dieser dieses das aber und doch jedoch auch zudem außerdem "
    "dabei damit dort dann dazu darauf deshalb daher",
    "ru": "он она оно они его ее её их это этот эта эти но и однако также там тогда при потом затем кроме",
    "uk": "він вона воно вони його її їх це цей ця ці але і й та однак також там тоді потім крім",
    "be": "ён яна яно яны яго яе іх гэта гэты гэтая гэтыя але і аднак таксама там тады потым акрамя",
    "pl": "on ona ono oni one jego jej ich to ten ta te ci ale i jednak także też tam wtedy potem ponadto",
    "fr": "il elle ils elles son sa ses leur leurs ce cet cette ces cela ceci mais et toutefois cependant aussi puis",
    "es": "él ella ellos ellas su sus este esta estos estas eso esto pero y sin también además allí entonces luego",
    "lt": "jis ji jie jos jo jų tai šis ši šie šios bet ir tačiau taip pat ten tada vėliau be",
}
_POINTS_BACK = {language: frozenset(words.split()) for language, words in _BACK.items()}


class _Sentence(NamedTuple):
    """A sentence with what makes it one for a summary."""

    worth: int
    start: int
    end: int
    names: tuple[int, ...]


def excerpts(resolved: ArticleResolved) -> tuple[Excerpt, ...]:
    """The sentences of an article that could stand in a summary, in order of the text; at most five."""
    text = resolved.article.text
    best = sorted(_sentences(resolved), key=lambda s: (-s.worth, s.start))[:MOST]
    kept = (
        Excerpt(start=s.start, end=s.end, text=text[s.start : s.end], entities=s.names, worth=s.worth)
        for s in sorted(best, key=lambda s: s.start)
    )
    return in_english(kept, resolved.translation)


def in_english(kept: Iterable[Excerpt], translation: Translation) -> tuple[Excerpt, ...]:
    """The same sentences with their English, where a translation or gist has it."""
    if not translation.sentences:
        return tuple(kept)
    return tuple(e.model_copy(update={"english": _english(e, translation)}) for e in kept)


def _sentences(resolved: ArticleResolved) -> Iterator[_Sentence]:
    article, language = resolved.article, base(resolved.language.tag)
    text = article.text[:READ]
    names = sorted((s.start, n) for n, e in enumerate(resolved.entities) for s in e.spans if s.part == "text")
    figures = sorted((c.start, 0) for c in resolved.claims if c.kind == "quantity" and c.part == "text")
    for place, (start, end) in enumerate(sentences(text, language)[:SENTENCES]):
        start += _dateline(text[start:end])
        words = text[start:end]
        if not stands_alone(words) or end == len(text) < len(article.text):
            continue
        named = tuple(dict.fromkeys(_between(names, start, end)))[:NAMES]
        worth = _worth(place, words, language, bool(named), bool(_between(figures, start, end)))
        yield _Sentence(worth, start, end, named)


def stands_alone(words: str) -> bool:
    """Whether this is a whole sentence of a report, of a length that a summary can bear."""
    if not SHORTEST <= len(words) <= LONGEST or not _ENDS.search(words) or _SPEECH.match(words):
        return False
    is_cut_from_speech = sum(map(words.count, _MARKS)) % 2
    return not is_cut_from_speech and words.count(" ") >= LEAST_WORDS - 1


def _worth(place: int, words: str, language: str, is_named: bool, has_figure: bool) -> int:
    """How well a sentence would do, in hundredths of a plain first sentence."""
    worth = 100 / (1 + DECAY * place)
    first = _WORD.search(words)
    if first and first.group().casefold() in _POINTS_BACK.get(language, ()):
        worth *= POINTS_BACK
    if 2 * sum(len(said) for said in _QUOTED.findall(words)) > len(words):
        worth *= IN_QUOTES
    return round(worth * (1.0 if is_named else NAMELESS) * (WITH_FIGURE if has_figure else 1.0))


def _dateline(words: str) -> int:
    """Code points of the dateline that a sentence begins with."""
    match = _DATELINE.match(words[:_DATELINE_WITHIN])
    return match.end() if match and (match.group(1).isupper() or match.group(2).endswith(")")) else 0


def _between(places: list[tuple[int, int]], start: int, end: int) -> list[int]:
    """What stands between two places."""
    return [what for _, what in places[bisect_left(places, (start, -1)) : bisect_left(places, (end, -1))]]


def _english(kept: Excerpt, translation: Translation) -> str | None:
    """The English sentences that stand for this one."""
    said = translation.headline if kept.part == "headline" else translation.text
    found = [s.english for s in translation.sentences if s.source.part == kept.part and _meet(s.source, kept)]
    if not said or not found:
        return None
    words = said[found[0].start : found[-1].end].strip()
    return words if len(words) <= ENGLISH else words[: ENGLISH - 1].rstrip() + "…"


def _meet(source: Span, kept: Excerpt) -> bool:
    return source.start < kept.end and kept.start < source.end
