"""Promises that hold for every stream: no gaps, nothing from replay, exact kills, the same after a restart."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.cluster.domain.cause import Cause
from services.cluster.domain.delta import diff
from services.cluster.domain.snapshot import BUDGET, size
from services.cluster.domain.story import tell
from services.cluster.domain.travelling import entry
from shared.contracts.ledger import LedgerEntry
from shared.contracts.stages import ArticleResolved
from shared.testing import builders
from tests.unit.cluster.wire import NAMES, Desk, report

orders = st.permutations((0, 1, 2, 3, 4, 5)).flatmap(lambda p: st.integers(2, 5).map(lambda k: tuple(p[:k])))


@st.composite
def streams(draw: st.DrawFn) -> list[ArticleResolved]:
    """Up to a dozen versions of up to six articles on three topics, kills among them."""
    stream: list[ArticleResolved] = []
    versions: dict[str, int] = {}
    for seq in range(1, draw(st.integers(1, 12)) + 1):
        uri = f"urn:w:{draw(st.integers(1, 6))}"
        versions[uri] = versions.get(uri, 0) + 1
        if versions[uri] > 1 and draw(st.integers(0, 3)) == 0:
            stream.append(builders.resolved(builders.kill(uri, version=str(versions[uri])), seq=seq))
            continue
        kind = draw(st.sampled_from(["update", "correction"])) if versions[uri] > 1 else "new"
        stream.append(
            report(
                draw(st.sampled_from(sorted(NAMES))),
                uri,
                n=draw(st.sampled_from([12, 14, 19])),
                quote=draw(st.booleans()),
                order=draw(orders),
                seq=seq,
                version=str(versions[uri]),
                change_kind=kind,
                provider=draw(st.sampled_from(["Agency A", "Agency B", "Ashgrove Herald"])),
                source=draw(st.sampled_from(["An official", "The mayor", None])),
                published_at=builders.at(draw(st.sampled_from([seq * 10, 55 - seq]))),
            )
        )
    return stream


def run(stream: list[ArticleResolved], restarts: frozenset[int] = frozenset()) -> Desk:
    desk = Desk()
    for place, resolved in enumerate(stream):
        desk = desk.restart() if place in restarts else desk
        desk.push(resolved)
    return desk


@settings(max_examples=60, deadline=None)
@given(streams(), st.frozensets(st.integers(0, 11)))
def test_restart_anywhere_changes_nothing(stream: list[ArticleResolved], restarts: frozenset[int]) -> None:
    """A writer that loses its memory at any points and reads it back makes the same records and the same updates."""
    straight, broken = run(stream), run(stream, restarts)
    assert straight.memory.articles == broken.memory.articles
    assert straight.memory.stories == broken.memory.stories
    assert straight.revisions == broken.revisions


@settings(max_examples=60, deadline=None)
@given(streams())
def test_revisions_have_no_gaps(stream: list[ArticleResolved]) -> None:
    """The revisions of each story count from 1 without gaps, each names the one before, and none is over 20 kB."""
    last: dict[str, int] = {}
    for revision in run(stream).revisions:
        update = revision.update
        assert update.revision == last.get(update.story_id, 0) + 1
        assert update.previous_revision == (last.get(update.story_id) or None)
        assert update.changes
        assert size(update) <= BUDGET
        assert len(update.message) <= 280
        last[update.story_id] = update.revision


@settings(max_examples=60, deadline=None)
@given(streams())
def test_replay_yields_nothing(stream: list[ArticleResolved]) -> None:
    """Everything that has come, come again, makes no update."""
    desk = run(stream)
    before = len(desk.revisions)
    for resolved in stream:
        desk.push(resolved)
    assert len(desk.revisions) == before


@settings(max_examples=60, deadline=None)
@given(streams())
def test_equal_states_have_no_difference(stream: list[ArticleResolved]) -> None:
    """The difference between a story and itself is empty, whatever the cause."""
    desk = run(stream)
    for record in desk.memory.stories.values():
        story = tell(record, desk.memory.articles)
        assert diff(story, story, Cause(article=next(iter(desk.memory.articles.values())), is_correction=True)) == ()


@settings(max_examples=80, deadline=None)
@given(streams(), st.sampled_from(sorted(NAMES)), orders, st.booleans())
def test_kill_undoes_an_article_exactly(
    stream: list[ArticleResolved], topic: str, order: tuple[int, ...], quote: bool
) -> None:
    """After a kill every story is as if the article had never come, but for the record that it did.

    Unless repair has joined or parted stories when it came: that stays, and is undone by an editor alone.
    """
    desk = run(stream)
    before = {i: tell(r, desk.memory.articles) for i, r in desk.memory.stories.items()}
    counts, stories = dict(desk.memory.rarity.counts), dict(desk.memory.where)
    stories = {feature: set(ids) for feature, ids in stories.items()}
    item = report(topic, "urn:w:x", order=order, quote=quote, n=19, seq=50, published_at=builders.at(500))
    assume(not desk.push(item).rulings)
    desk.push(builders.resolved(builders.kill("urn:w:x"), seq=51))
    for story_id, story in before.items():
        now = tell(desk.memory.stories[story_id], desk.memory.articles)
        withdrawn = tuple(uri for uri in now.withdrawn if uri != "urn:w:x")
        unmarked = replace(now, revision=story.revision, last_updated=story.last_updated, withdrawn=withdrawn)
        assert unmarked == story
    assert dict(desk.memory.rarity.counts) == counts
    assert desk.memory.where == stories


@settings(max_examples=60, deadline=None)
@given(streams())
def test_story_kept_in_memory_equals_the_story_told_anew(stream: list[ArticleResolved]) -> None:
    """After every article each story as memory keeps it is the one that its records tell."""
    desk = Desk()
    for resolved in stream:
        desk.push(resolved)
        for record in desk.memory.stories.values():
            kept = desk.memory.telling(record.id)
            assert kept is not None
            assert kept.story == tell(record, desk.memory.articles)


@settings(max_examples=80, deadline=None)
@given(streams())
def test_no_claim_changes_without_evidence(stream: list[ArticleResolved]) -> None:
    """What is claimed, revised, corroborated, disputed or settled stands word by word where its evidence says."""
    articles = {(r.article.uri, r.article.version): r.article for r in stream}
    for revision in run(stream).revisions:
        for change in revision.update.changes:
            if change.kind.startswith(("claim_", "quote_", "conflict_")) and change.after is not None:
                assert change.evidence
                for shown in change.evidence:
                    text = articles[shown.article_uri, shown.article_version].part(shown.part)
                    assert text[shown.start : shown.end] == shown.exact


@settings(max_examples=80, deadline=None)
@given(streams())
def test_conflict_is_closed_only_after_it_was_opened(stream: list[ArticleResolved]) -> None:
    """Of one thing no second conflict is closed, and none that was not opened; what is open at the end is disputed."""
    desk = run(stream)
    open_topics: set[tuple[str, str]] = set()
    for revision in desk.revisions:
        for change in revision.update.changes:
            topic = (revision.update.story_id, (change.before or {}).get("topic", ""))
            if change.kind == "conflict_closed":
                open_topics.remove(topic)
            elif change.kind == "conflict_opened":
                open_topics.add(topic)
    stories = [tell(r, desk.memory.articles) for r in desk.memory.stories.values() if r.merged_into is None]
    disputed = {(story.id, claim.topic) for story in stories for claim in story.claims.values() if claim.disputes}
    merged = {r.id for r in desk.memory.stories.values() if r.merged_into is not None}
    assert {topic for topic in open_topics if topic[0] not in merged} == disputed


@settings(max_examples=80, deadline=None)
@given(streams())
def test_statuses_agree_with_each_other(stream: list[ArticleResolved]) -> None:
    """Who disputes is disputed, what is superseded says by what, and corroborated is what two origins say."""
    desk = run(stream)
    for record in desk.memory.stories.values():
        claims = tell(record, desk.memory.articles).claims
        for claim in claims.values():
            assert (claim.status == "disputed") == bool(claim.disputes)
            assert (claim.status == "superseded") == (claim.superseded_by is not None)
            assert all(claim.id in claims[rival].disputes for rival in claim.disputes)
            assert claim.status != "corroborated" or claim.origins > 1


@settings(max_examples=60, deadline=None)
@given(streams())
def test_ledger_that_travelled_is_the_ledger(stream: list[ArticleResolved]) -> None:
    """Whoever keeps each story's claims as they travel and lets go of what is gone has the ledger of every story."""
    desk = run(stream)
    kept: dict[str, dict[str, LedgerEntry]] = {}
    for part in sorted(desk.claims, key=lambda part: part.order):
        held = kept.setdefault(part.story_id, {})
        held.update({entry.id: entry for entry in part.claims})
        for gone in part.gone:
            held.pop(gone, None)
    for record in desk.memory.stories.values():
        if record.merged_into is None:
            claims = tell(record, desk.memory.articles).claims
            now = {claim.id: _told(entry(claim)) for claim in claims.values()}
            assert {identity: _told(one) for identity, one in kept.get(record.id, {}).items()} == now


def _told(claim: LedgerEntry) -> tuple[object, ...]:
    """What the entry says, and who says so in which version."""
    articles = [(s.evidence.article_uri, s.evidence.article_version, s.origin) for s in claim.said]
    return (claim.topic, claim.status, claim.origins, articles, claim.supersedes, claim.superseded_by, claim.disputes)
