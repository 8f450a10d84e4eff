"""A labelled set clustered for real, article by article, and what came of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from bench.cluster_offline import Run, scores, uri_of
from bench.quality.sets import Understood, Watch
from services.cluster.domain.same_story import Weights, shipped
from shared.contracts.update import Why

#: The least probabilities of a yes that a curve is drawn over.
THRESHOLDS = (0.05, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)


class Answer(NamedTuple):
    """What the model said of the likeliest story of an article, and whether it was right."""

    said: float
    is_right: bool


@dataclass(frozen=True)
class Outcome:
    """The figures of one pass over a set, and the answers that it was made of."""

    figures: dict[str, Any]
    answers: list[Answer]


def cluster(of: Understood, watch: Watch, weights: Weights | None = None, note: str = "stories") -> Outcome:
    """A set in the order of the wire, with the weights that ship or others."""
    chosen = weights or shipped()
    run = Run(lambda article, language: ((), ()), weights=lambda uri: chosen)
    for resolved in watch(f"{of.name}: {note}", of.resolved):
        run.place(resolved)
    return Outcome(figures(of, run), list(answers(of, run)))


def curve(of: Understood, watch: Watch) -> list[dict[str, float]]:
    """BCubed precision, recall and F1 at each threshold, each by a pass of its own."""
    found = []
    for threshold in THRESHOLDS:
        weights = replace(shipped(), threshold=threshold)
        outcome = cluster(of, watch, weights, note=f"stories at {threshold:.2f}")
        found.append({"threshold": threshold} | {k: outcome.figures[f"bcubed_{k}"] for k in ("p", "r", "f1")})
    return found


def figures(of: Understood, run: Run) -> dict[str, Any]:
    """What a set is judged by, under plain names."""
    found = scores(of.items, run)
    labels = {_primary(item) for item in of.items} - {""}
    has_copies = any(item["kind"] == "near_duplicate" for item in of.items)
    has_also = any(s["role"] == "also" for item in of.items for s in item["stories"])
    flat = {f"bcubed_{k}": v for k, v in found["bcubed"].items()} | {f"pair_{k}": v for k, v in found["pair"].items()}
    return flat | {
        "articles": len(of.items),
        "stories_labelled": len(labels),
        "stories_made": found["stories"],
        "in_no_story": len(found["no_story"]),
        "bcubed_f1_en": found["bcubed_en"]["f1"],
        **{name: value for name, value in found.items() if name.startswith("en+")},
        "near_duplicates": found["copies"]["f1"] if has_copies else None,
        "also": found["also"]["f1"] if has_also else None,
        "noise_in_stories": found["noise_in_stories"],
        "kills": found["kills"],
    }


def answers(of: Understood, run: Run) -> Iterator[Answer]:
    """The probability given to the likeliest story of each article, and whether most of that story is labelled so."""
    label = {uri_of(item): _primary(item) for item in of.items if item["kind"] != "kill"}
    members: dict[str, Counter[str]] = defaultdict(Counter)
    for resolved, decision in zip(of.resolved, run.decisions, strict=True):
        uri = resolved.article.uri
        placed = next((a for a in decision.articles if a.uri == uri and a.story_id), None)
        if placed is None or placed.why is None or not label.get(uri):
            continue
        story_id, said = _likeliest(placed.story_id or "", placed.why)
        if members[story_id]:
            yield Answer(said, members[story_id].most_common(1)[0][0] == label[uri])
        members[placed.story_id or ""][label[uri]] += 1


def _likeliest(story_id: str, why: Why) -> tuple[str, float]:
    if why.method == "same_story":
        return story_id, why.score
    return why.runner_up_story_id or "", why.runner_up_score or 0.0


def _primary(item: dict[str, Any]) -> str:
    return next((s["story"] for s in item["stories"] if s["role"] == "primary"), "")
