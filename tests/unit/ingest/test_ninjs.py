"""ninjs in its three live versions and the dialects around it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.ingest.domain.dates import Embargo
from services.ingest.domain.forms import read_form
from services.ingest.domain.refusal import BadInput

BODY = "The ferry to the islands will stop running on Monday.\n\nIts owner blames the price of fuel."
THREE: dict[str, Any] = {
    "uri": "urn:newsml:agency.example:20250912:ferry",
    "type": "text",
    "representationType": "full",
    "version": "3",
    "firstCreated": "2025-09-12T08:00:00Z",
    "versionCreated": "2025-09-12T09:30:00+02:00",
    "pubStatus": "usable",
    "urgency": 4,
    "language": "en_GB",
    "edNote": "Adds owner's comment",
    "slugline": "FERRY-STOP/",
    "located": "LEITH",
    "by": "Ada Example",
    "headlines": [{"role": "sub", "value": "Second line"}, {"role": "main", "value": "Ferry to stop"}],
    "bodies": [
        {"role": "main", "contentType": "text/html", "value": "<p>Marked up.</p>"},
        {"role": "main", "contentType": "text/plain", "charCount": 90, "value": BODY},
    ],
    "infoSources": [{"name": "Harbour News", "role": "originator"}, {"name": "Example Agency", "role": "provider"}],
    "subjects": [{"name": "transport", "uri": "medtop:20000001"}, {"uri": "no name"}],
    "renditions": [
        {"name": "picture", "href": "https://x.example/a.jpg"},
        {"name": "web", "href": "https://x.example/a"},
    ],
    "altIds": [{"role": "slug", "value": "FERRY"}],
    "expires": "9999-12-31T00:00:00Z",
    "standard": {"name": "ninjs", "version": "3.1"},
}


def without(item: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in names}


def test_all_of_ninjs_3_that_matters_is_read(now: datetime) -> None:
    """A ninjs 3.1 item becomes an article with every field that later stages use."""
    item = read_form(THREE, now)
    assert (item.uri, item.version, item.format) == (THREE["uri"], "3", "ninjs-3")
    assert item.first_created == datetime(2025, 9, 12, 8, 0, tzinfo=UTC)
    assert item.version_created == datetime(2025, 9, 12, 7, 30, tzinfo=UTC)
    assert (item.headline, item.text) == ("Ferry to stop", BODY)
    assert (item.provider.id, item.provider.name) == ("example-agency", "Example Agency")
    assert item.credits == ("Harbour News",)
    assert (item.urgency, item.language, item.slugline, item.located, item.by) == (
        4,
        "en-GB",
        "FERRY-STOP/",
        "LEITH",
        "Ada Example",
    )
    assert (item.url, item.subjects, item.ed_note) == ("https://x.example/a", ("transport",), "Adds owner's comment")


def test_ninjs_2_differs_in_case_only(now: datetime) -> None:
    """A ninjs 2.x item, whose names are lower case, is read like a 3.x one."""
    item = read_form(
        {
            "uri": "tag:agency.example,2025:ferry",
            "version": "2",
            "versioncreated": "2025-09-12T09:30:00Z",
            "pubstatus": "withheld",
            "ednote": "HOLD",
            "headlines": [{"contenttype": "text/plain", "value": "Ferry to stop"}],
            "bodies": [{"contenttype": "text/html", "value": "<p>One.</p><p>Two.</p>"}],
            "infosources": [{"name": "Example Agency"}],
            "representationtype": "partial",
        },
        now,
    )
    assert (item.format, item.pub_status, item.is_partial, item.ed_note) == ("ninjs-2", "withheld", True, "HOLD")
    assert item.text == "One.\n\nTwo."
    assert item.provider.name == "Example Agency"


def test_ninjs_1_has_pattern_fields_and_objects(now: datetime) -> None:
    """A ninjs 1.x item is read from body_text, headline, byline, infosource and a renditions object."""
    item = read_form(
        {
            "uri": "https://www.agency.example/ferry",
            "version": "7",
            "versioncreated": "2025-09-12T09:30:00Z",
            "headline": "Ferry to stop",
            "headline_seo": "Ferry",
            "body_html": "<p>Marked up.</p>",
            "body_text": BODY,
            "byline": "Ada Example",
            "subject": [{"name": "transport", "scheme": "x", "code": "1"}],
            "renditions": {"main": {"href": "https://x.example/a", "mimetype": "text/html"}, "bad": "x"},
            "representationtype": "incomplete",
            "altids": {"slug": "FERRY"},
            "$standard": {"name": "ninjs", "version": "1.6"},
        },
        now,
    )
    assert (item.format, item.headline, item.text, item.by) == ("ninjs-1", "Ferry to stop", BODY, "Ada Example")
    assert (item.url, item.is_partial, item.subjects) == ("https://x.example/a", True, ("transport",))
    assert item.provider.name == "agency.example"


def test_html_of_ninjs_1_is_stripped(now: datetime) -> None:
    """A 1.x body that is only there as HTML, or as text of a stated media type, becomes paragraphs."""
    html = read_form({"uri": "urn:x:1", "headline": "Ferry", "body_xhtml": "<p>One.</p><p>Two.</p>"}, now)
    assert html.text == "One.\n\nTwo."
    stated = read_form({"uri": "urn:x:1", "headline": "F", "body_main": "a <b>b</b> c", "mimetype": "text/plain"}, now)
    assert stated.text == "a <b>b</b> c"
    assert (html.format, stated.format) == ("ninjs-1", "ninjs-1")


@pytest.mark.parametrize("name", ["embargoedUntil", "embargoed", "embargoeduntil"])
def test_every_name_of_the_embargo_is_read(name: str, now: datetime) -> None:
    """An embargo holds under its name in ninjs 3 as under its name in ninjs 1 and 2."""
    item = read_form({**THREE, name: "2025-09-13T06:00:00Z"}, now)
    assert item.embargo == Embargo(datetime(2025, 9, 13, 6, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        "tomorrow",
        1757743200,
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "9999-12-31T00:00:00Z",
        {},
    ],
)
def test_an_embargo_that_cannot_be_read_has_no_end(value: object, now: datetime) -> None:
    """An empty, unreadable or implausible embargo holds until somebody lifts it."""
    embargo = read_form({**THREE, "embargoedUntil": value}, now).embargo
    assert embargo == Embargo(None)
    assert embargo.holds(now)


def test_of_two_embargoes_the_later_counts(now: datetime) -> None:
    """Where both names are given the later time counts, and a broken one outweighs a good one."""
    both = {**THREE, "embargoed": "2025-09-13T06:00:00Z", "embargoedUntil": "2025-09-14T06:00:00Z"}
    assert read_form(both, now).embargo == Embargo(datetime(2025, 9, 14, 6, 0, tzinfo=UTC))
    assert read_form({**both, "embargoed": "?"}, now).embargo == Embargo(None)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        (None, "usable"),
        ("stat:usable", "usable"),
        ("withheld", "withheld"),
        ("embargoed", "withheld"),
        ("canceled", "canceled"),
        ("Cancelled", "canceled"),
    ],
)
def test_status_is_read_in_the_spellings_senders_use(written: str | None, status: str, now: datetime) -> None:
    """A kill is a kill in British spelling, and AP's "embargoed" withholds."""
    assert read_form({**THREE, "pubStatus": written}, now).pub_status == status


def test_a_kill_needs_no_body(now: datetime) -> None:
    """A canceled item is read without headline and body."""
    item = read_form({"uri": "urn:x:1", "version": "2", "pubStatus": "canceled"}, now)
    assert (item.pub_status, item.headline, item.text) == ("canceled", "", "")


def test_a_flash_is_its_headline(now: datetime) -> None:
    """An item without a body but with a headline is a flash; with a description, that is its text."""
    flash = read_form({"uri": "urn:x:1", "headlines": [{"value": "FERRY SINKS OFF LEITH"}]}, now)
    assert (flash.headline, flash.text) == ("FERRY SINKS OFF LEITH", "")
    described = read_form({**without(THREE, "bodies"), "descriptions": [{"value": "What happened so far."}]}, now)
    assert described.text == "What happened so far."


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"type": "picture"}, "not_text", "type"),
        ({"pubStatus": "maybe"}, "wrong_value", "pubStatus"),
        ({"bodies": "text"}, "wrong_type", "bodies"),
        ({"bodies": [{"value": 7}]}, "wrong_type", "bodies.0.value"),
        ({"bodies": [{"value": " "}]}, "empty_body", "bodies"),
        ({"bodies": [{"value": "<p> </p>", "contentType": "text/html"}]}, "empty_body", "bodies"),
        ({"headlines": [], "bodies": []}, "missing_field", "bodies"),
        ({"versionCreated": "yesterday"}, "bad_date", "versionCreated"),
        ({"firstCreated": "0000-01-01T00:00:00Z"}, "bad_date", "firstCreated"),
        ({"urgency": "high"}, "wrong_type", "urgency"),
        ({"uri": 5}, "wrong_type", "uri"),
        ({"madeUp": 1}, "unknown_field", "madeUp"),
        ({"version": 1.5}, "wrong_type", "version"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], reason: str, field: str, now: datetime) -> None:
    """A ninjs item that cannot be read is refused with the field as the sender wrote it."""
    with pytest.raises(BadInput) as refusal:
        read_form({**THREE, **change}, now)
    assert (reason, field) == (refusal.value.reason, refusal.value.field)


def test_a_lower_case_date_is_named_in_lower_case(now: datetime) -> None:
    """The field in a refusal is spelled as in the item, and a 1.x field must be a string as well."""
    with pytest.raises(BadInput) as refusal:
        read_form({"uri": "urn:x:1", "versioncreated": "?", "headline": "H", "body_text": "T"}, now)
    assert refusal.value.field == "versioncreated"
    with pytest.raises(BadInput) as refusal:
        read_form({"uri": "urn:x:1", "body_text": ["T"]}, now)
    assert (refusal.value.reason, refusal.value.field) == ("wrong_type", "body_text")


def test_guid_stands_in_for_uri(now: datetime) -> None:
    """Superdesk's guid is the uri, and a missing uri is named."""
    assert read_form({**without(THREE, "uri"), "guid": "tag:sd.example:1"}, now).uri == "tag:sd.example:1"
    with pytest.raises(BadInput) as refusal:
        read_form(without(THREE, "uri"), now)
    assert (refusal.value.reason, refusal.value.field) == ("missing_field", "uri")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"infoSources": [], "source": "SD Wire"}, "SD Wire"),
        ({"infoSources": [], "copyrightHolder": "Holder Ltd"}, "Holder Ltd"),
        ({"infoSources": [{"name": "First"}, {"name": "Second"}]}, "First"),
        ({"infoSources": []}, "agency.example"),
        ({"infoSources": [], "uri": "plain"}, "unknown"),
    ],
)
def test_the_provider_is_who_sent_it(change: dict[str, Any], name: str, now: datetime) -> None:
    """The provider is the source that provides, else the first, else who the item or its uri names."""
    assert read_form({**THREE, **change}, now).provider.name == name


@pytest.mark.parametrize(
    ("signals", "is_advisory"),
    [(["sig:advisory"], True), ("daybook", True), (["advisory", "newscontent"], False), (["correction"], False)],
)
def test_notes_to_editors_are_recognised(signals: object, is_advisory: bool, now: datetime) -> None:
    """An advisory is one unless it comes with content for publication."""
    assert read_form({**THREE, "signals": signals}, now).is_advisory is is_advisory


def test_urgency_outside_1_to_9_is_left_out(now: datetime) -> None:
    """An urgency that ninjs does not know is no reason to refuse an article."""
    assert read_form({**THREE, "urgency": 0}, now).urgency is None
    assert read_form({**THREE, "urgency": 2.0}, now).urgency == 2


@pytest.mark.parametrize(
    ("item", "form"),
    [
        ({"standard": {"version": "2.1"}}, "ninjs-2"),
        ({"standard": "ninjs"}, "ninjs-3"),
        ({"standard": {"name": "ninjs"}}, "ninjs-3"),
    ],
)
def test_the_declared_version_counts_first(item: dict[str, Any], form: str, now: datetime) -> None:
    """The version that an item declares is its format; else its names tell."""
    assert read_form({**without(THREE, "standard"), **item}, now).format == form
