"""Mentions in; entities with one id over the stream out."""

from __future__ import annotations

from typing import Any

import pytest

from services.resolve.domain.memory import Entity, Memory
from services.resolve.domain.resolving import resolve
from shared.contracts.article import Span
from shared.contracts.claim import Claim, Source
from shared.contracts.entity import EntityInArticle
from shared.contracts.mention import EntityType, Mention
from shared.contracts.stages import ArticleResolved
from shared.language.names import fold_name
from shared.testing import builders


class Desk:
    """Resolve without a broker."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.seq = 0

    def push(self, *mentions: Mention, language: str = "en", **fields: Any) -> ArticleResolved:
        self.seq += 1
        item = builders.article(f"urn:r:{self.seq}", language=language, **fields.pop("article", {}))
        extracted = builders.extracted(item, seq=self.seq, mentions=mentions, **fields)
        decision = resolve(self.memory, extracted)
        self.memory.learn(decision.learnt)
        return decision.resolved


def named(
    surface: str,
    type: EntityType = "PERSON",
    language: str = "en",
    start: int = 0,
    **fields: Any,
) -> Mention:
    """A mention of this name."""
    span = Span(start=start, end=start + len(surface), part=fields.pop("part", "text"))
    return Mention(span=span, surface=surface, type=type, key=fold_name(surface, language), **fields)


def only(resolved: ArticleResolved) -> EntityInArticle:
    assert len(resolved.entities) == 1
    return resolved.entities[0]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_family_name_beside_full_name_is_one_person(desk: Desk) -> None:
    """A family name in an article that gives the full name means that person, in whichever order they stand."""
    entity = only(desk.push(named("Lukashenko"), named("Alexander Lukashenko", start=50)))
    assert entity.name == "Alexander Lukashenko"
    assert entity.surfaces == ("Lukashenko", "Alexander Lukashenko")


def test_family_name_alone_means_the_person_the_stream_knows(desk: Desk) -> None:
    """A family name alone joins the one person of that name seen so far."""
    first = only(desk.push(named("John Coale")))
    assert only(desk.push(named("Coale"))).entity_id == first.entity_id


def test_family_name_of_two_people_stays_apart(desk: Desk) -> None:
    """A family name that two people share, neither much better known, means neither of them."""
    a, b = only(desk.push(named("John Smith"))), only(desk.push(named("Anna Smith")))
    assert only(desk.push(named("Smith"))).entity_id not in {a.entity_id, b.entity_id}


def test_full_name_takes_over_the_family_name(desk: Desk) -> None:
    """When the full name of someone known by family name comes, the id stays and the entity is renamed."""
    first = only(desk.push(named("Coale")))
    second = desk.push(named("John Coale"))
    assert only(second).entity_id == first.entity_id
    assert [(c.kind, c.name) for c in second.entity_changes] == [("renamed", "John Coale")]


def test_name_is_one_entity_across_scripts(desk: Desk) -> None:
    """The same name in Latin and in Cyrillic is one entity, shown by its English form."""
    first = only(desk.push(named("Vladimir Putin")))
    second = only(desk.push(named("Владимир Путин", language="ru"), language="ru"))
    assert second.entity_id == first.entity_id
    assert second.name == "Vladimir Putin"


def test_english_form_replaces_a_transliterated_one(desk: Desk) -> None:
    """An entity first seen in another script is renamed once an English text names it."""
    first = desk.push(named("Владимир Путин", language="ru"), language="ru")
    second = desk.push(named("Vladimir Putin"))
    assert only(first).name.isascii()
    assert only(second).name == "Vladimir Putin"


def test_gazetteer_id_comes_first(desk: Desk) -> None:
    """Mentions with one gazetteer id are one entity, however they are written, under the gazetteer's name."""
    place: dict[str, Any] = {"gazetteer_id": "country:BY", "name": "Belarus"}
    first = only(desk.push(named("Belarus", "GPE", **place)))
    second = only(desk.push(named("Weißrussland", "GPE", "de", **place), language="de"))
    assert (first.entity_id, second.name) == (second.entity_id, "Belarus")


def test_woman_and_man_of_one_family_are_two(desk: Desk) -> None:
    """Gender in a name keeps two people apart."""
    a = only(desk.push(named("Sviatlana Tsikhanouskaya")))
    b = only(desk.push(named("Siarhei Tsikhanouski")))
    assert a.entity_id != b.entity_id


def test_person_and_place_of_one_word_are_two(desk: Desk) -> None:
    """A word that names a person here and a place there is two entities."""
    a, b = only(desk.push(named("Washington"))), only(desk.push(named("Washington", "GPE")))
    assert a.entity_id != b.entity_id


def test_abbreviation_beside_full_name_is_one_organisation(desk: Desk) -> None:
    """An abbreviation in an article that gives the organisation's full name means that organisation."""
    entity = only(desk.push(named("Harbor Press Agency", "ORG"), named("HPA", "ORG", start=90)))
    assert entity.name == "Harbor Press Agency"


def test_source_of_a_claim_is_an_entity(desk: Desk) -> None:
    """A claim's source gets the entity's id and canonical name; a source that names no entity stays as written."""
    words = builders.TEXT[:10]
    claims = [
        Claim(kind="quote", text=words, start=0, end=10, source=Source(name=name)) for name in ("Trump", "a passer-by")
    ]
    resolved = desk.push(named("Donald Trump"), claims=claims)
    assert resolved.claims[0].source == Source(name="Donald Trump", entity_id=resolved.entities[0].entity_id)
    assert resolved.claims[1].source == Source(name="a passer-by")


def test_headline_and_lead_make_salient(desk: Desk) -> None:
    """Entities come the most salient first: headline, lead and frequency before a single mention in the tail."""
    tail, head = named("Ann Tail", start=900), named("Bob Head", part="headline")
    resolved = desk.push(tail, head, named("Bob Head", start=10))
    assert [entity.name for entity in resolved.entities] == ["Bob Head", "Ann Tail"]
    assert 0 < resolved.entities[1].salience < resolved.entities[0].salience <= 1


def test_kill_passes_without_entities(desk: Desk) -> None:
    """A kill goes on as it is and teaches nothing."""
    extracted = builders.extracted(builders.kill("urn:r:9"), seq=9)
    decision = resolve(desk.memory, extracted)
    assert decision.resolved.article.is_kill
    assert decision.learnt.entities == ()


def test_memory_read_back_gives_the_same_entities(desk: Desk) -> None:
    """Memory that went through JSON resolves the next article to the same ids and names."""
    desk.push(named("Coale"), named("Belta", "ORG", start=20))
    desk.push(named("John Coale"), named("Anna Smith", start=30))
    again = Memory()
    again.replace(
        [Entity.model_validate_json(e.model_dump_json()) for e in reversed(list(desk.memory.entities.values()))],
        dict(reversed(desk.memory.keys.items())),
    )
    extracted = builders.extracted(
        mentions=(named("Coale"), named("Smith", start=9), named("BELTA", "ORG", start=40)), seq=7
    )
    assert resolve(again, extracted) == resolve(desk.memory, extracted)


def test_a_described_body_is_the_source_of_a_claim(desk: Desk) -> None:
    """A claim of "the ministry" is that of the one ministry of the article; of two it stays as written."""
    words = builders.TEXT[:10]
    claim = Claim(kind="indirect", text=words, start=0, end=10, source=Source(name="the ministry"))
    one = named("Ministry of Health", "ORG", start=40)
    resolved = desk.push(one, claims=(claim,))
    source = resolved.claims[0].source
    assert source is not None and only(resolved).entity_id == source.entity_id
    both = desk.push(one, named("Ministry of Justice", "ORG", start=80), claims=(claim,))
    assert both.claims[0].source == Source(name="the ministry")
