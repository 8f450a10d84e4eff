"""Quotation marks and verbs of speech in any order: spans hold, time stays bounded."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extract.domain.claims import reported_in
from services.extract.domain.found import Known
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import analyse
from services.extract.domain.quotation import marked
from shared.language import LANGUAGES
from tests.unit.extract.reading import names, read

PIECES = st.sampled_from(
    ["“", "”", "„", "«", "»", "‘", "’", "‚", '"', "'", " — ", "– ", "\n\n", ". ", ", ", ": ", "; ", "(", " said ",
     " sagte ", "Jane Harlow", " сказал ", "Иван Соколов", "according to ", "по словам ", "that ", "dass ", "что ",
     "the bridge ", "will open ", "мост ", "11:30 ", "he ", "она ", "police ", "Nach Angaben ", "a\u0301 ", "\u2028"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40), st.sampled_from(LANGUAGES))
def test_claims_hold_the_words_of_their_span(pieces: list[str], language: str) -> None:
    """Whatever marks and words a text is made of, each claim is exactly what stands in its span."""
    text = "".join(pieces)

    for claim in read(text, language).claims:
        assert claim.text == text[claim.start : claim.end]
        assert claim.text.strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_within_the_last_word_is_read(language: str) -> None:
    """A name that comes again inside an address at the very end is found like any other."""
    found = names("Tom Reed sings. More at web.example:-Tom-Reed-sings", language)

    assert "PERSON" == found["Tom Reed"]


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_marked_spans_do_not_overlap(pieces: list[str]) -> None:
    """Spans in quotation marks lie in the text in order, none over another."""
    text = "".join(pieces)
    spans = marked(text)

    assert all(0 <= s.outer[0] <= s.start < s.end <= s.outer[1] <= len(text) for s in spans)
    assert all(one.outer[1] <= other.outer[0] for one, other in zip(spans, spans[1:], strict=False))


HOSTILE = {
    "unclosed marks": "“" * 5_000,
    "unclosed marks and words": "„wort " * 3_000,
    "apostrophes": "farmers’ union’s " * 1_000,
    "nothing but verbs": "said " * 4_000,
    "verbs and commas": "said, that " * 2_000,
    "names and verbs": "Jane Harlow said " * 800,
    "dashes": "– слово — сказал " * 1_000,
    "clock times": "11:30 " * 3_000,
    "a sentence again and again": "He said that Jane Harlow said, according to her, that police said no. " * 300,
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_rubbish_takes_bounded_time(kind: str, language: str) -> None:
    """A page of quotation marks or verbs of speech is read within seconds and tells next to nothing."""
    body = analyse(HOSTILE[kind], language, Known())
    names = winners(body.found)
    began = time.process_time()
    claims = reported_in(body.text, names)

    assert time.process_time() - began < 5
    assert len(claims) < 12
