"""Origins: who first said it, whoever reprints, credits or translates it."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from services.cluster.domain.origins import origins, outlets, whose
from services.cluster.domain.records import ArticleRecord
from shared.contracts.claim import Claim, Source
from shared.testing import builders


def record(n: int, provider: str, *credits: str, **fields: Any) -> ArticleRecord:
    given = {"version": "1", "version_order": 1, "seq": n, "published_at": builders.at(n), "credits": credits}
    return ArticleRecord(uri=f"urn:o:{n}", provider=provider, version_created=builders.at(n), **(given | fields))


def count(*articles: ArticleRecord) -> int:
    """How many origins a story of these articles has."""
    return len(set(origins(articles).values()))


@pytest.mark.parametrize(
    ("agency", "short"),
    [
        ("Harbor Press Agency", "HPA"),
        ("Harbor Press Agency", "Harbor"),
        ("Baltijos naujienų tarnyba", "BNT"),
        ("Transworld Wire", "TWW"),
        ("Agence Ardenne", "AAR"),
        ("Agencja Wiślana", "AWi"),
        ("Rheinpost-Dienst", "rpd"),
        ("Агентство «Параллель»", "Параллель"),
    ],
)
def test_agency_is_one_origin_by_whatever_name_it_credits_itself(agency: str, short: str) -> None:
    """Reports of an agency with and without its short name, and what others make of them, are one origin."""
    assert count(record(1, agency, short), record(2, agency), record(3, "Neris Courier", short)) == 1


def test_initials_stand_for_a_name_in_the_story() -> None:
    """Initials of three letters stand for an agency of the story; two letters could be anybody's."""
    assert count(record(1, "Harbor Press Agency"), record(2, "Neris Courier", "HPA")) == 1
    assert count(record(1, "Adriatic Press"), record(2, "Neris Courier", "AP")) == 2


def test_two_outlets_that_credit_one_agency_are_one_origin() -> None:
    """Outlets that credit one agency share its origin though their texts differ; a second agency is a second origin."""
    assert count(record(1, "Neris Courier", "PAP"), record(2, "Ashgrove Herald", "PAP")) == 1
    assert count(record(1, "Neris Courier", "PAP"), record(2, "Ashgrove Herald", "PAP"), record(3, "Kystradio")) == 2


def test_first_of_two_credited_agencies_is_the_origin() -> None:
    """An article that credits two agencies adds nothing to the one that it credits first."""
    assert count(record(1, "dpa"), record(2, "Hafenblatt", "dpa", "AFP")) == 1
    assert count(record(1, "dpa"), record(2, "Hafenblatt", "AFP", "dpa")) == 2


def test_family_has_the_origin_of_what_came_out_first() -> None:
    """A reprint that reached us before its original has the agency's origin once the original is there."""
    reprint = record(5, "Ashgrove Herald", published_at=builders.at(90))
    original = record(6, "Harbor Press Agency", published_at=builders.at(10), copy_of=reprint.uri)
    own = record(7, "Harbor Press Agency", published_at=builders.at(200))
    found = origins([reprint, original, own])
    assert set(found.values()) == {"or_harbor-press-agency"}


def test_copy_that_is_credited_to_its_distributor_keeps_its_first_outlet() -> None:
    """What an outlet first published stays its own when an agency distributes it under its own dateline."""
    ledger = record(1, "Cook Inlet Ledger")
    found = origins([ledger, record(2, "Harbor Press Agency", "HPA", copy_of=ledger.uri)])
    assert set(found.values()) == {"or_cook-inlet-ledger"}


def test_origins_depend_on_no_order() -> None:
    """Articles in any order have the same origins."""
    articles = [
        record(1, "Harbor Press Agency", "HPA"),
        record(2, "Ashgrove Herald", "Harbor"),
        record(3, "Kystradio", copy_of="urn:o:1"),
        record(4, "Neris Courier", "AW", "HPA"),
    ]
    made = [sorted(origins(order).items()) for order in permutations(articles)]
    assert all(found == made[0] for found in made)


@pytest.mark.parametrize("name", ["", "«»", "-", "The", "\ud83d\udea2", "a" * 5000, "- - - -"])
def test_any_name_has_an_origin(name: str) -> None:
    """An outlet or an agency may be called anything."""
    assert count(record(1, name or "x", name), record(2, "Kystradio", name)) >= 1


def claiming(n: int, provider: str, *sources: str | None, **fields: Any) -> ArticleRecord:
    """An article with a claim by each source."""
    said = [Source(name=name) if name else None for name in sources]
    claims = [Claim(kind="indirect", text=f"It is so {i}", start=0, end=9, source=s) for i, s in enumerate(said)]
    return record(n, provider, claims=tuple(claims), **fields)


def test_article_that_has_everything_from_an_agency_is_of_its_origin() -> None:
    """What an outlet retells of an agency of the story, and says so in each sentence, is no second origin."""
    agency = claiming(1, "Halberd News Agency", "Danish navy", credits=("HNA",))
    assert count(agency, claiming(2, "Morning Sound", "Halberd News Agency", "Halberd")) == 1
    assert count(agency, claiming(2, "Morning Sound", "Halberd News Agency", "the mayor")) == 2
    assert count(agency, claiming(2, "Morning Sound", None)) == 2


def test_a_claim_that_is_cited_is_the_agencys() -> None:
    """Of an article with voices of its own only what it has from an agency of the story is the agency's."""
    agency, own = claiming(1, "Halberd News Agency", None), claiming(2, "Morning Sound", "Halberd", "the mayor")
    told = whose(own, "or_morning-sound", outlets([agency, own]))
    assert ["or_halberd-news-agency", "or_morning-sound"] == [told.origin(claim) for claim in own.claims]


def test_a_place_or_a_common_word_is_no_outlet() -> None:
    """A city that says something is not the paper that is named after it, nor is the police its gazette."""
    papers = [claiming(1, "Kyiv Chronicle", None), claiming(2, "Police Gazette", None)]
    own = claiming(3, "Morning Sound", "Kyiv", "Police")
    assert {} == whose(own, "or_morning-sound", outlets([*papers, own])).cited
