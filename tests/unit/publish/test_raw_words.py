"""A feed that is asked for words parses only updates in which they may stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.publish.adapters.parsed import Parsed
from services.publish.domain.filters import Facts, filter_of
from services.publish.domain.raw_words import may_hold
from shared.contracts.filters import words_of
from shared.contracts.story import StorySnapshot
from shared.contracts.update import StoryUpdate
from shared.testing import builders as a


def told(words: str) -> StoryUpdate:
    """An update with this message."""
    return a.story_update("st_1", 1, message=words)


@given(st.text(max_size=60))
def test_no_update_that_passes_is_left_out(words: str) -> None:
    """Whatever an update says, in any script, its JSON may hold each of its words."""
    update = told(words)
    for word in words_of(words):
        assert may_hold([word])(update.model_dump_json().encode()), word


@pytest.mark.parametrize(
    ("words", "asked", "is_held"),
    [
        ("Das Café\nin Łódź", "cafe", True),
        ("Das Café\nin Łódź", "in Łódź", True),
        ("Das Café\nin Łódź", "Minsk", False),
        ("Президент в Минске", "МИНСКЕ", True),
        ("Президент в Минске", "Brest", False),
        ("Prisoners freed", "prisoners tomorrow", False),
    ],
)
def test_other_words_are_told_apart(words: str, asked: str, is_held: bool) -> None:
    """Case and accents do not matter; an update without one of the words is not parsed, nor would it pass."""
    update = told(words)
    assert is_held is may_hold([asked])(update.model_dump_json().encode())
    assert is_held is filter_of([("text", asked)]).passes(Facts(update))


def test_without_words_every_update_is_read() -> None:
    """A filter that asks for no words leaves nothing out."""
    assert may_hold([])(b"{}")


def test_what_was_parsed_is_known_by_its_bytes_within_bounds() -> None:
    """Equal JSON is parsed once; what was asked for longest ago is let go of first."""
    bodies = [a.snapshot("st_1", n).model_dump_json().encode() for n in (1, 2, 3)]
    parsed = Parsed(most=len(bodies[0]) + len(bodies[1]))
    first, second = (parsed(StorySnapshot, body) for body in bodies[:2])
    assert parsed(StorySnapshot, bytes(bodies[0])) is first
    assert 3 == parsed(StorySnapshot, bodies[2]).revision
    assert parsed(StorySnapshot, bodies[0]) is first
    assert parsed(StorySnapshot, bodies[1]) == second
    assert parsed(StorySnapshot, bodies[1]) is not second
