from __future__ import annotations

from pathlib import Path

from shared.language.ding import ding, read

LINES = """# a word list of our own in the format of Ding
Quorx {m} [zool.] (ein Tier) | Quorxe {pl} :: quorx (an animal) | quorxes
Fährhaus {n}; Fährhäuschen {n} :: ferry house; ferryman's house
jdn. anquorxen {vt}; quorxen {vt} | quorxend | gequorxt :: to quorx sb. | quorxing | quorxed
quorxig {adj} [ugs.] :: quorxy
kleiner Quorx {m} :: little quorx that is much too long to be a gloss; quorxling
a line that is no entry
"""


def test_single_words_have_their_first_short_english(tmp_path: Path) -> None:
    """Notes and grammar are left out, infinitives lose "to", plurals stand beside singulars."""
    path = tmp_path / "de-en"
    path.write_text(LINES, encoding="utf-8")
    words = ding(path)
    found = {word: words.find(word) for word in ("Quorx", "quorxe", "Fährhaus", "Fährhäuschen", "quorxen", "quorxig")}
    assert {
        "Quorx": ("n", ("quorx",)),
        "quorxe": ("n", ("quorxes",)),
        "Fährhaus": ("n", ("ferry house",)),
        "Fährhäuschen": ("n", ("ferry house",)),
        "quorxen": ("v", ("quorx",)),
        "quorxig": ("a", ("quorxy",)),
    } == {word: (entry.kind, entry.english) for word, entry in found.items() if entry}


def test_words_that_the_list_lacks_are_not_found(tmp_path: Path) -> None:
    """A word inside a phrase or a note, and one that is nowhere, has no entry."""
    path = tmp_path / "de-en"
    path.write_text(LINES, encoding="utf-8")
    assert [None] * 3 == [ding(path).find(word) for word in ("kleiner", "Tier", "anders")]


def test_a_system_without_the_list_has_no_entries(tmp_path: Path) -> None:
    """Where the file is absent or empty, nothing is found and nothing fails."""
    (tmp_path / "empty").touch()
    assert ding(tmp_path / "nowhere").find("Haus") is None
    assert ding(tmp_path / "empty").find("Haus") is None


def test_a_translation_that_explains_is_passed_over() -> None:
    """Of several translations the first short one is taken."""
    entries = list(read(["Quorxung {f} :: the act of turning something into a quorx; quorxing"]))
    assert ["quorxing"] == [entry.english[0] for entry in entries]
