"""Two stories in one article: which passages tell which, and what a reader is shown of it."""

from __future__ import annotations

from typing import Any

from services.cluster.domain import also
from services.cluster.domain.contribution import contribution
from services.cluster.domain.passages import MOST, SHORT, paragraphs, passages
from services.cluster.domain.records import ArticleRecord
from shared.contracts.stages import ArticleResolved
from shared.contracts.update import Why
from shared.testing import builders
from tests.unit.cluster.wire import NAMES, UNITS, Desk, report

FERRY = [
    "The ferry off Esbjerg was still on its sandbank on Wednesday, with 14 passengers on board and the tide going out.",
    "Birgitte Holm, its captain, said on Kystradio that the passengers slept well and that the sea stayed calm.",
    "Nordsund Line sent a second tug to the port of Esbjerg, and its departures remain cancelled until Thursday.",
    "The coast guard hopes to pull the ferry free at the next high tide, before the wind turns to the west.",
    "For the passengers the wait means more coffee; the ship has enough of it for a week, Nordsund Line said.",
]
BRIDGE = [
    "News came on board from Porvenir, where the bridge over the Tahuamanu collapsed and killed 31 people in a bus.",
    "The rescue chief there, Ramiro Suárez, has sent divers into the river since the bus from Cobija went down.",
    "Engineers had said a year ago that the bridge at Porvenir would not carry a bus much longer.",
]
BOTH = [*FERRY, *BRIDGE]


def two(uri: str, lines: list[str], **fields: Any) -> ArticleResolved:
    """An article of these paragraphs, with the names of both topics and their figures."""
    item = builders.article(uri, headline="Ferry stuck off Esbjerg", text="\n\n".join(lines), **fields)
    names = {**NAMES["ferry"], **NAMES["bridge"]}
    found = [builders.entity(item, n, type=kind, salience=0.5) for n, kind in names.items() if n in item.text]
    figures = {FERRY[0]: (14, UNITS["ferry"]), BRIDGE[0]: (31, UNITS["bridge"])}
    counted = [builders.quantity(item, line, *figures[line]) for line in lines if line in figures]
    return builders.resolved(item, seq=9, entities=tuple(found), claims=tuple(counted))


def desk() -> Desk:
    """A desk that knows the ferry and the bridge from three articles each, and the quarry from one."""
    made = Desk()
    for n, order in enumerate([(0, 1, 2), (3, 4, 0), (5, 2, 1)]):
        made.push(report("ferry", f"urn:f:{n}", order=order, seq=2 * n + 1, provider=f"Paper {n}"))
        made.push(report("bridge", f"urn:b:{n}", order=order, n=31, seq=2 * n + 2, provider=f"Paper {n}"))
    made.push(report("quarry", "urn:q:0", seq=8))
    return made


def record(made: Desk, uri: str) -> ArticleRecord:
    """What is known of an article."""
    return made.memory.articles[uri]


def words(article: ArticleResolved, why: Why) -> list[str]:
    """The passages that a reason shows."""
    return [article.article.part(span.part)[span.start : span.end] for span in why.passages]


def test_an_article_with_paragraphs_on_two_stories_tells_both() -> None:
    """An article that spends paragraphs on a second story is in the first one and tells the second beside it."""
    made = desk()
    made.push(two("urn:two", BOTH))
    placed = record(made, "urn:two")
    assert placed.story_id == record(made, "urn:f:0").story_id
    assert placed.also == (record(made, "urn:b:0").story_id,)
    assert "urn:two" in made.memory.stories[placed.also[0]].also


def test_each_story_is_shown_with_its_own_passages() -> None:
    """The reason of each membership shows the paragraphs that speak for that story and not for the other."""
    made, article = desk(), two("urn:two", BOTH)
    made.push(article)
    placed = record(made, "urn:two")
    assert placed.why is not None
    assert words(article, placed.why)
    assert set(words(article, placed.why)) <= {article.article.headline, *FERRY}
    assert words(article, placed.also_why[placed.also[0]])
    assert set(words(article, placed.also_why[placed.also[0]])) <= set(BRIDGE)


def test_each_story_gets_an_update_with_its_own_reason() -> None:
    """Readers of either story hear of the article, each with the reason of that story."""
    made = desk()
    decision = made.push(two("urn:two", BOTH))
    placed = record(made, "urn:two")
    told = {r.update.story_id: r.update.changes[0] for r in decision.revisions}
    assert told[placed.story_id or ""].why == placed.why
    assert told[placed.also[0]].why == placed.also_why[placed.also[0]]
    assert told[placed.also[0]].why.method == "also"  # type: ignore[union-attr]


def test_a_second_story_shares_what_stands_in_its_own_paragraphs() -> None:
    """The names and figures of a second story's reason are those of its paragraphs alone."""
    made = desk()
    made.push(two("urn:two", BOTH))
    placed = record(made, "urn:two")
    why = placed.also_why[placed.also[0]]
    assert "Ramiro Suárez" in why.shared_entities
    assert "Birgitte Holm" not in why.shared_entities
    assert [(q.value, q.unit) for q in why.quantities] == [(31, "deaths")]
    assert placed.why is not None
    assert (14, "passengers") in [(q.value, q.unit) for q in placed.why.quantities]


def test_naming_a_place_is_not_telling_a_story() -> None:
    """One sentence that names a place of another story does not tell that story."""
    made = desk()
    made.push(two("urn:one", [*FERRY, "The ship was once meant for the ferry service at Porvenir."]))
    assert record(made, "urn:one").also == ()


def test_what_speaks_for_one_story_alone_does_not_tell_two() -> None:
    """A second story needs passages of its own, and the first must keep some."""
    made = desk()
    ferry, bridge = record(made, "urn:f:0").story_id or "", record(made, "urn:b:0").story_id or ""
    both, one = two("urn:two", BOTH), two("urn:one", BRIDGE)
    for article, told in ((both, [bridge]), (one, [])):
        parts = passages(article, contribution(article).weights)[1:]
        found = also.seconds(made.memory, also.Telling(parts, ferry), [bridge], also.shipped())
        assert [second.story_id for second in found] == told


def test_a_copy_tells_what_its_own_paragraphs_tell() -> None:
    """A copy of an article on two stories tells both; one that leaves the second story out tells the first alone."""
    made = desk()
    made.push(two("urn:two", BOTH, provider="Agency"))
    made.push(two("urn:same", BOTH, provider="Paper"))
    made.push(two("urn:cut", FERRY, provider="Journal"))
    assert record(made, "urn:same").copy_of == "urn:two"
    assert record(made, "urn:same").also == record(made, "urn:two").also != ()
    assert record(made, "urn:cut").also == ()


def test_a_kill_takes_an_article_out_of_both_stories() -> None:
    """A withdrawn article leaves its second story as well as its first."""
    made = desk()
    made.push(two("urn:two", BOTH))
    beside = record(made, "urn:two").also[0]
    killed = builders.article("urn:two", version="2", version_order=2, change_kind="kill", pub_status="canceled")
    made.push(builders.resolved(killed, seq=10))
    assert record(made, "urn:two").also == ()
    assert record(made, "urn:two").also_why == {}
    assert "urn:two" not in made.memory.stories[beside].also


def test_a_correction_keeps_both_places_and_reasons() -> None:
    """A correction stays in both stories, for the reasons that put it there."""
    made = desk()
    made.push(two("urn:two", BOTH))
    before = record(made, "urn:two")
    made.push(two("urn:two", FERRY, version="2", version_order=2, change_kind="correction"))
    after = record(made, "urn:two")
    assert (after.also, after.why, after.also_why) == (before.also, before.why, before.also_why)


def test_a_restart_decides_the_same() -> None:
    """After a restart an article tells the same stories, for the same reasons."""
    made = desk()
    again = made.restart()
    made.push(two("urn:two", BOTH))
    again.push(two("urn:two", BOTH))
    assert record(again, "urn:two") == record(made, "urn:two")


def test_passages_are_the_headline_and_the_paragraphs() -> None:
    """The passages of an article are its headline and its paragraphs; a short line goes with the one below it."""
    lines = [FERRY[0], "On the sandbank", FERRY[1], FERRY[2], "More later."]
    article = two("urn:p", lines)
    found = passages(article, ["P:x"])
    spans = [article.article.part(p.span.part)[p.span.start : p.span.end] for p in found]
    expected = [FERRY[0], f"{lines[1]}\n\n{FERRY[1]}", f"{FERRY[2]}\n\nMore later."]
    assert spans == [article.article.headline, *expected]
    assert all(p.features == () for p in found)


def test_a_name_stands_in_the_passages_that_mention_it() -> None:
    """A passage has the features that stand in it, and only those that the article is known by."""
    article = two("urn:p", [FERRY[0], FERRY[1]])
    ids = {entity.name: f"P:{entity.entity_id}" for entity in article.entities}
    found = passages(article, [ids["Birgitte Holm"], "n:14", "t:absent"])
    assert [p.features for p in found] == [(), ("n:14",), (ids["Birgitte Holm"],)]


def test_text_without_paragraphs_is_cut_between_sentences() -> None:
    """A text in one block is read in pieces that end where sentences end."""
    text = " ".join(FERRY * 8)
    cuts = paragraphs(text, "en")
    assert len(cuts) > 3
    assert all(text[end - 1] == "." for _, end in cuts)
    assert "".join(text[a:b] for a, b in cuts).replace(" ", "") == text.replace(" ", "")


def test_any_text_has_few_passages_within_it() -> None:
    """Whatever the text, its passages are in order, inside it, apart from each other, and few."""
    for text in (
        "",
        " ",
        "\n\n\n",
        "a",
        "a\n\nb",
        "\n\n".join("ab" * 50 for _ in range(500)),
        "x" * 9000,
        "\n \n" * 3000,
    ):
        cuts = paragraphs(text, "en")
        assert all(0 <= a < b <= len(text) for a, b in cuts)
        assert all(end <= start for (_, end), (start, _) in zip(cuts, cuts[1:], strict=False))
        assert all(b - a >= SHORT for a, b in cuts) or len(cuts) <= 1
        assert len(passages(builders.resolved(builders.article("urn:x", text=text)), ["t:ab"])) <= MOST
