"""English words in the form that the source word shows: plurals, past, participles, -s and -ing."""

from __future__ import annotations

import re
from functools import cache, lru_cache

_PLURALS = dict(
    entry.split(":")
    for entry in (
        "man:men woman:women child:children person:people foot:feet tooth:teeth mouse:mice goose:geese life:lives "
        "wife:wives knife:knives leaf:leaves half:halves shelf:shelves wolf:wolves thief:thieves loaf:loaves "
        "self:selves calf:calves criterion:criteria phenomenon:phenomena crisis:crises analysis:analyses "
        "basis:bases thesis:theses hypothesis:hypotheses emphasis:emphases axis:axes diagnosis:diagnoses "
        "medium:media ox:oxen quiz:quizzes bus:buses gas:gases virus:viruses campus:campuses status:statuses "
        "hero:heroes potato:potatoes tomato:tomatoes echo:echoes veto:vetoes embargo:embargoes torpedo:torpedoes "
        "cargo:cargoes volcano:volcanoes mosquito:mosquitoes this:these that:those one:ones belief:beliefs "
        "chief:chiefs roof:roofs proof:proofs brother-in-law:brothers-in-law passer-by:passers-by"
    ).split()
)
#: Nouns that have no other plural, or that news does not count.
_SAME = frozenset(
    "police people news media troops data series species aircraft spacecraft sheep fish offspring headquarters percent "
    "information equipment evidence advice progress research knowledge traffic weather furniture luggage money music "
    "homework housing staff personnel cattle deer salmon means politics economics mathematics physics athletics "
    "gymnastics ethics diplomacy violence damage health water electricity oil gas work help aid support "
    "security safety "
    "peace war-torn freedom justice corruption unemployment inflation agriculture transport tourism growth trade mail "
    "clothing food bread milk meat rice wheat corn grain flour snow rain wind ice fog heat smoke dust mud sand luck "
    "migration immigration ammunition artillery infantry cavalry aviation terrorism racism democracy us "
    "them him her it "
    "me you we they he she i who which what these those both all some any none each every other another more most less "
    "least many much few several little own same such military public today tomorrow yesterday January "
    "February March April May June July "
    "August September October November December Monday Tuesday Wednesday Thursday Friday Saturday "
    "Sunday".lower().split()
)
_IRREGULAR = {
    base: (past, participle)
    for base, past, participle in (
        entry.split(":")
        for entry in (
            "be:was:been have:had:had do:did:done go:went:gone say:said:said see:saw:seen come:came:come "
            "take:took:taken "
            "get:got:got give:gave:given make:made:made know:knew:known think:thought:thought find:found:found "
            "tell:told:told become:became:become leave:left:left feel:felt:felt bring:brought:brought "
            "begin:began:begun "
            "keep:kept:kept hold:held:held write:wrote:written stand:stood:stood hear:heard:heard let:let:let "
            "mean:meant:meant set:set:set meet:met:met run:ran:run pay:paid:paid sit:sat:sat speak:spoke:spoken "
            "lie:lay:lain lead:led:led read:read:read grow:grew:grown lose:lost:lost fall:fell:fallen send:sent:sent "
            "build:built:built understand:understood:understood draw:drew:drawn break:broke:broken spend:spent:spent "
            "cut:cut:cut rise:rose:risen drive:drove:driven buy:bought:bought wear:wore:worn choose:chose:chosen "
            "throw:threw:thrown win:won:won shoot:shot:shot shut:shut:shut put:put:put sell:sold:sold "
            "seek:sought:sought "
            "fight:fought:fought catch:caught:caught teach:taught:taught deal:dealt:dealt lay:laid:laid light:lit:lit "
            "strike:struck:struck steal:stole:stolen swear:swore:sworn swim:swam:swum sing:sang:sung sink:sank:sunk "
            "spread:spread:spread hit:hit:hit hurt:hurt:hurt cost:cost:cost beat:beat:beaten bear:bore:borne "
            "bet:bet:bet bind:bound:bound bite:bit:bitten bleed:bled:bled blow:blew:blown breed:bred:bred "
            "burst:burst:burst cast:cast:cast cling:clung:clung creep:crept:crept dig:dug:dug drink:drank:drunk "
            "eat:ate:eaten feed:fed:fed flee:fled:fled fly:flew:flown forbid:forbade:forbidden "
            "forget:forgot:forgotten forgive:forgave:forgiven freeze:froze:frozen hang:hung:hung hide:hid:hidden "
            "lend:lent:lent ride:rode:ridden ring:rang:rung shake:shook:shaken shine:shone:shone show:showed:shown "
            "shrink:shrank:shrunk sleep:slept:slept slide:slid:slid split:split:split spring:sprang:sprung "
            "stick:stuck:stuck sweep:swept:swept swing:swung:swung tear:tore:torn wake:woke:woken weep:wept:wept "
            "withdraw:withdrew:withdrawn withhold:withheld:withheld withstand:withstood:withstood "
            "overcome:overcame:overcome undergo:underwent:undergone undertake:undertook:undertaken "
            "overthrow:overthrew:overthrown foresee:foresaw:foreseen uphold:upheld:upheld upset:upset:upset "
            "overtake:overtook:overtaken mislead:misled:misled rebuild:rebuilt:rebuilt quit:quit:quit rid:rid:rid "
            "bend:bent:bent sew:sewed:sewn sow:sowed:sown spin:spun:spun spit:spat:spat broadcast:broadcast:broadcast "
            "forecast:forecast:forecast input:input:input burn:burned:burned learn:learned:learned can:could:could "
            "may:might:might must:had to:had to will:would:would shall:should:should should:should:should "
            "would:would:would could:could:could might:might:might ought:ought:ought"
        )
        .replace("had to:had to", "must:must")
        .split()
    )
}
_MODALS = frozenset("can may must will shall should would could might ought".split())
#: Verbs of more than one syllable that double their last consonant.
_DOUBLING = re.compile(
    r"(?:mit|fer|cur|pel|bel|trol|quip|gret|rap|upset|begin|forget|input|program|kidnap|cancel|travel|label|model)$"
)
_ONE_SYLLABLE = re.compile(r"[^aeiou]*[aeiou][bdgklmnprt]")
_VOWEL_Y = re.compile(r"[aeiou]y$")


@cache
def _participles() -> frozenset[str]:
    return frozenset(form for forms in _IRREGULAR.values() for form in forms)


@lru_cache(maxsize=20_000)
def plural(phrase: str) -> str:
    """The plural of a noun or of the head of a phrase: "head of state" is "heads of state"."""
    head, of, rest = phrase.partition(" of ")
    before, space, noun = head.rpartition(" ")
    return before + space + _plural(noun) + of + rest


def _plural(noun: str) -> str:
    low = noun.lower()
    if low in _PLURALS:
        return noun[0] + _PLURALS[low][1:]
    if low in _SAME or not low.isascii() or (low.endswith("s") and not low.endswith(("ss", "us"))) or noun.isupper():
        return noun
    if low.endswith("man") and low not in {"human", "german", "roman", "ottoman", "talisman"}:
        return noun[:-2] + "en"
    if low.endswith(("ese", "ics")):
        return noun
    return noun + "es" if low.endswith(("s", "x", "z", "ch", "sh")) else _with_y(noun, "s", "ies")


def _with_y(word: str, ending: str, instead: str) -> str:
    if word.endswith("y") and not _VOWEL_Y.search(word) and len(word) > 1:
        return word[:-1] + instead
    return word + ending


def _on_first(phrase: str, change: dict[str, str]) -> str | None:
    first, space, rest = phrase.partition(" ")
    return change[first] + space + rest if first in change else None


@lru_cache(maxsize=20_000)
def past(phrase: str) -> str:
    """The past tense of a verb or of the first word of a phrase: "carry out" is "carried out"."""
    first, space, rest = phrase.partition(" ")
    form = _IRREGULAR[first][0] if first in _IRREGULAR else _ed(first)
    return form + space + rest


@lru_cache(maxsize=20_000)
def participle(phrase: str) -> str:
    """The past participle: "take" is "taken"."""
    first, space, rest = phrase.partition(" ")
    form = _IRREGULAR[first][1] if first in _IRREGULAR else _ed(first)
    return form + space + rest


@lru_cache(maxsize=20_000)
def third(phrase: str) -> str:
    """The form after he, she and it: "carry" is "carries"."""
    first, space, rest = phrase.partition(" ")
    if first in _MODALS or not first or _has_s(first):
        return phrase
    form = {"be": "is", "have": "has", "do": "does", "go": "goes"}.get(first)
    form = form or (first + "es" if first.endswith(("s", "x", "z", "ch", "sh", "o")) else _with_y(first, "s", "ies"))
    return form + space + rest


@lru_cache(maxsize=20_000)
def gerund(phrase: str) -> str:
    """The -ing form: "make" is "making"."""
    first, space, rest = phrase.partition(" ")
    if first in _MODALS or not first:
        return phrase
    if first.endswith("ie"):
        form = first[:-2] + "ying"
    elif first.endswith("e") and not first.endswith(("ee", "oe", "ye")) and first != "be":
        form = first[:-1] + "ing"
    else:
        form = _doubled(first) + "ing"
    return form + space + rest


def _has_s(verb: str) -> bool:
    """Whether the verb has its -s already."""
    return verb.endswith("s") and not verb.endswith(("ss", "us", "is", "as"))


def _ed(verb: str) -> str:
    if not verb.isascii() or not verb.isalpha() or verb.endswith("ed") and len(verb) > 4 and verb[-3] not in "ef":
        return verb
    if verb in _participles():
        return verb
    return verb + "d" if verb.endswith("e") else _with_y(_doubled(verb), "ed", "ied")


def _doubled(verb: str) -> str:
    if _ONE_SYLLABLE.fullmatch(verb) or _DOUBLING.search(verb):
        return verb + verb[-1] if verb[-1] not in "wxy" else verb
    return verb


_COMPARED = {
    "good": ("better", "best"),
    "bad": ("worse", "worst"),
    "far": ("further", "furthest"),
    "many": ("more", "most"),
    "much": ("more", "most"),
    "little": ("less", "least"),
}


def comparative(adjective: str) -> str:
    """ "larger" of "large", "more important" of "important"."""
    if adjective in _COMPARED:
        return _COMPARED[adjective][0]
    return _er(adjective, "er") if _is_short(adjective) else f"more {adjective}"


def superlative(adjective: str) -> str:
    """ "largest" of "large", "most important" of "important"."""
    if adjective in _COMPARED:
        return _COMPARED[adjective][1]
    return _er(adjective, "est") if _is_short(adjective) else f"most {adjective}"


def _is_short(adjective: str) -> bool:
    vowels = len(re.findall(r"[aeiouy]+", adjective.removesuffix("e")))
    return vowels <= 1 or (vowels == 2 and adjective.endswith(("y", "ow", "le")))


def _er(adjective: str, ending: str) -> str:
    if adjective.endswith("e"):
        return adjective + ending[1:]
    return _with_y(_doubled(adjective), ending, "i" + ending)
