"""Revised figures of two stories of the labelled stream: each is told, with its values and source, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from services.cli.domain.alike import holds_words, same_unit
from services.cli.domain.matching import Seen, fits
from services.cli.domain.members import Membership
from shared.contracts.update import StoryUpdate
from tests.quality.conftest import LABELLED, Replayed
from tests.quality.revised_figures import CLOSED, FIGURES, OPENED, REVISED, Figure

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(LABELLED.name != "dev", reason="the figures are listed for the labelled stream that is here"),
]

#: Listed figures that must be told, as many as are so far, and changes of figures beside them that may be.
LEAST_TOLD, MOST_OTHERS = 13, 1
#: Kinds of change that say something, and must show where it is said.
SAYING = ("claim_added", "claim_revised", "claim_corroborated", "conflict_opened", "conflict_closed", "quote_added")


class Told(NamedTuple):
    """The listed figures that were told and those that were not; the other revisions and conflicts of both stories."""

    met: list[Figure]
    missed: list[Figure]
    others: list[str]


@pytest.fixture(scope="module")
def changes(replayed: Replayed) -> list[tuple[str, Seen]]:
    """Every change with the id of its story, in the order of the stream."""
    found = []
    for event in replayed.updates:
        update = StoryUpdate.model_validate(event["data"])
        found += [(update.story_id, Seen(update, change, event["type"])) for change in update.changes]
    return found


@pytest.fixture(scope="module")
def told(changes: list[tuple[str, Seen]]) -> Told:
    """What became of the listed figures, printed for whoever reads the log."""
    membership = Membership({id(seen.update): seen.update for _, seen in changes}.values())
    stories = {root: membership.story_of(f"urn:gold:{root}") for root in dict.fromkeys(f.story for f in FIGURES)}
    own = [(story, seen) for story, seen in changes if story in stories.values() and _is_of_a_figure(seen)]
    used: set[int] = set()
    met: list[Figure] = []
    missed: list[Figure] = []
    for figure in FIGURES:
        mine = [seen for story, seen in own if story == stories[figure.story] and _tells(figure, seen)]
        used |= {id(seen) for seen in mine}
        (met if mine else missed).append(figure)
    others = [_words(seen) for _, seen in own if id(seen) not in used and not _is_taken_back(seen)]
    result = Told(met, missed, others)
    print(f"{len(met)} of {len(FIGURES)} figures told")
    print("missed:", *missed, sep="\n  ")
    print("others:", *others, sep="\n  ")
    return result


def _is_of_a_figure(seen: Seen) -> bool:
    sides = (seen.change.before or {}, seen.change.after or {})
    return seen.change.kind in (REVISED, OPENED, CLOSED) and any("value" in side for side in sides)


def _is_taken_back(seen: Seen) -> bool:
    """A figure that is withdrawn with its article, and nothing said instead."""
    return seen.change.kind == REVISED and seen.change.after is None


def _tells(figure: Figure, seen: Seen) -> bool:
    """Whether this change tells of the figure: values, unit, article, and who says so where the text says."""
    if seen.change.kind not in figure.kinds or not _has_values(figure, seen) or not _is_by(figure, seen):
        return False
    return not figure.sources or any(fits({"source": name}, seen) for name in figure.sources)


def _has_values(figure: Figure, seen: Seen) -> bool:
    sides = (seen.change.before or {}, seen.change.after or {})
    units = [str(side["unit"]) for side in sides if "unit" in side]
    if not any(same_unit(figure.unit, unit) for unit in units):
        return False
    if seen.change.kind == OPENED:  # both stand, and either may be told first
        return fits({"values": [figure.before, figure.after]}, seen)
    return fits({"before": figure.before, "after": figure.after}, seen)


def _is_by(figure: Figure, seen: Seen) -> bool:
    """Whether the article brought it: in the evidence, or as the one that was corrected or killed."""
    uri = f"urn:gold:{figure.article}"
    said = {evidence.article_uri for evidence in seen.change.evidence}
    return uri in said or any(change.ref == uri for change in seen.update.changes)


def _words(seen: Seen) -> str:
    change, uris = seen.change, [evidence.article_uri for evidence in seen.change.evidence]
    return f"r{seen.update.revision} {change.kind}: {_side(change.before)} -> {_side(change.after)} {uris}"


def _side(held: dict[str, Any] | None) -> str:
    return " ".join(str(held.get(name, "")) for name in ("modifier", "value", "unit", "source")) if held else "-"


def test_revised_figures_are_told(told: Told) -> None:
    """Figures that were revised or contradicted are told with right values and sources, no fewer than ever before."""
    assert len(told.met) >= LEAST_TOLD, told.missed


def test_no_other_figures_are(told: Told) -> None:
    """Hardly any figure is called revised or contradicted that was not."""
    assert len(told.others) <= MOST_OTHERS, told.others


def test_the_release_of_52(told: Told) -> None:
    """That 52 prisoners were released where it had been 16 is told, and by whom."""
    assert any((figure.before, figure.after) == (16, 52) for figure in told.met)


def test_nothing_is_told_without_evidence(changes: list[tuple[str, Seen]]) -> None:
    """Whatever is said to be claimed, revised or contradicted shows the words of an article, and these stand there."""
    texts = _texts()
    for _, seen in changes:
        if seen.change.kind in SAYING and seen.change.after is not None:
            assert seen.change.evidence, _words(seen)
        for evidence in seen.change.evidence:
            known = texts[evidence.article_uri]
            assert any(holds_words(evidence.exact, text) for text in known), (evidence.article_uri, evidence.exact)


def test_no_update_is_empty(changes: list[tuple[str, Seen]], replayed: Replayed) -> None:
    """Every update says what changed."""
    assert {id(seen.update) for _, seen in changes} and len(replayed.updates) == len(
        {(seen.update.story_id, seen.update.revision) for _, seen in changes}
    )


def _texts() -> dict[str, list[str]]:
    """All versions of every article's headline and body, by uri."""
    found: dict[str, list[str]] = {}
    for article in _articles():
        uri = f"urn:gold:{article['of'] if article['kind'] == 'correction' else article['id']}"
        found.setdefault(uri, []).extend([article["headline"], article["body"]])
    return found


def _articles() -> Iterator[dict[str, Any]]:
    for line in (LABELLED / "articles.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)
