"""What readers get from the embedded gist."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.translate.adapters.gist import Gist
from services.translate.domain.gist import LANGUAGES, gist
from services.translate.domain.ports import CannotTranslate, Request
from shared.language.numbers import numbers


def test_words_are_english() -> None:
    """A Russian sentence of news comes out as English that tells the same."""
    english = gist("Президент освободил 52 политических заключённых.", "ru")
    assert english in {f"The president {verb} 52 political prisoners." for verb in ("released", "freed", "liberated")}


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Лукашенко встретился с Путиным.", "ru"),
        ("Лукашенко зустрівся з Путіним.", "uk"),
        ("Лукашэнка сустрэўся з Пуціным.", "be"),
        ("Łukaszenka spotkał się z Putinem.", "pl"),
        ("Lukaschenko hat Putin getroffen.", "de"),
        ("Loukachenko a rencontré Poutine.", "fr"),
        ("Lukašenka susitiko su Putinu.", "lt"),
    ],
)
def test_names_are_the_same_in_every_language(sentence: str, language: str) -> None:
    """Public figures have one English spelling whatever language and case they stand in."""
    english = gist(sentence, language)
    assert "Lukashenko" in english and "Putin" in english and "met" in english


@pytest.mark.parametrize(
    ("sentence", "language", "place"),
    [
        ("Spotkanie odbyło się w Wilnie.", "pl", "Vilnius"),
        ("Das Treffen fand in Weißrussland statt.", "de", "Belarus"),
        ("La rencontre a eu lieu en Biélorussie.", "fr", "Belarus"),
        ("Сустрэча прайшла ў Беларусі.", "be", "Belarus"),
        ("Послы приехали из Китая.", "ru", "China"),
        ("Susitikimas vyko Lenkijoje.", "lt", "Poland"),
        ("El encuentro fue en Alemania.", "es", "Germany"),
    ],
)
def test_places_have_their_english_names(sentence: str, language: str, place: str) -> None:
    """Places are in English, whatever case they stand in."""
    assert place in gist(sentence, language)


@pytest.mark.parametrize(
    ("sentence", "language", "english"),
    [
        ("1.300 Menschen", "de", "1,300 people"),
        ("2,5 Mio. Euro", "de", "2.5 million euros"),
        ("13 тыс. военных", "ru", "13,000 military"),
        ("двадцать шесть человек", "ru", "26 people"),
        ("1 300,50 euros", "fr", "1,300.50 euros"),
        ("um 19:30", "de", "19:30"),
        ("15.08.2025", "de", "15.08.2025"),
        ("12,5%", "pl", "12.5%"),
        ("٣٢", "ru", "32"),
    ],
)
def test_numbers_are_written_as_english_does(sentence: str, language: str, english: str) -> None:
    """Numbers keep their value and get English marks; clock times and dates in digits stay."""
    assert gist(sentence, language).endswith(english)


@pytest.mark.parametrize(
    ("sentence", "language", "english"),
    [
        ("30 сентября 2018 года", "ru", "30 September 2018"),
        ("am 30. September 2018", "de", "30 September 2018"),
        ("el 30 de septiembre de 2018", "es", "on 30 September 2018"),
        ("2018 m. rugsėjo 30 d. vakare", "lt", "30 September 2018"),
        ("le 30 septembre 2018", "fr", "on 30 September 2018"),
    ],
)
def test_dates_read_as_english_dates(sentence: str, language: str, english: str) -> None:
    """A written date is day, month and year in English, without the words that other languages put between."""
    assert english.lower() in gist(sentence, language).lower()


@pytest.mark.parametrize(
    ("sentence", "language", "negation"),
    [
        ("Он не подписал закон.", "ru", "did not sign"),
        ("Er hat das Gesetz nicht unterschrieben.", "de", "not"),
        ("Il n'a pas signé la loi.", "fr", "not"),
        ("El presidente no firmó la ley.", "es", "did not sign"),
        ("Prezydent nie podpisał ustawy.", "pl", "did not sign"),
        ("Президент не підписав закон.", "uk", "did not sign"),
    ],
)
def test_negation_is_kept_once(sentence: str, language: str, negation: str) -> None:
    """What is denied stays denied, with one "not" at the verb."""
    english = gist(sentence, language)
    assert negation in english and 1 == english.split().count("not")


@pytest.mark.parametrize(
    ("sentence", "language", "english"),
    [
        ("prisonniers politiques", "fr", "political prisoners"),
        ("gobierno alemán", "es", "German government"),
        ("Der Präsident hat die Gefangenen begrüßt.", "de", "president welcomed the prisoners"),
        ("Am Freitag sagte der Präsident", "de", "Friday the president said"),
        ("Lietuvos prezidentas", "lt", "Lithuania's president"),
        ("президент Литвы", "ru", "president of Lithuania"),
        ("президент Путин", "ru", "president Putin"),
    ],
)
def test_order_is_english(sentence: str, language: str, english: str) -> None:
    """Adjectives stand before nouns, verbs behind subjects, owners where English has them."""
    assert english.lower() in gist(sentence, language).lower()


def test_quotation_marks_and_emoji_stay() -> None:
    """Speech stays between quotation marks, and signs that are no words stay where they are."""
    english = gist("„Das ist gut“, sagte er 👍🏽", "de")
    assert english.startswith('"') and 2 == english.count('"') and english.endswith("👍🏽")


def test_invisible_marks_do_not_hide_words() -> None:
    """A word with zero-width and direction marks inside is the same word."""
    assert gist("президент", "ru") == gist("пре\u200bзи\u00adдент\u200f", "ru")


def test_telex_is_read() -> None:
    """Telex in capitals is read as words and places, as if it were written as usual."""
    english = gist("ПРЕЗИДЕНТ БЕЛАРУСИ ОСВОБОДИЛ ЗАКЛЮЧЁННЫХ", "ru")
    assert "president of Belarus" in english and "prisoners" in english


def test_unknown_words_are_romanised() -> None:
    """A word that no list has is left in Latin letters, small as it was."""
    assert "Zhmurkhlynda" not in gist("Это жмурхлында.", "ru") and "zhmurkhlynda" in gist("Это жмурхлында.", "ru")


@settings(deadline=None, max_examples=80)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_has_an_answer(text: str, language: str) -> None:
    """Any text gets an answer, the same one each time, and words for words."""
    english = gist(text, language)
    assert english == gist(text, language)
    assert bool(english.strip()) or not any(map(str.isalnum, text)) or not text.isascii()


_MIXED = st.text(
    alphabet="аАбвьжї їєʼ’-.,:;!?«»„“\"'()0123456789٣٤%€$ \n\t\u200b\u200d\u202e\u00a0eEąßéWñšč👍🏽", max_size=300
)


@settings(deadline=None, max_examples=80)
@given(_MIXED, st.sampled_from(LANGUAGES))
def test_mixed_scripts_have_an_answer(text: str, language: str) -> None:
    """Mixed scripts, marks and digits get an answer without digits of other scripts."""
    assert not any(letter.isdigit() and not letter.isascii() and letter.isdecimal() for letter in gist(text, language))


@settings(deadline=None, max_examples=80)
@given(st.integers(2, 10**9), st.sampled_from(LANGUAGES))
def test_no_number_is_lost(value: int, language: str) -> None:
    """The value of a number in digits is the value of the number in English."""
    assert [value] == [number.value for number in numbers(gist(f"- {value} -", language), "en")]


@pytest.mark.parametrize(
    "text", ["а" * 100_000, "1" * 20_000, "«" * 20_000, "Аа" * 20_000, "-’а" * 10_000, "а-" * 20_000]
)
def test_endless_words_take_no_endless_time(text: str) -> None:
    """A text without a space is answered in time that grows with its length only."""
    started = time.process_time()
    gist(text, "ru")
    half = time.process_time() - started
    started = time.process_time()
    gist(text * 2, "ru")
    assert time.process_time() - started < 6 * half + 1


async def test_the_adapter_answers_sentence_by_sentence() -> None:
    """The engine returns as many sentences as it was given, and says that it is a gist."""
    engine = Gist()
    english = await engine.translate(Request("ru", "en", ("Президент сказал.", "", "Война.")))
    assert (3, True, "gist") == (len(english), engine.is_gist, engine.name)


async def test_the_adapter_refuses_what_it_has_no_lexicon_for() -> None:
    """A pair without a lexicon is refused by name."""
    assert not Gist().supports("ja", "en") and not Gist().supports("ru", "de")
    with pytest.raises(CannotTranslate, match="ja"):
        await Gist().translate(Request("ja", "en", ("。",)))
