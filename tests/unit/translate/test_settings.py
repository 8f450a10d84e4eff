"""Settings of translate."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from services.translate.app import build
from services.translate.domain.routes import BadRoute
from services.translate.settings import TranslateSettings


def test_the_service_can_be_wired() -> None:
    """The service builds from its settings alone, without a server."""
    assert "translate" == build(TranslateSettings()).name


def test_configured_languages_are_read_with_spaces_and_capitals() -> None:
    """The setting is a list by comma in which spaces and capitals do not matter."""
    assert ("en", "de") == TranslateSettings(languages=" EN, de ,").language_set


def test_hints_name_the_usual_language_of_a_source() -> None:
    """Hints are pairs of provider id and language."""
    assert {"belta": "be", "tass": "ru"} == TranslateSettings(language_hints="belta=be, tass=RU").hints


@pytest.mark.parametrize("hints", ["belta", "belta=", "=be", "belta=b3", "belta=be;tass=ru"])
def test_a_hint_that_cannot_be_read_ends_the_start(hints: str) -> None:
    """A wrong hint is said at the start, not found out by articles."""
    with pytest.raises(ValidationError, match="no hint"):
        TranslateSettings(language_hints=hints)


def test_an_engine_that_nobody_knows_ends_the_start() -> None:
    """A misspelt engine in the settings is said at the start, with those that exist."""
    with pytest.raises(BadRoute, match="known are apertium, ctranslate2, gist, libretranslate"):
        build(TranslateSettings(translate_engines="ctranslate,gist"))
