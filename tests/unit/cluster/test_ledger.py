"""The claim ledger: who says what, how many independently, and what took whose place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cluster.domain.ledger import Ledger, LedgerClaim, gather, ledger
from services.cluster.domain.origins import Whose
from services.cluster.domain.reading import read, says_what_happened
from services.cluster.domain.records import ArticleRecord
from shared.contracts.claim import Claim, Quantity, Source
from shared.testing.builders import NOON


def figure(value: float, unit: str = "deaths", start: int = 0, modifier: str = "exact", **fields: Any) -> Claim:
    return Claim(
        kind=fields.pop("kind", "quantity"),
        text=fields.pop("text", f"{value:g} {unit}"),
        start=start,
        end=start + 9,
        quantity=Quantity.model_validate({"value": value, "unit": unit, "modifier": modifier}),
        **fields,
    )


def quote(text: str, source: str | None = None) -> Claim:
    return Claim(kind="quote", text=text, start=0, end=len(text), source=Source(name=source) if source else None)


def said(
    n: int, *claims: Claim, origin: str | None = None, language: str = "und", apart: float = 36
) -> tuple[ArticleRecord, str]:
    """The nth article, so many hours after the one before it."""
    when = NOON + timedelta(hours=apart * n)
    record = ArticleRecord(
        uri=f"urn:l:{n}", version="1", version_order=1, seq=n, provider=f"P{n}", published_at=when, version_created=when
    )
    return record.model_copy(update={"claims": claims, "language": language}), origin or f"or_{n}"


def by_value(claims: tuple[LedgerClaim, ...]) -> dict[float, LedgerClaim]:
    return {claim.quantity.value: claim for claim in claims if claim.quantity}


def test_one_value_from_two_origins_is_corroborated() -> None:
    """Two origins that give the same value corroborate it; two articles of one origin do not."""
    assert ledger([said(1, figure(14)), said(2, figure(14))])[0].status == "corroborated"
    assert ledger([said(1, figure(14)), said(2, figure(14), origin="or_1")])[0].status == "reported"


def test_later_lead_supersedes() -> None:
    """A value that a later article leads with takes the place of the earlier one."""
    found = by_value(ledger([said(1, figure(14)), said(2, figure(19))]))
    assert found[14].status == "superseded"
    assert found[19].supersedes == (found[14].id,)


def test_background_figure_supersedes_nothing() -> None:
    """A value far down in a later article is background and takes nobody's place."""
    found = by_value(ledger([said(1, figure(14)), said(2, figure(300, start=2000))]))
    assert found[14].is_current
    assert found[300].supersedes == ()


def test_article_that_comes_late_does_not_revise() -> None:
    """What counts is when an article was published, not when it came."""
    found = by_value(ledger([said(2, figure(19)), said(1, figure(14))]))
    assert found[19].is_current
    assert not found[14].is_current


def test_superseded_value_does_not_come_back() -> None:
    """An outlet that still gives an old value later does not bring it back."""
    found = by_value(ledger([said(1, figure(14)), said(2, figure(19)), said(3, figure(14))]))
    assert found[19].is_current
    assert not found[14].is_current


def test_bound_does_not_revise_an_exact_value() -> None:
    """ "More than a dozen" does not take the place of 14, and further ones are counted apart."""
    later = said(2, figure(12, modifier="more_than"), figure(1300, modifier="additional", start=3))
    found = by_value(ledger([said(1, figure(14)), later]))
    assert all(claim.is_current for claim in found.values())
    assert found[1300].key != found[14].key


def test_values_of_one_article_do_not_replace_each_other() -> None:
    """Of an article that gives two values, each in its own clause, neither takes the other's place."""
    now, then = figure(52, "prisoners released"), figure(16, "prisoners released", start=100)
    found = by_value(ledger([said(1, figure(16, "prisoners released")), said(2, now, then)]))
    assert found[52].is_current
    assert found[16].is_current
    assert found[52].supersedes == ()


def test_value_given_beside_the_one_it_replaces_replaces_it() -> None:
    """ "19 dead, up from 14" in one clause is a revision."""
    now, then = (figure(n, text="the toll rose to 19 from 14") for n in (19, 14))
    found = by_value(ledger([said(1, figure(14)), said(2, now, then)]))
    assert found[19].supersedes == (found[14].id,)


def test_further_event_is_revised_by_itself() -> None:
    """After an article has told 52 from 16, a later 54 revises the 52 and leaves the 16."""
    both = (figure(52, "prisoners released"), figure(16, "prisoners released", start=100))
    claims = [said(1, figure(16, "prisoners released")), said(2, *both), said(3, figure(54, "prisoners released"))]
    found = by_value(ledger(claims))
    assert found[54].supersedes == (found[52].id,)
    assert found[16].is_current


@pytest.mark.parametrize(
    ("first", "second", "is_revised"),
    [
        ("The park paid $7.8 million for the new road", "A school roof in Kenai cost $3 million to mend", False),
        ("Repairs to the bridge over the Neris cost 7 million", "Repairs to the bridge cost 9 million", True),
    ],
)
def test_money_is_revised_only_where_it_pays_for_the_same(first: str, second: str, is_revised: bool) -> None:
    """Two sums are about one thing where their clauses share most of their content words."""
    a, b = figure(7e6, "dollars", text=first), figure(9e6, "dollars", text=second)
    found = by_value(ledger([said(1, a, language="en"), said(2, b, language="en")]))
    assert found[7e6].is_current is not is_revised
    assert bool(found[9e6].supersedes) is is_revised


@pytest.mark.parametrize(
    ("second", "language", "status"),
    [
        ("The bridge repairs took three days in spring", "en", "corroborated"),
        ("Passengers waited three days for the ferry", "en", "reported"),
        ("The bridge repairs took three days in spring", "de", "reported"),
    ],
)
def test_duration_is_corroborated_only_of_the_same(second: str, language: str, status: str) -> None:
    """Three days here and three days there confirm each other only in clauses alike, in one language."""
    a, b = figure(3, "days", text="The bridge repairs took three days"), figure(3, "days", text=second)
    assert ledger([said(1, a, language="en"), said(2, b, language=language)])[0].status == status


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ("prisoners released", True),
        ("deaths", True),
        ("flights cancelled", True),
        ("dollars", False),
        ("percent", False),
        ("homes", False),
        ("years sentenced", False),
    ],
)
def test_units_that_say_what_happened(unit: str, says: bool) -> None:
    """A unit compares by itself when it names what is counted and what happened to it."""
    assert says_what_happened(unit) is says


_VALUES = st.tuples(st.sampled_from([14.0, 16.0, 19.0]), st.sampled_from(["deaths", "dollars"]), st.integers(0, 3))
_CLAUSES = (
    "the bridge repairs cost a lot",
    "the bridge repairs cost",
    "school roof near the old mill",
    "a lot of water at the school roof",
)
_QUOTED = "we will search the river until every name on the list has an answer from us".split()
_QUOTES = st.tuples(st.integers(0, 10), st.integers(4, 9)).map(lambda at: " ".join(_QUOTED[at[0] : at[0] + at[1]]))


@st.composite
def _articles(draw: st.DrawFn) -> list[tuple[ArticleRecord, str]]:
    made = []
    for n in draw(st.permutations(range(draw(st.integers(1, 7))))):
        figures = [
            figure(value, unit, start=draw(st.sampled_from([0, 40, 900])), text=_CLAUSES[clause])
            for value, unit, clause in draw(st.lists(_VALUES, max_size=3))
        ]
        quotes = [quote(text) for text in draw(st.lists(_QUOTES, max_size=2))]
        origin, apart = draw(st.sampled_from(["or_a", "or_b", "or_c"])), draw(st.sampled_from([0.5, 36]))
        made.append(said(n, *figures, *quotes, origin=origin, language="en", apart=apart))
    return made


@settings(max_examples=300, deadline=None)
@given(_articles())
def test_ledger_is_the_same_in_whatever_order_articles_come(articles: list[tuple[ArticleRecord, str]]) -> None:
    """A ledger to which articles are added as they come equals the one that is gathered from all of them."""
    grown, known = Ledger(), [(read(article), Whose(origin)) for article, origin in articles]
    for count, (reading, origin) in enumerate(known):
        grown = grown.with_article(reading, origin, known[:count])
        assert grown.claims == gather(known[: count + 1]).claims


def test_quotation_in_part_is_the_same_quotation() -> None:
    """A quotation given in part, with other marks and case, is one claim with two pieces of evidence."""
    whole = quote("We have coffee on board, and the sea is calm.", "Birgitte Holm")
    part = quote("we have coffee on board and the sea")
    claims = ledger([said(1, whole), said(2, part)])
    assert len(claims) == 1
    assert claims[0].status == "corroborated"
    assert [e.article_uri for e in claims[0].evidence()] == ["urn:l:1", "urn:l:2"]


def test_quoted_figure_is_a_quotation_and_a_figure() -> None:
    """A quotation with a figure in it stands in the ledger as both."""
    claims = ledger([said(1, figure(52, "prisoners released", kind="quote"))])
    assert [claim.kind for claim in claims] == ["quote", "quantity"]


def test_figure_without_a_unit_is_compared_with_nothing() -> None:
    """A number of nothing known neither confirms nor revises another."""
    claims = ledger([said(1, figure(14, "")), said(2, figure(19, ""))])
    assert all(claim.is_current for claim in claims)
