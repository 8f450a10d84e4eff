"""Headlines and credits found in a text that came without them."""

from __future__ import annotations

import pytest

from services.ingest.domain.credits import canonical, credits_in
from services.ingest.domain.headline import choose_headline, dateline_agency, has_dateline, looks_like_headline
from services.ingest.domain.raw import read


@pytest.mark.parametrize(
    "line",
    [
        "Ferry to islands stopped",
        "Board stops ferry, islanders protest",
        "Will the ferry ever sail again?",
        "Fähre zu den Inseln steht still",
        "Паром на острова остановлен",
        "«Ни дня без парома»: острова ждут",
    ],
)
def test_a_short_line_without_an_end_is_a_headline(line: str) -> None:
    """The first line is the headline where it looks like one."""
    assert looks_like_headline(line)
    assert choose_headline([line, "The text."]) == (line, ("The text.",))


@pytest.mark.parametrize(
    "line",
    [
        "The ferry stopped.",
        "He said: “It is over.”",
        "LEITH (Reuters) - The ferry to the islands has stopped",
        "LEITH, Scotland — The ferry to the islands has stopped",
        "Ferry",
        "As the board said in the morning,",
        "word " * 40,
    ],
)
def test_a_sentence_is_no_headline(line: str) -> None:
    """Sentences, datelines, single words and unfinished lines are not taken for headlines."""
    assert not looks_like_headline(line)


@pytest.mark.parametrize(
    ("paragraph", "headline"),
    [
        ("The ferry has stopped, the board said. It gave no reason.", "The ferry has stopped, the board said"),
        ("LEITH (Reuters) - The ferry to the islands stopped. Why?", "The ferry to the islands stopped"),
        ("Das Schiff steht seit dem 12. September still. Warum?", "Das Schiff steht seit dem 12. September still"),
        ("It was Dr. Example who stopped the ferry. Why?", "It was Dr. Example who stopped the ferry"),
        ("Short", "Short"),
        ("Two. Three more.", "Two"),
        ("x" * 200, "x" * 120 + "…"),
    ],
)
def test_the_first_sentence_heads_a_text_without_headline(paragraph: str, headline: str) -> None:
    """Without a headline the first sentence is one, without dateline and full stop; the text keeps it as well."""
    assert choose_headline([paragraph]) == (headline, (paragraph,))


def test_a_long_sentence_is_cut_between_words() -> None:
    """A headline made from a sentence has at most 120 characters and ends with a whole word."""
    headline, _ = choose_headline(["The board of the ferries " * 10 + "stopped them."])
    assert len(headline) <= 121
    assert headline.endswith(("board…", "of…", "the…", "ferries…", "The…"))


def test_a_headline_given_wins_and_is_not_said_twice(now: object) -> None:
    """A headline beside the text is the headline, and the same line above the text is dropped."""
    text = "FERRY STOPPED!\n\nThe ferry to the islands has stopped."
    item = read({"raw": text, "headline": "Ferry stopped"}, now)  # type: ignore[arg-type]
    assert (item.headline, item.text) == ("Ferry stopped", "The ferry to the islands has stopped.")
    only = read({"raw": "Ferry stopped", "headline": "Ferry stopped"}, now)  # type: ignore[arg-type]
    assert only.text == "Ferry stopped"


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("VILNIUS (Reuters) - Ships sail.", "Reuters"),
        ("LEITH, Scotland, Sept. 12 (HPX) — Ships sail.", "HPX"),
        ("Kiel/Berlin (dpa). Schiffe fahren.", "dpa"),
        ("МИНСК (Рейтер) — Суда идут.", "Рейтер"),
        ("LEITH, Scotland — Ships sail.", None),
        ("He said (twice) that ships sail.", None),
    ],
)
def test_the_dateline_names_its_agency(line: str, agency: str | None) -> None:
    """The agency in the brackets of a dateline is found, and brackets in a sentence are no dateline."""
    assert dateline_agency(line) == agency
    assert has_dateline(line) is (agency is not None or "—" in line)


@pytest.mark.parametrize(
    ("paragraphs", "credits"),
    [
        (["VILNIUS (Reuters) - Ships sail.", "The end. (AFP)"], ("Reuters", "AFP")),
        (["Ships sail.", "mit Material von dpa und AFP"], ("dpa", "AFP")),
        (["Ships sail.", "(Mit Material von KLM)"], ("KLM",)),
        (["Ships sail.", "With inputs from Reuters, The Associated Press"], ("Reuters", "AP")),
        (["Ships sail.", "The Associated Press contributed to this report."], ("AP",)),
        (["Суда идут.", "По материалам ТАСС"], ("TASS",)),
        (["Судна йдуть.", "Джерело: Укрінформ"], ("Ukrinform",)),
        (["Statki płyną. (PAP)"], ("PAP",)),
        (["Les navires partent.", "(avec AFP)"], ("AFP",)),
        (["Los barcos zarpan.", "Con información de EFE"], ("EFE",)),
        (["Судны ідуць.", "Крыніца: БелаПАН"], ("BelaPAN",)),
        (["Laivai plaukia.", "BNS inf."], ("BNS",)),
        (["Ships sail.", "With inputs from agencies"], ()),
        (["Ships sail (slowly)."], ()),
        (["Ships sail.", "(Mit Agenturmaterial)"], ()),
    ],
)
def test_agencies_are_credited_by_name(paragraphs: list[str], credits: tuple[str, ...]) -> None:
    """Agencies named in dateline, brackets or a line of credit are credited; "agencies" is nobody."""
    assert credits_in(paragraphs) == credits


def test_an_agency_has_one_name() -> None:
    """Long names and other spellings lead to one short name; unknown agencies keep theirs."""
    assert [canonical(name) for name in ("the Associated Press", "Рейтер", "HPX")] == ["AP", "Reuters", "HPX"]
