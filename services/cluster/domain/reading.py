"""What an article says, claim by claim, in the form in which the ledger gathers it. Worked out once an article."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from services.cluster.domain.features import LEAD_LENGTH
from services.cluster.domain.records import ArticleRecord, Beside
from services.cluster.domain.words import Words, claim_id, folded, words_of
from shared.contracts.claim import Claim
from shared.language.lexicon import lookup
from shared.language.terms import terms

#: Clauses with fewer content words than this say too little to be told apart or joined.
LEAST_SHARED = 2
#: Words for sizes of numbers, which say nothing of what is counted.
_SIZES = frozenset({"thousand", "million", "billion", "trillion"})

Place = tuple[datetime, int, str]


class Subject(NamedTuple):
    """What the clause around a figure is about: its content words, and the language they are in."""

    language: str
    words: frozenset[str]

    def is_like(self, other: Subject) -> bool:
        """Whether two clauses share most of their content words; never said of two languages."""
        shared, shorter = len(self.words & other.words), min(len(self.words), len(other.words))
        return self.language == other.language and shared >= LEAST_SHARED and 2 * shared > shorter


class Figure(NamedTuple):
    """One value that an article gives."""

    claim: Claim
    key: str
    #: The id of the value where this is the first claim of it.
    id: str
    value: str
    #: None where the key alone says what is counted and what happened to it.
    subject: Subject | None
    #: Whether it is what the article itself reports for this key: the first value of a known unit, no earlier one.
    leads: bool
    is_prominent: bool
    #: What its sentence says of it. See `beside_figures.py`.
    develops: bool = False
    is_past: bool = False
    is_part: bool = False
    rises: bool = False
    is_latest: bool = False
    earlier: tuple[float, ...] = ()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """An article's claims, ready for the ledger."""

    article: ArticleRecord
    place: Place
    figures: tuple[Figure, ...]
    words: tuple[Words, ...]


def place(article: ArticleRecord) -> Place:
    """Where an article stands in the order of publication."""
    return (article.published_at, article.seq, article.uri)


def read(article: ArticleRecord) -> Reading:
    """What an article says."""
    beside = {b.claim: b for b in article.beside}
    figures = [
        (claim, beside.get(number, _NOTHING))
        for number, claim in enumerate(article.claims)
        if claim.quantity is not None and (claim.kind == "quantity" or quantity_key(claim))
    ]
    leading = {id(claim) for claim in _leading(c for c, b in figures if not (b.is_past or b.is_part)).values()}
    revised = {quantity_key(claim) for claim, b in figures if b.is_past} - {None}
    read_figures = tuple(_figure(article, claim, b, id(claim) in leading, revised) for claim, b in figures)
    return Reading(
        article,
        place(article),
        (*read_figures, *_times(article)),
        tuple(words_of(c, article.language) for c in article.claims if c.kind in ("quote", "indirect")),
    )


def quantity_key(claim: Claim) -> str | None:
    """What a figure counts, or None where that is not known; further ones are counted apart."""
    if claim.quantity is None or not claim.quantity.unit:
        return None
    key = claim.key if claim.kind == "quantity" and claim.key else f"quantity:{claim.quantity.unit.casefold()}"
    is_further = claim.quantity.modifier == "additional" and not _MISSED.intersection(key.split())
    return f"{key}|additional" if is_further else key


#: Words of states, which people enter and leave: counts of them fall as naturally as they rise.
_STATES = frozenset(
    "missing held trapped waiting deployed remaining left staying hospitalised hospitalized sheltering affected under "
    "detained jailed evacuated cut blocked closed open active stranded working".split()
)
#: Of whom "another 22" are told beside others, the dead or those who are free, not on top of what was told of them.
_MISSED = frozenset({"missing", "trapped", "quantity:missing", "quantity:trapped", "discussion"})


@lru_cache(maxsize=4096)
def only_grows(unit: str) -> bool:
    """Whether what is counted does not go back: deaths do not, people missing do."""
    words = unit.casefold().split()
    return not _STATES.intersection(words) and any(e.kind == "v" for word in words for e in lookup(word, "en"))


@lru_cache(maxsize=4096)
def says_what_happened(unit: str) -> bool:
    """Whether a unit names what is counted and what happened to it: "prisoners released", "deaths".

    Bare nouns, measures and currencies do not, nor does "years sentenced", which each of the accused has of his own.
    """
    kinds = [{entry.kind for entry in lookup(word, "en")} for word in unit.casefold().split()]
    return any("v" in kind for kind in kinds) and not (kinds[0] & {"m", "c"})


#: What the sentence of a figure says of it where it says nothing.
_NOTHING = Beside(claim=-1)


def _figure(
    article: ArticleRecord, claim: Claim, beside: Beside, leads: bool, revised: Container[str | None]
) -> Figure:
    quantity = claim.quantity
    assert quantity is not None
    known = quantity_key(claim)
    key = known or f"text:{folded(claim.text)}"
    bound: str = quantity.modifier if quantity.modifier in ("more_than", "less_than") else ""
    bound += f"-{quantity.high:.12g}" if quantity.high is not None and quantity.high != quantity.value else ""
    value = f"{key}|{quantity.value:.12g}|{bound}"
    subject = None if known is None or says_what_happened(quantity.unit) else _subject(article, claim)
    about = "" if subject is None else f"|{subject.language}|{' '.join(sorted(subject.words))}"
    is_prominent = claim.part == "headline" or claim.start < LEAD_LENGTH
    return Figure(
        claim,
        key,
        claim_id(value + about),
        value,
        subject,
        leads,
        is_prominent,
        develops=beside.develops or (leads and key in revised),
        is_past=beside.is_past,
        is_part=beside.is_part,
        rises=beside.rises,
        is_latest=beside.is_latest,
        earlier=beside.earlier,
        places=frozenset(beside.places),
    )


def _times(article: ArticleRecord) -> Iterator[Figure]:
    """The times that an article gives, as values of what has them; it leads with the first of each thing."""
    led: set[str] = set()
    for claim in article.claims:
        if claim.kind == "time" and claim.instant is not None:
            value = f"{claim.key}|{claim.instant.isoformat()}"
            leads = claim.key not in led
            led.add(claim.key)
            moved = "moved" in claim.content
            yield Figure(claim, claim.key, claim_id(value), value, None, leads, is_prominent=True, develops=moved)


def _subject(article: ArticleRecord, claim: Claim) -> Subject:
    language = article.language.split("-")[0]
    unit = frozenset(terms(claim.quantity.unit, "en")) if claim.quantity else frozenset()
    return Subject(language, frozenset(terms(claim.text, language)) - unit - _SIZES)


def _leading(figures: Iterable[Claim]) -> dict[str, Claim]:
    """The figure that an article itself gives for each key: the first one, headline before text.

    One that is told as of an earlier time gives way to one that is not: "1,186 in mid-August; more than 1,100 remain".
    """
    found: dict[str, Claim] = {}
    for claim in sorted(figures, key=lambda c: (c.as_of is not None, c.part == "text", c.start, c.end)):
        key = quantity_key(claim)
        if key is not None:
            found.setdefault(key, claim)
    return found
