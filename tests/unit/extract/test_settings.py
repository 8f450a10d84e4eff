"""What the environment may say about extraction."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from services.extract.app import build
from services.extract.settings import ExtractSettings


def test_models_by_language():
    """A model of one's own is named for each language: a package or a folder."""
    settings = ExtractSettings(ner_models="en=en_core_web_trf, de=/models/de")
    assert {"en": "en_core_web_trf", "de": "/models/de"} == settings.own_models
    assert {} == ExtractSettings().own_models


@pytest.mark.parametrize("words", ["en", "en=", "=x", "zz=x"])
def test_unreadable_models_are_refused(words):
    """A setting that names no model, or no language of ours, is refused with what was expected."""
    with pytest.raises(ValidationError, match="expected language=package-or-folder"):
        ExtractSettings(ner_models=words)


def test_missing_model_is_named():
    """A model that is not installed stops the start with the setting's name."""
    with pytest.raises(ValueError, match="SLUGLINE_NER_MODELS.*no_such_model"):
        build(ExtractSettings(ner_models="en=no_such_model"))
