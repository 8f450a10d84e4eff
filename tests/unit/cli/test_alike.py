from __future__ import annotations

import pytest

from services.cli.domain.alike import holds_words, same_modifier, same_name, same_unit, same_value


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("prisoners freed", "prisoners released"),
        ("Prisoners Released", "prisoners released"),
        ("detainees let free", "prisoners released"),
        ("prisoners", "prisoners released"),
        ("killed", "deaths"),
        ("dead", "people killed"),
        ("deaths", "miners killed"),
        ("injured", "people injured"),
        ("people hurt", "injuries"),
        ("missing", "people missing"),
        ("hectares", "hectares burned"),
        ("number of dead", "deaths"),
        ("further prisoners under discussion", "prisoners under discussion"),
    ],
)
def test_one_unit_in_other_words(wanted, held):
    """What is counted, and what happened to it, may be said in other words."""
    assert same_unit(wanted, held)


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("prisoners released", "prisoners held"),
        ("prisoners released", "prisoners under discussion"),
        ("prisoners under discussion", "prisoners released"),
        ("prisoners released", "foreign nationals released"),
        ("soldiers killed", "civilians killed"),
        ("deaths", "injured"),
        ("injured", "missing"),
        ("prisoners released", "prisoners"),
        ("euros", "dollars"),
        ("homes", "hectares"),
        ("people", "deaths"),
        ("", "deaths"),
    ],
)
def test_units_that_differ(wanted, held):
    """Another thing, or another thing that happened to it, is another unit, in any words."""
    assert not same_unit(wanted, held)


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("US embassy in Vilnius", "U.S. embassy in Vilnius"),
        ("the embassy", "U.S. embassy in Vilnius"),
        ("Trump", "Donald Trump"),
        ("U.S. President Donald Trump", "Donald Trump"),
        ("police", "Bolivian police"),
        ("interior ministry", "Georgian Interior Ministry"),
        ("Georgia's interior ministry", "Georgian interior ministry"),
        ("Ministry of the Interior", "interior ministry"),
        ("Doina Marcus", "Doina Marcuș, prefect of Prahova"),
        ("Donald Trump", "Дональд Трамп"),
        ("Mihnea Rotaru", "Міхня Ротару"),
    ],
)
def test_one_speaker_under_other_names(wanted, held):
    """A speaker may be named in short, with an office, without points or accents, or in another script."""
    assert same_name(wanted, held)


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("police", "police union"),
        ("police", "policeman"),
        ("US embassy in Minsk", "U.S. embassy in Vilnius"),
        ("interior ministry", "defence ministry"),
        ("John", "John Coale"),
        ("Vladimir Putin", "Vladimir Petrov"),
        ("Donald Trump", "Владимир Путин"),
        ("", "police"),
    ],
)
def test_speakers_that_differ(wanted, held):
    """Another person, body or place is another speaker, even where words are shared."""
    assert not same_name(wanted, held)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("52 prisoners", "Belarus has released 52 prisoners of several nationalities"),
        ("„Wir sind da“", "Wir sind da"),
        ("1,300 prisoners", "1300 prisoners"),
        ("1 300 в’язнів", "1\u202f300 в'язнів"),
        ("the U.S. delegation", "The US delegation left"),
        ("Belarus released 52 prisoners on Thursday", "released 52 prisoners"),
    ],
)
def test_words_are_found(words, text):
    """Words are found whatever marks and spaces stand between them, and where the evidence is most of them."""
    assert holds_words(words, text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("52 prisoners", "152 prisoners"),
        ("52 prisoners", "53 prisoners"),
        ("52 prisoners", "52 political prisoners"),
        ("Belarus released 52 prisoners on Thursday", "released prisoners on Thursday"),
        ("Belarus released 52 prisoners on Thursday", "Thursday"),
        ("we sleep", ""),
        ("", "we sleep"),
    ],
)
def test_words_that_are_not_there(words, text):
    """Another number, or words that are not in a row, are not found."""
    assert not holds_words(words, text)


def test_amounts():
    """An amount is one amount whether its scale stands in the number or in the unit."""
    assert same_value(31, "million euros", 31_000_000, "euros")
    assert same_value(31, "million euros", 31, "million euros")
    assert not same_value(31, "million euros", 31, "euros")
    assert not same_value(31, "euros", 32, "euros")


def test_modifiers():
    """ "At least" is more_than by another name, "exact" is not."""
    assert same_modifier("at least", "more_than")
    assert same_modifier("more_than", "more_than")
    assert not same_modifier("exact", "more_than")
