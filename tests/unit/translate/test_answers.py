"""What an engine may answer."""

from __future__ import annotations

from typing import Any

import pytest

from services.translate.domain.answers import why_garbage

SOURCE = ("Президент приехал в Минск.", "Освобождены 16 заключённых.", "12.")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (["The president came to Minsk.", "16 prisoners were freed.", "12."], None),
        (["The president came to Minsk.", "16 prisoners were freed.", ""], None),
        (["The president came to Minsk."], "wrong_count"),
        ("The president came to Minsk.", "not_sentences"),
        (None, "not_sentences"),
        (["The president", None, "12"], "not_sentences"),
        (["The president came to Minsk.", "  ", "12."], "empty"),
        (["x" * 500, "16 prisoners", "12."], "too_long"),
        (["the the the the the the the the the the the", "16 prisoners", "12"], "repeats_itself"),
        (list(SOURCE), "not_english"),
        (["大统领来到明斯克。", "释放了16名囚犯", "12"], "not_english"),
    ],
)
def test_rubbish_is_told_from_a_translation(answer: Any, why: str | None) -> None:
    """An answer with another count, without words, much too long, stuck or not in English is no translation."""
    assert why == why_garbage(SOURCE, answer, "en")


def test_an_echo_of_a_latin_text_is_rubbish() -> None:
    """An engine that gives the German back has not translated it."""
    german = tuple(f"Der Präsident Nummer {n} kam heute nach Berlin." for n in range(5))
    assert "echo" == why_garbage(german, list(german), "en")


def test_another_language_than_english_may_be_asked_for() -> None:
    """On the way by another language its script is no fault."""
    assert why_garbage(("Прэзідэнт прыехаў.",), ["Президент приехал."], "ru") is None
