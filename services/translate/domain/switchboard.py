"""Asks engines, each within its time, and remembers how each behaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from services.translate.domain.answers import why_garbage
from services.translate.domain.breaker import Breaker
from services.translate.domain.chain import NotNow
from services.translate.domain.ports import CannotTranslate, Limit, Request, Translator
from services.translate.domain.routes import Route, Step

#: What became of a call: an answer that is used, none for this text, an error, too slow, or an answer that is rubbish.
CallOutcome = Literal["ok", "cannot", "failed", "timeout", "garbage"]


class Observer(Protocol):
    """Told of every call to an engine. Must not raise."""

    def called(self, engine: str, outcome: CallOutcome, seconds: float, detail: str) -> None:
        """A call ended; `detail` is the kind of error, never the article's words."""
        ...

    def is_resting(self, engine: str, resting: bool) -> None:
        """Whether the engine is left alone for now."""
        ...


class TranslationMemory(Protocol):
    """What engines have said before."""

    async def recall(self, step: Step, sentences: Sequence[str]) -> dict[str, str]:
        """The English of those sentences that are known."""
        ...

    def learn(self, step: Step, english: dict[str, str]) -> None:
        """Keeps what an engine said."""
        ...


class Switchboard:
    """All engines with their breakers. `ask_now` is for an article on its way, `ask_later` for the background."""

    def __init__(
        self,
        translators: Sequence[Translator],
        *,
        memory: TranslationMemory,
        limit: Limit,
        clock: Callable[[], float],
        patience: float,
        deadline: float,
        most_failures: int,
        rest: float,
        observer: Observer,
    ) -> None:
        self._translators = {translator.name: translator for translator in translators}
        self._breakers = {
            name: Breaker(most_failures, rest, is_quick=translator.is_gist or patience >= deadline)
            for name, translator in self._translators.items()
        }
        self._memory, self._limit, self._clock, self._observer = memory, limit, clock, observer
        self._patience, self._deadline = patience, deadline

    @property
    def gists(self) -> frozenset[str]:
        """The engines whose English is a gist."""
        return frozenset(name for name, translator in self._translators.items() if translator.is_gist)

    async def ask_now(self, route: Route, sentences: tuple[str, ...]) -> tuple[str, ...] | None:
        """The route's English for an article that waits; raises NotNow rather than keep it waiting."""
        return await self._along(route, sentences, waits=True)

    async def ask_later(self, route: Route, sentences: tuple[str, ...]) -> tuple[str, ...] | None:
        """The route's English, however long it takes within the deadline."""
        return await self._along(route, sentences, waits=False)

    async def _along(self, route: Route, sentences: tuple[str, ...], waits: bool) -> tuple[str, ...] | None:
        if not all(self._supports(step) for step in route.steps):
            return None
        words = sentences
        for step in route.steps:
            known = await self._memory.recall(step, words)
            missing = tuple(dict.fromkeys(w for w in words if w not in known))
            if missing:
                said = await self._call(step, missing, waits)
                if said is None:
                    return None
                fresh = dict(zip(missing, said, strict=True))
                if not self._translators[step.engine].is_gist:
                    self._memory.learn(step, fresh)
                known = known | fresh
            words = tuple(known[w] for w in words)
        return words

    def _supports(self, step: Step) -> bool:
        translator = self._translators.get(step.engine)
        return translator is not None and translator.supports(step.source, step.target)

    async def _call(self, step: Step, sentences: tuple[str, ...], waits: bool) -> Sequence[str] | None:
        breaker, translator = self._breakers[step.engine], self._translators[step.engine]
        begun = self._clock()
        if not (breaker.may_be_waited_for(begun) if waits else breaker.may_be_asked(begun)):
            raise NotNow(step.engine)
        seconds = self._patience if waits and not translator.is_gist else self._deadline
        try:
            request = Request(step.source, step.target, sentences)
            answer = await self._limit(translator.translate(request), seconds)
        except CannotTranslate as error:
            self._observer.called(step.engine, "cannot", self._clock() - begun, str(error)[:100])
            return None
        except TimeoutError:
            self._too_slow(step.engine, begun, waits)
            raise NotNow(step.engine) from None
        except Exception as error:
            self._failed(step.engine, "failed", begun, type(error).__name__)
            raise NotNow(step.engine) from None
        garbage = None if translator.is_gist else why_garbage(sentences, answer, step.target)
        if garbage:
            self._failed(step.engine, "garbage", begun, garbage)
            raise NotNow(step.engine)
        return self._answered(step.engine, begun, answer)

    def _answered(self, engine: str, begun: float, answer: Sequence[str]) -> Sequence[str]:
        seconds = self._clock() - begun
        self._breakers[engine].answered(is_quick=seconds <= self._patience or engine in self.gists)
        self._observer.called(engine, "ok", seconds, "")
        self._observer.is_resting(engine, False)
        return answer

    def _too_slow(self, engine: str, begun: float, waits: bool) -> None:
        if not waits or self._patience >= self._deadline:
            self._failed(engine, "timeout", begun, "TimeoutError")
            return
        self._breakers[engine].was_too_slow_to_wait_for()
        self._observer.called(engine, "timeout", self._clock() - begun, "patience")

    def _failed(self, engine: str, outcome: CallOutcome, begun: float, detail: str) -> None:
        now, breaker = self._clock(), self._breakers[engine]
        breaker.failed(now)
        self._observer.called(engine, outcome, now - begun, detail)
        self._observer.is_resting(engine, not breaker.may_be_asked(now))
