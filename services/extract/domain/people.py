"""Persons in a text: capitalised words beside a first name, a title or a verb of speech; then surnames alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from services.extract.domain.bodies import _bodies
from services.extract.domain.found import Found, Known
from services.extract.domain.wordlists import WordSet, rows, word_set
from services.extract.domain.words import Text, Word
from shared.language.lexicon import lookup
from shared.language.names import fold_name, is_given_name, is_known_surname, name_keys
from shared.language.places import place_named
from shared.language.stopwords import stopwords
from shared.language.tables import words

#: Words in the longest name.
_LONGEST = 4
_PARTICLES = frozenset(
    "von van der den de del della di da la le el al bin ibn du dos ter ten zu af av фон ван де аль".split()
)
_CASED = frozenset({"ru", "uk", "be", "pl", "lt"})
#: Endings of German nouns that no surname has.
_GERMAN_NOUN = (
    "ung",
    "ungen",
    "heit",
    "keit",
    "schaft",
    "tion",
    "tionen",
    "ismus",
    "tät",
    "nis",
    "ment",
    "ling",
    "tum",
    "chen",
    "gebiet",
    "recht",
    "jahr",
    "tag",
    "zeit",
    "land",
    "krieg",
    "haus",
    "amt",
    "werk",
    "platz",
    "stadt",
    "uhr",
    "kraft",
    "weg",
    "schule",
    "ende",
    "beginn",
    "anfang",
)
#: Endings of Slavic and Lithuanian surnames, folded: by them a lone word is taken for a person.
_SURNAME = (
    "enko",
    "enka",
    "енко",
    "енка",
    "энка",
    "ov",
    "ow",
    "ев",
    "ов",
    "ski",
    "sky",
    "skyj",
    "ський",
    "ский",
    "скі",
    "ская",
    "ська",
    "skaja",
    "skaya",
    "ovich",
    "евич",
    "ович",
    "эвіч",
    "евіч",
    "auskas",
    "aitis",
    "ienė",
    "aitė",
    "utė",
    "ytė",
    "evičius",
    "owa",
    "ova",
    "ова",
    "ева",
    "ўна",
    "єва",
)


def find_people(text: Text, known: Known) -> Iterator[Found]:
    """The persons that the text names. Their surnames are put into `known` for what comes later."""
    taken: set[int] = set()
    headings = _headings(text)
    runs = list(_runs(text))
    for first, last in runs:
        name = _full_name(text, first, last)
        if name and (name[2] >= 0.9 or text.words[first].sentence not in headings):
            yield person(text, name[0], name[1], known, name[2])
            taken.update(range(name[0], name[1] + 1))
    for first, last in runs:
        for n in range(first, last + 1):
            if n not in taken:
                yield from _surname(text, n, known)


def _headings(text: Text) -> frozenset[int]:
    """The sentences in which nearly every word is capitalised: there, capitals say nothing."""
    counts: dict[int, list[bool]] = {}
    for word in text.words:
        if word.is_word and len(word.text) > 3:
            counts.setdefault(word.sentence, []).append(word.is_capital)
    return frozenset(n for n, capital in counts.items() if len(capital) > 3 and sum(capital) > 0.7 * len(capital))


def _runs(text: Text) -> Iterator[tuple[int, int]]:
    """Capitalised words that stand side by side: the first and the last of each run."""
    n = 0
    while n < len(text.words):
        if not _may_name(text.words[n]):
            n += 1
            continue
        last = n
        while True:
            following = _next(text, last)
            if following is None:
                break
            last = following
        yield n, last
        n = last + 1


def _may_name(word: Word) -> bool:
    return word.is_word and word.is_capital and (not word.is_upper or _is_initial(word))


def _is_initial(word: Word) -> bool:
    return len(word.text) == 1 or (word.text.endswith(".") and len(word.text) <= 4)


def _next(text: Text, n: int) -> int | None:
    """The next word of the run after word n: at once, or behind an initial's point or a particle."""
    here = n + 1
    while here < len(text.words) and here <= n + 2:
        word, before = text.words[here], text.words[here - 1]
        gap = text.string[before.end : word.start]
        if word.sentence != text.words[n].sentence or gap not in {" ", "", "\u00a0"}:
            return None
        if gap == " " and _may_name(word) or (gap == "" and text.words[here - 1].text == "." and _may_name(word)):
            return here
        if not (word.low in _PARTICLES or (word.text == "." and _is_initial(before))):
            return None
        here += 1
    return None


def _full_name(text: Text, first: int, last: int) -> tuple[int, int, float] | None:
    """The name in a run, without titles, peoples and places in front of it, and how sure it is."""
    has_title = False
    while first <= last and _is_before_name(text, first, last):
        has_title = has_title or is_title(text.words[first].low, text.language)
        first += 1
    inner = _inner_title(text, first, last)
    if inner is not None:
        has_title, first = True, inner + 1
    while last > first and not _may_end(text, last):
        last -= 1
    last = min(last, first + _LONGEST + 1)
    count = sum(_may_name(w) and not _is_initial(w) for w in text.words[first : last + 1])
    has_title = has_title or _title_before(text, first)
    if count >= 2:
        sure = _sureness(text, first, last, has_title)
        return (first, last, sure) if sure else None
    if (
        count == 1
        and has_title
        and len(text.words[last].text) > 2
        and not _is_place_or_body(text.words[last], text.language)
        and not (text.language == "de" and text.words[last].low.endswith(_GERMAN_NOUN))
    ):
        return (last, last, 0.6) if text.words[last].low not in stopwords(text.language) else None
    return None


def _inner_title(text: Text, first: int, last: int) -> int | None:
    """The last word of a title of several words that a run begins with: "City Manager", "Deputy Fire Chief"."""
    for n in range(first, last):
        if is_given_name(text.words[n].text, text.language):
            return None
        if is_title(text.words[n].low, text.language) and not is_title(text.words[n + 1].low, text.language):
            return n
    return None


def _is_before_name(text: Text, n: int, last: int) -> bool:
    """Whether word n only leads up to the name: "President", "Russian", "Yesterday", "US"."""
    word = text.words[n]
    if is_title(word.low, text.language) or word.low in stopwords(text.language) or is_people_word(word.low):
        return not (is_given_name(word.text, text.language) and n < last) or word.low in {"m", "mme"}
    if n == last or is_given_name(word.text, text.language):
        return False
    if text.language == "de" and word.low.endswith(_GERMAN_NOUN):
        return True
    followed = text.words[n + 1]
    leads = is_title(followed.low, text.language) or is_given_name(followed.text, text.language)
    return leads and (bool(place_named(word.text, text.language)) or text.language == "de" or word.text in _bodies()[0])


def _may_end(text: Text, n: int) -> bool:
    word = text.words[n]
    return (
        word.is_word
        and not _is_initial(word)
        and word.low not in _PARTICLES
        and word.low not in stopwords(text.language)
    )


def _sureness(text: Text, first: int, last: int, has_title: bool) -> float:
    """How sure it is that two or more capitalised words name a person; 0 where they do not."""
    opening, closing = text.words[first], text.words[last]
    surface = text.string[opening.start : closing.end]
    if place_named(surface, text.language) or surface in _bodies()[0]:
        return 0.0
    if is_given_name(opening.text, text.language):
        return 0.9
    if has_title:
        return 0.75
    if text.language == "de" and any(w.low.endswith(_GERMAN_NOUN) for w in text.words[first : last + 1]):
        return 0.0
    if any(
        w.low in stopwords(text.language) or _is_place_or_body(w, text.language) for w in text.words[first : last + 1]
    ):
        return 0.0
    if _speaks(text, first, last):
        return 0.7
    if text.language == "de":
        if opening.opens or any(lookup(w.low, "de") for w in text.words[first : last + 1]):
            return 0.0
        return 0.4 if last - first == 1 and not _has_article(text, first) else 0.0
    return 0.0 if opening.opens and not _in_lower_case(text, opening) else 0.45


def _in_lower_case(text: Text, word: Word) -> bool:
    """Whether a word that opens its sentence is no common word: it is nowhere written small."""
    return word.low not in {w.text for w in text.words}


def _has_article(text: Text, n: int) -> bool:
    return bool(n) and text.words[n - 1].low in {
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einer",
        "im",
        "am",
        "zum",
        "zur",
        "beim",
        "vom",
    }


def _is_place_or_body(word: Word, language: str) -> bool:
    place = place_named(word.text, language)
    return word.text in _bodies()[0] or bool(place and (not place.is_city or place.population > 500_000))


def _speaks(text: Text, first: int, last: int) -> bool:
    """Whether a verb of speech stands right beside."""
    says = speech_words(text.language)
    before = text.words[first - 1].low if first else ""
    after = text.words[last + 1].low if last + 1 < len(text.words) else ""
    return before in says or after in says


@cache
def speech_words(language: str) -> WordSet:
    """The verbs of speech of a language."""
    return word_set("speech.tsv", language, "say")


@cache
def _titles(language: str) -> WordSet:
    return word_set("roles.tsv", language)


def is_title(low: str, language: str) -> bool:
    """Whether a word (small letters) is a title or role that stands before names."""
    return low.rstrip(".") in _titles(language)


def _title_before(text: Text, n: int) -> bool:
    """Whether a title stands before word n: at once, with its point, or as "M." does."""
    here = n - 1
    if here >= 0 and text.words[here].text == ".":
        here -= 1
    return (
        here >= 0
        and text.words[here].sentence == text.words[n].sentence
        and is_title(text.words[here].low, text.language)
        if n < len(text.words)
        else False
    )


@cache
def _people_starts() -> dict[str, tuple[str, str]]:
    """Country code and English name by what words of a people begin with."""
    starts: dict[str, tuple[str, str]] = {}
    for row in rows("demonyms.tsv"):
        for start in words(row[2]):
            starts[start] = max((row[0], row[1]), starts.get(start, ("", "")))
    return starts


#: Letters of the shortest beginning that speaks of a people, and of the longest ending behind one.
_BEGINNING, _ENDING = 3, 6


@lru_cache(maxsize=10_000)
def people_of(low: str) -> tuple[str, str] | None:
    """Country code and English name of the people that a word speaks of (small letters), by its longest beginning."""
    starts = _people_starts()
    at = next((at for at in range(len(low), _BEGINNING - 1, -1) if low[:at] in starts), None)
    return starts[low[:at]] if at is not None and len(low) - at <= _ENDING else None


def is_people_word(low: str) -> bool:
    """Whether a word speaks of a people: "Belarusian", "белорусский"."""
    return people_of(low) is not None


def person(text: Text, first: int, last: int, known: Known, confidence: float) -> Found:
    """The candidate that words make as a person's name; the surname is kept in `known`."""
    start, end = text.words[first].start, text.words[last].end
    if confidence <= 0.6 and first == last:
        return lone(text, first, known, confidence)
    surface = text.string[start:end]
    keys = name_keys(surface, text.language)
    surname_keys = name_keys(text.words[last].text, text.language)
    key = next((k for k in keys if k in known.people.values()), keys[0])
    for surname in (key.split()[-1], *surname_keys):
        known.people.setdefault(surname, key)
    return Found(start, end, "PERSON", 75 if confidence >= 0.7 else 45, key, confidence=confidence)


def lone(text: Text, n: int, known: Known, confidence: float) -> Found:
    """The candidate that one word makes as a person's name, with the key of who has been named in full."""
    word = text.words[n]
    keys = name_keys(word.text, text.language)
    key = next((known.people[k] for k in keys if k in known.people), keys[0])
    known.people.setdefault(keys[0], key)
    return Found(word.start, word.end, "PERSON", 58, key, confidence=confidence)


@lru_cache(maxsize=10_000)
def _keys(word: str, language: str) -> tuple[str, ...]:
    return name_keys(word, language)


def _surname(text: Text, n: int, known: Known) -> Iterator[Found]:
    """A word alone that is the surname of somebody named in full, or of a public figure, or looks like a surname."""
    word = text.words[n]
    if not _may_name(word) or _is_initial(word) or word.low in stopwords(text.language):
        return
    parts = [word.text]
    offset = 0
    keys = _keys(word.text, text.language)
    hit = next((known.people[k] for k in keys if k in known.people), None)
    if hit is None and "-" in word.text:
        parts = word.text.split("-")
    for part in parts:
        start = word.start + word.text.index(part, offset)
        offset = start - word.start + len(part)
        yield from _known_surname(text, n, part, start, known)


def _known_surname(text: Text, n: int, part: str, start: int, known: Known) -> Iterator[Found]:
    keys = _keys(part, text.language)
    hit = next((known.people[k] for k in keys if k in known.people), None)
    if hit is not None:
        yield Found(start, start + len(part), "PERSON", 72, hit, confidence=0.85)
    elif is_known_surname(part, text.language):
        known.people.setdefault(keys[0], keys[0])
        yield Found(start, start + len(part), "PERSON", 58, keys[0], method="gazetteer", confidence=0.7)
    elif _looks_like_surname(text, n, part):
        known.people.setdefault(keys[0], keys[0])
        yield Found(start, start + len(part), "PERSON", 42, fold_name(part, text.language), confidence=0.5)


def _looks_like_surname(text: Text, n: int, part: str) -> bool:
    word = text.words[n]
    if (
        len(part) < 5
        or place_named(part, text.language)
        or is_given_name(part, text.language)
        or is_people_word(word.low)
    ):
        return False
    if word.text == part and _speaks(text, n, n) and not word.opens and text.language != "de":
        return True
    return not word.opens and part.lower().endswith(_SURNAME) and "-" not in word.text and text.language != "de"
