"""Whether two names are one person's, against the floors, on the pair list of our own making."""

from __future__ import annotations

import pytest

from bench.names.pairs import UNSEEN, Pair, Scores, halves, pairs, people, scores
from services.resolve.domain.candidates import LIKE
from services.resolve.domain.likeness import likeness

#: F1 where the linker says "same"; precision where recall is 0.85.
F1, PRECISION = 0.93, 0.98


def _likeness(pair: Pair) -> float:
    return likeness(pair.one.text, pair.one.language, pair.other.text, pair.other.language)


@pytest.fixture(scope="module", params=["the half that weights were fitted on", "the other half", "people never seen"])
def half(request: pytest.FixtureRequest) -> Scores:
    """What the shipped weights make of each part of the list."""
    parts = (*halves(people()), people(UNSEEN))
    names = ("the half that weights were fitted on", "the other half", "people never seen")
    return scores(pairs(parts[names.index(request.param)]), _likeness, LIKE)


def test_the_list_is_long_enough_to_say_something() -> None:
    """The pair list has at least 400 pairs of one person and 4,000 of two, in nine languages."""
    listed = pairs(people())
    assert sum(pair.is_same for pair in listed) >= 400
    assert sum(not pair.is_same for pair in listed) >= 4000
    assert {"en", "de", "ru", "uk", "pl", "be", "fr", "es", "lt"} == {p.one.language for p in listed}


def test_names_of_one_person_are_told_from_those_of_two(half: Scores) -> None:
    """Names in nine languages are matched with F1 of at least 0.93."""
    assert half.f1 >= F1


def test_few_strangers_are_joined(half: Scores) -> None:
    """Where 85 of 100 pairs of one person are found, at least 98 of 100 pairs that are joined are right."""
    assert half.at_recall_85 >= PRECISION


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("de", "Tichanowski"), ("ru", "Светланы Тихановской")),
        (("en", "Vladimir Putin"), ("uk", "Микола Путілін")),
        (("en", "Alexander Lukashenko"), ("pl", "Wiktora Łukaszenki")),
        (("ru", "Дональда Туска"), ("en", "Elon Musk")),
        (("lt", "Dianos Nausėdienės"), ("en", "Gitanas Nausėda")),
    ],
)
def test_spouses_sons_and_look_alikes_stay_apart(one: tuple[str, str], other: tuple[str, str]) -> None:
    """A wife, a son, and somebody whose name looks alike are other people, whatever the language."""
    assert likeness(one[1], one[0], other[1], other[0]) < LIKE
