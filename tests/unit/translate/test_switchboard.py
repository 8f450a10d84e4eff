"""How engines are asked, in front of articles and behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

import pytest

from services.translate.adapters.deadline import within
from services.translate.domain.chain import NotNow
from services.translate.domain.ports import CannotTranslate, Request
from services.translate.domain.routes import Step, route
from services.translate.domain.switchboard import Switchboard

RUSSIAN = ("Президент приехал в Минск.", "Освобождены 16 заключённых.")
ENGLISH = {RUSSIAN[0]: "The president came to Minsk.", RUSSIAN[1]: "16 prisoners were freed."}


class Engine:
    """An engine that answers from a list, raises, or takes its time by moving the clock."""

    def __init__(self, name: str = "one", answer: Any = None, seconds: float = 0.0, is_gist: bool = False) -> None:
        self.name, self.is_gist, self.answer, self.seconds = name, is_gist, answer, seconds
        self.asked: list[Request] = []
        self.clock = Clock()

    def supports(self, source: str, target: str) -> bool:
        return source != "fr"

    async def translate(self, request: Request) -> Sequence[str]:
        self.asked.append(request)
        self.clock.now += self.seconds
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if self.answer is not None else [ENGLISH.get(s, s) for s in request.sentences]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Memory:
    """A translation memory in a dict."""

    def __init__(self) -> None:
        self.known: dict[tuple[Step, str], str] = {}

    async def recall(self, step: Step, sentences: Sequence[str]) -> dict[str, str]:
        return {s: self.known[step, s] for s in sentences if (step, s) in self.known}

    def learn(self, step: Step, english: dict[str, str]) -> None:
        self.known |= {(step, sentence): words for sentence, words in english.items()}


class Told:
    """Everything that was told of calls."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.resting: dict[str, bool] = {}

    def called(self, engine: str, outcome: str, seconds: float, detail: str) -> None:
        self.calls.append((engine, outcome))

    def is_resting(self, engine: str, resting: bool) -> None:
        self.resting[engine] = resting


async def unlimited(work: Awaitable[Sequence[str]], seconds: float) -> Sequence[str]:
    return await work


def board(*engines: Engine, told: Told | None = None, **fields: Any) -> Switchboard:
    clock = engines[0].clock
    for engine in engines:
        engine.clock = clock
    defaults: dict[str, Any] = {
        "memory": Memory(),
        "limit": unlimited,
        "clock": clock,
        "patience": 1.0,
        "deadline": 60.0,
        "most_failures": 3,
        "rest": 30.0,
        "observer": told or Told(),
    }
    return Switchboard(engines, **(defaults | fields))


ONE = route("one", "ru")


async def test_an_engine_is_asked_behind_articles_first() -> None:
    """An article does not wait for an engine that has not proven quick; the background asks it, then articles do."""
    engine = Engine()
    switchboard = board(engine)
    with pytest.raises(NotNow):
        await switchboard.ask_now(ONE, RUSSIAN)
    assert tuple(ENGLISH.values()) == await switchboard.ask_later(ONE, RUSSIAN)
    assert ("The president came to Minsk.",) == await switchboard.ask_now(ONE, (RUSSIAN[0],))


async def test_a_slow_engine_stays_behind_articles() -> None:
    """An engine that needs a minute serves the background only."""
    switchboard = board(Engine(seconds=50.0))
    assert tuple(ENGLISH.values()) == await switchboard.ask_later(ONE, RUSSIAN)
    with pytest.raises(NotNow):
        await switchboard.ask_now(ONE, ("Новое предложение.",))


async def test_a_wait_in_vain_is_the_last_one() -> None:
    """An engine that keeps an article waiting beyond its patience loses its place in front; it is not called broken."""
    told = Told()
    engine = Engine()

    async def hurried(work: Awaitable[Sequence[str]], seconds: float) -> Sequence[str]:
        if seconds < 10:
            work.close()  # type: ignore[attr-defined]
            raise TimeoutError
        return await work

    switchboard = board(engine, told=told, limit=hurried)
    await switchboard.ask_later(ONE, RUSSIAN)
    for _ in range(2):
        with pytest.raises(NotNow):
            await switchboard.ask_now(ONE, ("Другое предложение.",))
    assert [("one", "ok"), ("one", "timeout")] == told.calls
    assert not told.resting.get("one")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(RuntimeError("no"), "failed"), (["one sentence too few"], "garbage"), (list(RUSSIAN), "garbage")],
)
async def test_an_engine_that_breaks_or_lies_rests_after_three_times(answer: Any, outcome: str) -> None:
    """Exceptions and rubbish count alike; after three in a row the engine is not asked for half a minute."""
    told, engine = Told(), Engine(answer=answer)
    switchboard = board(engine, told=told)
    for _ in range(5):
        with pytest.raises(NotNow):
            await switchboard.ask_later(ONE, RUSSIAN)
    assert 3 == len(engine.asked)
    assert ([("one", outcome)] * 3, {"one": True}) == (told.calls, told.resting)
    engine.clock.now += 31
    engine.answer = None
    assert tuple(ENGLISH.values()) == await switchboard.ask_later(ONE, RUSSIAN)
    assert {"one": False} == told.resting


async def test_a_gist_is_there_from_the_first_article() -> None:
    """The embedded engine needs no proof: it works inside this process."""
    switchboard = board(Engine(is_gist=True))
    assert tuple(ENGLISH.values()) == await switchboard.ask_now(ONE, RUSSIAN)
    assert frozenset({"one"}) == switchboard.gists


async def test_patience_as_long_as_the_deadline_waits_for_every_engine() -> None:
    """Where articles may wait as long as an engine may take, they do so from the first one on: for replays."""
    assert tuple(ENGLISH.values()) == await board(Engine(), patience=60.0).ask_now(ONE, RUSSIAN)


async def test_known_sentences_are_not_asked_again() -> None:
    """A sentence that an engine has put into English before is taken from memory; repeated ones are asked once."""
    engine = Engine()
    switchboard = board(engine, patience=60.0)
    await switchboard.ask_now(ONE, (RUSSIAN[0], RUSSIAN[0]))
    assert tuple(ENGLISH.values()) == await switchboard.ask_now(ONE, RUSSIAN)
    assert [(RUSSIAN[0],), (RUSSIAN[1],)] == [request.sentences for request in engine.asked]


async def test_a_route_by_another_language_asks_both_engines() -> None:
    """By way of Russian, the first engine makes Russian and the second English of that."""
    first = Engine("first", ["Президент приехал в Минск."])
    second = Engine("second")
    by_russian = route("first:ru+second", "be")
    found = await board(first, second, patience=60.0).ask_now(by_russian, ("Прэзідэнт прыехаў у Мінск.",))
    assert ("The president came to Minsk.",) == found
    assert ("be", "ru", "ru", "en") == (
        first.asked[0].source,
        first.asked[0].target,
        second.asked[0].source,
        second.asked[0].target,
    )


async def test_engines_without_the_language_have_no_answer() -> None:
    """An engine that does not have the pair, or says that it cannot, is passed over and not blamed."""
    told = Told()
    assert await board(Engine(), told=told).ask_now(route("one", "fr"), ("Bonjour.",)) is None
    cannot = board(Engine(answer=CannotTranslate("too long")), told=told, patience=60.0)
    assert await cannot.ask_now(ONE, RUSSIAN) is None
    assert [("one", "cannot")] == told.calls


async def test_an_engine_that_hangs_is_cut_off() -> None:
    """After its seconds an engine is given up by the event loop's clock."""

    class Hangs(Engine):
        async def translate(self, request: Request) -> Sequence[str]:
            await asyncio.Event().wait()
            return []

    told = Told()
    with pytest.raises(NotNow):
        await board(Hangs(), told=told, limit=within, deadline=0.01).ask_later(ONE, RUSSIAN)
    assert [("one", "timeout")] == told.calls
