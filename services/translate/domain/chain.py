"""Which engine's English an article gets: the first in order that says all that the original says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from services.translate.domain.fidelity import Slip, check
from services.translate.domain.routes import Route


class NotNow(Exception):
    """An engine has no answer at present (it rests, is slow, or failed) and may have one later."""


@dataclass(frozen=True)
class Answer:
    """Sentences in English by a route, and what they bend of the original."""

    route: Route
    english: tuple[str, ...]
    is_gist: bool
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The answer that is taken, if any; `missed`: a better route had none now and may have one later."""

    answer: Answer | None
    missed: bool


#: Asks one route: sentences, or None where it has none for this language; raises NotNow.
Ask = Callable[[Route, tuple[str, ...]], Awaitable[tuple[str, ...] | None]]


async def best_answer(
    sentences: tuple[str, ...], language: str, routes: Sequence[Route], gists: frozenset[str], ask: Ask
) -> Outcome:
    """Goes down the routes until an answer keeps every number, name, date and negation.

    Where none does, the one that bends least is taken; a gist (by an engine in `gists`) only where nothing else is.
    """
    answers: list[Answer] = []
    missed = False
    for route in routes:
        is_gist = route.engine in gists
        if is_gist and answers:
            continue
        try:
            english = await ask(route, sentences)
        except NotNow:
            missed = True
            continue
        if english is None:
            continue
        answers.append(Answer(route, english, is_gist, check(sentences, english, language)))
        if not is_gist and not answers[-1].slips:
            break
    best = min(answers, key=lambda answer: (answer.is_gist, len(answer.slips)), default=None)
    return Outcome(best, missed and (best is None or best.is_gist))
