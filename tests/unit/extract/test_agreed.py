"""What stands of what rules and model say; and the parts that feed the model."""

from __future__ import annotations

import pytest

from services.extract.domain import natasha
from services.extract.domain.agreed import Named, agreed
from services.extract.domain.clusters import cluster
from services.extract.domain.found import Known
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import offered
from services.extract.domain.words import read


def _said(text: str, *named: tuple[str, str, float], language: str = "en") -> dict[str, str]:
    """What stands where a model says these words, with a kind and how sure it is."""
    names = [Named(text.index(words), text.index(words) + len(words), label, sure) for words, label, sure in named]
    found = winners(agreed(read(text, language), names, offered(text, language), Known()))
    return {text[f.start : f.end]: f.type for f in found}


def test_the_model_decides_what_capitals_do_not_tell() -> None:
    """Two capitalised words that the rules take for a person are the firm that the model says they are."""
    assert {"Tarvo Brannel": "ORG"} == _said("We saw Tarvo Brannel there.", ("Tarvo Brannel", "ORG", 0.9))


def test_a_guess_of_the_rules_falls_where_the_model_is_silent() -> None:
    """Capitals alone are no name where the model sees none; a country of the gazetteer is."""
    assert {"Ecuador": "GPE"} == _said("We saw Tarvo Brannel in Ecuador.")


def test_a_model_in_doubt_gives_way_to_the_gazetteer() -> None:
    """Where the model hardly believes it, the gazetteer's country stands."""
    text = "They left Ecuador early."

    assert {"Ecuador": "GPE"} == _said(text, ("Ecuador", "ORG", 0.4))


def test_a_hopeless_guess_is_no_name() -> None:
    """What the model itself holds for unlikely is not taken."""
    assert {} == _said("They left Brannelton early.", ("Brannelton", "ORG", 0.1))


def test_a_river_keeps_its_whole_name() -> None:
    """The word River belongs to the name though the model has left it out."""
    assert {"Tarvo River": "LOC"} == _said("They crossed Tarvo River.", ("Tarvo", "LOC", 0.9))


def test_a_name_is_of_one_kind_throughout_a_text() -> None:
    """The same word is the same thing wherever it stands: what the model is surest of, all in all."""
    text = "Brannel rose. Then Brannel fell."
    names = [Named(0, 7, "ORG", 0.9), Named(19, 26, "PER", 0.6)]

    found = winners(agreed(read(text, "en"), names, [], Known()))

    assert ["ORG", "ORG"] == [f.type for f in found]


@pytest.mark.parametrize("words", ["Компания «Тарвель»", "Компания «Тарвель", "«Тарвель»"])
def test_a_name_in_marks_stands_without_what_it_is(words: str) -> None:
    """Of «Company “X”» only X is the name, whether or not the model has taken the marks in."""
    assert {"Тарвель": "ORG"} == _said("Компания «Тарвель» закрыта.", (words, "ORG", 0.9), language="ru")


def test_function_words_and_lower_case_are_no_names() -> None:
    """A model that takes "The" or words without capitals for names is not believed."""
    assert {} == _said("The car left the yard.", ("The", "ORG", 0.9), ("car", "PER", 0.9))


@pytest.mark.parametrize(
    ("word", "shape"),
    [("Минск", "RU_Xx"), ("США", "RU_XX"), ("и", "RU_x"), ("Ростов-Дон", "RU_Xx-Xx"), ("NATO", "EN_XX"), ("5", "NUM"),
     (".", "PUNCT_."), ("...", "PUNCT_OTHER"), ("iPhone", "EN_OTHER"), ("日", "OTHER")],
)  # fmt: skip
def test_shapes_are_those_of_the_russian_model(word: str, shape: str) -> None:
    """Script and capitals of a word are named as the packed model of Russian names knows them."""
    assert shape == natasha.shape(word)


def test_the_russian_model_tags_names() -> None:
    """Persons, places and organisations are tagged word by word, in a text of any length."""
    words = "Пресс-секретарь Дмитрий Зорин приехал в Самару .".split()

    assert ["O", "B-PER", "I-PER", "O", "O", "B-LOC", "O"] == natasha.tags(words)
    assert 1_400 == len(natasha.tags(words * 200))
    assert [] == natasha.tags([])


def test_words_in_like_company_share_a_cluster() -> None:
    """A day is like a day; no word is known in a language without a table."""
    assert cluster("Monday", "en") == cluster("Tuesday", "en") is not None
    assert cluster("Xqzzt", "en") is None is cluster("Monday", "lt")
