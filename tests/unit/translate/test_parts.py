"""Articles cut into sentences and put together again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.translate.domain.parts import LONGEST, cut, join
from shared.testing import builders as a

GERMAN = a.article(
    headline="Gipfel in Alaska",
    text="Sie trafen sich. Danach flog er ab.\n\nAm Dr.-Meier-Platz war Ruhe.",
    language="de",
)


def test_headline_comes_first_then_the_sentences() -> None:
    """The pieces of an article are its headline and its sentences, in order, in their own words."""
    pieces = cut(GERMAN, "de", 1000)
    assert (
        "Gipfel in Alaska",
        "Sie trafen sich.",
        "Danach flog er ab.",
        "Am Dr.-Meier-Platz war Ruhe.",
    ) == pieces.words
    for piece in pieces.pieces:
        assert piece.words == GERMAN.part(piece.span.part)[piece.span.start : piece.span.end]


def test_sentences_stay_side_by_side() -> None:
    """English sentence i stands for original sentence i, and paragraphs are kept."""
    pieces = cut(GERMAN, "de", 1000)
    joined = join(pieces, ["Summit in Alaska", "They met.", "Then he\nflew off.", "All quiet."])
    assert ("Summit in Alaska", "They met. Then he flew off.\n\nAll quiet.") == (joined.headline, joined.text)
    english = [
        (joined.headline if s.english.part == "headline" else joined.text)[s.english.start : s.english.end]
        for s in joined.sentences
    ]
    assert ["Summit in Alaska", "They met.", "Then he flew off.", "All quiet."] == english
    assert [p.span for p in pieces.pieces] == [s.source for s in joined.sentences]


def test_a_very_long_article_is_cut_and_says_so() -> None:
    """What lies beyond the limit is not translated, and the translation says that it is not whole."""
    pieces = cut(GERMAN, "de", 20)
    assert not pieces.is_whole
    assert all(piece.span.end <= 20 for piece in pieces.pieces)
    assert cut(GERMAN, "de", 1000).is_whole


def test_text_without_a_space_is_cut_into_bearable_pieces() -> None:
    """A hundred thousand letters without a space become pieces that an engine can take, none lost."""
    text = "я" * 100_000
    pieces = cut(a.article(headline="", text=text), "ru", 200_000)
    assert max(len(words) for words in pieces.words) <= LONGEST
    assert text == "".join(pieces.words)


@given(st.text(max_size=400), st.sampled_from(["de", "ru", "en", "lt"]))
def test_spans_always_say_where_the_words_stand(text: str, language: str) -> None:
    """Whatever the text, each piece is exactly the words at its span, and joining keeps the count."""
    item = a.article(headline="", text=text)
    pieces = cut(item, language, 300)
    assert all(p.words == text[p.span.start : p.span.end] for p in pieces.pieces)
    joined = join(pieces, [p.words for p in pieces.pieces])
    assert len(joined.sentences) == len(pieces.pieces)
    assert all(s.english.end <= len(joined.text) for s in joined.sentences)
