"""Entities over a stream: scripts, namesakes, abbreviations, doubtful types, and the names they are shown by."""

from __future__ import annotations

import pytest

from services.resolve.domain.memory import MOST_CANDIDATES as BOUND
from services.resolve.domain.memory import Memory
from services.resolve.domain.remembering import MOST_COMPANIONS, MOST_FORMS
from shared.contracts.mention import EntityType
from tests.unit.resolve.test_resolving import Desk, named, only


def ids(desk: Desk, *forms: str, kind: EntityType = "PERSON") -> list[str]:
    """The ids of names "language:form", one article each."""
    parted = [form.partition(":") for form in forms]
    return [only(desk.push(named(text, kind, tongue), language=tongue)).entity_id for tongue, _, text in parted]


@pytest.mark.parametrize(
    "forms",
    [
        (
            "en:Alexander Lukashenko",
            "de:Lukaschenko",
            "ru:Лукашенко",
            "be:Лукашэнка",
            "pl:Łukaszenki",
            "fr:Loukachenko",
        ),
        ("es:Vicent Ripoll", "en:Vicent Ripoll", "de:Vicent Ripoll", "ru:Висента Риполя"),
        ("lt:Kęstučio Budrio", "ru:Кястутис Будрис", "en:Kęstutis Budrys", "pl:Kęstutisa Budrysa"),
    ],
)
def test_one_person_over_a_stream_in_many_languages(forms: tuple[str, ...]) -> None:
    """A person has one id whatever the language, script, spelling and case, whoever comes first."""
    assert 1 == len(set(ids(Desk(), *forms)))


@pytest.mark.parametrize(
    ("kind", "forms"),
    [
        ("ORG", ("en:Ministry of Defence of Poland", "uk:Міністерство оборони Польщі", "pl:Ministerstwo Obrony RP")),
        ("LOC", ("en:Mendenhall Glacier", "fr:glacier Mendenhall", "de:Mendenhall-Gletscher")),
        ("EVENT", ("en:Zapad-2025", "ru:Запад-2025", "uk:Захід-2025", "de:Sapad-2025")),
    ],
)  # fmt: skip
def test_one_body_place_or_event_over_a_stream(kind: EntityType, forms: tuple[str, ...]) -> None:
    """Bodies, places and events have one id over translations of their names."""
    assert 1 == len(set(ids(Desk(), *forms, kind=kind)))


def test_a_ministry_is_that_of_the_article_s_country() -> None:
    """The same words in articles about two countries are two ministries."""
    desk, found = Desk(), []
    for code, country in (("PL", "Poland"), ("LT", "Lithuania"), ("PL", "Poland")):
        place = named(country, "GPE", gazetteer_id=f"country:{code}", name=country)
        resolved = desk.push(place, named("Ministry of Defence", "ORG", start=40))
        found += [entity.entity_id for entity in resolved.entities if entity.type == "ORG"]
    assert found[0] == found[2] != found[1]


def test_company_decides_between_namesakes() -> None:
    """A surname that two people share means the one who is known beside those whom the article names."""
    desk = Desk()
    club = named("Harbor United", "ORG", start=60)
    for _ in range(3):
        desk.push(named("John Brandt"), club)
    for _ in range(3):
        desk.push(named("Anna Brandt"), named("Mill Street Choir", "ORG", start=60))
    striker = only(desk.push(named("John Brandt")))
    assert striker.entity_id in {e.entity_id for e in desk.push(named("Brandt"), club).entities}


def test_a_word_of_doubtful_type_is_one_entity_in_one_company() -> None:
    """A firm that extraction takes for a person here and a place there stays one entity beside the same people."""
    desk = Desk()
    boss = named("Ulrich Tannhof", start=60)
    kinds: tuple[EntityType, ...] = ("ORG", "GPE", "PERSON", "ORG")
    found = [desk.push(boss, named("Kartavia", kind)).entities for kind in kinds]
    assert 2 == len({entity.entity_id for entities in found for entity in entities})
    assert "ORG" == next(entity.type for entity in found[-1] if entity.name == "Kartavia")


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("de:Alexander Lukaschenko", "Alexander Lukashenko"),
        ("pl:Wołodymyra Zełenskiego", "Volodymyr Zelenskyy"),
        ("uk:Джоном Коулом", "John"),
        ("fr:Emmanuel Macron", "Emmanuel Macron"),
        ("lt:Donaldo Trumpo", "Donald Trump"),
        ("be:Уладзіміра Макея", "Makei"),
    ],
)
def test_people_have_english_names_though_no_english_text_named_them(form: str, name: str) -> None:
    """Somebody named only in another language is shown as English newsrooms would write the name."""
    language, _, text = form.partition(":")
    assert name in only(Desk().push(named(text, language=language), language=language)).name


def test_the_spelling_that_english_texts_use_most_wins() -> None:
    """Of several English spellings the one that is used clearly more often names the entity, and it is told."""
    desk = Desk()
    desk.push(named("Volodymyr Zelenskyy"))
    changes = [change for _ in range(3) for change in desk.push(named("Volodymyr Zelensky")).entity_changes]
    assert ["Volodymyr Zelensky"] == [change.name for change in changes]


def test_an_editor_can_read_all_forms() -> None:
    """Every form that texts used is kept with its language."""
    desk = Desk()
    (entity_id, *_) = ids(desk, "en:Donald Tusk", "ru:Дональда Туска", "lt:Donaldas Tuskas")
    assert {"Donald Tusk", "Дональда Туска", "Donaldas Tuskas"} == {
        f.text for f in desk.memory.entities[entity_id].forms
    }


def test_what_is_kept_of_an_entity_is_bounded() -> None:
    """However many forms and companions an entity has, memory keeps a bounded number, and compares a bounded number."""
    desk = Desk()
    for n in range(60):
        others = [named(f"Person{chr(97 + n % 26)} Number{chr(97 + k)}{chr(97 + n % 26)}", start=99) for k in range(3)]
        desk.push(named(f"Alexander {chr(65 + n % 26)}. Petrenko"), *others)
    entity = max(desk.memory.entities.values(), key=lambda e: e.articles)
    assert len(entity.forms) <= MOST_FORMS and len(entity.companions) <= MOST_COMPANIONS
    memory = Memory()
    memory.replace(desk.memory.entities.values(), desk.memory.keys)
    assert len(memory.candidates(["P:vtr"])) <= BOUND


def test_the_same_articles_give_the_same_entities() -> None:
    """Two runs over one stream give the same ids and names, also where memory was read back in between."""
    stream = [
        ("en", "John Brandt"),
        ("ru", "Джона Брандта"),
        ("de", "Brandt"),
        ("en", "Anna Brandt"),
        ("lt", "Brandto"),
    ]
    one, two = Desk(), Desk()
    first = [only(one.push(named(text, language=tongue), language=tongue)) for tongue, text in stream]
    second = []
    for tongue, text in stream:
        memory = Memory()
        memory.replace(list(two.memory.entities.values()), dict(two.memory.keys))
        two.memory = memory
        second.append(only(two.push(named(text, language=tongue), language=tongue)))
    assert first == second
