"""The figures of the labelled stream by weights that never saw the stories they are scored on.

`python -m training.stories.fit --write` leaves them beside the weights; they are read there. By story: stories are
dealt into folds, each article is placed by weights that saw neither its story nor any other of its fold. By set:
learnt on all other streams, the hardest of the three. Fitted: by the weights that ship, on the stories that taught
them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

#: What the stream has to reach over stories that the weights never saw; en+X is for every language beside English.
FLOORS = {
    "bcubed_f1": 0.88,
    "bcubed_f1_en": 0.92,
    "en+X": 0.86,
    "pair_f1": 0.82,
    "copies_f1": 0.93,
    "also_f1": 0.50,
}
WAYS = ("by story", "by set", "fitted")
STREAM = "gold/dev"


def figures() -> dict[str, dict[str, float]]:
    """The figures in each way, the mean where stories were dealt more than once."""
    text = files("services.cluster.domain").joinpath("same_story.json").read_text(encoding="utf-8")
    written = json.loads(text)
    unseen = written["scores_on_what_it_never_saw"]
    return {
        "by story": _mean(scores[STREAM] for way, scores in unseen.items() if way.startswith("by story")),
        "by set": _mean(scores[STREAM] for way, scores in unseen.items() if way == "by set"),
        "fitted": _mean([written["scores_on_the_stories_it_saw"][STREAM]]),
    }


def _mean(found: Iterable[dict[str, Any]]) -> dict[str, float]:
    every = list(found)
    names = [name for name, value in every[0].items() if isinstance(value, int | float)] if every else []
    mean = {name: round(sum(one[name] for one in every) / len(every), 4) for name in names}
    abroad = [value for name, value in mean.items() if name.startswith("en+")]
    return mean | ({"en+X": min(abroad)} if abroad else {})
