"""How a story is told (title and summary), article by article in order of publication.

Both stay as they are until something material happens; an article that only confirms changes neither, nor does a copy
(unless the copy has a new figure in it):
- the first report opens the story;
- a report is the first to give a figure that takes the place of another;
- a new phase begins: the first report after a silence, a second origin that gives prominence to what another had
  brought up, or three days of unbroken coverage.
A first report in one more language brings that language's title; a summary of one sentence is filled up to two.

A kill or another version of an article is told as if the story had always been without it, or with it. A step looks at
the last reports alone, so its cost does not grow with the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from typing import NamedTuple

from services.cluster.domain.features import HEADLINE
from services.cluster.domain.reading import Place, place
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.standing import Standing
from services.cluster.domain.summary import FEWEST, Line, centroid, fading, filled, relevance, summary
from services.cluster.domain.title import GIST, Headline, headlines

#: Reports of their own that are looked at, and steps that are kept for articles that come late.
WINDOW, KEPT = 12, 24
#: A silence after which a report begins a new phase; a phase is left for a turn of the news after this at the earliest.
SILENCE, SETTLED = timedelta(hours=48), timedelta(hours=12)
#: Unbroken coverage is told anew after this, by the reports of the last day.
LONGEST, FRESH = timedelta(hours=72), timedelta(hours=24)
#: Things none of the recent reports had that two origins give prominence to when the news turns.
TURN = 3
#: How much better another headline must be than the one that stands, and what a figure that is new is worth in it.
MARGIN, NEW_FIGURE = 1.25, 1.4


class Report(NamedTuple):
    """An article of the story that is no copy, with the prominent things that no recent one had before it."""

    article: ArticleRecord
    origin: str
    fresh: frozenset[str]


@dataclass(frozen=True)
class Telling:
    """How the story is told as of one of its articles."""

    article: ArticleRecord
    recent: tuple[Report, ...] = ()
    #: Where its latest phase began.
    since: Place | None = None
    headlines: Mapping[str, Headline] | None = None
    summary: tuple[Line, ...] = ()


def follow(
    before: Sequence[Telling], added: Iterable[ArticleRecord], origins: Mapping[str, str], standing: Standing
) -> tuple[Telling, ...] | None:
    """The steps with articles that have come; None where one comes so late that all have to be told again."""
    new = sorted(added, key=place)
    early = [step for step in before if not new or place(step.article) < place(new[0])]
    if before and not early and len(before) >= KEPT:
        return None
    again = [step.article for step in before[len(early) :]]
    return tell_all(early, sorted([*again, *new], key=place), origins, standing)


def tell_all(
    steps: Sequence[Telling], articles: Iterable[ArticleRecord], origins: Mapping[str, str], standing: Standing
) -> tuple[Telling, ...]:
    """The steps that follow these, in order of publication; the last few."""
    told = list(steps)
    for article in articles:
        told.append(_next(told[-1] if told else None, article, origins[article.uri], standing))
    return tuple(told[-KEPT:])


def _next(before: Telling | None, article: ArticleRecord, origin: str, standing: Standing) -> Telling:
    is_revising = standing.revises(article)
    if before is not None and article.copy_of is not None and not is_revising:
        return replace(before, article=article, headlines=_with_missing(before, article, standing))
    recent = before.recent if before else ()
    report = Report(article, origin, _fresh(article, recent))
    begun = _begins(before, report)
    now = Telling(
        article,
        (*recent, report)[-WINDOW:],
        begun or (before.since if before else None),
        before.headlines if before else None,
        before.summary if before else (),
    )
    if begun is not None or is_revising:
        return _told_anew(now, standing)
    is_short = len(now.summary) < FEWEST
    return replace(
        now,
        headlines=_with_missing(now, article, standing),
        summary=filled(now.summary, article, standing, place(article)) if is_short else now.summary,
    )


def _fresh(article: ArticleRecord, recent: Iterable[Report]) -> frozenset[str]:
    """The prominent things in an article that none of the recent ones has."""
    known = [report.article.weights for report in recent]
    return frozenset(f for f in _prominent(article) if not any(f in weights for weights in known))


def _prominent(article: ArticleRecord) -> list[str]:
    return [f for f, weight in article.weights.items() if weight >= HEADLINE and f[0] != "n"]


def _begins(before: Telling | None, report: Report) -> Place | None:
    """Where the phase began that an article makes known; None where it makes none known."""
    here = place(report.article)
    if before is None or before.since is None:
        return here
    if not before.recent or here[0] - before.recent[-1].article.published_at >= SILENCE:
        return here
    if here[0] - before.since[0] >= LONGEST:
        return next((place(r.article) for r in before.recent if here[0] - r.article.published_at < FRESH), here)
    return _turns(before.recent, before.since, report) if here[0] - before.since[0] >= SETTLED else None


def _turns(recent: Iterable[Report], since: Place, report: Report) -> Place | None:
    """Where something new was first reported that an article of another origin gives prominence to as well."""
    prominent = set(_prominent(report.article))
    for other in recent:
        is_after = place(other.article) > since and other.origin != report.origin
        if is_after and len(other.fresh & prominent) >= TURN:
            return place(other.article)
    return None


def _told_anew(now: Telling, standing: Standing) -> Telling:
    """Title and summary chosen again from the recent reports."""
    assert now.since is not None
    articles = [report.article for report in now.recent]
    here = place(now.article)
    return replace(
        now,
        headlines=_chosen(now, articles, standing),
        summary=summary(articles, now.summary, standing, now.since, here),
    )


def _chosen(now: Telling, articles: Sequence[ArticleRecord], standing: Standing) -> dict[str, Headline]:
    """By language: the best headline of this phase, unless the one that stands is about as good."""
    assert now.since is not None
    here = place(now.article)
    held = now.headlines or {}
    everything = chain(held.values(), *(headlines(a) for a in articles))
    sound = [h for h in everything if not _is_outdated(h, standing, here)]
    if len({h.tag for h in sound}) == len(sound):  # of each language one: there is nothing to choose
        return {h.tag: h for h in sorted(sound, key=lambda h: h.tag)} or dict(held)
    common = centroid([a for a in articles if place(a) >= now.since] or articles)
    central = {i: relevance(article, common) for i, article in {id(h.article): h.article for h in sound}.items()}
    worth = {id(h): _worth(h, central[id(h.article)], standing, here) for h in sound}
    chosen = {}
    for tag in sorted({h.tag for h in sound}):
        best = max((h for h in sound if h.tag == tag), key=lambda h: _rank(h, worth[id(h)], now))
        stands = next((h for h in sound if h is held.get(tag)), None)
        chosen[tag] = stands if stands and _is_as_good(stands, best, worth, now.since) else best
    return chosen or dict(held)


def _rank(headline: Headline, worth: float, now: Telling) -> tuple[bool, bool, float, Place]:
    """Whole words before a gist, this phase before what was, then by worth."""
    where = place(headline.article)
    return (headline.grade > GIST, where >= (now.since or where), round(worth, 6), where)


def _is_as_good(stands: Headline, best: Headline, worth: Mapping[int, float], since: Place) -> bool:
    if (stands.grade > GIST) != (best.grade > GIST):
        return False
    if place(stands.article) < since:
        return place(best.article) < since
    return worth[id(best)] <= MARGIN * worth[id(stands)]


def _worth(headline: Headline, central: float, standing: Standing, here: Place) -> float:
    """How well a headline tells the story now: its article central and recent, its form, a figure that is new."""
    article = headline.article
    hours = (here[0] - article.published_at).total_seconds() / 3600
    is_new = any(standing.value(f, here).is_key for f in standing.figures(article) if headline.gives(f))
    worth = central * headline.form * fading(hours)
    return worth * (NEW_FIGURE if is_new else 1.0)


def _is_outdated(headline: Headline, standing: Standing, here: Place) -> bool:
    """Whether it gives a figure that no longer holds, and none that does."""
    given = [standing.value(f, here) for f in standing.figures(headline.article) if headline.gives(f)]
    still = {value.figure.key for value in given if value.holds}
    return any(not value.holds and value.figure.key not in still for value in given)


def _with_missing(now: Telling, article: ArticleRecord, standing: Standing) -> Mapping[str, Headline]:
    """The titles with those that an article brings in a language without one, or with one of an earlier phase."""
    held, here = now.headlines or {}, place(now.article)
    brought = {h.tag: h for h in headlines(article) if _is_wanted(h, held.get(h.tag), now.since)}
    sound = {tag: h for tag, h in brought.items() if not _is_outdated(h, standing, here)}
    return {**held, **sound} if sound else held


def _is_wanted(headline: Headline, held: Headline | None, since: Place | None) -> bool:
    if held is None or headline.grade > held.grade == GIST:
        return True
    is_own = headline.article.copy_of is None and headline.grade > GIST
    return is_own and since is not None and place(held.article) < since
