from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.cli.domain.following import Followed
from services.cli.domain.place import is_before, place_of
from shared.contracts.filters import read_filter
from shared.contracts.update import Change
from shared.testing import builders
from tests.unit.cli.seen import revised

NOW = datetime(2025, 9, 11, 13, 0, tzinfo=UTC)
MS = 1757595600000


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("start", "0-0"),
        ("now", "$"),
        ("1757595600000-3", "1757595600000-3"),
        ("1757595600000", "1757595600000-0"),
        ("2025-09-11T13:00:00Z", f"{MS - 1}-{2**64 - 1}"),
        ("2025-09-11T15:00:00+02:00", f"{MS - 1}-{2**64 - 1}"),
        ("2025-09-11 13:00", f"{MS - 1}-{2**64 - 1}"),
        ("1h", f"{MS - 3_600_000 - 1}-{2**64 - 1}"),
        ("30min", f"{MS - 1_800_000 - 1}-{2**64 - 1}"),
        ("99999d", "0-0"),
    ],
)
def test_where_to_begin(text, place):
    """A place is a word, an entry id, a time in any zone (UTC without one), or how long ago."""
    assert place == place_of(text, NOW)


@pytest.mark.parametrize("text", ["", "yesterday", "12", "1-", "-1-1", "5y", "2025-99-99", "\x1b[31m"])
def test_no_place(text):
    """What is no place is refused, with what would be one."""
    with pytest.raises(ValueError, match="known are start, now"):
        place_of(text, NOW)


def test_order_of_places():
    """Entry ids come in the order of their numbers, not of their text."""
    assert is_before("999-5", "1000-0") and is_before("1000-2", "1000-10") and not is_before("1000-1", "1000")


def test_merged_stories_are_followed():
    """Who follows a story is shown the story that it goes into, from the merge on."""
    followed = Followed(read_filter({"story": ["st_2"]}))
    merge = Change(kind="merged_from", ref="st_2", effect="supersedes")
    assert not followed.concerns(builders.story_update("st_1", 1, revised(1, 2)))
    assert followed.concerns(builders.story_update("st_1", 2, merge))
    assert followed.concerns(builders.story_update("st_1", 3, revised(2, 3)))
    assert not followed.concerns(builders.story_update("st_3", 1, revised(2, 3)))


def test_words_of_the_filter():
    """Updates are filtered by kind and weight as everywhere else; without words everything is shown."""
    update = builders.story_update("st_1", 2, revised(16, 52), significance="notable")
    assert Followed(read_filter({})).concerns(update)
    assert Followed(read_filter({"kind": ["claim_revised"], "significance": "notable"})).concerns(update)
    assert not Followed(read_filter({"significance": "major"})).concerns(update)
    assert not Followed(read_filter({"kind": ["quote_added"]})).concerns(update)
