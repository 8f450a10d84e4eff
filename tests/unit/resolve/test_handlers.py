"""resolve's handler: what it saves, emits, and when memory changes."""

from __future__ import annotations

from services.resolve.domain.memory import Memory
from services.resolve.handlers import ResolveArticle
from shared.contracts.article import Span
from shared.contracts.mention import Mention
from shared.delivery.unit import Unit
from shared.testing import builders

COALE = Mention(span=Span(start=0, end=10), surface="John Coale", type="PERSON", key="john coale")
SHORT = Mention(span=Span(start=0, end=5), surface="Coale", type="PERSON", key="coale")


async def handled(memory: Memory, mention: Mention, seq: int) -> Unit:
    unit = Unit()
    await ResolveArticle(memory)(builders.event(builders.extracted(seq=seq, mentions=(mention,))), unit)
    return unit


async def test_memory_changes_after_the_commit_only() -> None:
    """Nothing is remembered of an article whose unit was not committed."""
    memory = Memory()
    unit = await handled(memory, COALE, 1)
    unit.finish(committed=False)
    assert memory.entities == {}
    unit = await handled(memory, COALE, 1)
    unit.finish(committed=True)
    assert len(memory.entities) == 1


async def test_only_changed_entries_are_written() -> None:
    """The unit holds the article's entities and their new keys, and nothing else of memory."""
    memory = Memory()
    (await handled(memory, SHORT, 1)).finish(committed=True)
    unit = await handled(memory, COALE, 2)
    assert {op[1] for op in unit.ops} == {"resolve:entities", "resolve:keys"}
    assert len(unit.emitted("slugline.article.resolved.v1")) == 1
    assert unit.emitted("slugline.entity.renamed.v1")[0].name == "John Coale"


async def test_retry_emits_the_same_ids() -> None:
    """The same article handled twice emits events with the same ids."""
    memory = Memory()
    once, twice = await handled(memory, COALE, 1), await handled(memory, COALE, 1)
    assert [o.id for o in once.outputs] == [o.id for o in twice.outputs]
