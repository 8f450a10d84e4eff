"""What engines have said before, by the hash of the sentence: in this process, and in Redis for all replicas.

| key | type | holds |
|---|---|---|
| `translate:memory:<hash>` | string | one sentence in another language, for `translate_memory_days` |
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence

from services.translate.domain.routes import Step
from shared.delivery.state import State
from shared.delivery.unit import Unit

#: Sentences kept in this process: about 10 MB.
KEPT = 20_000


class RememberedSentences:
    """The translation memory. What is learnt is written with the unit of the article that taught it."""

    def __init__(self, state: State, days: float) -> None:
        self._state = state
        self._ttl_ms = int(days * 86_400_000)
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._unsaved: dict[str, str] = {}

    async def recall(self, step: Step, sentences: Sequence[str]) -> dict[str, str]:
        """The English of those sentences that are known."""
        keys = {_key(step, sentence): sentence for sentence in sentences}
        found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in keys if key not in found]
        if self._ttl_ms and missing and not step.engine.startswith("gist"):
            stored = await self._state.mget(missing)
            found |= {key: value.decode() for key, value in zip(missing, stored, strict=True) if value is not None}
        return {keys[key]: english for key, english in found.items()}

    def learn(self, step: Step, english: dict[str, str]) -> None:
        """Keeps what an engine said."""
        for sentence, words in english.items():
            key = _key(step, sentence)
            self._kept[key] = words
            if self._ttl_ms:
                self._unsaved[key] = words
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def save(self, unit: Unit) -> None:
        """Writes what was learnt since the last time; a unit that fails takes it along, which costs a call later."""
        for key, words in self._unsaved.items():
            unit.set(key, words, ttl_ms=self._ttl_ms)
        self._unsaved.clear()


def _key(step: Step, sentence: str) -> str:
    asked = "\0".join((step.engine, step.source, step.target, sentence))
    return f"translate:memory:{hashlib.sha256(asked.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
