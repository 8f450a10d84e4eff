from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language import LANGUAGES, base
from shared.language.lexicon import lookup
from shared.language.places import place_named
from shared.language.sentences import sentences
from shared.language.tables import expand, rows
from shared.language.terms import terms


def split(text: str, language: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Mr. Smith of the U.S. Army paid $1.5 million. | He left at 5 p.m. on Friday."),
        ("de", "Am 11. September kam Dr. Voss nach Minsk. | Er blieb z.B. zwei Tage."),
        ("ru", "В 2025 г. погибли 13 тыс. военных. | «Это много», — сказал он."),
        ("pl", "Zginęło ok. 20 tys. osób. | Podał to m.in. rzecznik."),
        ("lt", "Dalyvavo apie 7 tūkst. karių. | Pratybos baigtos."),
        ("en", "“Why?” asked Voss. | “Because.”"),
    ],
)
def test_sentences_end_at_marks_that_are_no_abbreviations(language: str, text: str) -> None:
    """A text is cut after each sentence, not after abbreviations, ordinals or numbers."""
    assert text.split(" | ") == split(text.replace(" | ", " "), language)


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_sentences_cover_every_letter_once(text: str, language: str) -> None:
    """No letter of a text is outside its sentences or in two of them."""
    spans = sentences(text, language)

    assert "".join(text.split()) == "".join("".join(text[a:b].split()) for a, b in spans)


@pytest.mark.parametrize(
    ("country", "names"),
    [
        (
            "country:BY",
            "Belarus/en Weißrussland/de Белоруссии/ru Беларусі/be Białorusią/pl Biélorussie/fr Baltarusijos/lt",
        ),
        ("country:US", "U.S./en USA/de США/ru ЗША/be JAV/lt"),
        ("country:DE", "Germany/en Deutschlands/de Німеччини/uk Германией/ru Allemagne/fr"),
        ("city:593116", "Vilnius/en Wilnie/pl Вільню/be Вильнюсе/ru Vilniuje/lt Wilna/de"),
        ("city:756135", "Warsaw/en Warszawie/pl Варшаве/ru Varsovie/fr Varšuvoje/lt"),
    ],
)
def test_a_place_has_one_id_in_every_language_and_case(country: str, names: str) -> None:
    """Countries and cities are known by their names in nine languages, declined or not."""
    found = {name: place_named(*name.split("/")) for name in names.split()}

    assert dict.fromkeys(found, country) == {name: place and place.id for name, place in found.items()}


@pytest.mark.parametrize("word", ["Reading", "Police", "Most", "March", "Of"])
def test_towns_with_names_of_common_words_are_no_places(word: str) -> None:
    """A common English word that is also some town's name is not taken for the town."""
    assert place_named(word, "en") is None


def test_terms_of_nine_languages_meet_in_english() -> None:
    """The same news in nine languages has prisoner among its terms in each."""
    texts = {
        "en": "prisoners", "de": "Gefangenenaustausch", "ru": "заключённых", "uk": "в’язнів", "pl": "więźniów",
        "be": "зняволеных", "fr": "prisonniers", "es": "presos", "lt": "kalinius",
    }  # fmt: skip

    assert dict.fromkeys(texts, True) == {code: "prisoner" in terms(text, code) for code, text in texts.items()}


def test_terms_leave_out_words_without_content() -> None:
    """Articles, pronouns and the like are no terms."""
    assert [] == terms("The of and it is that", "en")


def test_names_in_terms_meet_across_scripts() -> None:
    """A capitalised word inside a sentence is folded as names are."""
    assert set(terms("with Lukashenko", "en")) & set(terms("с Лукашенко", "ru"))


def test_every_row_of_the_lexicon_has_all_languages() -> None:
    """Each English word of the lexicon has at least one entry in every language."""
    assert [] == [row[0] for row in rows("lexicon.tsv") if len(row) != 2 + len(LANGUAGES) or not all(row)]


def test_the_longest_beginning_of_a_word_wins() -> None:
    """A word is read by its longest entry: "Freilassung" is a release and no freedom of another kind."""
    assert ["released"] == [entry.english for entry in lookup("freilassung", "de")]


def test_entries_with_groups_stand_for_all_their_forms() -> None:
    """A group in brackets gives one form for each of its choices."""
    assert ("dva", "dve") == expand("dv(a|e)")


def test_the_language_of_a_tag_is_its_first_part() -> None:
    """Regions and scripts do not change the language, and no tag is undetermined."""
    assert ("de", "und") == (base("de-AT"), base(None))


@given(st.text(max_size=200), st.sampled_from([*LANGUAGES, "und", "xx"]))
def test_any_text_has_terms(text: str, language: str) -> None:
    """Terms answers for every string in every language, known or not."""
    assert all(isinstance(term, str) for term in terms(text, language))
