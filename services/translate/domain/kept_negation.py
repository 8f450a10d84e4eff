"""Whether a sentence and its English both say no.

Only clear negations count on the side that has one, and anything that may stand for one on the other: "fails",
"unable", "without". Where a sentence has several, the loss of one of them is not seen.
"""

from __future__ import annotations

import re
from functools import cache

from shared.language import base
from shared.language.bilingual import glosses

#: A negation that is lost or added: start and end in the source sentence, and what was expected.
Lost = tuple[int, int, str]

#: By language: negations whose English has one too; then what takes such a word back ("не менее" is "at least"), or
#: makes it a part of something else; then further words that an English "not" may stand for.
_SOURCE: dict[str, tuple[str, str, str]] = {
    "de": (
        r"nicht|nichts|kein(?:e|er|en|em|es)?|nie|niemals|niemand(?:en|em)?|keineswegs|weder",
        r"nicht (?:nur|zuletzt|einmal mehr|weniger|mehr als|umsonst)|nichts (?:anderes )?als|wenn nicht",
        r"un\w{3,}|\w+los(?:e[rnms]?)?|ohne|kaum|lehnt\w*|abgelehnt|ablehn\w*|weiger\w*|verweiger\w*|fehl\w*|mangel\w*|"
        r"miss\w+|nein|statt\w*|selten|wenig\w*|verhinder\w*|verbiet\w*|verbot\w*|noch|bevor|außer|sondern|gegen",
    ),
    "ru": (
        r"не|нет|нельзя|никто|никого|никому|никогда|ничего|ничто|ничем|никак\w*|нигде|невозможно",
        r"не (?:только|менее|более|меньше|больше|раньше|позднее|позже|просто|что иное)|(?:тем|чуть|едва|пока|"
        r"если|разве|"
        r"вовсе|бы|ли|как бы|до тех пор,? пока|что бы|кто бы) не|не (?:мог\w*|может|могут) не",
        r"без\w*|ни\w*|не\w+|отказ\w*|отрица\w*|отверг\w*|опроверг\w*|отсутств\w*|запре\w*|против\w*|мало|вместо|"
        r"лиш\w+|едва|кроме|против\w*",
    ),
    "uk": (
        r"не|ні|немає|нема|ніхто|нікого|ніколи|нічого|ніщо|ніде|неможливо|жод(?:ен|на|не|ної|ного|них|ним|ному)",
        r"не (?:тільки|лише|менш|менше|більше|раніше|пізніше|просто|що інше)|(?:ледь|поки|якщо|хіба|б|чи|доки|мало) не",
        r"без\w*|ні\w*|не\w+|відмов\w*|запереч\w*|відкид\w*|відсутн\w*|заборон\w*|проти\w*|мало|замість|позбав\w*|крім|"
        r"ледве|навряд",
    ),
    "be": (
        r"не|ня|нельга|няма|ніхто|нікога|ніколі|нічога|нішто|нідзе|немагчыма|ніяк\w*",
        r"не (?:толькі|менш|менш за|больш|раней|пазней|проста)|(?:ледзь|пакуль|калі|хіба|б|ці|мала) не",
        r"без\w*|бяз\w*|ні\w*|не\w+|ня\w+|адмов\w*|адмаўл\w*|адхіл\w*|адсутн\w*|забар\w*|супраць\w*|мала|замест|"
        r"пазба\w*|"
        r"акрамя",
    ),
    "pl": (
        r"nie|nikt|nikogo|nikomu|nigdy|nic|niczego|nigdzie|niemożliw\w+|żad(?:en|na|ne|nego|nej|nych|nym)",
        r"nie (?:tylko|mniej|więcej|wcześniej|później|lada|inaczej)|(?:dopóki|póki|o mało|jeśli|ledwo|czy|aż) nie",
        r"bez\w*|nie\w+|ani|brak\w*|odm(?:ó|a)w\w*|zaprzecz\w*|odrzuc\w*|zakaz\w*|przeciw\w*|zamiast|mało|oprócz|ledwo|"
        r"chyba|wbrew",
    ),
    "fr": (
        r"(?:ne|n[’'])\s?(?:[\w’'-]+\s+){0,4}?(?:pas|jamais|rien|aucune?|personne|guère|nulle part)|aucune?|jamais|"
        r"impossible",
        r"pas (?:seulement|uniquement|moins|plus|que)|(?:n[’']est-ce|pourquoi|ne serait-ce) pas|"
        r"plus (?:\w+ )?que jamais|"
        r"jamais (?:vu|été|enregistr\w+|connu)",
        r"ne|n[’']\w+|non|sans|ni|pas|refus\w*|rejet\w*|manqu\w*|absen\w*|im(?:poss|prud|parfait|puiss|mobil|mang)\w*|"
        r"in(?:accept|adm|apt|cap|certain|connu|consc|corr|croy|discut|décis|égal|évit|fini|just|nocc|quiét|"
        r"soup|suff|utile|"
        r"vis|visib)\w*|ir(?:rég|resp|réal)\w*|dés(?:acc|ap|av|int|obé)\w*|mal(?:heur|gré)\w*|peu|contre|avant|"
        r"empêch\w*|"
        r"interdi\w*|rien|personne|sauf|plutôt|lieu|échou\w*|nie\w*|démen\w*|rare\w*|ignor\w*|priv\w*|seul\w*|que|loin",
    ),
    "es": (
        r"no|nunca|jamás|nadie|nada|ning(?:ún|una|uno)|tampoco|imposible",
        r"no (?:solo|sólo|solamente|menos|más|obstante|bien|pued\w+ sino|hac\w+ (?:más )?que)|(?:si|hasta que|"
        r"a menos que|"
        r"por qué|cómo) no|más que nunca|de nada|nada más|nada menos",
        r"sin|ni|neg\w+|niega\w*|rechaz\w*|rehus\w*|falt\w*|imp(?:os|rob|rud|erf)\w*|"
        r"in(?:acep|adm|cap|ciert|comp|corr|cre|decis|defin|dif|esper|evit|fin|just|nec|segur|suf|util|vis)\w*|"
        r"ir(?:reg|resp|real)\w*|"
        r"des(?:acuer|apar|conoc|emple|igual|int|mien|obed)\w*|poc\w*|contra|antes|"
        r"imp(?:edir|ide|idió)\w*|prohib\w*|salvo|excepto|en lugar|en vez|apenas|carec\w*|fracas\w*|evit\w*",
    ),
    "lt": (
        r"ne|nėra|nebuvo|nebus|nebėra|nebe\w+|negali\w*|negalėjo|neturi\w*|neturėjo|nenori\w*|nenorėjo|nereikia|"
        r"niekada|"
        r"niekas|nieko|niekam|niekur|jok(?:s|ia|io|ios|ių|iam|ioje)|neįmanoma",
        r"ne (?:tik|vien|mažiau|daugiau|anksčiau|vėliau|kartą)|(?:kol|jei|vos|ar|argi|kad) ne\w*|niekas kitas kaip",
        r"ne\w+|nė|ni\w+|be|atsisak\w*|atmet\w*|draud\w*|uždraud\w*|trūk\w*|prieš|vietoj\w*|mažai|išskyrus|"
        r"vengia\w*|vos",
    ),
}  # fmt: skip
#: Lithuanian writes "not" before the verb as one word with it: these begin so and say nothing of the kind.
_LITHUANIAN = re.compile(r"\bne(?=[a-ząčęėįšųūž]{4,})\w+")

_CLEAR_ENGLISH = re.compile(
    r"\b(?:not|never|nobody|cannot|no one|neither)\b(?! (?:only|just|merely|least|long|to mention|until|unlike))|"
    r"n['’]t\b(?! (?:only|just|until))",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nobody|nothing|nowhere|cannot|without|hardly|barely|scarcely|rarely|seldom|"
    r"unless|until|till|lack\w*|fail\w*|refus\w*|den(?:y|ies|ied|ying|ials?)|absen\w+|prevent\w*|avoid\w*|reject\w*|"
    r"declin\w*|impossible|except|instead|rather than|far from|few|little|miss(?:ed|es|ing)?|stop(?:s|ped|ping)?|"
    r"ban(?:ned|s|ning)?|forbid\w*|forbade|prohibit\w*|ignor\w*|oppos\w*|other than|free of|short of|zero|nil|nought|"
    r"lest|less than|least|landlocked|scarce\w*|mis(?:und|lead|us|tak|trust|judg)\w*|yet to|wrong|lose|loses|"
    r"lost|losing|"
    r"dis(?:agre|allow|appear|appoint|approv|band|belie|continu|courag|hon|inter|like|miss|obey|obed|order|own|pleas|"
    r"proport|prov|qualif|quiet|regard|respect|satisf|trust)\w*|"
    r"non-?\w{3,}|il(?:legal|licit|literate|logical)\w*|ir(?:regular|relev|respons|revers|ration)\w*|"
    r"im(?:poss|perfect|matur|proper|patien|mobil|partial|moral|plausib|practic)\w*|"
    r"in(?:ab|accur|acti|adequ|appropr|capa|compe|complet|conceiv|consist|correct|credib|curab|decis|different|"
    r"direct|eff|"
    r"elig|equal|evit|experienc|explic|finit|flex|form[ai]l|frequ|just|offens|sens|separab|signif|stab|suff|toler|"
    r"valid|vincib|visib|voluntar)\w*|"
    r"un(?!der|til|it|ion|iv|ifor|iqu|cle|ic|an|e\b)\w{3,}|(?!un)\w{3,}(?<!b)less(?:ly|ness)?)\b|n['’]t\b",
    re.IGNORECASE,
)  # fmt: skip


def lost_negation(sentence: str, english: str, language: str) -> list[Lost]:
    """The negation that only one of the two has, at most one; for one that the English adds the sentence's span."""
    tongue = base(language)
    if tongue not in _SOURCE:
        return []
    clear = _clear(sentence, tongue)
    if clear and not _ENGLISH.search(english):
        return [(clear.start(), clear.end(), "not")]
    if not clear and _CLEAR_ENGLISH.search(english) and not _may_negate(sentence, tongue):
        return [(0, len(sentence), "")]
    return []


def _clear(sentence: str, tongue: str) -> re.Match[str] | None:
    """The first negation that stands by itself."""
    clear, taken_back, _ = _patterns(tongue)
    spans = [match.span() for match in taken_back.finditer(sentence)]
    found = [m for m in clear.finditer(sentence) if not any(a < m.end() and m.start() < b for a, b in spans)]
    return found[0] if found else _prefixed(sentence) if tongue == "lt" and not spans else None


def _prefixed(sentence: str) -> re.Match[str] | None:
    """A Lithuanian word that is another with "not" before it."""
    return next((m for m in _LITHUANIAN.finditer(sentence) if _is_verb(m.group()[2:])), None)


def _is_verb(word: str) -> bool:
    return any(gloss.kind == "v" for gloss in glosses(word, "lt"))


def _may_negate(sentence: str, tongue: str) -> bool:
    clear, _, loose = _patterns(tongue)
    return bool(clear.search(sentence) or loose.search(sentence))


@cache
def _patterns(tongue: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    clear, taken_back, loose = (re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in _SOURCE[tongue])
    return clear, taken_back, loose
