"""What the sentence of a figure says of it: that it came of an earlier one, is an earlier one, or where it is from.

The ledger keeps no text, so this is read once, when an article comes. Words: `beside_figures.tsv`. Limit: an earlier
figure that is told without any of these words is taken for a figure that the article itself reports.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from services.cluster.domain.records import Beside
from shared.contracts.article import Article
from shared.contracts.claim import Claim
from shared.contracts.entity import EntityInArticle
from shared.contracts.stages import ArticleResolved
from shared.language import base
from shared.language.lexicon import lookup
from shared.language.numbers import Number, numbers
from shared.language.sentences import sentences

#: Code points before a number in which words are looked for that make it an earlier figure or a part of another one.
_REACH = 40
#: Code points of a paragraph, on each side of a figure, in which its sentence is looked for.
_PARAGRAPH = 1500


class _Words(NamedTuple):
    """The words of one language, each kind as one pattern."""

    rises: re.Pattern[str]
    latest: re.Pattern[str]
    develops: re.Pattern[str]
    past: re.Pattern[str]
    opening: re.Pattern[str]
    part: re.Pattern[str]
    of: re.Pattern[str]
    share: re.Pattern[str]


def beside(resolved: ArticleResolved) -> tuple[Beside, ...]:
    """For each figure of an article, by its place among the claims; those of which nothing is said are left out."""
    language = base(resolved.language.tag)
    figures = [(number, claim) for number, claim in enumerate(resolved.claims) if claim.quantity is not None]
    found = [_beside(resolved, number, claim, language) for number, claim in figures]
    return tuple(b for b in found if b != Beside(claim=b.claim))


def _beside(resolved: ArticleResolved, number: int, claim: Claim, language: str) -> Beside:
    headline = resolved.article.headline
    start, end = _sentence(resolved.article, claim, language)
    words, sentence = _words(language), resolved.article.part(claim.part)[start:end]
    value = claim.quantity.value if claim.quantity else 0.0
    told = numbers(sentence, language)
    mine = _number(told, value, claim.start - start, claim.end - start)
    earlier = (n.value for n in told if n is not mine and words.opening.search(_opening(sentence, n)))
    turning = f"{headline}\n{sentence}" if value in _values(headline, language) else sentence
    is_past = mine is not None and _is_past(words, sentence, mine)
    return Beside(
        claim=number,
        develops=not is_past and bool(words.develops.search(turning)),
        rises=not is_past and bool(words.rises.search(turning)),
        is_latest=not is_past and bool(words.latest.search(turning)),
        is_past=is_past,
        is_part=mine is not None and (_is_part(words, sentence, mine) or _is_share(words, sentence, mine, language)),
        earlier=tuple(dict.fromkeys(earlier)) if not is_past else (),
        places=_places(resolved.entities, claim),
    )


def _is_past(words: _Words, sentence: str, number: Number) -> bool:
    """Whether the words before a number say that it is an earlier one, and none after them that it came of one."""
    if words.opening.search(_opening(sentence, number)):
        return True
    said = list(words.past.finditer(sentence, 0, number.outer[0]))
    at = said[-1].end() if said else 0
    turns = (words.develops, words.rises, words.latest)
    return bool(said) and not any(turn.search(sentence, at, number.outer[0]) for turn in turns)


def _is_part(words: _Words, sentence: str, number: Number) -> bool:
    """Whether a number is a part of another one: "including 3 children", "11 of them critically"."""
    return bool(words.part.search(_opening(sentence, number)) or words.of.match(sentence, number.outer[1]))


def _is_share(words: _Words, sentence: str, number: Number, language: str) -> bool:
    """Whether a number is of some of those who are counted: "three of the injured", «трое из пострадавших»."""
    found = words.share.match(sentence, number.outer[1])
    return found is not None and any(entry.kind in "pv" for entry in lookup(found["whole"].lower(), language))


def _opening(sentence: str, number: Number) -> str:
    return sentence[max(0, number.outer[0] - _REACH) : number.outer[0]]


def _sentence(article: Article, claim: Claim, language: str) -> tuple[int, int]:
    """Where the sentence of a claim begins and ends."""
    text = article.part(claim.part)
    first = max(text.rfind("\n", 0, claim.start) + 1, claim.start - _PARAGRAPH)
    last = text.find("\n", claim.end)
    last = min(len(text) if last < 0 else last, claim.end + _PARAGRAPH)
    told = ((first + start, first + end) for start, end in sentences(text[first:last], language))
    around = [span for span in told if span[0] < claim.end and claim.start < span[1]]
    return (around[0][0], around[-1][1]) if around else (claim.start, claim.end)


def _number(told: Sequence[Number], value: float, start: int, end: int) -> Number | None:
    """The number of a claim: in its clause where it stands there."""
    mine = [n for n in told if n.value == value]
    return next((n for n in mine if start <= n.start and n.end <= end), mine[0] if mine else None)


@lru_cache(maxsize=256)
def _values(headline: str, language: str) -> frozenset[float]:
    """The figures of a headline: what it says of them it says of the same ones in the text."""
    return frozenset(n.value for n in numbers(headline, language))


#: What the gazetteer's ids of countries begin with.
COUNTRY = "country:"


def _places(entities: Sequence[EntityInArticle], claim: Claim) -> tuple[str, ...]:
    """The places that the clause of a figure names and the gazetteer knows: others have a name in each language.

    Countries go by their code (`COUNTRY`), so that one is known beside a town without asking where the town is.
    """
    named = (e for e in entities if e.type in ("GPE", "LOC") and e.gazetteer_id is not None)
    inside = (e for e in named if any(s.part == claim.part and claim.start <= s.start < claim.end for s in e.spans))
    ids = ((e.gazetteer_id or "", e.entity_id) for e in inside)
    return tuple(dict.fromkeys(code if code.startswith(COUNTRY) else entity for code, entity in ids))


_KINDS = ("rises", "latest", "develops", "past", "from", "part", "of", "share")


@cache
def _words(language: str) -> _Words:
    text = files("services.cluster.domain").joinpath("beside_figures.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line.startswith(f"{language}\t")]
    forms = {kind: "|".join(_pattern(word.strip()) for word in words.split(",")) for _, kind, words in rows}
    rises, latest, develops, past, before, part, of, share = (forms.get(kind, "(?!)") for kind in _KINDS)
    return _Words(
        re.compile(rf"(?<!\w)(?:{rises})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{latest})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{develops})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{past})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{before})\s+(?:\w+\s+)?$", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{part})\s+(?:\w+\s+)?$", re.IGNORECASE),
        re.compile(rf"(?:\s+\w+){{0,2}}\s+(?:{of})(?!\w)", re.IGNORECASE),
        re.compile(rf"\s+(?:{share})\s+(?P<whole>\w+)", re.IGNORECASE),
    )


def _pattern(word: str) -> str:
    return re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
