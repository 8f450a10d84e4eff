"""An article that is decided again is not worked through again."""

from __future__ import annotations

import pytest

from services.cluster.domain import deciding, worked
from services.cluster.domain.deciding import decide
from services.cluster.domain.memory import Memory
from services.cluster.domain.same_story import shipped
from services.cluster.domain.worked import Worked
from tests.unit.cluster.wire import report


def test_an_article_decided_again_is_read_once_and_placed_once_for_each_state_of_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Asked again, the same is decided without another reading; once memory has changed the article is placed anew."""
    calls: list[str] = []
    for where, name in ((worked, "contribution"), (deciding, "place")):
        rule = getattr(where, name)
        monkeypatch.setattr(where, name, lambda *given, rule=rule, name=name: calls.append(name) or rule(*given))
    memory, article = Memory(), Worked(report("ferry", "urn:w:1", seq=1))
    first = decide(memory, article, shipped())
    assert decide(memory, article, shipped()) == first
    assert calls == ["contribution", "place"]
    other = decide(memory, report("quarry", "urn:w:2", seq=2), shipped())
    memory.put(other.articles, other.stories, other.told, other.gone)
    calls.clear()
    now = decide(memory, article, shipped())
    assert calls == ["place"]
    assert now == decide(memory, article.resolved, shipped())
