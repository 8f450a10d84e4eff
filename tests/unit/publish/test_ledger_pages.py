"""The ledger as pages show it: topics, wordings, and the history of a figure as a drawing."""

from __future__ import annotations

from typing import Any

from services.publish.domain.chart import HEIGHT, WIDTH, chart
from services.publish.domain.claims import ClaimTopic, ClaimValue, by_topic
from services.publish.domain.topics import figures_and_times, made_by, statements, topics, variants
from shared.contracts.claim import Quantity, Source
from shared.testing import builders as a

ITEM = a.article("urn:1")


def _value(number: float, minutes: float, **fields: Any) -> ClaimValue:
    fields.setdefault("id", f"cl_{number:g}_{minutes:g}")
    quantity = Quantity(value=number, unit="prisoners released", high=fields.pop("high", None))
    entry = a.ledger_entry(ITEM, "16 prisoners", quantity=quantity, as_of=a.at(minutes), **fields)
    return ClaimValue(**dict(entry))


def _topics(*values: ClaimValue) -> tuple[ClaimTopic, ...]:
    return by_topic(values)


def test_what_is_disputed_comes_first_then_what_most_say() -> None:
    """Topics on which accounts differ stand above those that most origins agree on; those without a value come last."""
    found = topics(
        _topics(
            _value(1, 0, topic="one", label="one"),
            _value(2, 0, topic="many", label="many", origins=5),
            _value(3, 0, topic="gone", label="gone", status="superseded", origins=9),
            _value(4, 0, topic="open", label="open", status="disputed"),
        )
    )
    assert ["open", "many", "one", "gone"] == [topic.label for topic in found]
    assert [True, False, False, False] == [topic.is_disputed for topic in found]


def test_what_holds_is_apart_from_what_did() -> None:
    """A topic has its standing values, its former ones, and all of them in the order of the times they are of."""
    (topic,) = topics(_topics(_value(16, 0, status="superseded"), _value(52, 60)))
    assert [[52], [16], [16, 52]] == [
        [v.quantity.value for v in values if v.quantity] for values in (topic.current, topic.former, topic.history)
    ]


def test_statements_are_apart_from_figures_and_times() -> None:
    """What somebody said is listed by itself; a start of something is a time, not a figure."""
    said = a.ledger_entry(ITEM, "We are grateful", id="cl_q", topic="said", kind="quote", label="The envoy")
    start = a.ledger_entry(ITEM, "Friday", id="cl_t", topic="start", label="start", instant=a.at(90))
    every = topics(_topics(_value(16, 0), ClaimValue(**dict(said)), ClaimValue(**dict(start))))
    assert {"figure", "time"} == {topic.kind for topic in figures_and_times(every)}
    assert ["The envoy"] == [topic.label for topic in statements(every)]


def test_a_statement_lists_each_wording_once() -> None:
    """The same words in two articles are one wording; a translation and a shorter form are others."""
    german = a.article("urn:2", language="de", text="Wir sind dankbar.", published_at=a.at(5))
    copy = a.article("urn:3", published_at=a.at(9))
    entry = a.ledger_entry(
        ITEM,
        "We are grateful",
        a.said_by(german, "Wir sind dankbar"),
        a.said_by(copy, "We are grateful"),
        kind="quote",
    )
    found = variants(ClaimValue(**dict(entry)))
    assert [("en", 2), ("de", 1)] == [(one.language, len(one.said)) for one in found]


def test_claims_of_an_article_are_found_in_the_ledger() -> None:
    """The place of a claim in an article names its entry in the ledger; other articles' claims are not among them."""
    made = made_by(_topics(_value(16, 0, id="cl_1")), "urn:1")
    assert {("text", ITEM.text.index("16 prisoners")): "cl_1"} == made
    assert {} == made_by(_topics(_value(16, 0)), "urn:other")


def test_a_tombstone_has_no_words() -> None:
    """A value that was withdrawn stands in its topic without a number or a name."""
    tombstone = ClaimValue(
        **dict(
            a.ledger_entry(
                ITEM,
                "16",
                status="retracted",
                content="",
                label="",
                said=(),
                first_said=a.NOON,
                last_said=a.NOON,
                origins=0,
                articles=0,
            )
        ),
        gone_with="urn:1",
    )
    (topic,) = topics(_topics(tombstone))
    assert ("Retracted", (), ("urn:1",)) == (topic.label, topic.current, tuple(v.gone_with for v in topic.former))


def test_history_is_drawn_where_there_is_one() -> None:
    """One value, or values of one moment, have no history to draw; two values of two moments do."""
    assert chart([_value(16, 0)]) is None
    assert chart([_value(16, 0), _value(52, 0)]) is None
    assert chart([_value(16, 0), _value(16, 60)]) is None
    assert chart([_value(16, 0), _value(52, 60)]) is not None


def test_later_is_further_right_and_more_is_higher() -> None:
    """Points lie in the drawing by their time and value, above a base line of nought."""
    drawn = chart([_value(16, 0), _value(52, 60), _value(30, 30)])
    assert drawn is not None
    first, last, between = drawn.points
    assert first.x < between.x < last.x
    assert last.y < between.y < first.y < drawn.base
    assert all(0 <= point.x <= WIDTH and 0 <= point.y <= HEIGHT for point in drawn.points)


def test_line_goes_through_what_held_only() -> None:
    """The line is level until the next value, and leaves out values that are disputed or were retracted."""
    drawn = chart([_value(16, 0), _value(40, 20, status="disputed"), _value(52, 60)])
    assert drawn is not None
    first, _, last = drawn.points
    assert f"M{first.x} {first.y}H{last.x}V{last.y}" == drawn.path


def test_labels_do_not_lie_on_each_other() -> None:
    """Of values that would cover each other's labels, the latest keeps its own."""
    drawn = chart([_value(50, 0), _value(51, 1), _value(52, 2), _value(90, 600)])
    assert drawn is not None
    assert ["", "", "52", "90"] == [point.label for point in drawn.points]


def test_ranges_and_endless_numbers_are_drawn_too() -> None:
    """A range has an upper end; a number beyond all bounds is left to the table."""
    drawn = chart([_value(2750, 0, high=3100), _value(2800, 60), _value(1e300, 90)])
    assert drawn is not None
    assert [True, False] == [point.top is not None for point in drawn.points]


def test_one_day_is_told_in_hours() -> None:
    """The axis names days, or hours where the whole history is of one day."""
    hours, days = chart([_value(1, 0), _value(2, 60)]), chart([_value(1, 0), _value(2, 60 * 48)])
    assert hours is not None
    assert days is not None
    assert ["12:00 UTC", "13:00 UTC"] == [tick.label for tick in hours.ticks]
    assert ["15 Aug 2025", "17 Aug 2025"] == [tick.label for tick in days.ticks]


def test_who_speaks_is_named_by_the_topic() -> None:
    """A statement whose topic has no name is listed under who says it, or said to have no source."""
    named = a.ledger_entry(ITEM, "We are grateful", kind="quote", label="", source=Source(name="The envoy"))
    nobody = a.ledger_entry(ITEM, "We are grateful", kind="quote", label="", id="cl_2", topic="x")
    found = topics(_topics(ClaimValue(**dict(named)), ClaimValue(**dict(nobody))))
    assert {"The envoy", "Source not named"} == {topic.label for topic in found}
