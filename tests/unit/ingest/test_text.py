"""Characters, lines and paragraphs."""

from __future__ import annotations

import unicodedata

import pytest

from services.ingest.domain.paragraphs import paragraphs
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.text import clean_characters, clean_headline, clean_line


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("cafe\u0301", "café"),
        ("й".encode().decode("latin-1"), "й"),
        ("Les Ã©lus ont votÃ©", "Les élus ont voté"),
        ("donâ€™t", "don’t"),
        ("РџСЂРёРІРµС‚, РјРёСЂ", "Привет, мир"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one\x0ctwo\u2029three", "one\n\ntwo\n\nthree"),
        ("a\x00b\x1b[31mc\x07", "abc"),
        ("Bel\u200barus\u00ad\ufeff", "Belarus"),
        ("pay \u202e05$\u202c now", "pay 05$ now"),
        ("\u2066isolated\u2069", "isolated"),
        ("eﬃcient ﬁrst", "efficient first"),
        ("a  \t b\u2003c", "a b c"),
        ("\U000e0041tagged", "tagged"),
    ],
)
def test_what_cannot_be_seen_or_was_broken_is_repaired(given: str, clean: str) -> None:
    """Mojibake is mended, text is NFC, and characters that hide or turn text are gone."""
    assert clean_characters(given) == clean


@pytest.mark.parametrize(
    "text",
    [
        "„So nicht“, sagte sie. ‘No,’ he said: “It’s over” — and left…",
        "«Всё хорошо», — сказал он. Об'єднання їх не зупинить.",
        "Les prix ont augmenté de 1\u202f300\u00a0euros\u00a0: «\u00a0Trop\u00a0!\u00a0»",
        "Lietuvos šūkis: „Ąžuolai žydi“. Łódź, żółć, Ўзвышша, ґанок.",
        "می\u200cخواهم کتاب\u200cها را بخوانم",
        "क्\u200dष और \u0915\u094d\u200c\u0937",
        "👨\u200d👩\u200d👧 and 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f and ❤\ufe0f and 🇱🇹",
        "שלום \u200fעולם",
        "São Paulo, Ñandú, naïve Ærø, ÅÄÖ, Ã",
        "１２３ 東京（日本）",
    ],
)
def test_correct_text_stays_as_it_is(text: str) -> None:
    """Quotes, spaces before French marks, joiners of Persian and Hindi, and emoji are the author's and stay."""
    assert text == unicodedata.normalize("NFC", text)
    assert clean_characters(text) == text


def test_a_headline_is_one_line() -> None:
    """Line ends in headlines and labels become spaces."""
    assert clean_headline(" Ferry\nto  stop\r\n") == "Ferry to stop"
    assert clean_line("  a\tb ") == "a b"


def test_a_headline_of_pages_is_refused() -> None:
    """A headline longer than any headline is refused and not cut."""
    with pytest.raises(BadInput) as refusal:
        clean_headline("long " * 1_000)
    assert (refusal.value.reason, refusal.value.field) == ("too_long", "headline")


WRAPPED = """The harbour board said on Thursday that it had stopped the ferry to the
islands because of the price of fuel. It did not say for how long the
boats will stay in port.
Islanders called the decision a disgrace and asked the government to pay
for the fuel."""


def test_hard_wrapped_lines_are_joined() -> None:
    """Lines broken at the margin become paragraphs; a short line with a full stop ends one."""
    first, second = paragraphs(WRAPPED)
    assert first.endswith("boats will stay in port.")
    assert second.startswith("Islanders called the decision a disgrace and asked the government to pay for")


@pytest.mark.parametrize(
    "text",
    [
        "BERGEN, Norway (FNS) - A fire in the galley of the ferry Sognesund injured 21 people in the port early on\n"
        "Tuesday, the port authority said.\n\nMost of the injured had breathed smoke.",
        "PERPIGNAN – Une collision a fait quatorze blessés samedi soir près du col du\nPerthus, dit-on.\n\nFin.",
        "WARSZAWA (AW) - Do jedenastu wzrosła liczba ofiar zawalenia się mola w Poti -\npoinformowano w niedzielę.",
        "The chain has begun to ration coffee and bananas in its 215 branches,\na spokeswoman said on Wednesday.\n\n"
        "Customers may take two packets. “It is a matter of days,” said Réka Szalontai in\nDebrecen. She blamed boats.",
    ],
)
def test_a_break_in_mid_sentence_is_none(text: str) -> None:
    """Even a single line end that cuts a sentence before a name does not begin a paragraph."""
    assert [paragraph.replace("\n", " ") for paragraph in text.split("\n\n")] == paragraphs(text)


def test_a_heading_above_one_line_stays_apart() -> None:
    """A heading and the line below it are two paragraphs."""
    text = "Fire on Bergen ferry injures 21\nA fire in the galley of the ferry Sognesund injured 21 people in Bergen."
    assert text.split("\n") == paragraphs(text)


def test_a_headline_above_wrapped_lines_stays_apart() -> None:
    """A short first line is not drawn into the paragraph below it."""
    assert paragraphs("Ferry to islands stopped\n" + WRAPPED)[0] == "Ferry to islands stopped"


def test_lines_that_are_paragraphs_stay_paragraphs() -> None:
    """In a text of one paragraph a line, lines are not joined, save where one breaks off in mid-sentence."""
    text = (
        "The harbour board said on Thursday that it had stopped the ferry for its cost, "
        "doubled since spring.\n"
        "Islanders called it a disgrace.\n"
        "The board, which has owned the boats since the war and has never made a profit from any of them, will meet\n"
        "again on Monday.\n"
        "NEXT STEPS\n"
        "Then it decides."
    )
    assert [len(paragraph) > 60 for paragraph in paragraphs(text)] == [True, False, True, False, False]


def test_lists_and_tables_keep_their_lines() -> None:
    """Short lines that fill no margin stay lines of their own."""
    assert paragraphs("Oslo 12 rain\nRome 30 sun\nMinsk 21 cloud\n\nAll in degrees.") == [
        "Oslo 12 rain",
        "Rome 30 sun",
        "Minsk 21 cloud",
        "All in degrees.",
    ]


def test_a_word_divided_by_a_hyphen_is_joined_without_a_space() -> None:
    """A hyphen at the margin is followed at once by the rest of its word."""
    text = "The council of the islands voted on Thursday evening against the high-\nspeed ferry that was offered."
    assert "high-speed" in paragraphs(text)[0]
