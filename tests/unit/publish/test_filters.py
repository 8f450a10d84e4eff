"""Filters: which updates a subscriber asks for."""

from __future__ import annotations

from typing import Any

import pytest

from services.publish.domain.filters import BadFilter, Facts, Follower, filter_of, read_filter
from shared.contracts.story import StoryEntity
from shared.contracts.update import Change
from shared.testing import builders as a

ITEM = a.article("urn:g", text="Die Zahl der Gefangenen stieg auf 52, sagte die Botschaft.", language="de")
LUKASHENKO = StoryEntity(id="en_1", name="Alexander Lukashenko", type="PERSON", articles=1)


def update(**fields: Any) -> Facts:
    """An update of one story with a German article in it."""
    brought = a.article_added("urn:g").model_copy(update={"after": {"language": "de"}})
    quoted = Change(kind="quote_added", ref="cl_1", evidence=(a.evidence(ITEM, "Zahl der Gefangenen"),))
    story = a.snapshot("st_1", 2, title={"en": "Prisoners freed in Minsk"}, entities=(LUKASHENKO,))
    fields = {"message": "Café owners react.", "story": story, "significance": "notable"} | fields
    return Facts(a.story_update("st_1", 2, brought, quoted, **fields))


def passes(*words: tuple[str, str], of: Facts | None = None, **more: Any) -> bool:
    """Whether a filter lets the update through."""
    return filter_of(words).passes(of or update(), **more)


def test_filter_without_words_lets_everything_through() -> None:
    """A subscriber that asks for nothing in particular gets all."""
    assert passes()
    assert filter_of([]).is_open


@pytest.mark.parametrize(
    ("word", "value", "expected"),
    [
        ("story", "st_1", True),
        ("story", "st_2", False),
        ("significance", "minor", True),
        ("significance", "notable", True),
        ("significance", "major", False),
        ("kind", "quote_added", True),
        ("kind", "claim_revised,article_added", True),
        ("kind", "claim_revised", False),
        ("language", "de", True),
        ("language", "DE", True),
        ("language", "en", False),
        ("entity", "en_1", True),
        ("entity", "en_2", False),
        ("entity", "Lukashenko", True),
        ("entity", "Александр Лукашенко", True),
        ("entity", "Putin", False),
        ("text", "prisoners minsk", True),
        ("text", "GEFANGENEN", True),
        ("text", "cafe", True),
        ("text", "prisoners vilnius", False),
        ("text", "prison", False),
    ],
)
def test_each_word_asks_one_thing(word: str, value: str, expected: bool) -> None:
    """Each word of a filter lets through what it names, whatever its case, accents or script, and nothing else."""
    assert expected is passes((word, value))


def test_values_are_or_and_words_are_and() -> None:
    """Several values of one word mean or, several words mean and."""
    assert passes(("story", "st_9"), ("story", "st_1"))
    assert passes(("story", "st_1"), ("language", "de"))
    assert not passes(("story", "st_1"), ("language", "fr"))


def test_update_without_an_article_is_in_the_languages_of_its_story() -> None:
    """Where an update brings no words of an article, the languages of its story decide."""
    story = a.snapshot("st_1", 2, languages={"fr": 3})
    facts = Facts(a.story_update("st_1", 2, Change(kind="title_changed", ref="st_1"), story=story))
    assert passes(("language", "fr"), of=facts)
    assert not passes(("language", "de"), of=facts)


def test_cut_changes_never_hide_a_kind() -> None:
    """An update whose changes were cut passes every filter of kinds: what was cut may be of that kind."""
    assert passes(("kind", "claim_revised"), of=update(changes_truncated=3))


def test_merged_entities_are_followed_by_either_id() -> None:
    """Who follows an entity gets what is told of it under its old id and under the one that it was merged into."""
    merges = {"en_1": "en_7", "en_5": "en_7"}
    assert passes(("entity", "en_7"), merges=merges)
    assert passes(("entity", "en_5"), merges=merges)
    assert not passes(("entity", "en_6"), merges=merges)


@pytest.mark.parametrize(
    ("words", "named", "told"),
    [
        ([("colour", "red")], "colour", "known are story, entity"),
        ([("kind", "quote_added"), ("kind", "gossip")], "kind", "gossip"),
        ([("significance", "huge")], "significance", "huge"),
        ([("significance", "major"), ("significance", "minor")], "significance", "once"),
        ([("language", "klingonisch")], "language", "klingonisch"),
        ([("text", "...")], "text", "word"),
        ([("story", "")], "story", "characters"),
        ([("entity", "a\x00b")], "entity", "control"),
        ([("story", f"st_{n}") for n in range(51)], "story", "at most"),
    ],
)
def test_what_is_unknown_is_refused_by_name(words: list[tuple[str, str]], named: str, told: str) -> None:
    """A filter with an unknown word or value is refused, and the refusal names the word and what is wrong."""
    with pytest.raises(BadFilter) as refused:
        filter_of(words)
    ((word, detail),) = refused.value.problems
    assert named == word
    assert told in detail


def test_json_says_the_same_as_a_query() -> None:
    """A filter in JSON and one in a query are the same, and JSON may give one value without a list."""
    said = {"story": "st_1", "kind": ["quote_added", "claim_added"], "significance": "major"}
    words = [("story", "st_1"), ("kind", "quote_added,claim_added"), ("significance", "major")]
    assert read_filter(said) == filter_of(words)
    with pytest.raises(BadFilter):
        read_filter({"story": 7})


def test_follower_of_nothing_follows_all() -> None:
    """Without a story to follow, every update concerns a subscriber."""
    assert Follower().concerns(Facts(a.story_update("st_9", 1)))


def test_follower_goes_along_with_a_merge() -> None:
    """Who follows a story follows its survivor from the merge on, and no other story."""
    follower = Follower(filter_of([("story", "st_2")]))
    merge = a.story_update("st_1", 2, a.merged_from("st_2"))
    seen = [a.story_update("st_1", 1), a.story_update("st_2", 1), merge, a.story_update("st_1", 3)]
    assert [False, True, True, True] == [follower.concerns(Facts(update)) for update in seen]


def test_follower_knows_merges_of_the_past() -> None:
    """Who begins to follow a story that was merged gets the survivor's updates from that merge on, and none before."""
    follower = Follower(filter_of([("story", "st_2")]), {"st_1": 2})
    seen = [a.story_update("st_1", revision) for revision in (1, 2, 3)]
    assert [False, True, True] == [follower.concerns(Facts(update)) for update in seen]


def test_follower_of_either_side_is_told_of_a_split() -> None:
    """A split is told to who follows the story it was split from and to who follows the new one."""
    change = Change(kind="split_into", ref="st_2", before={"story_id": "st_1"}, after={"story_id": "st_2"})
    facts = Facts(a.story_update("st_1", 3, change))
    assert all(Follower(filter_of([("story", one)])).concerns(facts) for one in ("st_1", "st_2"))
    assert not Follower(filter_of([("story", "st_3")])).concerns(facts)
