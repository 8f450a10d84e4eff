"""Places in a text: by the gazetteer, and by words such as River or аэропорт beside a name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from services.extract.domain.found import Found
from services.extract.domain.wordlists import WordSet, rows
from services.extract.domain.words import Text, Word
from shared.language.names import fold_name, is_given_name
from shared.language.places import MAX_WORDS, Place, is_place_start, place_named
from shared.language.stopwords import stopwords
from shared.language.tables import expand, words

#: Inhabitants from which a city is believed without a preposition in front of it.
_GREAT = 200_000
#: Ranks of a river or airport, and of a district or village.
SITE, AREA = 66, 65
_LOCATIVE = {
    "en": "in,at,near,from,to,around,outside,of,for,between,via,across,toward,towards,north,south,east,west,over",
    "de": "in,aus,nach,bei,von,um,vor,zwischen,über,nahe,stadt,ort,gemeinde,dorf",
    "ru": "в,во,из,под,до,около,у,к,город,города,городе,между,через,через,с,от",
    "uk": "в,у,з,із,зі,під,до,біля,міста,місті,місто,через,між,від",
    "be": "у,ў,в,з,са,пад,да,каля,горада,горадзе,праз,паміж,ад",
    "pl": "w,we,z,ze,do,pod,koło,przy,mieście,miasta,między,przez,od,okolicach",
    "fr": "à,de,d’,d',en,vers,près,dans,entre,depuis,pour,via",
    "es": "en,de,a,desde,hacia,hasta,cerca,entre,para,por",
    "lt": "į,iš,prie,prieš,link,netoli,mieste,miesto,per",
}


def find_places(text: Text) -> Iterator[Found]:
    """The gazetteer's places that the text names, longest first at each word."""
    n = 0
    while n < len(text.words):
        word = text.words[n]
        step = 1
        if word.is_capital:
            hit = _longest(text, n)
            if hit:
                last, place = hit
                yield _found(text, word, text.words[last], place)
                step = last - n + 1
        n += step
    yield from _sites(text)


def _longest(text: Text, n: int) -> tuple[int, Place] | None:
    first = text.words[n]
    if is_place_start(first.text, text.language):
        for last in range(min(n + MAX_WORDS, len(text.words)) - 1, n, -1):
            if text.words[last].sentence == first.sentence:
                place = place_named(text.string[first.start : text.words[last].end], text.language)
                if place:
                    return last, place
    place = place_named(_as_name(first), text.language)
    return (n, place) if place and _believed(text, n, place) else None


def _as_name(word: Word) -> str:
    """The word as a gazetteer writes it: datelines in capitals made small, acronyms left."""
    return word.text.capitalize() if word.is_upper and len(word.text) > 4 else word.text


def _believed(text: Text, n: int, place: Place) -> bool:
    """Whether a single word means the place, and no person or thing of that name."""
    word = text.words[n]
    if not place.is_city:
        return not (word.opens and word.low in stopwords(text.language)) and (len(word.text) > 2 or word.is_upper)
    if word.low in stopwords(text.language) or len(word.text) < 3 or is_given_name(word.text, text.language):
        return False
    before = text.words[n - 1] if n else None
    after = text.words[n + 1] if n + 1 < len(text.words) else None
    if before and before.sentence == word.sentence and before.low in _locative(text.language):
        return place.population >= 15_000 or place.population == 0
    if word.is_upper and word.opens:
        return True
    if _beside_capital(before, word) or _beside_capital(word, after):
        return place.population >= 1_000_000
    return place.population >= _GREAT or bool(word.opens and after and after.text in {",", "(", "/", "–", "—", "-"})


def _beside_capital(a: Word | None, b: Word | None) -> bool:
    return bool(
        a and b and a.sentence == b.sentence and a.is_word and b.is_word
        and a.is_capital and b.is_capital and b.start - a.end == 1 and not a.opens
    )  # fmt: skip


@cache
def _locative(language: str) -> frozenset[str]:
    return frozenset(_LOCATIVE.get(language, _LOCATIVE["en"]).split(","))


def _found(text: Text, first: Word, last: Word, place: Place) -> Found:
    rank = 60 if not place.is_city else 50 + (place.population >= _GREAT) * 5
    rank += 18 * (text.string.count(" ", first.start, last.end) > 0)
    confidence = 0.9 if not place.is_city or place.population >= _GREAT else 0.7
    key = fold_name(place.name, "en")
    return Found(first.start, last.end, place.type, rank, key, place.name, place.id, "gazetteer", confidence)


def _sites(text: Text) -> Iterator[Found]:
    """Rivers, airports, bases, districts: "Mendenhall River", "glacier Mendenhall", "аэропорт Гродно"."""
    for area, rank in (("", SITE), ("area ", AREA)):
        tail, head = _site_words(text.language, area + "tail"), _site_words(text.language, area + "head")
        for n, word in enumerate(text.words):
            if word.low in tail and n and not word.opens:
                first = capitals_before(text, n)
                if first < n:
                    yield _site(text, first, n, rank)
            if (word.is_capital or text.language != "en") and word.low in head:
                last = capitals_after(text, n + 1)
                if last > n:
                    yield _site(text, capitals_before(text, n) if word.is_capital else n, last, rank)


@cache
def _site_words(language: str, place: str) -> WordSet:
    entries = [
        form
        for row in rows("sites.tsv")
        if row[:2] == (language, place)
        for entry in words(row[2])
        for form in expand(entry.removesuffix(" of"))
    ]
    return WordSet(tuple(entries))


def _site(text: Text, first: int, last: int, rank: int) -> Found:
    start, end = text.words[first].start, text.words[last].end
    key = fold_name(text.string[start:end], text.language)
    return Found(start, end, "LOC", rank, key, method="rule", confidence=0.6)


def is_site(surface: str, language: str) -> bool:
    """Whether a name says that it is of a river, an airport, a street and the like."""
    parts = surface.lower().split()
    kinds = ("tail", "head", "area tail", "area head")
    return any(part in _site_words(language, kind) for part in parts for kind in kinds)


def capitals_before(text: Text, n: int) -> int:
    """Where the capitalised words that end just before word n begin."""
    first = n
    while first and text.words[first - 1].is_capital and touch(text, first - 1) and not _is_function(text, first - 1):
        first -= 1
    return first


def capitals_after(text: Text, n: int) -> int:
    """The last of the capitalised words that begin at word n, small linking words between them included."""
    last = n - 1
    here = n
    while here < len(text.words) and here < n + 5 and touch(text, here - 1):
        word = text.words[here]
        if word.is_capital and word.is_word:
            last = here
        elif word.low not in {"de", "del", "la", "d’", "d'", "du", "des", "von", "of", "the", "el", "le"}:
            break
        here += 1
    return last


def touch(text: Text, n: int) -> bool:
    """Whether word n and the next one, which there must be, stand side by side in one sentence."""
    a, b = text.words[n], text.words[n + 1]
    return a.sentence == b.sentence and text.string[a.end : b.start] in {" ", "", "\u00a0"} and a.is_word


def _is_function(text: Text, n: int) -> bool:
    word = text.words[n]
    return word.low in stopwords(text.language)
