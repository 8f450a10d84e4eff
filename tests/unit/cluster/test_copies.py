"""Copies: which texts derive from another."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from services.cluster.domain.copies import WINDOW, CopyIndex, is_copy
from services.cluster.domain.postings import Postings
from services.cluster.domain.recent import FORMULA
from services.cluster.domain.sketches import likeness, sketch, unpacked
from shared.testing import builders
from tests.unit.cluster.wire import Desk, report, text

WHOLE = text("ferry", (0, 1, 2, 3, 4, 5))
STATEMENT = (
    '"We have coffee on board and the sea is calm, and we would rather be in Esbjerg tonight than out here on sand, '
    "but nobody is hurt, nobody is cold, and the tugs will be with us when the tide comes in at eight, so there "
    'is nothing to do but wait and play cards," she said.'
)


def at(minutes: int, body: str = WHOLE) -> str:
    """The sketch of a text that came out so many minutes into the stream."""
    return sketch(body, builders.at(minutes))


def distinct(n: int, words: int = 120) -> str:
    """A text that shares no words with those of other numbers."""
    return " ".join(f"w{n}x{i}" for i in range(words))


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 1), (3, 4), (5, 4, 3, 2, 1, 0)])
def test_copy_is_known_when_cut_or_reordered(order: tuple[int, ...]) -> None:
    """A text cut to a half or a third, from either end, or with its paragraphs in another order, is a copy."""
    assert is_copy(at(0), at(60, text("ferry", order)))


def test_copy_is_known_with_a_lead_of_its_own() -> None:
    """A copy with a new first paragraph and a new end is a copy."""
    changed = f"Islanders spoke of little else at breakfast on Wednesday.\n\n{WHOLE}\n\nMore on our site."
    assert is_copy(at(0), at(60, changed))


def test_copy_is_known_with_typos_mended() -> None:
    """A copy in which a few words were mended is a copy."""
    mended = WHOLE.replace("outside", "off").replace("captain", "master").replace("Tuesday", "Aug. 12")
    assert is_copy(at(0), at(60, mended))


def test_two_reports_with_one_statement_are_no_copies() -> None:
    """Two reports that quote one long statement, of more words than their own, are not copies of each other."""
    one, other = f"{text('ferry', (0, 1, 2))}\n\n{STATEMENT}", f"{text('ferry', (3, 4, 5))}\n\n{STATEMENT}"
    assert not is_copy(at(0, one), at(60, other))


def test_copy_that_is_nearly_all_quotation_is_known() -> None:
    """A text that has next to no words outside quotation marks is compared with them."""
    assert is_copy(at(0, STATEMENT), at(60, f"HARBOUR, Aug 12. {STATEMENT}"))


def test_form_filled_in_anew_is_no_copy() -> None:
    """Two reports by one form with other names and figures are not copies, though most of their words are the same."""
    form = (
        "In the past twenty-four hours {0} road accidents were registered in the county, in which {1} people were "
        "killed and {2} injured, said {3}. The police of {4} stopped {5} drivers who had been drinking and fined {6}."
    )
    one = form.format(14, 2, 19, "Ana Brandt", "Lund", 11, 1240)
    other = form.format(9, 1, 12, "Karl Moe", "Ystad", 7, 1101)
    assert not is_copy(at(0, one), at(1440, other))


def test_follow_up_that_repeats_background_is_no_copy() -> None:
    """A report with news of its own on top is no copy of the one whose paragraphs it repeats as background."""
    follow_up = f"{text('quarry')}\n\n{text('ferry', (3, 4))}"
    assert not is_copy(at(0), at(600, follow_up))


def test_report_that_takes_in_a_flash_is_no_copy_but_a_cut_text_is() -> None:
    """A long report that holds an earlier flash is its outlet's own; a flash cut from an earlier report is a copy."""
    short, long = text("ferry", (0,)), f"{text('ferry', (0,))}\n\n{text('quarry')}"
    assert not is_copy(at(0, short), at(60, long))
    assert is_copy(at(0, long), at(60, short))


def test_very_short_texts_are_never_copies() -> None:
    """Two equal texts of a dozen words are too short to say who copied."""
    short = "The port of Esbjerg is closed until further notice, the coast guard said."
    assert not is_copy(at(0, short), at(0, short))


def test_copies_are_known_in_scripts_without_spaces() -> None:
    """Text whose words no spaces part is compared by signs: a cut copy is known, another text is not."""
    one, other = (
        "東京湾で午後に衝突した二隻の船は港に戻り乗客は全員無事だった。",
        "北海道の市場では今朝から鮭の値段が大きく下がり漁師は困っている。",
    )
    assert is_copy(at(0, one), at(60, one[:24]))
    assert not is_copy(at(0, one), at(60, other))


@pytest.mark.parametrize("cut", [300, 600, 2000])
def test_share_of_long_texts_is_estimated(cut: int) -> None:
    """For texts longer than a sketch, a part is still found to be contained almost wholly, another text not at all."""
    words = [f"w{n}" for n in range(2500)]
    whole, part, other = " ".join(words), " ".join(words[:cut]), " ".join(f"x{n}" for n in range(cut))
    assert likeness(unpacked(at(0, whole)), unpacked(at(60, part))).later > 0.9
    assert likeness(unpacked(at(0, whole)), unpacked(at(60, other))).later == 0.0


def test_sketch_is_the_same_in_every_process() -> None:
    """Sketches agree between processes with different hash seeds."""
    code = f"from services.cluster.domain.sketches import sketch; print(sketch({WHOLE!r}))"
    made = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert made == {f"{sketch(WHOLE)}\n".encode()}


@pytest.mark.parametrize(
    "hostile", ["", "   ", '"' * 30_000, "«" * 9_000 + "a b c d e f", "\ud800 x" * 50, "\x00" * 99]
)
def test_hostile_text_has_a_sketch(hostile: str) -> None:
    """No text, however odd, keeps a sketch from being made."""
    assert isinstance(sketch(hostile.encode("utf-8", "replace").decode(), builders.at(0)), str)


@pytest.mark.parametrize("year", [1900, 1969, 2025, 2199])
def test_any_date_that_ingest_takes_fits(year: int) -> None:
    """Texts of any year have a sketch, and its moment is theirs."""
    when = builders.at(0).replace(year=year)
    assert unpacked(sketch(WHOLE, when + timedelta(minutes=5))).moment == unpacked(sketch(WHOLE, when)).moment + 5


def test_index_finds_what_shares_most_and_forgets_what_is_removed() -> None:
    """The articles that share a passage are found; a removed article is not found."""
    index = CopyIndex()
    index.add("whole", at(0))
    index.add("half", at(0, text("ferry", (0, 1, 2))))
    index.add("other", at(0, text("quarry")))
    assert sorted(index.near(at(0))) == ["half", "whole"]
    index.remove("whole", at(0))
    assert index.near(at(0)) == ["half"]


def test_formula_that_everyone_uses_finds_nothing() -> None:
    """A passage that stands in very many articles names none of them as a source."""
    index = CopyIndex()
    for n in range(60):
        index.add(f"a{n}", at(n))
    assert index.near(at(60)) == []


def test_formula_in_thousands_of_articles_is_never_read() -> None:
    """A shingle in thousands of articles finds nothing at no cost, and is a trace again once it is rare."""
    postings = Postings(FORMULA)
    for number in range(2, 5002):
        postings.add(7, number)
    assert len(postings.numbers(7)) == 0
    for number in range(2, 5000):
        postings.remove(7, number)
    assert sorted(postings.numbers(7)) == [5000, 5001]


def test_copy_is_found_beside_a_formula() -> None:
    """A footer that stands below every article does not hide what an article copies."""
    footer = " This report was written by the newsroom and checked by an editor before it went out to all clients."
    index = CopyIndex()
    for n in range(200):
        index.add(f"a{n:03}", at(n, distinct(n) + footer))
    assert index.original("new", at(300, distinct(17, 60) + footer)) == "a017"


def test_old_articles_leave_the_index() -> None:
    """An article is found for a fortnight of the articles' own time and has left the index after two."""
    index = CopyIndex()
    index.add("old", at(0))
    assert index.near(at(WINDOW)) == ["old"]
    assert index.near(at(WINDOW + 1)) == []
    index.add("new", at(2 * WINDOW + 120, text("quarry")))
    assert len(index) == 1
    index.add("late", at(1))
    assert len(index) == 1


def test_what_the_index_answers_depends_on_no_order() -> None:
    """Articles that came in any order, some of them old or taken out again, leave the same answers."""
    known = {f"a{n:02}": at(n * 700, distinct(n % 9) + " " + distinct(n, 20)) for n in range(60)}

    def answers(uris: list[str]) -> list[list[str]]:
        index = CopyIndex()
        for uri in uris:
            index.add(uri, known[uri])
        for uri in sorted(uris)[::7]:
            index.remove(uri, known[uri])
        return [index.near(sketch) for sketch in known.values()]

    assert answers(sorted(known)) == answers(sorted(known, reverse=True)) == answers([*known][30:] + [*known][:30])


def test_postings_are_kept_while_the_table_grows_and_shrinks() -> None:
    """Numbers come back for their keys alone, through any growth of the table and any removals."""
    postings = Postings(FORMULA)
    for n in range(3000):
        postings.add((n // 3) << 8, n + 2)
    for n in range(0, 3000, 2):
        postings.remove((n // 3) << 8, n + 2)
    for key in range(1000):
        assert sorted(postings.numbers(key << 8)) == [n + 2 for n in range(3 * key, 3 * key + 3) if n % 2]


# Families


def push(desk: Desk, n: int, **fields: object) -> str:
    """A reprint of the ferry report by outlet n."""
    uri = f"urn:f:{n}"
    given: dict[str, object] = {"provider": f"Outlet {n}", "published_at": builders.at(n * 10)}
    desk.push(report("ferry", uri, seq=n + 1, **(given | fields)))
    return uri


def test_forty_reprints_of_one_text_are_one_origin() -> None:
    """However many outlets reprint a text, it has one origin; an outlet's own report is another."""
    desk = Desk()
    first = push(desk, 0, order=(0, 1, 2, 3, 4))
    reprints = [push(desk, n, order=((0, 1, 2), (0, 1, 3, 4), (0, 1, 2, 3))[n % 3]) for n in range(1, 61)]
    story = desk.story_of(first)
    assert story is not None
    assert [desk.memory.articles[uri].copy_of for uri in reprints] == [first] * 60
    assert (len(story.members), len(story.origins)) == (61, 1)
    own = push(desk, 61, order=(5,))
    assert desk.memory.articles[own].copy_of is None


def test_family_survives_the_kill_of_its_original() -> None:
    """When the original is withdrawn the first copy takes its place: later copies are copies of that one."""
    desk = Desk()
    first, heir, other = (push(desk, n) for n in range(3))
    desk.push(builders.resolved(builders.kill(first), seq=8))
    after = push(desk, 9)
    found = {uri: desk.memory.articles[uri].copy_of for uri in (heir, other, after)}
    assert found == {heir: None, other: heir, after: heir}


def test_restart_finds_the_same_originals() -> None:
    """After a restart a copy is a copy of the same article."""
    desk = Desk()
    first = push(desk, 0)
    push(desk, 1)
    again = desk.restart()
    assert again.memory.articles[push(again, 2)].copy_of == first
