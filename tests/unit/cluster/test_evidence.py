"""Evidence: what look-alike stories share says little, and what they disagree on is told apart."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from bench.cluster_offline import synthetic
from services.cluster.domain.evidence import weigh
from services.cluster.domain.memory import Memory
from services.cluster.domain.rarity import Rarity, common_terms
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.sharing import Reading

STREAM = Path(__file__).resolve().parents[3] / "training" / "stories" / "data" / "stream2.jsonl"


def record(uri: str, weights: dict[str, int]) -> ArticleRecord:
    """An article of these features."""
    when = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
    return ArticleRecord(
        uri=uri, version="1", version_order=1, seq=1, status="usable", provider="Wire", provider_id="wire",
        language="en", headline="A headline", published_at=when, version_created=when, received_at=when,
        weights=weights,
    )  # fmt: skip


def beside(article: dict[str, int], story: dict[str, int]) -> dict[str, float]:
    """The components of an article beside a story of one other article."""
    memory = Memory()
    known = record("urn:e:1", story).model_copy(update={"story_id": "st_1"})
    memory.put([known], [StoryRecord(id="st_1", members=("urn:e:1",))])
    return weigh(memory, Reading(record("urn:e:2", article), memory.rarity), memory.stories["st_1"]).components


def test_everyday_news_words_say_less_than_others_before_anything_has_come() -> None:
    """On an empty wire, "strike" and "court" are known to be common, and a public figure says less than a stranger."""
    rarity = Rarity()
    assert {"strike", "court", "flood"} <= common_terms()
    assert rarity.of("t:strike") < rarity.of("t:lighthouse")
    assert rarity.of("F:en_1") < rarity.of("P:en_2")


def test_a_new_feature_says_the_same_on_any_day_of_the_stream() -> None:
    """However many articles have come, a name that was never seen keeps nearly all of its worth; a common one loses."""
    rarity = Rarity()
    fresh, known = rarity.of("P:en_new"), rarity.of("t:harbour")
    for _ in range(1000):
        rarity.add(["t:harbour"])
    assert rarity.of("P:en_new") == pytest.approx(fresh)
    assert rarity.of("t:harbour") < known / 3


def test_other_places_and_people_are_told_apart_from_none() -> None:
    """A strike in Leeds disagrees with one in Perth, agrees with one in Leeds, and says nothing beside one nowhere."""
    leeds = {"L:leeds": 4, "P:organiser": 2, "t:strike": 4}
    assert beside(leeds, {"L:perth": 4, "P:secretary": 2, "t:strike": 4})["other_places"] == 1.0
    assert beside(leeds, {"L:perth": 4, "P:secretary": 2, "t:strike": 4})["other_people"] == 1.0
    assert beside(leeds, {"L:leeds": 4, "t:strike": 4})["other_places"] == 0.0
    assert beside(leeds, {"t:strike": 4})["other_places"] == 0.0


def test_names_and_words_together_say_more_than_either_alone() -> None:
    """The geometric mean of likeness in names and in words is nothing where one of them is nothing."""
    assert beside({"P:a": 4, "t:ferry": 4}, {"P:a": 4, "t:ferry": 4})["both"] > 0.7
    assert beside({"P:a": 4, "t:ferry": 4}, {"P:a": 4, "t:opera": 4})["both"] == 0.0


def test_the_second_stream_is_of_the_form_of_the_gold_stream() -> None:
    """Our own labelled stream has unique ids in order of time, look-alike stories, and stories in several languages."""
    items = [json.loads(line) for line in STREAM.read_text(encoding="utf-8").splitlines()]
    ids = [item["id"] for item in items]
    assert len(set(ids)) == len(ids) >= 150
    times = [datetime.fromisoformat(item["published_at"]) for item in items]
    assert times == sorted(times)
    told: dict[str, set[str]] = {}
    for item in items:
        for story in item["stories"]:
            told.setdefault(story["story"], set()).add(item["language"])
        assert item["of"] is None or item["of"] in ids
    assert len(told) >= 40
    assert sum(len(languages) > 1 for languages in told.values()) >= 25


def test_the_synthetic_wire_is_labelled_by_its_happenings() -> None:
    """Each article of the synthetic wire is labelled with one happening, whose copies share the label."""
    items = synthetic(300)
    label = {item["id"]: item["stories"][0]["story"] for item in items}
    body = {item["id"]: item["body"] for item in items}
    same: dict[str, set[str]] = {}
    for uri, text in body.items():
        same.setdefault(text, set()).add(label[uri])
    assert all(len(labels) == 1 for labels in same.values())
    assert 10 < len(set(label.values())) <= 25
