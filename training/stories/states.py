"""Labelled streams as cluster comes to see them: states of its memory, and the rows that they give.

A row is an article beside a candidate story. The states are those that the labels would give, or those that weights
bring about (a story is then what most of it is labelled). Nothing is told to readers here, so it is quick; nor is
anything repaired.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bench.cluster_offline import bcubed, pairs, uri_of
from services.cluster.domain.assign import new_story_id
from services.cluster.domain.candidates import candidates
from services.cluster.domain.copy_families import original_of
from services.cluster.domain.evidence import Evidence, beside_each_other, weigh
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.sharing import Reading

#: Into how many short streams a stream is cut to learn what a cold start is like.
THIN = 5

Item = dict[str, Any]
#: How likely each of an article's candidate stories is, given the article's labelled story and the evidence.
Judge = Callable[[str, list[Evidence]], list[float]]


@dataclass(frozen=True)
class Wire:
    """A labelled stream, and what each of its articles contributes."""

    name: str
    items: Sequence[Item]
    records: Sequence[ArticleRecord]

    def thinned(self) -> list[Wire]:
        """Every fifth article, from each of the first five: short wires on which everything is new."""
        return [replace(self, items=self.items[n::THIN], records=self.records[n::THIN]) for n in range(THIN)]

    def windows(self) -> list[Wire]:
        """One fifth after the other: the same stories without what came before."""
        size = -(-len(self.items) // THIN)
        cuts = [slice(n * size, (n + 1) * size) for n in range(THIN)]
        return [replace(self, items=self.items[cut], records=self.records[cut]) for cut in cuts]


@dataclass(frozen=True)
class Row:
    """An article beside a candidate story: what speaks for it, and whether it is right."""

    story: str
    candidate: str
    components: dict[str, float]
    is_same: bool
    #: Whether the article is the first of its story: what is decided here, the whole story follows.
    opens: bool


@dataclass
class State:
    """A memory that a wire is put into, article by article; with the rows seen on the way."""

    wire: Wire
    memory: Memory = field(default_factory=Memory)
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.labels = {uri_of(item): primary(item) for item in self.wire.items if item["kind"] != "kill"}

    def labelled(self) -> State:
        """Every article in its labelled story."""
        for item, record in self._reports():
            if item["kind"] == "noise":
                continue
            mine, original = primary(item), f"urn:gold:{item['of']}"
            if item["kind"] == "near_duplicate":
                self._put(record, mine, original if original in self.memory.articles else None)
                continue
            near = dict.fromkeys(candidates(self.memory, record.weights))
            near |= dict.fromkeys([mine] if mine in self.memory.profiles else [])
            self._see(item, record, list(near), self._weigh(record, list(near)))
            self._put(record, mine, None)
        return self

    def lived(self, judge: Judge, threshold: float) -> State:
        """Every article where the judge puts it."""
        for item, record in self._reports():
            original = original_of(self.memory, record)
            if original is not None and original.story_id is not None:
                self._put(record, original.story_id, original.uri)
                continue
            near = candidates(self.memory, record.weights)
            evidence = self._weigh(record, near)
            self._see(item, record, near, evidence)
            scored = sorted(zip((-p for p in judge(primary(item), evidence)), near, strict=True))
            joins = bool(scored) and -scored[0][0] >= threshold
            self._put(record, scored[0][1] if joins else new_story_id(record.uri), None)
        return self

    def scores(self) -> dict[str, float]:
        """How well the stories of this state are those of the labels."""
        corrected = {item["of"] for item in self.wire.items if item["kind"] in ("kill", "correction")}
        stand = [i for i in self.wire.items if i["kind"] != "kill" and i["id"] not in corrected and i["stories"]]
        story = {i["id"]: a.story_id if (a := self.memory.articles.get(uri_of(i))) else None for i in stand}
        real = {i["id"]: primary(i) for i in stand}
        all_of_them = bcubed(real, story)
        found = {"bcubed_f1": all_of_them["f1"], "bcubed_p": all_of_them["p"], "bcubed_r": all_of_them["r"]}
        found |= {"pair_f1": pairs(real, story)["f1"]}
        english = {i["id"]: real[i["id"]] for i in stand if i["language"] == "en"}
        found["bcubed_f1_en"] = bcubed(english, story)["f1"]
        for tongue in sorted({i["language"] for i in stand} - {"en"}):
            both = english | {i["id"]: real[i["id"]] for i in stand if i["language"] == tongue}
            found[f"bcubed_f1_en+{tongue}"] = bcubed(both, story)["f1"]
        return found

    def _reports(self) -> Iterator[tuple[Item, ArticleRecord]]:
        """The articles that come for the first time and report something; later versions take their places."""
        for item, record in zip(self.wire.items, self.wire.records, strict=True):
            before = self.memory.articles.get(record.uri)
            if item["kind"] in ("kill", "correction") and before is not None and before.story_id is not None:
                kept = {"story_id": before.story_id, "copy_of": before.copy_of, "published_at": before.published_at}
                self._replace(before, record.model_copy(update=kept) if record.is_usable else None)
            elif record.is_usable and not record.reason and item["kind"] != "kill":
                yield item, record

    def _replace(self, before: ArticleRecord, after: ArticleRecord | None) -> None:
        story = self.memory.stories[before.story_id or ""]
        if after is None:
            after = before.model_copy(update={"status": "canceled", "weights": {}, "sketch": "", "story_id": None})
            story = story.model_copy(update={"members": tuple(u for u in story.members if u != before.uri)})
        self.memory.put([after], [story])

    def _weigh(self, record: ArticleRecord, near: list[str]) -> list[Evidence]:
        reading = Reading(record, self.memory.rarity)
        return beside_each_other([weigh(self.memory, reading, self.memory.stories[i]) for i in near])

    def _put(self, record: ArticleRecord, story_id: str, copy_of: str | None) -> None:
        known = self.memory.stories.get(story_id) or StoryRecord(id=story_id)
        grown = known.model_copy(update={"members": (*known.members, record.uri)})
        self.memory.put([record.model_copy(update={"story_id": story_id, "copy_of": copy_of})], [grown])

    def _see(self, item: Item, record: ArticleRecord, near: list[str], evidence: list[Evidence]) -> None:
        """Keeps the rows; nothing is to be learnt from a second story that the article tells too."""
        mine, beside = primary(item), {s["story"] for s in item["stories"] if s["role"] == "also"}
        opens = not any(self.labels[u] == mine and a.story_id for u, a in self.memory.articles.items() if a.weights)
        for candidate, found in zip(near, evidence, strict=True):
            mostly = self._mostly(candidate)
            if mostly not in beside and (mine or mostly):
                self.rows.append(Row(mine, mostly, found.components, mostly == mine, opens))

    def _mostly(self, story_id: str) -> str:
        members = self.memory.stories[story_id].members
        return Counter(self.labels[uri] for uri in members).most_common(1)[0][0]


def primary(item: Item) -> str:
    """The story that an article tells first; "" for noise."""
    return next((str(s["story"]) for s in item["stories"] if s["role"] == "primary"), "")
