from __future__ import annotations

import pytest

from shared.language.stems import kind_by_ending, stem


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("uk", "ринок ринку ринком ринки"),
        ("uk", "рука руці руку рукою"),
        ("uk", "пропонувати пропонує пропонують пропонував пропонувала пропонуватиме"),
        ("uk", "напружений напруженого напруженими напружена"),
        ("uk", "модернізація модернізації модернізацію модернізацій"),
        ("uk", "прискорення прискоренням прискорень"),
        ("be", "горад горадзе горада гарады"),
        ("be", "прапанаваць прапануе прапануюць прапанаваў прапанавала"),
        ("be", "беларускі беларускага беларускіх беларускай беларускімі"),
        ("be", "рынак рынку рынкі"),
        ("be", "вайна войны вайной"),
        ("be", "вярнуцца вярнуўся вярнулася"),
        ("ru", "министр министра министрами"),
        ("de", "Wahlen Wahl".lower()),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, forms: str) -> None:
    """Case, tense, fleeting vowels and changed consonants do not part the forms of a word."""
    assert 1 == len({stem(form, language) for form in forms.split()})


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("uk", "місто", "майно"), ("be", "улада", "урад"), ("be", "горад", "гара"), ("ru", "война", "воин")],
)
def test_strangers_keep_different_stems(language: str, one: str, other: str) -> None:
    """Words that only begin alike are not joined."""
    assert stem(one, language) != stem(other, language)


def test_endings_tell_verbs_and_adjectives() -> None:
    """A Belarusian past tense is a verb, a genitive in -ага an adjective, the rest nouns; others are not judged."""
    assert ["v", "a", "n", ""] == [kind_by_ending(w, "be") for w in ("заявіў", "новага", "заява")] + [
        kind_by_ending("gesagt", "de")
    ]
