"""Settings become routes."""

from __future__ import annotations

import pytest

from services.translate.domain.routes import BadRoute, Step, route, routing

KNOWN = frozenset({"ctranslate2", "apertium", "gist"})


def test_usual_order_holds_for_every_language() -> None:
    """A language without an order of its own gets the usual engines, one after the other, into English."""
    found = routing("ctranslate2, gist", "", "", KNOWN).routes("lt")
    assert [("ctranslate2", "en"), ("gist", "en")] == [(r.name, r.steps[0].target) for r in found]


def test_route_by_way_of_another_language() -> None:
    """`apertium:ru+ctranslate2` has apertium make Russian of Belarusian and ctranslate2 make English of that."""
    found = routing("gist", "be=apertium:ru+ctranslate2,gist", "", KNOWN).routes("be")
    assert (Step("apertium", "be", "ru"), Step("ctranslate2", "ru", "en")) == found[0].steps
    assert ["ctranslate2", "gist"] == [r.engine for r in found]


def test_languages_that_stay_as_they_are_have_no_route() -> None:
    """A language on the list of those not to translate has no route at all."""
    assert () == routing("gist", "", "it, nl", KNOWN).routes("nl")


@pytest.mark.parametrize("name", ["ctranslate2:ru", "apertium+gist", "", "apertium:ru+", ":ru+gist"])
def test_a_route_that_leads_nowhere_is_refused(name: str) -> None:
    """Every engine but the last must say which language it makes, and the last makes English."""
    with pytest.raises(BadRoute):
        route(name, "be")


@pytest.mark.parametrize(
    ("engines", "of_language"), [("deepl", ""), ("gist", "be"), ("gist", "be="), ("gist", "be=nobody,gist")]
)
def test_settings_that_name_no_engine_are_refused(engines: str, of_language: str) -> None:
    """A setting with an unknown engine or without a language ends the start with what is wrong."""
    with pytest.raises(BadRoute, match="engine"):
        routing(engines, of_language, "", KNOWN)
