"""How an engine's behaviour decides whether it is asked."""

from __future__ import annotations

from services.translate.domain.breaker import LONGEST_REST, Breaker


def test_an_engine_earns_its_place_in_front_of_articles() -> None:
    """An engine is waited for only after it has answered quickly in the background."""
    breaker = Breaker(3, 30.0)
    assert not breaker.may_be_waited_for(0.0)
    breaker.answered(is_quick=True)
    assert breaker.may_be_waited_for(0.0)


def test_an_engine_that_made_an_article_wait_loses_its_place_at_once() -> None:
    """One wait in vain, and the engine is asked in the background only."""
    breaker = Breaker(3, 30.0, is_quick=True)
    breaker.was_too_slow_to_wait_for()
    assert not breaker.may_be_waited_for(0.0)
    assert breaker.may_be_asked(0.0)


def test_an_engine_that_fails_again_and_again_rests() -> None:
    """After three failures in a row an engine is left alone for 30 seconds, then for 60, then for 120."""
    breaker = Breaker(3, 30.0)
    for _ in range(2):
        breaker.failed(0.0)
    assert breaker.may_be_asked(0.0)
    for now, rest in ((0.0, 30.0), (30.0, 60.0), (90.0, 120.0)):
        breaker.failed(now)
        assert not breaker.may_be_asked(now + rest - 0.1)
        assert breaker.may_be_asked(now + rest)


def test_no_rest_is_without_end() -> None:
    """However often an engine has failed, it is tried again within ten minutes."""
    breaker = Breaker(1, 30.0)
    for _ in range(200):
        breaker.failed(0.0)
    assert breaker.may_be_asked(LONGEST_REST)


def test_a_good_answer_makes_up_for_failures() -> None:
    """One good answer ends the rest and starts the count of failures again."""
    breaker = Breaker(2, 30.0)
    breaker.failed(0.0)
    breaker.failed(0.0)
    breaker.answered(is_quick=False)
    breaker.failed(1.0)
    assert breaker.may_be_asked(1.0)
