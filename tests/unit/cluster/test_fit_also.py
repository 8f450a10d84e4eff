"""How the weights of second stories are learnt and scored."""

from __future__ import annotations

import numpy as np

from services.cluster.domain.also import shipped
from training.stories.fit_also import COMPONENTS, Row, Seen, learn, middle_of_the_best, score, scores


def seen(name: str) -> Seen:
    """Forty articles, half of which tell a second story by name; one more tells a story that no row is of."""
    told = [Row((f"{name}:{n}", "s"), {"core_names": 0.9, "names_apart": 2.0}, True) for n in range(20)]
    other = [Row((f"{name}:{n}", "s"), {"core_names": 0.1}, False) for n in range(20, 40)]
    return Seen(name, [*told, *other], {row.pair for row in told} | {(f"{name}:99", "s")})


def test_what_is_learnt_from_one_stream_holds_on_another() -> None:
    """Weights learnt from one stream find the second stories of another; a labelled one without a row is missed."""
    model = learn([seen("one")], ridge=0.1)
    found = score(model, seen("other"), 0.5)
    assert (found["right"], found["said"], found["labelled"]) == (20, 20, 21)


def test_an_article_in_the_wrong_story_teaches_nothing() -> None:
    """What an article says that was put into the wrong story is not learnt from."""
    wrong = [Row((f"w:{n}", "s"), {"core_names": 0.9, "names_apart": 2.0}, False, is_placed=False) for n in range(200)]
    kept = learn([seen("one")], ridge=1.0)
    with_wrong = learn([seen("one"), Seen("wrong", wrong, set())], ridge=1.0)
    assert np.allclose(kept.weights, with_wrong.weights)


def test_all_streams_are_scored_together_by_their_pairs() -> None:
    """The figure over all streams counts every pair the same, whichever stream it is of."""
    model = learn([seen("one")], ridge=0.1)
    states = [seen("one"), seen("one"), seen("two"), seen("two")]
    found = scores({"one": model, "two": model}, states, 0.5)
    assert found["live"]["all"]["labelled"] == 42
    assert found["live"]["all"]["right"] == 40


def test_the_threshold_is_the_middle_of_the_best_three() -> None:
    """One lucky threshold does not win over three good neighbours."""
    f1 = {0.3: 0.9, 0.4: 0.1, 0.5: 0.5, 0.6: 0.6, 0.7: 0.5}
    tried = {t: {state: {"all": {"f1": value}} for state in ("as_labelled", "live")} for t, value in f1.items()}
    assert middle_of_the_best(tried) == 0.6


def test_the_weights_that_ship_are_of_the_components_that_are_learnt() -> None:
    """Every weight in also.json is of a component that the engine gives, and its threshold is a probability."""
    assert set(shipped().components) == set(COMPONENTS)
    assert 0.0 < shipped().threshold < 1.0
