from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.translate.domain.fidelity import CHECKED, Slip, check
from shared.language import LANGUAGES


def slips(language: str, source: str, english: str) -> list[tuple[str, str]]:
    """Kind and expected value of what is flagged in one sentence."""
    return [(slip.kind, slip.expected) for slip in check([source], [english], language)]


KEPT = [
    ("de", "Der Umbau kostete 1,3 Millionen Euro.", "The conversion cost 1,300,000 euros."),
    ("de", "Sechsundzwanzig Schafe standen auf dem Gleis.", "There were 26 sheep on the track."),
    ("de", "Die Fähre legt um 19.30 Uhr ab.", "The ferry leaves at 7:30 p.m."),
    ("de", "Am 15. August öffnet die Brücke.", "The bridge opens on August 15."),
    ("ru", "Мост построили в 30-е годы.", "The bridge was built in the 1930s."),
    ("ru", "Около двух тысяч рабочих вернулись на завод.", "About 2,000 workers returned to the plant."),
    ("uk", "Вступ відбудеться 3 вересня о 15:00.", "Admission is on 3 September at 3 p.m."),
    ("be", "Рэстаўрацыя каштавала 2,5 млн еўра.", "The restoration cost €2.5million."),
    ("pl", "W latach 1950–1953 rzeka wylała osiem razy.", "The river burst its banks eight times in 1950-53."),
    ("fr", "Près de 45 pour cent des vergers ont gelé.", "Nearly 45 percent of the orchards froze."),
    ("es", "El 12 por ciento de los faros está cerrado.", "Twelve percent of the lighthouses are closed."),
    ("lt", "Į miestą atvyko 30 tūkst. svečių.", "Thirty thousand guests came to the city."),
    ("ru", "Лодку нашли у берегов Германии.", "The boat was found off the German coast."),
    ("de", "Die Tagung findet in den USA statt.", "The conference takes place in the U.S."),
    ("uk", "Про це заявив Ніколас Вербицький.", "This was stated by Nicholas Verbytskyi."),
    ("be", "Пра гэта сказаў Джордж Гілз.", "George Giles said so."),
    ("de", "Er konnte den Brief nicht lesen.", "He was unable to read the letter."),
    ("ru", "Пришло не менее сорока гостей.", "At least 40 guests came."),
    ("fr", "Elle n’a jamais vu la mer.", "She has never seen the sea."),
    ("es", "No solo llovió, también nevó.", "It rained, and it snowed as well."),
    ("pl", "Nie tylko padało, ale i grzmiało.", "It rained and thundered."),
    ("lt", "Jis negali ateiti.", "He cannot come."),
]


@pytest.mark.parametrize(("language", "source", "english"), KEPT)
def test_a_faithful_translation_is_not_flagged(language: str, source: str, english: str) -> None:
    """What is only written otherwise (digits, scale words, clock, dates, spelling, "unable") is kept."""
    assert [] == slips(language, source, english)


BENT = [
    ("de", "Der Umbau kostete 1,3 Millionen Euro.", "The conversion cost 1.3 billion euros.", ("number", "1300000")),
    ("ru", "Около двух тысяч рабочих вернулись.", "About 3,000 workers returned.", ("number", "2000")),
    ("pl", "Rzeka wylała osiem razy.", "The river burst its banks nine times.", ("number", "8")),
    ("de", "Der Weg ist 25 Kilometer lang.", "The path is 15 miles long.", ("number", "25")),
    ("fr", "Deux bateaux sont arrivés.", "Three boats arrived.", ("number", "2")),
    ("de", "Am 15. August öffnet die Brücke.", "The bridge opens on August 16.", ("date", "08-15")),
    ("uk", "Вступ відбудеться 3 вересня.", "Admission is on 3 October.", ("date", "09-03")),
    ("es", "La feria abre el 4 de mayo.", "The fair opens in May.", ("date", "05-04")),
    ("ru", "Лодку нашли у берегов Германии.", "The boat was found off the coast of Spain.", ("name", "Germany")),
    ("be", "Выставу адкрылі ў Літве.", "The exhibition opened in Lisbon.", ("name", "Lithuania")),
    ("de", "Er konnte den Brief nicht lesen.", "He was able to read the letter.", ("negation", "not")),
    ("ru", "Она не видела моря.", "She saw the sea.", ("negation", "not")),
    ("fr", "Il n’a pas signé.", "He signed.", ("negation", "not")),
    ("lt", "Jis negali ateiti.", "He can come.", ("negation", "not")),
    ("de", "Der Rat stimmte zu.", "The council did not agree.", ("negation", "")),
]


@pytest.mark.parametrize(("language", "source", "english", "expected"), BENT)
def test_a_bent_translation_is_flagged(language: str, source: str, english: str, expected: tuple[str, str]) -> None:
    """A changed number, unit, scale, day or place, and a negation that is lost or added, is told with what was said."""
    assert [expected] == slips(language, source, english)


def test_a_person_left_out_is_flagged() -> None:
    """A full name of the original that the English has not is a slip at its surname."""
    (slip,) = check(["Об этом сообщил капитан Питер Бергстром."], ["The captain reported this."], "ru")

    assert ("name", "Бергстром") == (slip.kind, slip.source_words)


def test_a_surname_known_from_the_article_is_a_name_alone() -> None:
    """A person named in full before is looked for where only the surname is said."""
    source = ["Капитан Питер Бергстром вышел в море.", "Утром Бергстром вернулся."]

    (slip,) = check(source, ["Captain Peter Bergstrom put to sea.", "In the morning the boat came back."], "ru")

    assert (1, "Бергстром") == (slip.sentence, slip.source_words)


def test_german_nouns_are_no_names() -> None:
    """What German writes with a capital like any noun is not looked for in the English."""
    assert [] == slips(
        "de", "Der Hafenmeister schloss die Schleuse am Kanal.", "The harbour master shut the canal lock."
    )


def test_a_slip_says_where_it_is() -> None:
    """The span of a slip counts in its source sentence, and slips come in the order of the source."""
    source = ["Es kamen drei Schiffe.", "Dann kamen 40 Boote und 12 Flöße."]
    found = check(source, ["Three ships came.", "Then 41 boats and 13 rafts came."], "de")

    assert [("40", 1), ("12", 1)] == [(source[s.sentence][s.start : s.end], s.sentence) for s in found]
    assert all(s.source_words == source[s.sentence][s.start : s.end] for s in found)


def test_swapped_sentences_are_flagged() -> None:
    """Each sentence is compared with its own English."""
    found = check(["Es kamen 40 Boote.", "Es kamen 70 Flöße."], ["70 rafts came.", "40 boats came."], "de")

    assert [0, 1] == [slip.sentence for slip in found]


def test_long_articles_are_checked_up_to_a_limit() -> None:
    """Sentences behind the limit are not compared, so that the check ends in bounded time."""
    source = ["Es kamen 40 Boote."] * (CHECKED + 5)
    began = time.process_time()
    found = check(source, ["x" * 100_000] * len(source), "de")

    assert CHECKED == len(found) and time.process_time() - began < 10


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from([*LANGUAGES, "sv", "und", ""]))
def test_any_two_texts_can_be_compared(source: str, english: str, language: str) -> None:
    """Whatever the texts, slips lie inside the source sentence."""
    found: tuple[Slip, ...] = check([source], [english], language)

    assert all(0 <= slip.start <= slip.end <= len(source) for slip in found)
