"""Copies: which texts derive from another."""

from __future__ import annotations

import subprocess
import sys

import pytest

from services.cluster.domain.copies import CopyIndex, containment, is_copy, sketch
from tests.unit.cluster.wire import text

WHOLE = text("ferry", (0, 1, 2, 3, 4, 5))


def test_copy_is_known_when_cut() -> None:
    """A text cut to its first half is a copy of the whole."""
    assert is_copy(sketch(WHOLE), sketch(text("ferry", (0, 1, 2))))


def test_copy_is_known_with_a_lead_of_its_own() -> None:
    """A copy with a new first paragraph and a new end is a copy."""
    changed = f"Islanders spoke of little else at breakfast on Wednesday.\n\n{WHOLE}\n\nMore on our site."
    assert is_copy(sketch(WHOLE), sketch(changed))


def test_copy_is_known_with_typos_mended() -> None:
    """A copy in which a few words were mended is a copy."""
    mended = WHOLE.replace("outside", "off").replace("captain", "master").replace("Tuesday", "Aug. 12")
    assert is_copy(sketch(WHOLE), sketch(mended))


def test_two_reports_with_one_quotation_are_no_copies() -> None:
    """Reports that share one quotation and nothing else are not copies of each other."""
    quote = '"We have coffee on board and the sea is calm, and we would rather be in Esbjerg," she said.'
    one, other = f"{text('ferry', (0, 1, 2))} {quote}", f"{text('ferry', (3, 4, 5))} {quote}"
    assert not is_copy(sketch(one), sketch(other))


def test_very_short_texts_are_never_copies() -> None:
    """Two equal texts of a dozen words are too short to say who copied."""
    short = "The port of Esbjerg is closed until further notice, the coast guard said."
    assert not is_copy(sketch(short), sketch(short))


@pytest.mark.parametrize("cut", [300, 600, 2000])
def test_containment_of_long_texts_is_estimated(cut: int) -> None:
    """For texts longer than a sketch, a part is still found to be contained almost wholly, another text not at all."""
    words = [f"w{n}" for n in range(4000)]
    whole, part, other = " ".join(words), " ".join(words[:cut]), " ".join(f"x{n}" for n in range(cut))
    assert containment(sketch(whole), sketch(part)) > 0.9
    assert containment(sketch(whole), sketch(other)) == 0.0


def test_sketch_is_the_same_in_every_process() -> None:
    """Sketches agree between processes with different hash seeds."""
    code = f"from services.cluster.domain.copies import sketch; print(sketch({WHOLE!r})[:5])"
    made = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert made == {f"{sketch(WHOLE)[:5]}\n".encode()}


def test_index_finds_what_shares_most_and_forgets_what_is_removed() -> None:
    """The articles that share most come first; a removed article is not found."""
    index = CopyIndex()
    index.add("whole", sketch(WHOLE))
    index.add("half", sketch(text("ferry", (0, 1, 2))))
    index.add("other", sketch(text("quarry")))
    assert index.near(sketch(WHOLE)) == ["whole", "half"]
    index.remove("whole", sketch(WHOLE))
    assert index.near(sketch(WHOLE)) == ["half"]


def test_formula_that_everyone_uses_finds_nothing() -> None:
    """A passage that stands in very many articles names none of them as a source."""
    index = CopyIndex()
    for n in range(60):
        index.add(f"a{n}", sketch(WHOLE))
    assert index.near(sketch(WHOLE)) == []
