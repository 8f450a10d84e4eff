from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.language.bilingual import Gloss, function_word, glosses, look_up, phrase, phrase_in
from shared.language.dictionary import KINDS, Dictionary, dictionary, plain, read
from shared.language.stems import stem

SERVED = ("de", "ru", "uk", "be", "pl", "fr", "es", "lt")


def small(*rows: tuple[str, str, str, str], language: str) -> Dictionary:
    """A dictionary of headword, kind, English and listed forms."""
    return read(
        "\t".join((head, kind, english, " ".join(stem(plain(word), language) for word in head.split()), forms))
        for head, kind, english, forms in rows
    )


GERMAN = small(
    ("Gefangene", "n", "prisoner", "gefangenen,gefangener"),
    ("Austausch", "n", "exchange|swap", ""),
    ("Leben", "n", "life", ""),
    ("leben", "v", "live", "lebt"),
    ("fordern", "v", "demand", ""),
    ("Regierung", "n", "government", ""),
    ("Krise", "n", "crisis", ""),
    ("politisch", "a", "political", ""),
    ("politischer Gefangene", "p", "political prisoner", ""),
    ("der", "f", "the", ""),
    ("zu", "f", "", ""),
    language="de",
)


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("Gefangenen", "de"),
        ("заключённых", "ru"),
        ("заключенными", "ru"),
        ("в'язнів", "uk"),
        ("зняволеных", "be"),
        ("więźniów", "pl"),
        ("prisonniers", "fr"),
        ("presos", "es"),
        ("kalinių", "lt"),
    ],
)
def test_inflected_prisoners_are_prisoners_in_english(word: str, language: str) -> None:
    """A plural or an oblique case of "prisoner" is put into English like its headword, in each language."""
    assert "prisoner" in [gloss.english for gloss in glosses(word, language)]


def test_a_capital_tells_german_nouns_from_other_words() -> None:
    """ "Leben" is first a life and "leben" is first to live."""
    assert "life" == look_up("Leben", "de", GERMAN)[0].english
    assert "live" == look_up("leben", "de", GERMAN)[0].english


def test_a_german_name_is_not_taken_for_a_verb_with_its_stem() -> None:
    """Ford is not "fordern", whose stem it is; "fordere" in small letters is."""
    assert () == look_up("Ford", "de", GERMAN)
    assert (Gloss("demand", "v"),) == look_up("fordere", "de", GERMAN)


def test_a_compound_is_read_from_its_parts_with_the_last_as_what_it_is() -> None:
    """A compound that is no entry is English for its parts in order, and of the kind of the last."""
    assert (Gloss("prisoner exchange", "n"),) == look_up("Gefangenenaustausch", "de", GERMAN)
    assert (Gloss("government crisis", "n"),) == look_up("Regierungskrise", "de", GERMAN)


def test_a_compound_with_an_unknown_part_is_left_alone() -> None:
    """Half a compound says nothing: a word with an unknown part has no English."""
    assert () == look_up("Regierungsquorx", "de", GERMAN)
    assert () == look_up("Quorxregierung", "de", GERMAN)


def test_what_is_known_elsewhere_comes_before_the_parts() -> None:
    """A compound that another word list has whole is not cut, one that it lacks is."""
    listed = {"Regierungskrise": (Gloss("cabinet crisis", "n"),)}
    assert "cabinet crisis" == look_up("Regierungskrise", "de", GERMAN, lambda word: listed.get(word, ()))[0].english
    assert "prisoner exchange" == look_up("Gefangenenaustausch", "de", GERMAN, lambda _: ())[0].english


def test_the_longest_phrase_wins_in_any_case_form() -> None:
    """A phrase is found in its inflected forms, with the number of words that it takes."""
    words = ["Die", "politischen", "Gefangenen", "warten"]
    assert (2, Gloss("political prisoner", "p")) == phrase_in(words, 1, "de", GERMAN)
    assert phrase_in(words, 0, "de", GERMAN) is None
    assert phrase_in(words[:2], 1, "de", GERMAN) is None


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        ("Vereinigten Staaten", "de", "United States"),
        ("прав человека", "ru", "human rights"),
    ],
)
def test_the_lexicon_that_ships_has_phrases(text: str, language: str, english: str) -> None:
    """Phrases of the news are found in the forms in which texts have them."""
    found = phrase(text.split(), 0, language)
    assert found is not None
    assert (2, english) == (found[0], found[1].english)


@pytest.mark.parametrize("language", SERVED)
def test_and_is_a_function_word_in_every_language(language: str) -> None:
    """Each language's "and" is known as a function word, and a content word is none."""
    word = {"de": "und", "ru": "и", "uk": "і", "be": "і", "pl": "i", "fr": "et", "es": "y", "lt": "ir"}[language]
    assert "and" == function_word(word, language)
    assert function_word("qwrtz", language) is None


@pytest.mark.parametrize("language", SERVED)
def test_rows_of_the_lexicon_hold_together(language: str) -> None:
    """Entries are of a known kind with one to three meanings, and every listed form leads to an entry."""
    book = dictionary(language)
    entries = [entry for found in book.heads.values() for entry in found]
    assert len(entries) > 2000
    assert {entry.kind for entry in entries} <= set(KINDS) - {"f"}
    assert all(1 <= len(entry.english) <= 3 and all(entry.english) for entry in entries)
    assert all(form == plain(form) for form in book.forms)


@pytest.mark.parametrize("language", SERVED)
def test_the_stems_that_ship_are_those_of_the_stemmer_installed(language: str) -> None:
    """Headwords are filed under the stem that a lookup computes, else inflected words would be lost."""
    filed = [(key, entry) for key, found in dictionary(language).stems.items() for entry in found][::25]
    assert all(key == stem(plain(entry.head), language) for key, entry in filed)


@settings(deadline=None)  # the first word of a language reads its lexicon
@given(st.text(max_size=80), st.sampled_from((*SERVED, "en", "und", "zh-Hant", "")))
def test_any_word_in_any_language_gets_an_answer(word: str, language: str) -> None:
    """Whatever stands in a text, a lookup ends with English or with nothing, the same each time."""
    assert glosses(word, language) == glosses(word, language)
    assert all(gloss.english for gloss in glosses(word, language))


def test_languages_without_a_lexicon_have_no_english() -> None:
    """A language that is not served gets no glosses, whatever the word."""
    assert () == glosses("hus", "sv")
    assert function_word("och", "sv") is None
    assert phrase(["hus"], 0, "sv") is None


def test_apostrophes_stress_marks_and_yo_make_no_difference() -> None:
    """Typographic apostrophes, stress marks and ё are read as texts without them."""
    assert plain("В’я\u0301зень") == "в'язень"
    assert glosses("самолёт", "ru") == glosses("самолет", "ru") != ()


def test_words_with_hyphens_are_read_part_by_part() -> None:
    """Abbreviations stay as they are beside what is known; a word with an unknown part is left alone."""
    assert (Gloss("FBI crisis", "n"),) == look_up("FBI-Krise", "de", GERMAN)
    assert () == look_up("quorx-Krise", "de", GERMAN)
    assert glosses("déclare-t-il", "fr")[0].english == glosses("déclare", "fr")[0].english


def test_an_unknown_form_has_the_english_of_the_headword_it_nearly_is() -> None:
    """A derived word that begins like a headword and is hardly longer is read as it; a name never is."""
    book = small(("zajmować", "v", "occupy|deal with", ""), language="pl")
    assert "occupy" == look_up("zajmowany", "pl", book)[0].english
    assert () == look_up("Zajmowany", "pl", book)
    assert () == look_up("zajęcie", "pl", book)


def test_inflected_last_parts_of_compounds_are_known() -> None:
    """A plural at the end of a compound is read as its singular."""
    assert "government crisis" == look_up("Regierungskrisen", "de", GERMAN)[0].english
