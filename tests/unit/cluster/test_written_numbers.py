"""Numbers that are written out count as those in digits do."""

from __future__ import annotations

import pytest

from services.cluster.domain.features import numbers_in


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("A wolf killed twelve sheep near the river", "en", ["12"]),
        ("Ein Wolf hat zwölf Schafe gerissen", "de", ["12"]),
        ("Волк загрыз двенадцать овец", "ru", ["12"]),
        ("Police held twenty-six people; 26 were freed", "en", ["26", "26"]),
        ("Some twelve thousand people marched", "en", ["12000"]),
        ("Two men and nine women waited", "en", []),
        ("The often repeated tenure of a senator", "en", []),
    ],
)
def test_a_number_written_out_is_the_number_in_digits(text: str, language: str, found: list[str]) -> None:
    """From ten on, a number is the same feature in words and in digits, in any language; smaller ones are none."""
    assert numbers_in(text, language) == found


def test_each_number_written_out_is_told_once() -> None:
    """A number word that comes again adds nothing: a feature stands in an article or does not."""
    assert numbers_in("Sixteen prisoners, sixteen families, sixteen buses", "en") == ["16"]
