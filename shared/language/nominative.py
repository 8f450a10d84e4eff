"""Surnames in the nominative: case endings off, or put back to what the name ends in by itself.

Which case a bare surname stands in cannot always be told: "Захарова" is a woman, or a man in the genitive. The caller
says what it knows: the gender, and whether the first name beside it stands in another case than the nominative.
"""

from __future__ import annotations

import re
from functools import lru_cache

_Rule = tuple[re.Pattern[str], str, str]


def _rules(*table: tuple[str, str] | tuple[str, str, str]) -> tuple[_Rule, ...]:
    return tuple((re.compile(row[0] + "$"), row[1], row[2] if len(row) > 2 else "") for row in table)


#: Endings that show a case by themselves: stem and ending, nominative, gender ("" either). The first that fits counts.
_CLEAR: dict[str, tuple[_Rule, ...]] = {
    "ru": _rules(
        (r"([сц]к)(?:ого|ому|им|ом)", "ий"),
        (r"([сц]к)(?:ой|ою|ую)", "ая"),
        (r"(..н)(?:ого|ому)", "ый"),
        (r"(льн)ым", "ый"),
        (r"(льн)(?:ой|ую)", "ая"),
        (r"(.[оеё]в|.[иы]н)ым", ""),
        (r"(.[оеё]в|.[иы]н)(?:ой|ою)", "а"),
        (r"([оеи]вич)(?:а|у|ем|е)", ""),
        (r"(..[бвгджзклмнпрстфхцчшщ])ом", ""),
        (r"(..л)(?:ем|ём)", "ь"),
        (r"(..[жчшщцнр])ем", ""),
        (r"(..[ае])(?:ем|ю)", "й"),
        (r"(..[гкхжчшщ])ой", "а"),
    ),
    "uk": _rules(
        (r"([сцз]ьк)(?:ого|ому|им)", "ий"),
        (r"([сцз]ьк)(?:ої|ій|ою|у)", "а"),
        (r"(..н)(?:ого|ому)", "ий"),
        (r"(жн|льн)им", "ий"),
        (r"(енк)(?:а|у|ом|ові)", "о"),
        (r"(ен)ці", "ко"),
        (r"(.[оеє]в|.[иії]н)(?:им|ові|ом)", ""),
        (r"(.[оеє]в|.[иії]н)(?:ої|ою|ій)", "а"),
        (r"([оеє]вич|.[уюаяи]к)(?:а|у|ем|ом|ові|еві|і)", ""),
        (r"(..[бвгджзклмнпрстфхцчшщ])(?:ом|ові|еві)", ""),
        (r"(...р)(?:я|ем|ю)", ""),
        (r"(.[авнпт])ц(?:я|ем|ю|еві)", "ець"),
    ),
    "be": _rules(
        (r"([сц]к)(?:ага|аму|ім)", "і"),
        (r"([сц]к)(?:ай|ую|аю)", "ая"),
        (r"(..н)(?:ага|аму)", "ы"),
        (r"([эе]н)(?:кі|ку|кам|кай|кою|цы)", "ка"),
        (r"(.[оаеё])вым", "ў"),
        (r"(.[оаеё]в|.[ыі]н)(?:ай|ою)", "а"),
        (r"(.[ыі]н)ым", ""),
        (r"(віч)(?:а|у|ам|ы)", ""),
        (r"(..[бвгджзклмнпрстфхцчшў])(?:ам|ом)", ""),
    ),
    "pl": _rules(
        (r"([sc]k|dzk)(?:iego|iemu|im)", "i"),
        (r"([sc]k|dzk)(?:iej|ą)", "a"),
        (r"(...n)(?:ego|emu|ym)", "y"),
        (r"(enk)(?:i|ę|ą)", "a"),
        (r"(en)ce", "ka"),
        (r"(..[ei]w|..ow|..in)ej", "a"),
        (r"(..[^n]i)(?:ego|emu)", ""),
        (r"(...)owi", ""),
        (r"(...[kg])iem", ""),
        (r"(...)em", ""),
        (r"(...[^aeiouy])(?:ą|ę)", "a"),
    ),
    "lt": _rules(
        (r"(..[čj])(?:iaus|iui|iumi)", "ius"),
        (r"(..j)(?:aus|ui|umi)", "us"),
        (r"(..k)(?:aus|umi)", "us"),
        (r"([sc]k)(?:io|į|iu)", "is"),
        (r"(ait|.yt|.ut|.ūn|.ėn)(?:io|į|iu|iui)", "is"),
        (r"(ausk)(?:o|ą|u|ui)", "as"),
        (r"(ait|.yt|.ut|ien)(?:ės|ę|ei|e)", "ė"),
        (r"(...)ui", "as"),
        (r"(...)ą", "as", "m"),
    ),
}
#: Endings that may be a case or the name itself: taken off where the first name says so, or the stem is a man's.
_DOUBTFUL: dict[str, tuple[_Rule, ...]] = {
    "ru": _rules(
        (r"(.[оеё]в|.[иы]н)у", "а", "f"),
        (r"(..[бвгджзклмнпрстфхцчшщ])(?:а|у|е)", "", "m"),
        (r"(..[бвгджзклмнпрстфхцчшщ])(?:ы|у|е)", "а"),
        (r"(..л)я", "ь", "m"),
        (r"(..[аеоу])я", "й", "m"),
    ),
    "uk": _rules(
        (r"(.[оеє]в|.[иії]н)у", "а", "f"),
        (r"(..[бвгджзклмнпрстфхцчшщ])(?:а|у|і)", "", "m"),
        (r"(..[бвгджзклмнпрстфхцчшщ])(?:и|у|і)", "а"),
    ),
    "be": _rules(
        (r"(.[оаеё]в|.[ыі]н)у", "а", "f"),
        (r"(.[оаеё])в(?:а|у|е)", "ў", "m"),
        (r"(..[бвгджзклмнпрстфхцчш])(?:а|у|е|ы)", "", "m"),
        (r"(..[бвгджзклмнпрстфхцчш])(?:ы|у|е)", "а"),
    ),
    "pl": _rules((r"(...[^aeiouy])(?:a|ie)", "", "m"), (r"(...[^aeiouyk])y", "a", "f")),
    "lt": _rules((r"(...)(?:io|į)", "is"), (r"(...)(?:o|ą|u|e)", "as", "m"), (r"(...)os", "a", "f")),
}
#: Stems that are men's surnames: a vowel after them is a case, unless a woman is spoken of.
_MANS_STEM = {
    "ru": re.compile(r"(?:[оеё]в|[иы]н|вич|чук|юк|як|[аеу]нк|ман|штейн|берг|сон|тер|тон|мп|йд[еэ]н|рон|ел[ль])$"),
    "uk": re.compile(r"(?:[оеє]в|[иії]н|вич|чук|юк|як|ман|штейн|берг|сон|тер|тон|мп|йден|рон|дар)$"),
    "be": re.compile(r"(?:[оаеё][ўв]|[ыі]н|віч|чук|юк|як|ман|штэйн|берг|сан|тэр|тан|мп|йдэн|рон)$"),
    "pl": re.compile(r"(?:ow|ew|in|icz|czuk|iuk|man|stein|berg|son|ter|ton|mp|den)$"),
    "lt": re.compile(r"(?:ov|ev|in|mp|son|man|ausk|berg)$"),
}
DECLINING = frozenset(_CLEAR)


@lru_cache(maxsize=20_000)
def nominative(word: str, language: str, gender: str = "", oblique: bool | None = None) -> str:
    """The surname as it is called by itself, in its own script; as it stands where nothing shows a case."""
    if language not in DECLINING or oblique is False or not 4 <= len(word) <= 40:
        return word
    low = word.lower()
    found = _first(_CLEAR[language], low, gender)
    if found is None:
        found = _doubtful(low, language, gender, oblique)
    return _as_in(word, found) if found is not None else word


def _first(rules: tuple[_Rule, ...], low: str, gender: str) -> str | None:
    for pattern, ending, whose in rules:
        match = pattern.search(low)
        if match and match.end(1) > 1 and whose in {"", gender}:
            return low[: match.end(1)] + ending
    return None


def _doubtful(low: str, language: str, gender: str, oblique: bool | None) -> str | None:
    if oblique:
        return _first(_DOUBTFUL[language], low, gender or "m")
    mans = gender != "f" and _MANS_STEM[language].search(low[:-1])
    return _first(_DOUBTFUL[language], low, "m") if mans and low[-1] not in "iyиыійь" else None


def _as_in(word: str, low: str) -> str:
    if word.isupper():
        return low.upper()
    return "".join([a if a.lower() == b else b for a, b in zip(word, low, strict=False)]) + low[len(word) :]
