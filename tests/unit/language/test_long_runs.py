"""Runs of one kind of character, as rubbish and broken pages have them."""

from __future__ import annotations

import time

import pytest

from shared.language import LANGUAGES
from shared.language.dates import days, not_amounts
from shared.language.sentences import sentences

#: Seconds for 100,000 code points: what is linear takes hundredths, what is quadratic minutes.
LIMIT = 3.0


@pytest.mark.parametrize("run", ["!", "word", "1", '"', ". ", "й"])
def test_long_runs_take_no_longer_than_prose(run):
    """Sentences and dates of a text without an end are found in time that grows with its length alone."""
    text = run * (100_000 // len(run))
    for language in LANGUAGES:
        began = time.process_time()
        sentences(text, language)
        not_amounts(text, language)
        days(text, language)
        assert time.process_time() - began < LIMIT, language
