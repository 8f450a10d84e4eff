"""Events of earlier versions are readable for ever, and what is newer is refused with a word that helps."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel

from shared.delivery import wire
from shared.delivery.errors import Refused
from shared.delivery.wire import Entry
from shared.event_versions import VERSIONS, parted
from shared.streams import ARTICLES_ACCEPTED, Stream
from tests.unit.shared.make_golden import GOLDEN, path_of, types

GOLDEN_TYPES = sorted(path.stem for path in GOLDEN.glob("*.json"))


def entry(event: Any) -> Entry:
    """The event as it lies on a stream."""
    return Entry("s", "1-0", {b"data": json.dumps(event).encode()})


def golden(event_type: str) -> dict[str, Any]:
    """An event as it was once written."""
    event: dict[str, Any] = json.loads(path_of(event_type).read_text(encoding="utf-8"))
    return event


def test_every_event_has_a_golden_file() -> None:
    """Whoever adds an event, or a version of one, keeps an example of it (make_golden.py beside this)."""
    assert set(GOLDEN_TYPES) >= set(types())


@pytest.mark.parametrize("event_type", GOLDEN_TYPES)
def test_what_was_written_once_is_read(event_type: str) -> None:
    """Every field that an earlier version wrote is still there, under its name and with its value."""
    event = golden(event_type)
    read = wire.decode(entry(event), types()[event_type])
    assert _within(event["data"], read.data.model_dump(mode="json")) == []


@pytest.mark.parametrize("event_type", GOLDEN_TYPES)
def test_an_event_without_what_came_later_is_read(event_type: str) -> None:
    """An older sender lacks the fields that were added since: each of them has a default, at any depth."""
    stream = types()[event_type]
    bare = _bare(golden(event_type)["data"], stream.events[event_type])
    wire.decode(entry({**golden(event_type), "data": bare}), stream)


@pytest.mark.parametrize("event_type", GOLDEN_TYPES)
def test_fields_of_a_newer_sender_are_passed_over(event_type: str) -> None:
    """Within a version fields are only added: a reader that does not know them is not disturbed."""
    event = golden(event_type)
    event["data"]["added_later"] = {"any": ["thing"]}
    event["addedlater"] = "1"
    wire.decode(entry(event), types()[event_type])


def test_a_newer_version_is_named() -> None:
    """What is of a newer version than this one reads says so: after the upgrade it can be replayed."""
    event = {**golden("slugline.article.accepted.v1"), "type": "slugline.article.accepted.v2"}
    with pytest.raises(Refused, match=r"upgrade this service, then replay") as refused:
        wire.decode(entry(event), ARTICLES_ACCEPTED)
    assert refused.value.reason == "newer_version"


def test_a_version_that_is_read_no_more_is_named() -> None:
    """A stream that has moved on to v2 alone says so of v1, rather than that it never knew it."""
    stream = Stream("s", {"slugline.article.accepted.v2": BaseModel})  # type: ignore[dict-item]
    with pytest.raises(Refused) as refused:
        wire.decode(entry(golden("slugline.article.accepted.v1")), stream)
    assert refused.value.reason == "older_version"


@pytest.mark.parametrize(
    "event_type", ["slugline.article.lost.v1", "com.example.thing.v9", "", "slugline.article.accepted.vx"]
)
def test_what_was_never_known_is_unknown(event_type: str) -> None:
    """Another event, or somebody else's, is no newer version of ours."""
    with pytest.raises(Refused) as refused:
        wire.decode(entry({**golden("slugline.article.accepted.v1"), "type": event_type}), ARTICLES_ACCEPTED)
    assert refused.value.reason == "unknown_type"


def test_versions_are_those_of_the_table() -> None:
    """Every type has a name and a number, and the newest number is the one that is told."""
    assert all(parted(event_type) for event_type in types())
    assert VERSIONS["slugline.article.accepted"] == 1


def _within(told: Any, read: Any, at: str = "data") -> list[str]:
    """Where what was read does not say what was written."""
    if isinstance(told, dict) and isinstance(read, dict):
        missing = [f"{at}.{name}" for name in told if name not in read]
        return missing + [
            line for name in told if name in read for line in _within(told[name], read[name], f"{at}.{name}")
        ]
    if isinstance(told, list) and isinstance(read, list):
        uneven = [] if len(told) == len(read) else [at]
        return uneven + [line for one, other in zip(told, read, strict=False) for line in _within(one, other, at)]
    return [] if told == read else [at]


def _bare(data: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """The data with the fields alone that the contract asks for."""
    fields = {name: field.annotation for name, field in model.model_fields.items() if field.is_required()}
    return {name: _bare_value(value, fields[name]) for name, value in data.items() if name in fields}


def _bare_value(value: Any, annotation: Any) -> Any:
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return _bare(value, annotation) if is_model and isinstance(value, dict) else value
