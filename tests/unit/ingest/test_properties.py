"""What must hold for any input whatever."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.ingest.domain.body import read_body
from services.ingest.domain.entry import read_json
from services.ingest.domain.forms import read_form, read_submission
from services.ingest.domain.item import check_uri
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.rubbish import clean_paragraphs
from services.ingest.domain.text import clean_characters
from services.ingest.domain.versions import decide
from tests.unit.ingest.conftest import ARRIVED

#: Any code points, surrogates too; and pieces that cleaning has rules for.
ANY = st.text(alphabet=st.characters(), max_size=120)
PIECES = st.lists(
    st.sampled_from(
        [
            "\n",
            " ",
            "\u202e",
            "\u200d",
            "e",
            "\u0301",
            "Ã",
            "©",
            "â€",
            "™",
            "⁰",
            "(RELATED: x)",
            "pic.twitter.com/a",
            ".",
            "ﬁ",
        ]
        + [
            "<p>",
            "</p>",
            "<script>",
            "&#8238;",
            "2 days ago",
            "LEITH (Reuters) - ",
            "— A (@a) May 1, 2025",
            "\u05d0",
            "́",
            ".",
        ]
    ),
    max_size=30,
).map("".join)
TEXT = ANY | PIECES
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "uri",
        "version",
        "headline",
        "body",
        "headlines",
        "bodies",
        "raw",
        "content_type",
        "published_at",
        "pubStatus",
        "embargoed",
        "versionCreated",
        "type",
        "infoSources",
        "renditions",
        "subjects",
        "signals",
        "urgency",
        "source",
        "language",
        "body_html",
        "specversion",
        "data",
        "standard",
        "edNote",
    ]
)
VALUES = JSON | st.sampled_from(
    ["usable", "canceled", "2025-08-15", "text/html", "urn:x:1", 1, "1.0", [{"value": "Text."}], [{"name": "A"}]]
)
ROUNDS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ROUNDS
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_reading_bytes_never_crashes(raw: bytes) -> None:
    """Whatever the bytes, they are read or refused."""
    try:
        read_submission({b"data": raw}, ARRIVED)
        read_json(raw)
    except BadInput as bad:
        assert bad.detail


@ROUNDS
@given(st.dictionaries(NAMES, VALUES, max_size=8))
@example({"uri": "u", "urgency": 10**400, "bodies": [{"value": "T"}]})
def test_reading_forms_never_crashes(submission: dict[str, Any]) -> None:
    """Whatever stands in the fields, the form becomes a clean item that can be decided on, or is refused."""
    try:
        item = read_submission({b"data": json.dumps(submission).encode()}, ARRIVED)
    except BadInput as bad:
        assert bad.detail
        return
    decision = decide(item, None, ARRIVED)
    assert decide(item, decision.history, ARRIVED).outcome in {"repeat", "after_kill", "advisory"}
    assert item.text == unicodedata.normalize("NFC", item.text)
    assert check_uri(item.uri) == item.uri


@ROUNDS
@given(TEXT)
def test_clean_text_is_nfc_and_clean_for_good(text: str) -> None:
    """Cleaned text is in NFC, holds no control or bidi override, and cleaning it again changes nothing."""
    text = text.encode("utf-8", "ignore").decode()
    cleaned = clean_characters(text)
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert not set(cleaned) & {"\x00", "\u202e", "\u2066", "\ufeff", "\r", "\x1b"}
    assert clean_characters(cleaned) == cleaned


@ROUNDS
@given(TEXT)
def test_a_clean_body_stays_as_it_is(text: str) -> None:
    """The text of an article, taken in once more, comes out the same."""
    text = text.encode("utf-8", "ignore").decode()
    try:
        first = read_body(text, "body", "text/plain")
    except BadInput:
        return
    again = clean_paragraphs(first.paragraphs)
    assert again.text == first.paragraphs
    assert all(paragraph == clean_characters(paragraph).strip() for paragraph in first.paragraphs)


@ROUNDS
@given(st.lists(st.sampled_from(["1", "2", "3", "kill"]), max_size=8))
def test_after_a_kill_nothing_comes_back(order: list[str]) -> None:
    """In whatever order versions and a kill arrive, nothing is sent on after the kill."""
    history, kills = None, 0
    for version in order:
        words = {"pub_status": "canceled"} if version == "kill" else {"body": f"Text {version}.", "version": version}
        item = read_form({"uri": "urn:x:1", "headline": "H", **words}, ARRIVED)
        decision = decide(item, history, ARRIVED)
        assert kills == 0 or decision.change_kind is None
        kills += decision.change_kind == "kill"
        history = decision.history


@ROUNDS
@given(st.permutations(["1", "2", "3", "4"]), st.data())
def test_the_newest_version_stands_at_the_end(order: list[str], data: st.DataObject) -> None:
    """Whatever the order of arrival, with repeats in between, the newest version is the last one sent on."""
    history, sent = None, []
    for version in [*order, *data.draw(st.lists(st.sampled_from(order), max_size=4))]:
        item = read_form({"uri": "urn:x:1", "headline": "H", "body": f"Text {version}.", "version": version}, ARRIVED)
        decision = decide(item, history, ARRIVED)
        history = decision.history
        sent += [decision.place.order] if decision.change_kind else []
    assert sent[-1] == 4
    assert sent == sorted(set(sent))
