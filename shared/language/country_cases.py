"""The cases of one-word country and region names, put to their nominatives: Китай has Китая, Китаю, Китаем, Китае.

Only regular endings, and a few plurals by hand; names of several words are found by their stems in `places.py`.
"""

from __future__ import annotations

from functools import lru_cache

#: By language: ending of the nominative, what it takes in its place. The first that fits counts.
_ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "ru": (
        ("ия", "ии ию ией"), ("ья", "ьи ью ьей ье"), ("я", "и ю ей е"), ("ка", "ки ке ку кой"), ("га", "ги ге гу гой"),
        ("ша", "ши ше шу шей"), ("а", "ы е у ой"), ("ь", "и ью"), ("й", "я ю ем е"), ("ы", "* ам ами ах"),
        ("и", ""), ("о", ""), ("е", ""), ("у", ""), ("э", ""), ("", "а у ом е"),
    ),
    "uk": (
        ("ія", "ії ію ією"), ("я", "і ю ею"), ("ка", "ки ці ку кою"), ("га", "ги зі гу гою"), ("ща", "щі щу щею"),
        ("а", "и і у ою"), ("русь", "русі руссю"), ("ь", "і ю"), ("й", "ю я єм ї"), ("и", "* ам ами ах"),
        ("о", ""), ("і", ""), ("у", ""), ("е", ""), ("", "у а ові ом і"),
    ),
    "be": (
        ("ія", "іі ію іяй"), ("ыя", "ыі ыю ыяй"), ("я", "і ю яй"), ("ча", "чы чу чай"), ("ва", "вы ве ву вай"),
        ("на", "ны не ну най"), ("а", "ы е у ай"), ("русь", "русі руссю"), ("ь", "і ю"), ("й", "я ю ем і"),
        ("ы", "* ам амі ах"), ("і", ""), ("у", ""), ("о", ""), ("э", ""), ("", "а у ам е"),
    ),
    "pl": (
        ("ska", "ski sce skę ską"), ("ka", "ki ce kę ką"), ("ga", "gi dze gę gą"), ("ia", "ii ię ią"),
        ("ja", "ji ję ją"),
        ("ta", "ty cie tę tą"), ("da", "dy dzie dę dą"), ("ra", "ry rze rę rą"), ("ła", "ły le łę łą"),
        ("a", "y ie ę ą"), ("ruś", "rusi rusią"), ("pt", "ptu ptowi ptem pcie"), ("i", ""), ("o", ""),
        ("u", ""), ("e", ""),
        ("y", ""), ("k", "ku kowi kiem"), ("", "u owi em ie"),
    ),
    "lt": (
        ("ija", "ijos ijai iją ijoje"), ("a", "os ai ą oje"), ("ė", "ės ei ę ėje"), ("as", "o ui ą u e"),
        ("is", "io iui į iu yje"), ("us", "aus ui ų umi uje"), ("", ""),
    ),
}  # fmt: skip
_BY_HAND: dict[str, dict[str, str]] = {
    "pl": {
        "niemcy": "niemiec niemcom niemcami niemczech",
        "włochy": "włoch włochom włochami włoszech",
        "węgry": "węgier węgrom węgrami węgrzech",
        "czechy": "czech czechom czechami czechach",
        "chiny": "chin chinom chinami chinach",
        "indie": "indii indiom indiami indiach",
        "filipiny": "filipin filipinom filipinami filipinach",
        "malediwy": "malediwów malediwom malediwami malediwach",
        "bałkany": "bałkanów bałkanom bałkanami bałkanach",
    },
    "uk": {"єгипет": "єгипту єгиптові єгиптом єгипті"},
    "be": {"егіпет": "егіпта егіпту егіптам егіпце"},
    "ru": {"египет": "египта египту египтом египте", "нидерланды": "нидерландов нидерландам нидерландами нидерландах"},
    "lt": {"indija": "indijos indijai indiją indijoje"},
}


@lru_cache(maxsize=2_000)
def case_forms(name: str, language: str) -> tuple[str, ...]:
    """The other cases of a name (small letters); none where the language does not decline or the name has words."""
    if " " in name or "-" in name or len(name) < 4:
        return ()
    by_hand = _BY_HAND.get(language, {}).get(name)
    if by_hand:
        return tuple(by_hand.split())
    for ending, cases in _ENDINGS.get(language, ()):
        if name.endswith(ending):
            stem = name[: len(name) - len(ending)]
            return tuple(stem + case.replace("*", "") for case in cases.split())
    return ()
