from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.publish.domain import telling
from services.publish.domain.articles import Place, hold, is_newer, place
from services.publish.domain.cursors import BadCursor, Cursor
from services.publish.domain.families import ArticleInStory, families, origin_of
from services.publish.domain.highlight import Mark, claim_marks, entity_marks, paragraphs, segments
from services.publish.domain.membership import Standing
from services.publish.domain.redaction import (
    PARTLY_WITHDRAWN,
    WITHDRAWN,
    Withdrawn,
    claims_of,
    mentioned,
    redacted_story,
    redacted_update,
    withdrawn_by,
)
from services.publish.domain.results import EntityName, article_detail, article_result, contiguous, present_id
from services.publish.domain.resume import EntryId, StreamEnds, is_history_gone, page_position, parsed_id
from services.publish.domain.titles import shown_title
from shared.contracts.claim import Source
from shared.contracts.update import Change, StoryUpdate
from shared.testing import builders as a

# Articles


def test_later_version_stands_above() -> None:
    """The version decides which of two articles stands, whenever they come."""
    old, new = (place(a.resolved(a.article(version=v), seq=s)) for v, s in (("2", 9), ("10", 1)))
    assert is_newer(old.encoded(), new)
    assert not is_newer(new.encoded(), old)
    assert is_newer(None, old)


def test_kill_stands_above_every_version() -> None:
    """Nothing brings a killed article back, not even a higher version."""
    kill, late = place(a.resolved(a.kill(version="2"))), place(a.resolved(a.article(version="99")))
    assert not is_newer(kill.encoded(), late)


def test_enrichment_stands_above_its_article_only() -> None:
    """A late translation replaces the article it belongs to, and no later version."""
    first = place(a.resolved(seq=5))
    enriched = place(a.resolved(seq=5, enrichment="translation"))
    later = place(a.resolved(a.article(version="2"), seq=6))
    assert is_newer(first.encoded(), enriched)
    assert not is_newer(later.encoded(), enriched)


@given(st.builds(Place, st.booleans(), st.integers(), st.integers(), st.booleans()))
def test_place_survives_its_encoding(found: Place) -> None:
    """A place reads back as it was written, however large its numbers."""
    assert found == Place.decoded(found.encoded())


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_withdrawn_article_keeps_no_content(status: str) -> None:
    """Of a killed or withheld article only its identity is held, even where its message carries text."""
    item = a.article(pub_status=status)
    held = hold(a.resolved(item, claims=(a.claim(item, "16 prisoners"),), entities=(a.entity(item, "Belarus"),)))
    assert ("canceled", "", "", (), ()) == (held.status, held.headline, held.text, held.claims, held.entities)
    assert item.uri == held.uri


def test_withdrawn_article_has_no_story() -> None:
    """A withdrawn article is in no story, whatever stories still say."""
    held = hold(a.resolved(a.kill()))
    found = article_detail(held, Standing(story_id="st_1", also=("st_2",), duplicate_of="urn:0", why=a.why()), {})
    assert (None, (), None, None) == (found.story_id, found.also, found.duplicate_of, found.why)


def test_claim_sources_go_by_their_present_ids() -> None:
    """A claim's source points to the entity that its own was merged into."""
    item = a.article()
    claim = a.claim(item, "16 prisoners").model_copy(update={"source": Source(name="E", entity_id="en_1")})
    names = {"en_1": EntityName(name="E", into="en_2")}
    found = article_result(hold(a.resolved(item, claims=(claim,))), Standing(), names)
    assert found.claims[0].source == Source(name="E", entity_id="en_2")


def test_merged_entities_are_one() -> None:
    """Two entities of an article that were merged since are shown once, with all forms and places."""
    item = a.article()
    entities = (a.entity(item, "Belarus", salience=0.2), a.entity(item, "U.S.", salience=0.7))
    names = {"en_u.s.": EntityName(name="U.S.", into="en_belarus")}
    (found,) = article_result(hold(a.resolved(item, entities=entities)), Standing(), names).entities
    assert (("Belarus", "U.S."), 2, 0.7) == (found.surfaces, len(found.spans), found.salience)


def test_circle_of_entities_ends() -> None:
    """Entities that were merged into each other, which cannot be right, still have an id."""
    circle = {"a": EntityName(name="A", into="b"), "b": EntityName(name="B", into="a")}
    assert "b" == present_id("a", circle)


# Lists


@pytest.mark.parametrize(
    ("held", "since", "served"),
    [
        ([], 0, []),
        ([1, 2, 3], 0, [1, 2, 3]),
        ([1, 2, 3], 2, [3]),
        ([1, 2, 4, 5], 0, [1, 2]),
        ([1, 2, 4], 2, []),
        ([7, 8], 0, [7, 8]),
        ([7, 8, 10], 3, [7, 8]),
        ([1, 2], 9, []),
    ],
)
def test_revisions_are_served_without_gaps(held: list[int], since: int, served: list[int]) -> None:
    """Revisions are served up to the first one on its way; history from before the projection holds nothing up."""
    assert served == contiguous(held, since)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(st.characters(exclude_categories=("Cs",))))
def test_cursor_survives_its_encoding(score: float, member: str) -> None:
    """A cursor reads back as it was given out."""
    assert Cursor(score, member) == Cursor.decoded(Cursor(score, member).encoded())


@given(st.text())
def test_any_other_text_is_a_bad_cursor_or_a_cursor(text: str) -> None:
    """No text makes reading a cursor fail in another way than BadCursor."""
    with contextlib.suppress(BadCursor):
        assert isinstance(Cursor.decoded(text), Cursor)


@pytest.mark.parametrize(
    "text", ["", "x", "W10", "WzEsMl0", "W3RydWUsImEiXQ", "W0luZmluaXR5LCJhIl0", "WzEsIlx1ZDgwMCJd", "A" * 12_004]
)
def test_what_no_page_gave_out_is_refused(text: str) -> None:
    """Cursors of the wrong form, with odd numbers, half characters or too long, are refused."""
    with pytest.raises(BadCursor):
        Cursor.decoded(text)


def test_title_prefers_english_then_the_most_used_language() -> None:
    """A story shows its English title, else that of its main language; never nothing."""
    titles = {"de": "Titel", "ru": "Заголовок", "en-GB": "Title"}
    assert ("Title", "en-GB") == shown_title(titles, {})
    assert ("Заголовок", "ru") == shown_title({"de": "Titel", "ru": "Заголовок"}, {"ru": 3, "de": 2})
    assert ("Titel", "de") == shown_title({"de": "Titel", "en": "  "}, {})
    assert "Untitled story" == shown_title({}, {}).text


# Copy families


def _article(uri: str, minutes: float, origin: str = "") -> ArticleInStory:
    listed = a.story_article(a.article(uri, published_at=a.at(minutes)), origin=origin)
    return ArticleInStory(**listed.model_dump())


def test_copies_share_a_family() -> None:
    """Copies stand under their origin in order of time; the family with the newest article comes first."""
    found = families([_article("urn:3", 9, "urn:1"), _article("urn:2", 5), _article("urn:1", 1, "urn:1")])
    assert [("urn:1", ["urn:3"]), ("urn:2", [])] == [(f.origin.uri, [c.uri for c in f.copies]) for f in found]


def test_family_without_its_origin_is_led_by_its_earliest() -> None:
    """Where the origin was withdrawn, the earliest copy leads, and the copies still count as one family."""
    (found,) = families([_article("urn:3", 9, "urn:1"), _article("urn:2", 5, "urn:1")])
    assert ("urn:2", ["urn:3"]) == (found.origin.uri, [c.uri for c in found.copies])


def test_origin_is_at_the_end_of_the_copies() -> None:
    """The origin of a copy of a copy is the first of them."""
    assert "urn:1" == origin_of("urn:3", {"urn:3": "urn:2", "urn:2": "urn:1", "urn:1": None})


# The live stream


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5", EntryId(5, 0)),
        ("5-7", EntryId(5, 7)),
        ("18446744073709551615-18446744073709551615", EntryId(2**64 - 1, 2**64 - 1)),
        ("18446744073709551616", None),
        ("-5", None),
        ("5-", None),
        ("$", None),
        ("٣", None),
        ("", None),
    ],
)
def test_entry_ids_are_checked(text: str, found: EntryId | None) -> None:
    """Only what a stream can have is an entry id."""
    assert found == parsed_id(text)
    assert found is None or str(found).startswith(str(found.ms))


WHOLE = StreamEnds(EntryId(10, 0), EntryId(20, 0), is_trimmed=False)
TRIMMED = StreamEnds(EntryId(10, 0), EntryId(20, 0), is_trimmed=True)
EMPTIED = StreamEnds(None, EntryId(20, 0), is_trimmed=True)


@pytest.mark.parametrize(
    ("after", "ends", "gone"),
    [
        (EntryId(0, 0), WHOLE, False),
        (EntryId(21, 0), WHOLE, True),
        (EntryId(9, 0), TRIMMED, True),
        (EntryId(10, 0), TRIMMED, False),
        (EntryId(19, 0), EMPTIED, True),
        (EntryId(20, 0), EMPTIED, False),
        (EntryId(0, 0), StreamEnds(), False),
        (EntryId(1, 0), StreamEnds(), True),
    ],
)
def test_lost_history_is_noticed(after: EntryId, ends: StreamEnds, gone: bool) -> None:
    """History is gone where entries after a position were trimmed, or the position is from another life."""
    assert gone is is_history_gone(after, ends)


def test_page_listens_from_a_little_before_the_head() -> None:
    """A page listens from before the head, since its projection may be behind, but never from before what is held."""
    whole = StreamEnds(EntryId(10, 0), EntryId(50_000, 3), is_trimmed=False)
    assert EntryId(40_000, 0) == page_position(whole)
    assert EntryId(0, 0) == page_position(WHOLE)
    assert EntryId(10, 0) == page_position(TRIMMED)
    assert EntryId(20, 0) == page_position(EMPTIED)


# What a kill takes out

ITEM = a.article("urn:k", text="Nine words of which none may be served again.")
OTHER = a.article("urn:o", text="Other words that stay.")
WORDS = a.evidence(ITEM, "Nine words")
STAYS = a.evidence(OTHER, "Other words")
KILLED = frozenset({"urn:k"})
GONE = Withdrawn(KILLED)


def test_claim_without_evidence_goes() -> None:
    """A claim that rests on killed articles only is gone; one with other evidence is told in its words."""
    both = a.key_claim(ITEM, "Nine words", id="cl_2", evidence=(WORDS, STAYS))
    other = a.key_claim(OTHER, "Other words", id="cl_3")
    story = a.snapshot(key_claims=(a.key_claim(ITEM, "Nine words"), both, other))
    found = redacted_story(story, KILLED).key_claims
    assert [("cl_2", "Other words"), ("cl_3", "Other words")] == [(c.id, c.content) for c in found]
    assert (STAYS,) == found[0].evidence


def test_untouched_story_and_update_stay_as_they_are() -> None:
    """What mentions no killed article is served word for word."""
    story = a.snapshot(key_claims=(a.key_claim(OTHER, "Other words"),))
    update = a.story_update("st_1", 1, Change(kind="quote_added", ref="cl_1", evidence=(STAYS,)), story=story)
    assert story == redacted_story(story, KILLED)
    assert update == redacted_update(update, GONE)


def test_update_of_a_kill_keeps_its_message() -> None:
    """The update that tells of the kill says so; one that quoted the article says that it was withdrawn."""
    quoting = a.story_update("st_1", 1, Change(kind="quote_added", ref="cl_1", note="Nine", evidence=(WORDS,)))
    kill = a.story_update("st_1", 2, a.article_withdrawn("urn:k"), message="Withdrawn.")
    assert (WITHDRAWN, "Withdrawn.") == tuple(redacted_update(u, GONE).message for u in (quoting, kill))
    (change,) = redacted_update(quoting, GONE).changes
    assert ((), None) == (change.evidence, change.note)


def test_values_of_a_redacted_change_keep_no_words() -> None:
    """Of a change that rested on a killed article, ids and roles stay, words and figures go."""
    after = {"story_id": "st_1", "role": "primary", "headline": "Nine words"}
    update = a.story_update("st_1", 1, Change(kind="article_added", ref="urn:k", after=after))
    (change,) = redacted_update(update, GONE).changes
    assert ({"story_id": "st_1", "role": "primary"}, None) == (change.after, change.before)


def _kill_update() -> StoryUpdate:
    """What cluster tells of a kill: the article, the claims it takes along, the title that was its headline."""
    said = {"claim_id": "cl_9", "kind": "quote", "content": "Nine words"}
    replaced, after = said | {"claim_id": "cl_7"}, {"value": 2}
    return a.story_update(
        "st_1",
        3,
        a.article_withdrawn("urn:k"),
        Change(kind="claim_revised", ref="cl_9", before=said, after=None),
        Change(kind="claim_revised", ref="cl_8", before=replaced, after=after, evidence=(STAYS,)),
        Change(kind="title_changed", ref="st_1", before={"en": "Nine words"}, after={"en": "New"}),
    )


def test_kill_names_what_goes_with_it() -> None:
    """A kill's update names the article and the claims that have nobody left; a mere move names none."""
    assert (KILLED, {"st_1 cl_9", "st_1 cl_7"}) == withdrawn_by(_kill_update())[:2]
    moved = Change(kind="article_withdrawn", ref="urn:k", after={"pub_status": "usable"})
    assert Withdrawn() == withdrawn_by(a.story_update("st_1", 3, moved))


def test_update_of_a_kill_does_not_repeat_its_words() -> None:
    """The very update that tells of a kill holds none of its words, even before publish has the kill itself."""
    shown = redacted_update(_kill_update(), Withdrawn())
    assert "Nine" not in shown.model_dump_json()
    assert ({"value": 2}, (STAYS,)) == (shown.changes[2].after, shown.changes[2].evidence)
    assert _kill_update().message == shown.message


def test_claims_that_went_are_not_named_later() -> None:
    """An update that revised a figure which was withdrawn since shows the new figure and not the old one."""
    before = {"claim_id": "cl_9", "value": 16}
    revised = Change(kind="claim_revised", ref="cl_10", before=before, after={"value": 52}, evidence=(STAYS,))
    update = a.story_update("st_1", 2, revised, message="From 16 to 52.")
    assert {"st_1 cl_9", "st_1 cl_10"} == claims_of(update)
    shown = redacted_update(update, Withdrawn(claims=frozenset({"st_1 cl_9"})))
    assert ({"claim_id": "cl_9"}, {"value": 52}, WITHDRAWN) == (
        shown.changes[0].before,
        shown.changes[0].after,
        shown.message,
    )


def test_news_beside_a_killed_article_stays() -> None:
    """An update of a story that only listed a killed article keeps its message and what it told."""
    entity = Change(kind="entity_added", ref="en_1", after={"name": "Minsk"})
    update = a.story_update("st_1", 2, entity, story=a.snapshot(top_articles=(a.story_article(ITEM),)))
    shown = redacted_update(update, GONE)
    assert (update.message, update.changes, ()) == (shown.message, shown.changes, shown.story.top_articles)


def test_report_that_stands_is_still_told() -> None:
    """Where the article behind an update stands and only a part of it does not, the message says who reported."""
    added = a.article_added("urn:o").model_copy(update={"after": {"role": "primary", "provider": "Agency A"}})
    both = Change(kind="claim_corroborated", ref="cl_1", after={"value": 16}, evidence=(WORDS, STAYS))
    shown = redacted_update(a.story_update("st_1", 2, added, both, message="Agency A confirms: 16."), GONE)
    assert PARTLY_WITHDRAWN.format(provider="Agency A") == shown.message
    assert (STAYS,) == shown.changes[1].evidence


def test_older_titles_may_be_replaced() -> None:
    """Old revisions of a story that lost an article show its present title."""
    update = a.story_update("st_1", 1, story=a.snapshot(title={"en": "Nine words"}))
    assert {"en": "New"} == redacted_update(update, GONE, {"en": "New"}).story.title


def test_all_articles_of_an_update_are_known() -> None:
    """Evidence, changed articles, claims and listed articles all count as mentioned."""
    story = a.snapshot(key_claims=(a.key_claim(OTHER, "Other words"),), top_articles=(a.story_article(ITEM),))
    changes = (a.article_added("urn:x"), a.merged_from("st_2", ["urn:y"]))
    found = mentioned(a.story_update("st_1", 1, *changes, story=story))
    assert {"urn:x", "urn:y", "st_2", "urn:o", "urn:k"} == found


# Marks


def _texts(found: Any) -> list[str]:
    return [segment.text for segment in found]


def test_marks_may_overlap() -> None:
    """Where an entity stands inside a claim, both are marked, and no word is lost."""
    text = "Belarus released 16 prisoners."
    claim = Mark(start=8, end=29, style="claim quantity", label="16", is_claim=True)
    entity = Mark(start=20, end=29, style="entity norp", label="p")
    found = segments(text, [claim, entity])
    assert ["Belarus ", "released 16 ", "prisoners", "."] == _texts(found)
    assert [(None, None), (None, claim), (entity, claim), (None, None)] == [(s.entity, s.claim) for s in found]


def test_longer_mark_wins() -> None:
    """The whole name is marked rather than a part of it."""
    whole, part = (Mark(start=0, end=e, style="entity", label=str(e)) for e in (12, 4))
    assert [whole, whole] == [s.entity for s in segments("John Coale X", [part, whole])]


def test_marks_of_each_part_are_apart() -> None:
    """Spans in the headline mark the headline only, and a claim's label names its figure and source."""
    item = a.article()
    entities = article_result(
        hold(
            a.resolved(
                item,
                entities=(a.entity(item, "Belarus"),),
                claims=(
                    a.quantity(item, "16 prisoners", 16, "prisoners released", "U.S. embassy"),
                    a.claim(item, "We are grateful"),
                ),
            )
        ),
        Standing(),
        {},
    )
    assert (1, 0) == tuple(len(entity_marks(entities.entities, part)) for part in ("text", "headline"))
    labels = [mark.label for mark in claim_marks(entities.claims)]
    assert ["figure: 16 prisoners released, U.S. embassy", "quote"] == labels
    assert [] == claim_marks(entities.claims, "headline")


def test_empty_lines_part_paragraphs() -> None:
    """A text is shown in paragraphs; empty ones are left out."""
    assert [["One."], ["Two\nlines."]] == [_texts(p) for p in paragraphs("One.\n\nTwo\nlines.\n\n \n", [])]


@given(
    st.text(alphabet="ab \n", max_size=40),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.booleans()), max_size=8),
)
def test_marking_never_changes_the_text(text: str, spans: list[tuple[int, int, bool]]) -> None:
    """Whatever spans come, even wrong ones, the segments joined are the text."""
    marks = [Mark(start=s, end=e, style="x", label="y", is_claim=c) for s, e, c in spans]
    assert text == "".join(_texts(segments(text, marks)))
    shown = "".join("".join(_texts(p)) for p in paragraphs(text, marks))
    assert "".join(text.split()) == "".join(shown.split())


# Words for people


def test_change_with_two_figures_shows_both() -> None:
    """A revised figure is shown before and after, with its modifier; a change without figures shows none."""
    revised = Change(
        kind="claim_revised",
        ref="cl_1",
        before={"value": 16, "unit": "prisoners released"},
        after={"quantity": {"value": 1200.5, "unit": "prisoners released", "modifier": "about"}},
    )
    assert ("16 prisoners released", "about 1,200.5 prisoners released") == telling.revision_of(revised)
    assert "Claim revised" == telling.change_name(revised)
    assert telling.revision_of(revised.model_copy(update={"after": revised.before})) is None
    assert telling.has_substance(revised)
    assert not telling.has_substance(Change(kind="article_added", ref="urn:1"))
    assert telling.figure({"value": True}) is None
    assert telling.figure(None) is None


def test_every_kind_of_change_has_a_name() -> None:
    """No kind of change is shown by its code name."""
    from typing import get_args

    from shared.contracts.update import ChangeName

    for kind in get_args(ChangeName):
        assert " " in telling.change_name(Change(kind=kind, ref="x"))


def test_times_are_utc() -> None:
    """Times are shown in UTC; those at the edge of the calendar do not fail."""
    minsk = timezone(timedelta(hours=3))
    assert "15 Aug 2025, 09:05 UTC" == telling.shown_time(datetime(2025, 8, 15, 12, 5, tzinfo=minsk))
    assert telling.shown_time(datetime.max.replace(tzinfo=timezone(timedelta(hours=-5)))).startswith("9999")
    assert "1 Jan 1, 00:00 UTC" == telling.shown_time(datetime.min.replace(tzinfo=UTC)).replace(" 0001", " 1")


@pytest.mark.parametrize(
    ("seconds", "words"), [(50, "50 seconds"), (-600, "10 minutes"), (9000, "2 hours"), (864_000, "10 days")]
)
def test_gaps_are_shown_in_fitting_units(seconds: float, words: str) -> None:
    """A time between articles is told in its largest fitting unit."""
    assert words == telling.shown_gap(seconds)


def test_counts_take_the_right_noun() -> None:
    """One article, two articles, three families."""
    assert ["1 article", "2 articles", "3 families"] == [
        telling.counted(1, "article"),
        telling.counted(2, "article"),
        telling.counted(3, "family", "families"),
    ]


def test_languages_have_names() -> None:
    """Known languages are named, others shown by their tag."""
    assert ["German", "Ukrainian", "tlh"] == [telling.language_name(tag) for tag in ("de-AT", "uk", "tlh")]
