"""Which entity a name in an article or a claim means."""

from __future__ import annotations

import pytest

from services.resolve.domain.article_names import names
from services.resolve.domain.linking import Linker
from services.resolve.domain.memory import Memory
from services.resolve.domain.resolving import resolve
from shared.contracts.article import Span
from shared.contracts.claim import Claim, Source
from shared.contracts.mention import EntityType, Mention
from shared.contracts.stages import ArticleResolved
from shared.language.names import fold_name
from shared.testing import builders


def named(surface: str, type: EntityType = "PERSON", start: int = 0, key: str | None = None) -> Mention:
    """A mention of this name; its key is that of the name unless one is given."""
    span = Span(start=start, end=start + len(surface))
    return Mention(span=span, surface=surface, type=type, key=fold_name(surface, "en") if key is None else key)


def read(*mentions: Mention, said_by: str | None = None) -> ArticleResolved:
    """An article with these mentions and one quote, by this source if any."""
    source = Source(name=said_by) if said_by else None
    quote = Claim(kind="quote", text=builders.TEXT[:10], start=0, end=10, source=source)
    extracted = builders.extracted(builders.article(), seq=1, mentions=mentions, claims=(quote,))
    return resolve(Memory(), extracted).resolved


def test_a_mention_that_says_nothing_is_left_out() -> None:
    """A mention without a key and without an entry in the gazetteer is no entity."""
    assert ["Ann Head"] == [e.name for e in read(named("Ann Head"), named("“", start=30, key="")).entities]


SOURCES = [
    ("John Coale", "PERSON", "John Coale"),
    ("John Coale", "PERSON", "Coale"),
    ("Harbor Press Agency", "ORG", "HPA"),
    ("Coale", "PERSON", "Envoy John Coale"),
]


@pytest.mark.parametrize(("name", "kind", "source"), SOURCES)
def test_a_source_is_known_by_any_of_its_names(name: str, kind: EntityType, source: str) -> None:
    """Who speaks is the entity of that name, of that family name, of those initials, or named inside the source."""
    resolved = read(named(name, kind), said_by=source)

    assert [Source(name=name, entity_id=resolved.entities[0].entity_id)] == [c.source for c in resolved.claims]


def test_a_quote_without_a_source_stays_without_one() -> None:
    """Nobody is made the source of a claim that names none."""
    assert [None] == [c.source for c in read(named("John Coale")).claims]


def test_a_place_is_no_source_by_a_part_of_its_name() -> None:
    """A city's name inside a source's name does not make the city the speaker."""
    resolved = read(named("Harlow", "GPE"), said_by="Jane Harlow")

    assert [Source(name="Jane Harlow")] == [c.source for c in resolved.claims]


def test_middle_names_make_no_second_person() -> None:
    """A person with and without a middle name is one entity, shown by the fuller name."""
    (entity,) = read(named("John Michael Coale"), named("John Coale", start=40)).entities

    assert ("John Michael Coale", ("John Michael Coale", "John Coale")) == (entity.name, entity.surfaces)


def test_a_name_of_one_word_may_change_between_body_and_event() -> None:
    """A one-word name that was taken for an organisation and then for an event is one entity."""
    linker = Linker(Memory())
    linker.link(names([named("Nordwind", "ORG"), named("Nordwind", "EVENT", start=40)]))

    assert 1 == len({entity_id for _, entity_id in linker.linked})


def test_letters_that_fit_no_full_name_stay_apart() -> None:
    """An abbreviation is not given to an organisation whose initials it does not have."""
    resolved = read(named("Harbor Press Agency", "ORG"), named("NVU", "ORG", start=40))

    assert {"Harbor Press Agency", "NVU"} == {entity.name for entity in resolved.entities}
