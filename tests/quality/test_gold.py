"""What the whole pipeline makes of the labelled stream, against the floors. Nothing here is skipped in CI.

SLUGLINE_LABELLED names another folder of the same form (articles.jsonl), for a set that was never seen.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.quality.conftest import LABELLED, Replayed

HERE = Path(__file__).parent

pytestmark = pytest.mark.quality


def _articles() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (LABELLED / "articles.jsonl").read_text("utf-8").splitlines() if line.strip()]


def _scorer() -> Any:
    sys.path.insert(0, str(HERE))
    try:
        import score_gold  # type: ignore[import-not-found]  # a script beside this file
    finally:
        sys.path.remove(str(HERE))
    return score_gold


@pytest.fixture(scope="module")
def results(replayed: Replayed) -> list[dict[str, Any]]:
    """One line an article, as `slugline replay` writes it."""
    return replayed.results


@pytest.fixture(scope="module")
def score(results: list[dict[str, Any]]) -> dict[str, Any]:
    """The scorer's figures, printed for whoever reads the log."""
    figures: dict[str, Any] = _scorer().score(_articles(), results)
    print(json.dumps(figures, indent=1))
    return figures


def _english(results: list[dict[str, Any]]) -> float:
    scorer = _scorer()
    stand = [(u, a) for u, a in scorer.live(_articles()) if a["stories"] and a["language"].startswith("en")]
    gold = {u: next(s["story"] for s in a["stories"] if s["role"] == "primary") for u, a in stand}
    placed = {r["uri"]: r["story_id"] for r in results if r["uri"] in gold}
    return float(scorer.report(gold, placed)["bcubed"]["f1"])


def test_nothing_is_missing(score: dict[str, Any]) -> None:
    """Every labelled article comes out of the pipeline."""
    assert 0 == score["missing"]


def test_language(score: dict[str, Any]) -> None:
    """At least 97 of 100 articles get their language right."""
    assert score["language_accuracy"] >= 0.97


def test_stories_over_all_languages(score: dict[str, Any]) -> None:
    """Stories over nine languages reach the floor of BCubed F1 0.88, and of 0.82 over pairs of articles."""
    assert score["stories"]["bcubed"]["f1"] >= 0.88
    assert score["stories"]["pair"]["f1"] >= 0.82


def test_stories_in_english(results: list[dict[str, Any]]) -> None:
    """Stories over the English articles alone reach the floor of BCubed F1 0.92."""
    assert _english(results) >= 0.92


@pytest.mark.parametrize("language", ["be", "de", "es", "fr", "lt", "pl", "ru", "uk"])
def test_stories_across_two_languages(score: dict[str, Any], language: str) -> None:
    """Stories over the articles in English and one language more reach the floor of BCubed F1 0.86."""
    assert score["stories"][f"bcubed_f1_en+{language}"] >= 0.86


def test_near_duplicates(score: dict[str, Any]) -> None:
    """Copies are recognised with F1 of at least 0.93."""
    assert score["near_duplicates"]["f1"] >= 0.93


def test_second_stories(score: dict[str, Any]) -> None:
    """Articles that tell a second story are known to, with F1 of at least 0.50."""
    assert score["also_in"]["f1"] >= 0.50


def test_sources_of_claims(score: dict[str, Any]) -> None:
    """Who says it is named right for 46 of 100 figures, 68 of 100 clauses and 87 of 100 quotes, by an English name."""
    assert score["quantities"]["source_accuracy"] >= 0.46
    assert score["indirect_speech"]["source_accuracy"] >= 0.68
    assert score["quotes"]["source_accuracy"] >= 0.87


def test_noise_stays_out(score: dict[str, Any]) -> None:
    """Weather tables, listings and error pages are in no story."""
    assert 0 == score["noise_put_in_a_story"]


def test_kills_are_honoured(score: dict[str, Any]) -> None:
    """Every killed article is withdrawn and in no story."""
    honoured, _, killed = score["kills_honoured"].partition("/")
    assert honoured == killed and int(killed) > 0


def test_spans_are_exact(results: list[dict[str, Any]]) -> None:
    """Every claim that comes out has the length of its words."""
    claims = [claim for result in results for claim in result["claims"]]
    assert claims and all(claim["end"] - claim["start"] == len(claim["text"]) for claim in claims)
