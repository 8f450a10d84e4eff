"""The claim ledger: who says what, how many independently, and what took whose place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.cluster.domain.ledger import LedgerClaim, ledger
from services.cluster.domain.records import ArticleRecord
from shared.contracts.claim import Claim, Quantity, Source
from shared.testing.builders import NOON


def figure(value: float, unit: str = "deaths", start: int = 0, modifier: str = "exact", **fields: Any) -> Claim:
    return Claim(
        kind=fields.pop("kind", "quantity"),
        text=f"{value:g} {unit}",
        start=start,
        end=start + 9,
        quantity=Quantity.model_validate({"value": value, "unit": unit, "modifier": modifier}),
        **fields,
    )


def quote(text: str, source: str | None = None) -> Claim:
    return Claim(kind="quote", text=text, start=0, end=len(text), source=Source(name=source) if source else None)


def said(n: int, *claims: Claim, origin: str | None = None) -> tuple[ArticleRecord, str]:
    when = NOON + timedelta(hours=n)
    record = ArticleRecord(
        uri=f"urn:l:{n}", version="1", version_order=1, seq=n, provider=f"P{n}", published_at=when, version_created=when
    )
    return record.model_copy(update={"claims": claims}), origin or f"or_{n}"


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


def test_first_figure_of_an_article_is_its_own() -> None:
    """Of two values of one kind in an article, the first is what it reports and the other looks back."""
    found = by_value(ledger([said(1, figure(16)), said(2, figure(52), figure(16, start=100))]))
    assert found[52].is_current
    assert not found[16].is_current


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
