from __future__ import annotations

import pytest

from services.cli.domain.drain import DrainWatch, GroupFigures, Look, StreamFigures


def look(*streams, **parked):
    return Look(streams, parked)


def stream(name, *groups, length=0, last_id="5-0"):
    return StreamFigures(name, length, last_id, groups)


def group(name, lag=0, pending=0, last="5-0"):
    return GroupFigures(name, lag, pending, last_delivered=last)


def test_empty():
    """A pipeline that nothing was ever pushed to is drained."""
    assert look().is_drained


@pytest.mark.parametrize(
    ("held", "waiting"),
    [
        (stream("articles.submitted", length=3), {"articles.submitted": 3}),
        (
            stream("articles.resolved", group("cluster", 1, 2), group("publish"), length=9),
            {"articles.resolved": 3},
        ),
        (stream("stories.updated", group("publish", 0, 1), length=9), {"stories.updated": 1}),
        (stream("stories.updated", length=4), {"stories.updated": 4}),
        (stream("stories.commands", length=1), {"stories.commands": 1}),
    ],
)
def test_under_way(held, waiting):
    """An entry is under way while a reader has not finished it: the slowest one counts."""
    assert waiting == look(held).under_way()
    assert not look(held).is_drained


def test_history_is_no_backlog():
    """Updates stay in their stream for subscribers; once publish has them they hold nothing up."""
    strangers = group("newsroom-bot", lag=7)
    assert look(stream("stories.updated", group("publish"), strangers, length=500)).is_drained


def test_held_back_articles_are_under_way():
    """Articles that a single writer holds back until their turn are under way."""
    assert {"cluster:parked": 2} == look(cluster=2, resolve=0).under_way()


def test_unknown_lag_is_not_nothing():
    """Where the server cannot tell the lag, the group is behind unless it was given the newest entry."""
    behind = stream("articles.resolved", group("cluster", None, last="4-0"), group("publish"), length=5)
    level = stream("articles.resolved", group("cluster", None, last="5-0"), group("publish"), length=5)
    assert {"articles.resolved": 1} == look(behind).under_way()
    assert look(level).is_drained


def test_two_looks_must_agree():
    """One quiet look may fall between two streams: only the second one that found no movement counts."""
    watch = DrainWatch()
    quiet = stream("articles.accepted", last_id="5-0")
    moved = stream("articles.accepted", last_id="6-0")
    assert [False, False, True] == [watch.saw(look(s)) for s in (quiet, moved, moved)]


def test_work_between_two_looks():
    """Work that appears between two quiet looks starts the wait again."""
    watch = DrainWatch()
    busy = look(stream("articles.accepted", length=1))
    idle = look(stream("articles.accepted"))
    assert [False, False, False, True] == [watch.saw(one) for one in (idle, busy, idle, idle)]


def test_total():
    """The total counts every entry that somebody still waits for."""
    assert 5 == look(stream("articles.submitted", length=3), stream("articles.accepted", length=2)).total
