"""Which engine's English an article gets."""

from __future__ import annotations

from services.translate.domain.chain import NotNow, Outcome, best_answer
from services.translate.domain.routes import Route, routing

GERMAN = ("Weißrussland ließ am Freitag 16 Gefangene frei.",)
GOOD = ("Belarus released 16 prisoners on Friday.",)
BENT = ("Belarus released 60 prisoners on Friday.",)
GIST = ("Belarus let on Friday 16 prisoner free.",)
ROUTES = routing("one,two,gist", "", "", frozenset({"one", "two", "gist"})).routes("de")


class Engines:
    """Answers by engine, and who was asked."""

    def __init__(self, **answers: tuple[str, ...] | None | NotNow) -> None:
        self.answers, self.asked = answers, []

    async def __call__(self, route: Route, sentences: tuple[str, ...]) -> tuple[str, ...] | None:
        self.asked.append(route.name)
        answer = self.answers.get(route.name)
        if isinstance(answer, NotNow):
            raise answer
        return answer


async def best(engines: Engines) -> Outcome:
    return await best_answer(GERMAN, "de", ROUTES, frozenset({"gist"}), engines)


async def test_the_first_engine_that_bends_nothing_is_taken() -> None:
    """Engines are asked in order, and those behind a faithful answer are not asked."""
    engines = Engines(one=GOOD, two=GOOD, gist=GIST)
    found = await best(engines)
    assert found.answer is not None
    assert ("one", (), False, ["one"]) == (found.answer.route.name, found.answer.slips, found.missed, engines.asked)


async def test_an_engine_that_bends_a_number_is_followed_by_the_next() -> None:
    """A translation that says 60 where the original says 16 is passed over for one that does not."""
    found = await best(Engines(one=BENT, two=GOOD, gist=GIST))
    assert found.answer is not None
    assert ("two", ()) == (found.answer.route.name, found.answer.slips)


async def test_a_bent_translation_is_flagged_rather_than_lost() -> None:
    """Where no engine keeps the number, the translation that bends least is taken, with the number flagged."""
    found = await best(Engines(one=BENT, two=None, gist=GIST))
    assert found.answer is not None
    assert ("one", [("number", "16")]) == (
        found.answer.route.name,
        [(s.kind, s.source_words) for s in found.answer.slips if s.kind == "number"],
    )


async def test_a_gist_is_the_last_resort_and_a_better_one_is_still_awaited() -> None:
    """A gist is taken only where no translation is there; an engine that is away now is missed."""
    found = await best(Engines(one=NotNow("one"), two=None, gist=GIST))
    assert found.answer is not None
    assert ("gist", True, True) == (found.answer.route.name, found.answer.is_gist, found.missed)


async def test_nothing_is_awaited_where_a_translation_is_there() -> None:
    """An engine that is away is not missed where another one has translated."""
    assert not (await best(Engines(one=NotNow("one"), two=GOOD, gist=GIST))).missed


async def test_without_any_answer_there_is_none() -> None:
    """Where no engine has anything, there is no answer, and nothing to wait for."""
    assert Outcome(None, False) == await best(Engines())
