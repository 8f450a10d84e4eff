"""Organisations and events in a text: known bodies, words such as Ministry or Landgericht, acronyms, quoted names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from services.extract.domain.found import Found, Known
from services.extract.domain.places import capitals_before, touch
from services.extract.domain.wordlists import WordSet, rows, stem_set, word_set
from services.extract.domain.words import Text, Word
from shared.contracts.mention import EntityType
from shared.language.names import fold_name
from shared.language.places import place_named
from shared.language.stopwords import stopwords
from shared.language.tables import words

#: Acronyms that name no body: zones, units, formats, states of affairs.
_NO_BODY = frozenset(
    "GMT UTC EDT EST PDT PST CET CEST MESZ MEZ BST MSK CEO CFO PDF TV DVD USB GPS SMS OK AM PM VIP HIV DNA PCR SUV ATM "
    "III VII VIII XII XIV XVI XIX XX XXI II IV VI IX XI LKW PKW ICE ÖPNV PS KM KG "
    "МСК ВИЧ ДНК ДТП ДТЗ ПДВ НДС СМИ ЗМІ СМІ "
    "AI IT LED PR EUR USD PLN BYN RUB UAH GBP CHF A.M P.M AIDS COVID MWST ID FAQ STORY CONTINUES BELOW THIS AD".split()
)
_QUOTED = re.compile(r"[«„“\"]([^\W\d_a-zа-яё][^«»„“”\"\n]{1,60}?)[»“”\"]")
_EVENT = re.compile(r"\b([A-ZА-ЯІЇЄЎŁŠŽ][^\W\d_]{2,})[-\u2011–\s](20\d\d)\b")
_ACRONYM = re.compile(r"[^\W\d_a-zа-яё]{2,6}$")
_BRACKETED = re.compile(r"\(([^\W\d_]{2,8})\)")


def find_bodies(text: Text, known: Known) -> Iterator[Found]:
    """The bodies and events that the text names."""
    yield from _listed(text)
    yield from _by_keyword(text, known)
    yield from _acronyms(text)
    yield from _quoted(text)
    yield from _events(text)


#: Id, English name and type of a known body.
Body = tuple[str, str, EntityType]


@cache
def _bodies() -> tuple[dict[str, Body], tuple[tuple[re.Pattern[str], Body], ...], frozenset[str]]:
    """Names as written, patterns of those that decline, and the first letters (three) of every one."""
    exact: dict[str, Body] = {}
    open_: list[tuple[re.Pattern[str], Body]] = []
    for identifier, name, kind, forms in rows("bodies.tsv"):
        body: tuple[str, str, EntityType] = (identifier, name, "EVENT" if kind == "EVENT" else "ORG")
        for form in (name, *words(forms)):
            form = form.strip("«»")
            if "*" in form:
                open_.append((re.compile(re.escape(form).replace(r"\*", r"\w*"), re.IGNORECASE), body))
            else:
                exact.setdefault(form, body)
    starts = frozenset(_start(form) for form in [*exact, *(p.pattern.replace("\\", "") for p, _ in open_)])
    return exact, tuple(open_), starts


def _start(form: str) -> str:
    return form[:2].lower()


#: Words in the longest name of the list.
_LONGEST = 4


def _listed(text: Text) -> Iterator[Found]:
    exact, _, starts = _bodies()
    for n, word in enumerate(text.words):
        if not (word.is_capital or word.text == "dpa") or word.text[:2].lower() not in starts:
            continue
        for last in range(min(n + _LONGEST, len(text.words)) - 1, n - 1, -1):
            surface = text.string[word.start : text.words[last].end]
            body = exact.get(surface) or _declined(surface)
            if (
                body
                and text.words[last].sentence == word.sentence
                and not _is_plain_word(word, last - n, text.language)
            ):
                identifier, name, kind = body
                yield Found(
                    word.start,
                    text.words[last].end,
                    kind,
                    80,
                    fold_name(name, "en"),
                    name,
                    identifier,
                    "gazetteer",
                    0.9,
                )
                break


def _is_plain_word(word: Word, more: int, language: str) -> bool:
    """Whether a short acronym is a common word here: "ES" opens a Spanish sentence, "IS" an English headline."""
    return not more and len(word.text) <= 3 and word.low in stopwords(language) and not word.is_upper


@cache
def _by_start() -> dict[str, list[tuple[re.Pattern[str], tuple[str, str, EntityType]]]]:
    found: dict[str, list[tuple[re.Pattern[str], tuple[str, str, EntityType]]]] = {}
    for pattern, body in _bodies()[1]:
        found.setdefault(_start(pattern.pattern.replace("\\", "")), []).append((pattern, body))
    return found


def _declined(surface: str) -> tuple[str, str, EntityType] | None:
    for pattern, body in _by_start().get(_start(surface), ()):
        if pattern.fullmatch(surface):
            return body
    return None


@cache
def keywords(language: str, place: str) -> WordSet:
    """The words that make a body of the names beside them: at its end, at its head, or by themselves."""
    stems = language in {"ru", "uk", "be", "pl", "lt"} or place == "whole"
    return (stem_set if stems else word_set)("organisations.tsv", language, place)


_LINKS = frozenset(
    "of for and the de la le les des du del y e et für der des die und and di von d’ d' l’ l' en".split()
)


def _by_keyword(text: Text, known: Known) -> Iterator[Found]:
    tail, head, whole = (keywords(text.language, place) for place in ("tail", "head", "whole"))
    for n, word in enumerate(text.words):
        if not word.is_word:
            continue
        capital = word.is_capital
        if capital and word.low in tail:
            first = capitals_before(text, n)
            last = _with_complement(text, n)
            if first < n or last > n:
                yield from _body(text, first, last, known)
        if word.low in head and (capital or text.language not in {"en", "de", "es"}):
            last = _with_complement(text, n)
            if last > n:
                yield from _body(text, n, last, known)
        if whole and capital and _ends_whole(word, text.language):
            last = _with_complement(text, n) if text.language == "de" else n
            yield from _body(text, n, last, known, confidence=0.6)


def _ends_whole(word: Word, language: str) -> bool:
    """A word that is a body by itself: German compounds by their ends, others by their beginnings."""
    if language == "de":
        return any(word.low.endswith(end) for end in _whole_ends())
    return word.low in keywords(language, "whole")


@cache
def _whole_ends() -> tuple[str, ...]:
    return tuple(entry for row in rows("organisations.tsv") if row[:2] == ("de", "whole") for entry in words(row[2]))


def _with_complement(text: Text, n: int) -> int:
    """The last word of what belongs to a body's keyword: "of the Interior", "питань поводження", "Leipzig"."""
    last, here = n, n + 1
    slavic = text.language in {"ru", "uk", "be", "pl", "lt"}
    while here < len(text.words) and here <= n + 7 and touch(text, here - 1):
        word = text.words[here]
        if word.is_word and word.is_capital:
            last = here
        elif (
            slavic and here == n + 1 and len(word.low) > 4 and word.is_word and word.low not in stopwords(text.language)
        ):
            last = here if _is_genitive(word.low, text.language) else last
            if last != here:
                break
        elif word.low not in _LINKS:
            break
        here += 1
    return last


_GENITIVES = {
    "ru": ("ы", "и", "ия", "ии", "ий", "ства", "ов", "ей", "ых", "их"),
    "uk": ("и", "ії", "ня", "ства", "ів", "их"),
    "be": ("ы", "і", "ння", "ства", "аў", "ых"),
    "pl": ("y", "i", "ia", "wa", "ów", "ych"),
    "lt": ("os", "ų", "io", "o"),
}


def _is_genitive(low: str, language: str) -> bool:
    return low.endswith(_GENITIVES.get(language, ()))


def _body(text: Text, first: int, last: int, known: Known, confidence: float = 0.65) -> Iterator[Found]:
    start, end = text.words[first].start, text.words[last].end
    if place_named(text.string[start:end], text.language):
        return
    key = fold_name(text.string[start:end], text.language)
    bracket = _BRACKETED.match(text.string, end + 1) if end < len(text.string) else None
    if bracket:
        known.bodies[bracket.group(1)] = key
    yield Found(start, end, "ORG", 70 + (last > first) * 8, key, method="rule", confidence=confidence)


def _acronyms(text: Text) -> Iterator[Found]:
    for word in text.words:
        if not word.is_upper or not _ACRONYM.match(word.text) or word.text in _NO_BODY:
            continue
        if _is_shouted(text, word):
            continue
        yield Found(word.start, word.end, "ORG", 40, fold_name(word.text, "en"), method="rule", confidence=0.5)


def _is_shouted(text: Text, word: Word) -> bool:
    """Whether the words around it are in capitals too, as in telex and subheadings."""
    start, end = text.sentences[word.sentence]
    line = text.string[start:end][:200]
    return sum(map(str.isupper, line)) > 0.5 * sum(map(str.isalpha, line)) or (
        word.opens and word.low in stopwords(text.language)
    )


def _quoted(text: Text) -> Iterator[Found]:
    """Names in quotation marks, as Slavic languages write those of firms, papers and groups: «Вясна»."""
    if text.language not in {"ru", "uk", "be", "lt"}:
        return
    for match in _QUOTED.finditer(text.string):
        inner = match.group(1)
        parts = inner.split()
        capitals = sum(part[0].isupper() for part in parts)
        if len(parts) <= 3 and inner[-1] not in ".,!?…" and capitals * 2 >= len(parts):
            yield Found(
                match.start(1), match.end(1), "ORG", 62, fold_name(inner, text.language), method="rule", confidence=0.55
            )


def _events(text: Text) -> Iterator[Found]:
    for match in _EVENT.finditer(text.string):
        if match.group(0)[len(match.group(1))] not in "-\u2011" or match.group(1).lower() in stopwords(text.language):
            continue
        key = fold_name(match.group(1), text.language) + " " + match.group(2)
        yield Found(match.start(), match.end(), "EVENT", 90, key, method="rule", confidence=0.6)
