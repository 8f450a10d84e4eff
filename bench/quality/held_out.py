"""The figures of the labelled stream by weights that never saw the stories they are scored on.

`python -m training.stories.fit --write` leaves them beside the weights, `training.stories.fit_also` those of second
stories; they are read there. By story: stories are dealt into folds, each article is placed by weights that saw neither
its story nor any other of its fold. By set: learnt on all other streams. Fitted: by the weights that ship, on the
stories that taught them. In these nothing is repaired: stories are as placed. "By set, repaired" is through all rules,
as they come to readers, and neither the weights that place nor those that repair saw anything of the stream
(`training.stories.fit_repair` leaves it in `kinship.json`; second stories as in `also.json`): the floors are for this.
By story through all rules only `--refit` tells (`refit.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

#: What the stream has to reach over stories that the weights never saw; en+X is the worst of English with one language
#: more.
FLOORS = {"bcubed_f1": 0.88, "bcubed_f1_en": 0.92, "en+X": 0.86, "pair_f1": 0.82, "also_f1": 0.50}
STREAM = "gold/dev"
#: The way that the floors are for: where it was not measured, the one after it.
JUDGED = ("by set, repaired", "by story")
_WITH_ENGLISH = "bcubed_f1_en+"


def figures() -> dict[str, dict[str, float]]:
    """The figures in each way, the mean where stories were dealt more than once."""
    same, also = _written("same_story.json"), _written("also.json")
    unseen = same["scores_on_what_it_never_saw"]
    second = also["scores_on_what_it_never_saw"]["live"][STREAM]["f1"]
    repaired = _written("repair/kinship.json")["scores_on_what_it_never_saw"][STREAM]
    return {
        "by set, repaired": _mean([{n: v for n, v in repaired.items() if "_" in n and n != "merge_undone"}])
        | {"also_f1": second},
        "by story": _mean(scores[STREAM] for way, scores in unseen.items() if way.startswith("by story"))
        | {"also_f1": second},
        "by set": _mean(scores[STREAM] for way, scores in unseen.items() if way == "by set"),
        "fitted": _mean([same["scores_on_the_stories_it_saw"][STREAM]])
        | {"also_f1": also["scores_on_what_it_saw"]["live"][STREAM]["f1"]},
    }


def of_stream(found: dict[str, Any]) -> dict[str, float]:
    """The figures of a pass over the stream, under the names that these go by."""
    abroad = {f"bcubed_f1_{name}": value for name, value in found.items() if name.startswith("en+")}
    names = {"bcubed_f1", "bcubed_p", "bcubed_r", "pair_f1", "bcubed_f1_en"}
    kept = {name: value for name, value in found.items() if name in names}
    return _mean([kept | abroad | {"also_f1": found["also"]}])


def _written(name: str) -> dict[str, Any]:
    text = files("services.cluster.domain").joinpath(name).read_text(encoding="utf-8")
    return dict(json.loads(text))


def _mean(found: Iterable[dict[str, Any]]) -> dict[str, float]:
    every = list(found)
    names = [name for name, value in every[0].items() if isinstance(value, int | float)] if every else []
    mean = {name: round(sum(one[name] for one in every) / len(every), 4) for name in names}
    abroad = [value for name, value in mean.items() if name.startswith(_WITH_ENGLISH)]
    return mean | ({"en+X": min(abroad)} if abroad else {})
