"""Which names of a sentence its English has not: places, people, and other capitalised words that are no common words.

Names are compared by their folded keys, so that script, spelling and case do not matter; places also by what they are,
so that "Германии" is kept by "German". Organisations are translated more often than not: words that the lexicon knows
are left out of them, and German nouns with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from shared.language import base
from shared.language.bilingual import glosses
from shared.language.names import is_given_name, name_keys
from shared.language.places import MAX_WORDS, Place, is_place_start, place_named
from shared.language.stopwords import stopwords

#: A name that is lost: start and end in the source sentence, and the name in English spelling or its key.
Lost = tuple[int, int, str]

_POSSESSIVE = re.compile(r"[’'ʼ]s?$")
_TOKEN = re.compile(r"[^\W\d_](?:[\w’'ʼ]|[-‑](?=\w))*")
#: What a new sentence or a quoted one begins after; a capital there says nothing.
_OPENING = re.compile(r"(?:^|[.!?:…•*]|[\"“”„«»‘‚'(\[–—-])\s*[\"“”„«»‘‚'(\[–—-]*\s*$")
#: Letters that a name has at least to be compared: shorter ones are initials and abbreviations.
_LEAST = 4
#: Share of its sounds by which a name's key may differ; and consonants that are enough to know it by.
_EDITS, _BONES = 0.38, 2
_VOWELS = re.compile(r"[aeiouy ]")
#: Inhabitants from which a city's own name is looked for by what it is.
_KNOWN_CITY = 300_000
#: What belongs to a country and does not begin like its name.
_ADJECTIVES: dict[str, str] = {
    "US": "american americans us usa washington america states dollar dollars",
    "GB": "british britain briton britons uk england english london kingdom",
    "FR": "french paris", "NL": "dutch holland", "ES": "spanish spaniard spaniards", "GR": "greek greeks",
    "TR": "turkish turk turks", "PL": "polish pole poles warsaw", "DK": "danish dane danes", "SE": "swedish swede",
    "FI": "finnish finn finns", "IE": "irish", "CH": "swiss", "CN": "chinese beijing", "RU": "moscow kremlin russian",
    "WA": "welsh", "IS": "icelandic", "NO": "norwegian", "TH": "thai", "PH": "filipino philippine",
    "KP": "pyongyang dprk north", "KR": "seoul south", "AE": "emirati uae gulf", "CZ": "czech", "SU": "soviet ussr",
    "LB": "lebanese", "UA": "ukrainian kyiv kiev", "DE": "german germans berlin", "PS": "palestinian gaza",
    "CY": "cypriot", "PE": "peruvian", "VA": "papal pope holy", "BY": "belarusian", "wales": "welsh", "europe": "eu",
    "scotland": "scottish scot scots scotch", "gaza": "gazan", "bavaria": "bavarian", "catalonia": "catalan",
}  # fmt: skip
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]\.[A-Z]\b")


@dataclass(frozen=True)
class EnglishNames:
    """What English sentences offer: their words, and the keys of those."""

    words: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    text: str = ""

    @classmethod
    def read(cls, text: str) -> EnglishNames:
        """The words of an English sentence and their keys."""
        tokens = [m.group() for m in _TOKEN.finditer(text)]
        tokens = [_POSSESSIVE.sub("", token) for token in tokens]
        parts = [part for token in tokens for part in {token, *re.split(r"[-‑]", token)} if part]
        names = [part for part in parts if part[0].isupper()]
        keys = frozenset(key for name in names for way in {name, _spoken(name)} for key in _keys(way, "en"))
        words = {part.lower() for part in parts} | {m.group().replace(".", "").lower() for m in _DOTTED.finditer(text)}
        return cls(frozenset(words), keys, text.lower())

    def has_place(self, place: Place) -> bool:
        """Whether the place is named, or somebody or something of it."""
        name, code = place.name.lower(), place.id.partition(":")[2]
        if (
            name in self.text
            or (code == "US" and "$" in self.text)
            or self.words & set(_ADJECTIVES.get(code, "").split())
        ):
            return True
        stems = [word[: max(_LEAST, len(word) - 3)] for word in name.split() if len(word) >= _LEAST]
        return any(word.startswith(stem) for stem in stems for word in self.words)

    def has_name(self, word: str, language: str) -> bool:
        """Whether the name is there in any spelling."""
        plain = word.lower()
        if plain in self.words or (plain.isascii() and plain[: max(_LEAST, len(plain) - 3)] in self.text):
            return True
        return any(_alike(key, other) for key in _keys(word, language) for other in self.keys)


@lru_cache(maxsize=10_000)
def _keys(word: str, language: str) -> tuple[str, ...]:
    return name_keys(word, language)


#: How English spelling is spoken where others write by ear: Giles (Джайлз), Wallace (Уолас), Hatch, Wright, Mews.
_SPEECH = (
    (re.compile(r"gh(?=$|t|e)|(?<=^)w(?=r)|(?<=^)k(?=n)|(?<=w)h"), ""),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"g(?=[eiy])"), "j"),
    (re.compile(r"tch"), "ch"),
    (re.compile(r"(?<=[aeo])w(?![aeio])"), "u"),
)


@lru_cache(maxsize=10_000)
def _spoken(name: str) -> str:
    """The English name as an ear writes it."""
    low = name.lower()
    for pattern, sound in _SPEECH:
        low = pattern.sub(sound, low)
    return low


@lru_cache(maxsize=10_000)
def _alike(key: str, other: str) -> bool:
    """Whether two keys may be one name: the same but for spelling, or the same consonants in the same order."""
    longer = max(len(key), len(other))
    if key == other or _edits(key, other) <= _EDITS * longer:
        return True
    return any(_same_bones(one, two) for one, two in zip(_bones(key), _bones(other), strict=True))


def _same_bones(one: str, two: str) -> bool:
    longer = max(len(one), len(two))
    return min(len(one), len(two)) >= _BONES and _edits(one, two) <= longer // 4


@lru_cache(maxsize=10_000)
def _bones(key: str) -> tuple[str, str]:
    """The consonants of a key, and those without g, which stands for h and for letters that English does not speak."""
    bones = _VOWELS.sub("", re.sub(r"u(?=[aeio])", "v", key).replace("tch", "ch").replace("ch", "s").replace("sh", "s"))
    return bones, bones.replace("g", "")


def _edits(one: str, other: str) -> int:
    """Insertions, deletions and replacements that make one of the other (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for n, char in enumerate(one, 1):
        before, row[0] = row[0], n
        for m, second in enumerate(other, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (char != second))
    return row[-1]


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    words: str
    opens: bool = field(default=False)


def surnames(sentences: Iterable[str], language: str) -> frozenset[str]:
    """The keys of the last words of full names in these sentences: alone they are names too."""
    tongue = base(language)
    found: set[str] = set()
    for sentence in sentences:
        tokens = list(_tokens(sentence))
        found.update(
            key
            for at in range(len(tokens))
            if _ends_full_name(tokens, at, tongue)
            for key in _keys(tokens[at].words, tongue)
        )
    return frozenset(found)


def lost_names(sentence: str, language: str, english: EnglishNames, known: frozenset[str]) -> list[Lost]:
    """The names of the sentence that the English has not; `known` are the surnames of the article."""
    tongue = base(language)
    tokens = list(_tokens(sentence))
    lost: list[Lost] = []
    at = 0
    while at < len(tokens):
        place, size = _place(tokens, at, tongue)
        run = tokens[at : at + size]
        if place:
            if _is_sure(place, run, tongue) and not (english.has_place(place) or _is_there(run, tongue, english)):
                lost.append((run[0].start, run[-1].end, place.name))
        elif _is_name(tokens, at, tongue, known) and not english.has_name(run[0].words, tongue):
            lost.append((run[0].start, run[0].end, _keys(run[0].words, tongue)[0]))
        at += size
    return lost


def _is_there(tokens: list[_Token], tongue: str, english: EnglishNames) -> bool:
    return all(english.has_name(token.words, tongue) for token in tokens)


def _tokens(sentence: str) -> Iterator[_Token]:
    """The capitalised words."""
    for match in _TOKEN.finditer(sentence):
        if match.group()[0].isupper():
            yield _Token(*match.span(), match.group(), bool(_OPENING.search(sentence[: match.start()][-6:])))


def _place(tokens: list[_Token], at: int, tongue: str) -> tuple[Place | None, int]:
    """The place that begins here, and of how many words it is."""
    if at + 1 < len(tokens) and _is_followed(tokens, at) and is_given_name(tokens[at].words, tongue):
        return None, 1
    most = MAX_WORDS if is_place_start(tokens[at].words, tongue) else 1
    for size in range(min(most, len(tokens) - at), 0, -1):
        run = tokens[at : at + size]
        if all(b.start - a.end == 1 for a, b in zip(run, run[1:], strict=False)):
            place = place_named(" ".join(token.words for token in run), tongue)
            if place:
                return place, size
    return None, 1


def _is_sure(place: Place, run: list[_Token], tongue: str) -> bool:
    """Whether it is hardly anything else: towns share their names, and cases of them, with people and things."""
    words = " ".join(token.words for token in run)
    if words.isupper() or len(run) > 1:
        return True
    if len(words) < _LEAST or ((run[0].opens or place.is_city) and _is_common(words, tongue)):
        return False
    return not place.is_city or (place.population >= _KNOWN_CITY and not run[0].opens)


def _is_name(tokens: list[_Token], at: int, tongue: str, known: frozenset[str]) -> bool:
    """Whether this is the last word of a full name, or a surname of the article that stands alone."""
    if _ends_full_name(tokens, at, tongue):
        return True
    token = tokens[at]
    is_alone = _is_plain(token) and not _is_followed(tokens, at) and not _has_name_before(tokens, at)
    if not is_alone or token.opens or known.isdisjoint(_keys(token.words, tongue)):
        return False
    return not _is_common(token.words, tongue)


def _has_name_before(tokens: list[_Token], at: int) -> bool:
    """Whether a capitalised word stands before this one that is no sentence's first."""
    return at > 0 and _is_followed(tokens, at - 1) and not tokens[at - 1].opens


def _ends_full_name(tokens: list[_Token], at: int, tongue: str) -> bool:
    """Whether a first name, or in languages that write nouns small any unknown word, stands before this one."""
    if not at or not _is_followed(tokens, at - 1) or _is_followed(tokens, at) or not _is_plain(tokens[at]):
        return False
    first, last = tokens[at - 1], tokens[at]
    if is_given_name(first.words, tongue):
        return tongue != "de" or not _is_common(last.words, tongue)
    if tongue == "de" or first.opens or not _is_plain(first) or place_named(first.words, tongue):
        return False
    return not _is_common(first.words, tongue) and not _is_common(last.words, tongue)


def _is_plain(token: _Token) -> bool:
    """Whether the word is long enough to be compared, and no abbreviation."""
    return len(token.words) >= _LEAST and not token.words.isupper() and "-" not in token.words


def _is_common(word: str, tongue: str) -> bool:
    """Whether it is a common word of the language: in the lexicon, with English that is no name."""
    return word.lower() in stopwords(tongue) or any(gloss.english[:1].islower() for gloss in glosses(word, tongue))


def _is_followed(tokens: list[_Token], at: int) -> bool:
    """Whether another capitalised word follows at once."""
    return at + 1 < len(tokens) and tokens[at + 1].start == tokens[at].end + 1
