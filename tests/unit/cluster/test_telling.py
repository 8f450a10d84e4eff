"""Title and summary: what they are made of, and when they change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.cluster.domain.contribution import contribution
from services.cluster.domain.excerpts import LONGEST, MOST, excerpts, stands_alone
from services.cluster.domain.records import StoryRecord
from services.cluster.domain.snapshot import snapshot
from services.cluster.domain.story import Story, Told, tell_again
from shared.contracts.article import AlignedSentence, Span, Translation
from shared.contracts.stages import ArticleResolved
from shared.testing import builders
from tests.unit.cluster.wire import Desk, report

#: Minutes of a day.
DAY = 24 * 60


def told(desk: Desk, uri: str = "urn:a:1") -> Story:
    story = desk.story_of(uri)
    assert story is not None
    return story


def sentences(story: Story) -> list[str]:
    return [line.excerpt.text for line in story.summary]


def follows(number: int, minutes: float, **fields: Any) -> ArticleResolved:
    """A further report, by an agency of its own."""
    defaults: dict[str, Any] = {"provider": f"Agency {number}", "headline": f"Bridge near Porvenir: report {number}"}
    told_as: dict[str, Any] = (
        {"order": (5, 3, 4), "seq": number, "published_at": builders.at(minutes)} | defaults | fields
    )
    return report("bridge", f"urn:a:{number}", **told_as)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.push(report("bridge", "urn:a:1", order=(0, 1, 2)))
    return desk


def test_every_sentence_is_the_exact_words_of_its_article(desk: Desk) -> None:
    """A sentence of a summary names its article and version, and its span holds exactly its words."""
    desk.push(follows(2, 30, n=19, order=(0, 4)))
    texts = {uri: report("bridge", uri, n=n, order=o).article.text for uri, n, o in
             (("urn:a:1", 14, (0, 1, 2)), ("urn:a:2", 19, (0, 4)))}  # fmt: skip
    shown = snapshot(told(desk)).summary
    assert 2 <= len(shown) <= 3
    for sentence in shown:
        assert texts[sentence.article_uri][sentence.start : sentence.end] == sentence.exact
        assert (sentence.article_version, sentence.language) == ("1", "en")


def test_confirming_report_changes_neither_title_nor_summary(desk: Desk) -> None:
    """A second origin that gives the same figure in its own words changes neither title nor summary."""
    before = told(desk)
    desk.push(follows(2, 30))
    after = told(desk)
    assert "claim_corroborated" in desk.kinds()
    assert (after.title, after.summary) == (before.title, before.summary)


def test_copy_changes_neither_title_nor_summary(desk: Desk) -> None:
    """A reprint under another headline changes neither title nor summary, however late it comes."""
    before = told(desk)
    desk.push(follows(2, 3 * DAY, order=(0, 1, 2), headline="SHOCK: bridge falls"))
    assert desk.kinds()[0] == "copy_added"
    after = told(desk)
    assert (after.title, after.summary) == (before.title, before.summary)


def test_revised_figure_leaves_no_sentence_with_the_old_one(desk: Desk) -> None:
    """Once 14 dead are 19, title and summary say 19, and no sentence with 14 is left."""
    assert any("14" in sentence for sentence in sentences(told(desk)))
    desk.push(follows(2, 300, n=19, order=(0, 3, 4), headline="Bridge near Porvenir collapses, 19 dead"))
    story = told(desk)
    assert story.title["en"] == "Bridge near Porvenir collapses, 19 dead"
    assert any("19" in sentence for sentence in sentences(story))
    assert not any("14" in sentence for sentence in sentences(story))


def test_title_in_a_language_that_holds_an_old_figure_goes(desk: Desk) -> None:
    """A French title with a figure that no longer holds is left out until a French report brings another."""
    desk.push(follows(2, 10, language="fr", headline="Pont effondré près de Porvenir : 14 morts"))
    assert "14" in told(desk).title["fr"]
    desk.push(follows(3, 300, n=19, order=(0, 3, 4), headline="Bridge near Porvenir collapses, 19 dead"))
    assert set(told(desk).title) == {"en"}
    desk.push(follows(4, 400, n=19, order=(0, 4), language="fr", headline="Porvenir : 19 morts"))
    assert told(desk).title["fr"] == "Porvenir : 19 morts"


def test_headline_that_gives_the_new_figure_goes_before_one_that_does_not(desk: Desk) -> None:
    """A revision under a headline without a figure leaves a title that holds as it is."""
    desk.push(follows(2, 30, headline="Bus falls from bridge near Porvenir", n=14))
    desk = Desk()
    desk.push(report("bridge", "urn:a:1", order=(0, 1, 2), headline="Bridge near Porvenir collapses under a bus"))
    desk.push(follows(2, 200, n=19, order=(0, 3, 4), headline="Death toll?"))
    assert told(desk).title["en"] == "Bridge near Porvenir collapses under a bus"
    assert any("19" in sentence for sentence in sentences(told(desk)))


def test_first_report_after_a_silence_tells_the_story_anew(desk: Desk) -> None:
    """Weeks later a report has the title and leads the summary, in each language with its first headline."""
    desk.push(follows(2, 10, language="fr", headline="Pont effondré près de Porvenir"))
    desk.push(follows(3, 20 * DAY, headline="Engineers to stand trial over Porvenir bridge"))
    story = told(desk)
    assert story.title == {
        "en": "Engineers to stand trial over Porvenir bridge",
        "fr": "Pont effondré près de Porvenir",
    }
    assert story.summary[0].article.uri == "urn:a:3"
    desk.push(
        follows(4, 20 * DAY + 5, order=(1, 4, 0), language="fr", headline="Pont de Porvenir : procès des ingénieurs")
    )
    assert told(desk).title["fr"] == "Pont de Porvenir : procès des ingénieurs"


def test_summary_changes_alone_make_no_update(desk: Desk) -> None:
    """Nothing that a story is told by is a change of its own: each rides along with what happened to the story."""
    desk.push(follows(2, 300, n=19, order=(0, 3, 4)))
    assert "summary_changed" not in desk.kinds()
    assert desk.revisions[-1].update.story.summary


@pytest.mark.parametrize("minutes", [-60.0, 30.0, 300.0, 20.0 * DAY])
def test_kill_leaves_title_and_summary_as_if_it_had_never_come(desk: Desk, minutes: float) -> None:
    """Whatever a killed report had changed of title and summary is taken back, and its words are gone."""
    desk.push(follows(2, 30))
    before = told(desk)
    desk.push(follows(3, minutes, n=31, headline="Porvenir: 31 dead, officials say"))
    desk.push(builders.resolved(builders.kill("urn:a:3"), seq=9))
    after = told(desk)
    assert (after.title, after.summary) == (before.title, before.summary)
    record = desk.memory.articles["urn:a:3"]
    assert (record.headline, record.excerpts) == ("", ())


def test_withheld_version_leaves_no_words(desk: Desk) -> None:
    """A version under embargo takes the words of the article out of title and summary."""
    desk.push(follows(2, 30))
    held = builders.article("urn:a:1", version="2", pub_status="withheld", headline="Secret", text="Nobody may know.")
    desk.push(builders.resolved(held, seq=9))
    shown = snapshot(told(desk, "urn:a:2"))
    assert {s.article_uri for s in shown.summary} == {"urn:a:2"}
    assert shown.title == {"en": "Bridge near Porvenir: report 2"}


def test_correction_shows_the_corrected_words(desk: Desk) -> None:
    """A corrected version of the leading article gives title and summary its new words and version."""
    desk.push(report("bridge", "urn:a:1", n=12, version="2", change_kind="correction", order=(0, 1, 2), seq=2))
    story = told(desk)
    assert story.title["en"] == "Bridge near Porvenir collapses, 12 dead"
    assert {line.article.version for line in story.summary} == {"2"}
    assert not any("14" in sentence for sentence in sentences(story))


def test_sentences_of_a_summary_say_different_things() -> None:
    """No two sentences of a summary tell the same thing in almost the same words."""
    desk = Desk()
    desk.push(report("bridge", "urn:a:1", order=(0,)))
    desk.push(follows(2, 5 * DAY, order=(5, 0), n=14))
    lines = sentences(told(desk))
    assert len([line for line in lines if line.startswith("A road bridge over the Tahuamanu")]) <= 1


def test_short_summary_is_filled_up() -> None:
    """A flash of one sentence is told by that sentence; the next report adds a second, not a third."""
    desk = Desk()
    desk.push(report("bridge", "urn:a:1", order=(0,)))
    assert len(told(desk).summary) == 1
    desk.push(follows(2, 20, order=(5, 1, 2, 3)))
    assert len(told(desk).summary) == 2
    assert told(desk).summary[0].article.uri == "urn:a:1"


def test_gist_is_called_one() -> None:
    """The English of a sentence that was put into English word by word is marked as a gist."""
    first = report("ferry", "urn:a:1", order=(0, 1, 2), language="de", headline="Fähre steht auf Sandbank")
    text = first.article.text
    end = text.index("\n\n")
    aligned = AlignedSentence(source=Span(start=0, end=end), english=Span(start=0, end=13))
    for status, is_gist in (("gist", True), ("translated", False)):
        english = Translation(status=status, headline="Ferry stands", text="Ferry stands.", sentences=(aligned,))
        desk = Desk()
        desk.push(first.model_copy(update={"translation": english}))
        shown = snapshot(told(desk)).summary
        assert [(s.translation, s.is_gist) for s in shown][0] == ("Ferry stands.", is_gist)
        assert [(s.translation, s.is_gist) for s in shown][1] == (None, False)


def test_late_english_is_added_and_moves_no_title() -> None:
    """English that comes late is shown beside the sentences; it takes no outlet's own English headline away."""
    first = report("ferry", "urn:a:1", order=(0, 1, 2), language="de", headline="Fähre steht auf Sandbank")
    english = Translation(
        status="translated",
        headline="Ferry is on a sandbank",
        text="A ferry ran aground.",
        sentences=(AlignedSentence(source=Span(start=0, end=20), english=Span(start=0, end=20)),),
    )
    late = first.model_copy(update={"translation": english, "enrichment": "translation"})
    desk = Desk()
    desk.push(first)
    assert set(told(desk).title) == {"de"}
    desk.push(late)
    assert told(desk).title["en"] == "Ferry is on a sandbank"
    assert snapshot(told(desk)).summary[0].translation == "A ferry ran aground."
    desk = Desk()
    desk.push(first)
    desk.push(report("ferry", "urn:a:2", order=(5, 3, 4), seq=2, provider="Agency B", headline="Ferry aground"))
    desk.push(late)
    assert told(desk).title["en"] == "Ferry aground"


@pytest.mark.parametrize(
    "words",
    [
        "Too short to tell.",
        "Who could have known that the bridge near Porvenir was about to fall?",
        "“We will search until every name on the list has an answer,” he said on Tuesday.",
        "It was a good talk, and many topics came up in it,” the president wrote on Friday.",
        "- the bridge near Porvenir had been closed twice in the past year for repairs.",
        "x" * (LONGEST + 1) + ".",
        "Monday: sunny, 14 degrees, light wind from the west, later rain in the north",
    ],
)
def test_sentences_that_do_not_stand_alone_are_left_out(words: str) -> None:
    """Questions, speech, halves of speech, list items and lines without an end are no summary."""
    assert not stands_alone(words)


def test_dateline_is_no_part_of_a_sentence() -> None:
    """The place and the agency before the dash are left out of the sentence; its span begins behind them."""
    text = "PORVENIR, Sept. 3 (Agency A) - A road bridge over the Tahuamanu river collapsed under a bus on Tuesday."
    kept = excerpts(builders.resolved(builders.article("urn:a:1", text=text)))
    assert [e.text for e in kept] == [text[text.index("A road") :]]
    assert text[kept[0].start : kept[0].end] == kept[0].text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["en", "de", "ru", "lt", "und", "zh"]))
def test_any_text_gives_few_whole_sentences(text: str, language: str) -> None:
    """Of any text whatever a few sentences are kept, each in its place, none too long."""
    kept = excerpts(builders.resolved(builders.article("urn:a:1", text=text, language=language)))
    assert len(kept) <= MOST
    assert all(text[e.start : e.end] == e.text and len(e.text) <= LONGEST for e in kept)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30 * DAY), st.sampled_from([12, 14, 19])), min_size=2, max_size=8))
def test_order_of_arrival_does_not_matter(articles: list[tuple[int, int]]) -> None:
    """Reports that come late leave title and summary as if they had come in order of publication."""
    reports = [follows(i, m, n=n) for i, (m, n) in enumerate(articles, 1)]
    straight, shuffled = _followed(reports), _followed(reports[::-1])
    assert straight == shuffled


senders = st.tuples(
    st.sampled_from(["Harbor Press Agency", "HPA", "Ashgrove Herald", "Kystradio"]),
    st.sampled_from([(), ("HPA",), ("Harbor",), ("Kystradio", "HPA")]),
    st.sampled_from([None, 0, 1, 2]),
    st.integers(0, 3 * DAY),
)


@settings(max_examples=150, deadline=None)
@example([("HPA", ("HPA",), None, 619), ("Harbor Press Agency", ("HPA",), None, 0), ("HPA", ("HPA",), None, 0)])
@given(st.lists(senders, min_size=2, max_size=9))
def test_story_grown_article_by_article_is_the_story_told_at_once(
    drawn: list[tuple[str, tuple[str, ...], int | None, int]],
) -> None:
    """Whoever sends, credits and copies whom, a story grown article by article is the one told from its records."""
    articles = {}
    told: Told | None = None
    for n, (provider, credited, copied, minutes) in enumerate(drawn):
        made = contribution(follows(n, minutes, provider=provider, credits=credited))
        copy_of = f"urn:a:{copied}" if copied is not None and copied != n else None
        articles[made.uri] = made.model_copy(update={"copy_of": copy_of})
        record = StoryRecord(id="st_1", members=tuple(articles))
        told = tell_again(told, record, articles)
        assert told.story == tell_again(None, record, articles).story


def _followed(reports: list[ArticleResolved]) -> tuple[Any, Any]:
    """Title and summary of reports as of one story, whatever the clusterer would say."""
    articles = {r.article.uri: contribution(r) for r in reports}
    told: Told | None = None
    for n in range(1, len(reports) + 1):
        members = tuple(r.article.uri for r in reports[:n])
        told = tell_again(told, StoryRecord(id="st_1", members=members), articles)
    assert told is not None
    return told.story.title, [line.key for line in told.story.summary]


@pytest.mark.parametrize("text", ["a" * 50_000, "a " * 50_000, "«" * 50_000, "A – " * 20_000, ". " * 50_000])
def test_rubbish_has_no_sentences(text: str) -> None:
    """Text without a sentence, however long, gives none, and takes no time to speak of."""
    assert excerpts(builders.resolved(builders.article("urn:a:1", text=text))) == ()
