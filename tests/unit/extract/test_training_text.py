from __future__ import annotations

import random
from pathlib import Path

import pytest

from shared.language import LANGUAGES
from training.ner import swap
from training.ner.check import check
from training.ner.conll import Labelled, joined, read
from training.ner.marked import Name, parse, printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_sentences_are_fit_to_train_on(language: str) -> None:
    """Marks are well formed, no sentence stands twice, there are enough of them and their names vary."""
    assert [] == check(language).faults


def test_marks_become_spans() -> None:
    """A marked line reads as its reader sees it, with each name's span and type."""
    line = parse("In [LOC.city Lome] sprach [PER.f Afi Mensah].")

    assert Labelled("In Lome sprach Afi Mensah.", ((3, 7, "LOC"), (15, 25, "PER"))) == printed(line)


@pytest.mark.parametrize("line", ["Er [sagte] das.", "In [CITY Lome].", "In [LOC.town Lome].", "[PER.m Jonas"])
def test_faulty_marks_are_refused(line: str) -> None:
    """A bracket that is no mark, an unknown type or tag is an error and no text."""
    with pytest.raises(ValueError, match="mark"):
        parse(line)


def test_swapped_names_keep_gender_and_case() -> None:
    """A name is swapped only for one that was written for the same gender and case."""
    lines = [
        parse("Он видел [PER.m.acc Ивана Зорина] и [PER.f.acc Анну Лескову]."),
        parse("Ждали [PER.m.acc Олега Юдина]."),
    ]
    names = swap.pool(lines)
    forms = {
        piece.words
        for n in range(50)
        for piece in swap.swapped(lines[0], "ru", names, random.Random(n))
        if isinstance(piece, Name)
    }

    assert {"Ивана Зорина", "Ивана Юдина", "Олега Зорина", "Олега Юдина", "Анну Лескову"} == forms


def test_who_is_named_twice_is_not_swapped() -> None:
    """In a line that names somebody in full and then by surname both stay."""
    line = parse("[PER.m Tomas Brel] came; [PER.m Brel] spoke.")
    names = swap.pool([line, parse("[PER.m Adam Holt] and [PER.m Nix].")])

    assert all(line == swap.swapped(line, "en", names, random.Random(n)) for n in range(20))


def test_labelled_tokens_are_put_together_as_printed(tmp_path: Path) -> None:
    """Tokens become the sentence that print has, with the spans of its names."""
    path = tmp_path / "x.conll"
    path.write_text(
        '"\tO\nStop\tO\n"\tO\n,\tO\nsaid\tO\nJane\tB-PER\nHarlow\tI-PER\n\'s\tO\naide\tO\n.\tO\n', encoding="utf-8"
    )

    assert [Labelled('"Stop", said Jane Harlow\'s aide.', ((13, 24, "PER"),))] == list(read(path))


def test_joined_texts_move_their_names() -> None:
    """Names keep to their words when sentences are put together."""
    text = joined([Labelled("A b.", ((0, 1, "PER"),)), Labelled("C d.", ((2, 3, "LOC"),))], "\n\n")

    assert ["A", "d"] == [text.text[start:end] for start, end, _ in text.names]
