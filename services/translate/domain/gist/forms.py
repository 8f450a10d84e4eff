"""What the form of a source word shows: number, tense, comparison. Endings only; what they leave open stays open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Form:
    """Number and tense of a word. Tenses: "" base, past, done (participle), third, to (infinitive), ing, will."""

    is_plural: bool = False
    tense: str = ""
    #: -er and -est of adjectives.
    degree: str = ""
    #: Whether a noun stands in the genitive, for sure or perhaps.
    is_genitive: bool = False
    #: Whether this form is the plural's nominative or the singular's genitive, as its surroundings tell.
    is_open: bool = False


PLAIN = Form()

_TENSES: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    language: tuple((re.compile(rf"(?:{pattern})$"), tense) for pattern, tense in table)
    for language, table in {
        "ru": (
            (r"(?:ть|ти|чь)(?:ся|сь)?", "to"),
            (r"[аеиоуыяюё]л(?:а|о|и)?(?:ся|сь)?|(?<=..)[зсгкбрх]л(?:а|о|и)?(?:ся|сь)?", "past"),
            (r"[^аеиоуыэюя]?(?:ший|шего|шая|шие|ших|шим|шей|шему|шими|шую|шее)(?:ся)?", "past"),
            (
                r"(?:[аяе]нн|[еоиыуя]т|ём|ем|им)(?:ый|ого|ому|ым|ом|ая|ой|ую|ое|ые|ых|ыми)|[аяе]н(?:а|о|ы)?|ён|ят(?:а|о|ы)",
                "done",
            ),
            (r"[аяую]щ(?:ий|его|ему|им|ем|ая|ей|ую|ее|ие|их|ими)(?:ся)?", "ing"),
            (r"(?:[аеия]в|вши|вшись|я|ясь)", "ing"),
            (r"[еёи]т(?:ся)?", "third"),
            (r"[уюая]т(?:ся)?", ""),
        ),
        "uk": (
            (r"(?:ти|чи)(?:ся|сь)?", "to"),
            (
                r"[аеиоуіїяює][вл](?:а|о|и)?(?:ся|сь)?|(?<=..)[зсгкбрх]л(?:а|о|и)(?:ся|сь)?|(?<=..)[зсгк](?:ся|сь)",
                "past",
            ),
            (r"(?:[аяе]н|[еоиуя]т)(?:ий|ого|ому|им|а|ої|ій|у|ою|е|і|их|ими|о)", "done"),
            (r"[уюая]ч(?:и|ий|а|е|і|их|им|ого|ою|ої)(?:сь)?", "ing"),
            (r"(?:ає|є|ує|ить|їть|іть)(?:ться)?|еться|иться", "third"),
            (r"[уюая]ть(?:ся)?", ""),
        ),
        "be": (
            (r"(?:ць|ці|чы)(?:ца)?|цца", "to"),
            (r"[аеіоуыэяюё](?:ў|л[аоі])(?:ся|ся)?|[аеіоуыэяюё]л[аі]ся|(?<=..)[зсгкбрх]л[аоі](?:ся)?", "past"),
            (r"(?:[аяе]н|[ыоеуя]т)(?:ы|ага|аму|ым|ая|ай|ую|ае|ыя|ых|ымі|а)", "done"),
            (r"[уюая]ч(?:ы|ая|ае|ыя|ых|ым)(?:ся)?", "ing"),
            (r"(?:ае|яе|уе|юе|ець|іць|ыць)(?:цца)?|ецца|іцца|ыцца", "third"),
            (r"[уюая]ць", ""),
        ),
        "pl": (
            (r"[cć]", "to"),
            (r"ł(?:a|o|y|em|am)?|li(?:śmy)?|łyśmy", "past"),
            (r"(?:[aoe]n|[iy]t|ęt|ut)(?:y|ego|emu|ym|a|ej|ą|e|i|ych|ymi|o)|eni", "done"),
            (r"ąc(?:y|ego|emu|ym|a|ej|ą|e|ych|ymi)?", "ing"),
            (r"[ąę]", ""),
            (r"[aeiy]", "third"),
        ),
        "lt": (
            (r"tis?", "to"),
            (r"(?:[oė]|ojo|avo|ėjo)(?:si)?", "past"),
            (r"(?:t)(?:as|o|ą|ų|a|os|i|us|iems|oms|ais|omis|am|uose)", "done"),
            (r"[iu]s(?:i)?|siu|sime", "will"),
            (r"[aiu](?:si)?", "third"),
        ),
        "de": (
            (r"(?:.*ge.{2,}|(?:be|ver|er|ent|zer|miss).{2,})(?:t|en)|.{2,}iert", "done"),
            (r"(?:[^e]|[dtm]e)te(?:n|st)?", "past"),
            (r"end(?:e|er|es|en|em)?", "ing"),
            (r"e?n", "to"),
            (r"t", "third"),
        ),
        "fr": (
            (r"(?:er|ir|re)", "to"),
            (r"(?:rait|raient|rions|riez)", "would"),
            (r"(?:[ai]s|t)?(?:ait|aient|èrent|irent|urent|[iu]t)", "past"),
            (r"(?:é|i|u|is|it|ert|aint|eint)(?:e|s|es)?", "done"),
            (r"ants?", "ing"),
            (r"(?:ra|ront|rez|rons)", "will"),
            (r"ent", ""),
            (r"[eta]", "third"),
        ),
        "es": (
            (r"[aei]r(?:se|lo|la|los|las|le|les)?", "to"),
            (r"(?:ría|rían)", "would"),
            (r"(?:dij|hic|hiz|pus|pud|quis|tuv|vin|sup|hub|traj|duj)(?:o|e|imos|eron)|^(?:dio|vio|fue|fueron)", "past"),
            (r"(?:ó|aron|ieron|eron|aba|aban|ía|ían|ase|ara|aran|iera|ieran)", "past"),
            (r"(?:[ai]d|ert|ch|st)(?:o|a|os|as)", "done"),
            (r"[ae]ndo(?:se|lo|la)?", "ing"),
            (r"(?:rá|rán|remos)", "will"),
            (r"[ae]n", ""),
            (r"[ae]", "third"),
        ),
    }.items()
}
#: Noun endings that are plural whatever the gender.
_PLURAL: dict[str, re.Pattern[str]] = {
    language: re.compile(rf"(?:{pattern})$")
    for language, pattern in {
        "ru": r"[ыи]х|[ыи]ми|[оеё]в|ами|ями|ам|ям|ах|ях|ьми|(?<=[аеиоуыжчшщьл])ей|ий",
        "uk": r"их|ими|[іїео]в|ами|ями|ам|ям|ах|ях",
        "be": r"[ыі]х|[ыі]мі|[оаяеё]ў|амі|ямі|ам|ям|ах|ях",
        "pl": r"ych|ich|[yi]mi|ów|ami|om|ach|owie",
        "lt": r"(?:i)?(?:ai|ų|ams|ais|uose|us|oms|omis|ose|ėms|ėmis|ėse)|ys|ims|imis|yse|as",
        "fr": r"s|x",
        "es": r"s",
    }.items()
}
#: Endings that are a plural where the headword is not one of theirs: headword's ending, form's ending.
_PLURAL_IF: dict[str, tuple[tuple[str, str], ...]] = {
    "ru": (("[бвгджзклмнпрстфхцчшщй]", "[ыи]"),),
    "uk": (("[бвгджзклмнпрстфхцчшщй]", "[иії]"),),
    "be": (("[бвгджзклмнпрстфхцчшўй]", "[ыі]"),),
    "pl": (("[bcćdfghjklłmnńprsśtwzźż]", "[yie]"),),
    "lt": (("as|is|us|ys", "ai|iai|ūs"),),
}
#: Endings that are the plural's nominative or the singular's genitive: headword's ending, form's ending.
_OPEN: dict[str, tuple[tuple[str, str], ...]] = {
    "ru": (("[ая]", "[ыи]"), ("[ое]", "[ая]"), ("ь", "и")),
    "uk": (("[ая]", "[иії]"), ("[ое]", "[ая]"), ("ь", "і")),
    "be": (("[ая]", "[ыі]"), ("[ое]", "[ая]"), ("ь", "і")),
    "pl": (("[ai]", "[yi]|e"), ("[oe]", "a"), ("[ćśńźż]|ść", "i")),
    "lt": (("a|ė", "os|ės"),),
}
_GENITIVE: dict[str, re.Pattern[str]] = {
    language: re.compile(rf"(?:{pattern})$")
    for language, pattern in {
        "ru": r"[аяыи]|[оеё]в|[еи]й|ого|его|ой|ых|их|ки|[бвгджзклмнпрст]",
        "uk": r"[аяиіїую]|[іїео]в|ей|ого|ої|их",
        "be": r"[аяыіу]|[оаяеё]ў|ага|яга|ай|яй|ых|іх",
        "pl": r"[aiyu]|ów|ego|ej|ych|ich|[bcdfgkłmnprstwz]",
        "lt": r"o|io|os|ės|aus|iaus|ies|ų|s",
    }.items()
}
_DEGREES: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    language: tuple((re.compile(rf"(?:{pattern})$"), degree) for pattern, degree in table)
    for language, table in {
        "ru": ((r"ейш(?:ий|его|ему|им|ем|ая|ей|ую|ее|ие|их|ими)", "est"), (r"ее", "er")),
        "uk": ((r"^най.*іш(?:ий|ого|ому|им|а|ої|ій|у|ою|е|і|их|ими)", "est"),
        (r"іш(?:ий|ого|ому|им|а|ої|ій|у|ою|е|і|их|ими)", "er")),
        "be": ((r"^най.*ейш(?:ы|ага|аму|ым|ая|ай|ую|ае|ыя|ых|ымі)", "est"),
        (r"ейш(?:ы|ага|аму|ым|ая|ай|ую|ае|ыя|ых|ымі)|ей", "er")),
        "pl": ((r"^naj.*sz(?:y|ego|emu|ym|a|ej|ą|e|ych|ymi)", "est"),
        (r"(?<=.)(?:ej|n)sz(?:y|ego|emu|ym|a|ej|ą|e|ych|ymi)", "er")),
        "lt": ((r"iaus(?:ias|io|ią|ių|ia|ios|iai|iu)", "est"), (r"esn(?:is|io|į|ių|ė|ės|ę|iai|iu)", "er")),
        "de": ((r"(?<=..)e?st(?:e|en|er|es|em)", "est"), (r"(?<=...)er(?:e|en|er|es|em)", "er")),
    }.items()
}  # fmt: skip


@lru_cache(maxsize=10_000)
def form(word: str, head: str, kind: str, language: str) -> Form:
    """What this form (small letters) of a word shows; `head` is the headword, "" where it is not known."""
    if len(word) > 40:
        return PLAIN
    if kind == "v":
        return Form(tense=_tense(word, head, language))
    if kind == "a":
        return Form(degree=_degree(word, head, language))
    if kind == "n":
        genitive = _GENITIVE.get(language)
        return Form(
            _is_plural(word, head, language), is_genitive=bool(genitive and word != head and genitive.search(word))
        )
    return PLAIN


def _noun(word: str, head: str, language: str) -> Form:
    if word == head:
        return PLAIN
    genitive = _GENITIVE.get(language)
    is_genitive = bool(genitive and genitive.search(word))
    plural = _is_plural(word, head, language)
    return Form(plural, is_genitive=is_genitive, is_open=not plural and _fits(_OPEN.get(language, ()), head, word))


def _fits(pairs: tuple[tuple[str, str], ...], head: str, word: str) -> bool:
    return bool(head) and any(re.search(f"(?:{own})$", head) and re.search(f"(?:{here})$", word) for own, here in pairs)


def _tense(word: str, head: str, language: str) -> str:
    if word == head:
        return "to"
    return next((tense for pattern, tense in _TENSES.get(language, ()) if pattern.search(word)), "")


def _degree(word: str, head: str, language: str) -> str:
    if word == head or (head and len(word) < len(head) + (2 if language == "de" else 0)):
        return ""
    if language == "de" and head and (head.endswith("er") or not word.startswith(head[:3])):
        return ""
    degree = next((degree for pattern, degree in _DEGREES.get(language, ()) if pattern.search(word)), "")
    if language == "de" and degree and head and _bare(word).startswith(_bare(head)) is False:
        return ""
    if language == "de" and degree == "er" and head and len(word) < len(head) + 3:
        return ""
    return degree if head and not re.search(r"(?:ейш|най)", head) else ""


def _bare(word: str) -> str:
    return word.translate(str.maketrans("äöüß", "aous"))[:4]


def _is_plural(word: str, head: str, language: str) -> bool:
    if word == head:
        return False
    if language == "de":
        return _is_german_plural(word, head)
    if language in {"fr", "es"} and head and not head.endswith(("s", "x")):
        return bool(_PLURAL[language].search(word))
    if language in {"fr", "es"}:
        return bool(not head and _PLURAL[language].search(word))
    pattern = _PLURAL.get(language)
    if pattern and pattern.search(word) and not (head and head.endswith(word[-2:])):
        return True
    return _fits(_PLURAL_IF.get(language, ()), head, word)


def _is_german_plural(word: str, head: str) -> bool:
    """Plurals add -e, -en, -er, -n, an umlaut or -s; -es and -s after a consonant are genitives."""
    if not head or len(word) > len(head) + 3:
        return False
    if _umlaut(word) and not _umlaut(head):
        return True
    if not word.startswith(head):
        return False
    ending = word[len(head) :]
    if head.endswith(("a", "o", "i", "y", "u")):
        return ending == "s"
    return ending in {"e", "en", "n", "er", "ern", "nen", "se", "sen"}


def _umlaut(word: str) -> bool:
    return bool(re.search("[äöü]", word))


#: Endings of adjectives that stand with a plural, and with a singular.
_ADJECTIVE_PLURAL = {
    "ru": re.compile(r"(?:ые|ие|ых|их|ыми|ими)$"),
    "uk": re.compile(r"(?:і|их|ими)$"),
    "be": re.compile(r"(?:ыя|ія|ых|іх|ымі|імі)$"),
    "pl": re.compile(r"(?:ych|ich|ymi|imi)$"),
    "lt": re.compile(r"(?:ų|iems|oms|ais|omis|uose|osios|ieji|ųjų)$"),
}


#: Endings that only verbs have, in languages where nouns and verbs share stems.
_VERBAL = {
    "ru": re.compile(r"(?<=..)[аеиыуяё](?:л|ла|ло|ли|лся|лась|лось|лись|ть|ться)$"),
    "uk": re.compile(r"(?<=..)[аеиуіїя](?:ла|ло|ли|вся|лася|лося|лися|ти|тися)$|(?<=..)[аия]в$"),
    "be": re.compile(r"(?<=..)[аеіыуяё](?:ў|ла|ло|лі|ўся|лася|лося|ліся|ць|цца)$"),
    "pl": re.compile(r"(?<=..)[aeiyuąę](?:ł|ła|ło|li|ły|ć)$"),
}


def is_verbal(word: str, language: str) -> bool:
    """Whether the form can only be a verb's."""
    pattern = _VERBAL.get(language)
    return bool(pattern and len(word) <= 40 and pattern.search(word))


def is_plural_adjective(word: str, language: str) -> bool:
    """Whether the noun after this adjective stands in the plural."""
    pattern = _ADJECTIVE_PLURAL.get(language)
    return bool(pattern and pattern.search(word))
