"""Claims get the English of their sentences."""

from __future__ import annotations

from services.extract.domain.english import LONGEST, with_english
from shared.contracts.article import AlignedSentence, Span, Translation
from shared.testing import builders as a

ITEM = a.article(headline="Gipfel", text="Er kam. 16 Gefangene sind frei. Danke.", language="de")


def _translation(text: str, *pairs: tuple[str, str]) -> Translation:
    sentences = tuple(
        AlignedSentence(source=a.span(ITEM, source), english=Span(start=text.index(e), end=text.index(e) + len(e)))
        for source, e in pairs
    )
    return Translation(status="translated", headline="Summit", text=text, sentences=sentences)


ENGLISH = _translation(
    "He came. 16 prisoners are free. Thanks.",
    ("Er kam.", "He came."),
    ("16 Gefangene sind frei.", "16 prisoners are free."),
    ("Danke.", "Thanks."),
)


def test_a_claim_has_the_english_of_its_sentence() -> None:
    """A figure's English is the sentence that stands for the one it is in."""
    (claim,) = with_english([a.quantity(ITEM, "16 Gefangene", 16, "prisoners")], ENGLISH)
    assert "16 prisoners are free." == claim.english


def test_a_claim_over_several_sentences_has_all_of_them() -> None:
    """A quotation over two sentences has both in English."""
    (claim,) = with_english([a.claim(ITEM, "sind frei. Danke")], ENGLISH)
    assert "16 prisoners are free. Thanks." == claim.english


def test_without_a_translation_claims_stay_as_they_are() -> None:
    """An untranslated article's claims have no English, nor have those beyond what was translated."""
    claim = a.claim(ITEM, "Er kam")
    assert (claim,) == with_english([claim], Translation())
    assert with_english([a.claim(ITEM, "Gipfel", part="headline")], ENGLISH)[0].english is None


def test_english_of_a_claim_has_a_limit() -> None:
    """The English that travels in updates is cut at 400 characters."""
    long = "Word " * 300
    translation = _translation(long, ("Er kam.", long.strip()))
    (claim,) = with_english([a.claim(ITEM, "Er kam")], translation)
    assert claim.english is not None
    assert (LONGEST, "…") == (len(claim.english), claim.english[-1])
