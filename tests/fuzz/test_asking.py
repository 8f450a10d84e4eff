"""Whatever is asked of publish, commands and scenarios is understood or refused: no other error, in bounded time."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.cli.exits import CommandError
from services.cli.scenarios import read_scenario
from services.publish.adapters.webhooks.requests import ChangedSubscription, NewSubscription, Replay, Rotation
from services.publish.domain.cursors import BadCursor, Cursor
from services.publish.domain.resume import parsed_id, parsed_place
from services.publish.domain.terms import asked_terms
from shared.contracts.entity import EntityCommand
from shared.contracts.filters import BadFilter, filter_of, read_filter
from shared.contracts.stages import StoryCommand
from shared.outbound.addresses import Allowed, Refused, allowed_addresses, check_url
from tests.fuzz.mutation import TOKENS, encoded, fuzzed, in_time, spoilt

ANY = st.one_of(st.text(max_size=200), st.sampled_from(TOKENS), spoilt("asked"))


@fuzzed
@given(ANY)
def test_cursors_and_places(text: str) -> None:
    """A cursor or Last-Event-ID is one that we gave out, or is refused; what is read writes itself again."""
    for read in (parsed_id, parsed_place):
        read(text)
    try:
        found = Cursor.decoded(text)
    except BadCursor:
        return
    assert found == Cursor.decoded(found.encoded())


@fuzzed
@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=50).filter(lambda t: t.isascii()),
    st.integers(0, 40),
)
def test_cursors_that_were_tampered_with(score: float, member: str, place: int) -> None:
    """A cursor with one character changed is another place or is refused."""
    text = Cursor(score, member).encoded()
    assert Cursor(score, member) == Cursor.decoded(text)
    try:
        Cursor.decoded(text[:place] + "A" + text[place + 1 :])
    except BadCursor:
        return


@fuzzed
@given(ANY)
def test_search_queries(text: str) -> None:
    """Any query becomes a few terms."""
    in_time(lambda: asked_terms(text), len(text))


@fuzzed
@given(spoilt("asked"), st.lists(st.tuples(st.sampled_from(
    ["types", "significance", "languages", "countries", "entities", "topics", "story_ids", "min_origins", "text", "x"]),
    ANY), max_size=5))  # fmt: skip
def test_filters(text: str, said: list[tuple[str, str]]) -> None:
    """A filter is read from JSON or from a query, or is refused."""
    with suppress(BadFilter, ValidationError):
        filter_of(said)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(value, dict):
        try:
            read_filter(value)
        except (BadFilter, ValidationError):
            return


@fuzzed
@given(spoilt("asked"))
def test_requests_and_commands(text: str) -> None:
    """A request for a webhook, or an editor's command, is read or refused."""
    for model in (NewSubscription, ChangedSubscription, Rotation, Replay, StoryCommand, EntityCommand):
        try:
            model.model_validate_json(encoded(text))
        except ValidationError:
            continue


@fuzzed
@given(st.one_of(ANY, st.tuples(st.sampled_from(["https://", "http://", "//", "https://a@", "ftp://"]), st.sampled_from(
    ["127.0.0.1", "[::1]", "0x7f.1", "2130706433", "localhost.", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "a.example:0",
     "a.example:99999", "[v1.x]", "[", "％", "a.internal", "169.254.169.254"]), ANY).map("".join)))  # fmt: skip
def test_addresses(url: str) -> None:
    """An address is public, or is refused; no literal of a private network passes."""
    try:
        check_url(url, Allowed(plain_http=True))
    except Refused:
        return
    assert not any(inner in url.partition("//")[2].partition("/")[0] for inner in ("127.0.0.1", "[::1]", "169.254."))


@fuzzed
@given(st.lists(st.one_of(st.ip_addresses().map(str), st.sampled_from(TOKENS)), max_size=4))
def test_resolved_addresses(found: list[str]) -> None:
    """What a name resolves to is connected to as a whole, or not at all."""
    try:
        assert set(allowed_addresses(found, Allowed())) == set(found)
    except Refused:
        return


@fuzzed
@given(spoilt("scenarios"))
def test_scenario_files(text: str) -> None:
    """A scenario file is read, or refused with file and reason; nothing in it is run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoilt.yaml"
        path.write_bytes(encoded(text))
        try:
            read_scenario(path)
        except CommandError as error:
            assert "spoilt.yaml" in error.message
