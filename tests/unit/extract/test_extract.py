from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extract.app import build
from services.extract.domain.article import Extracted, extract
from services.extract.domain.found import Known
from services.extract.domain.pipeline import COMPONENTS, analyse, pipeline, vocabulary
from services.extract.handlers import ExtractArticle
from services.extract.settings import ExtractSettings
from shared.contracts.claim import Claim
from shared.delivery.unit import Unit
from shared.language import LANGUAGES
from shared.language.names import fold_name
from shared.testing import builders as a


def read(text: str, language: str = "en", headline: str = "") -> Extracted:
    return extract(a.article(headline=headline, text=text), language)


def names(text: str, language: str = "en") -> dict[str, str]:
    return {m.surface: m.type for m in read(text, language).mentions}


def claims(text: str, language: str, kind: str) -> list[Claim]:
    return [claim for claim in read(text, language).claims if claim.kind == kind]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "President Jane Harlow met Tomas Brel in Vilnius, NATO said.",
         {"Jane Harlow": "PERSON", "Tomas Brel": "PERSON", "Vilnius": "GPE", "NATO": "ORG"}),
        ("de", "Bürgermeisterin Petra Halvorsen sprach in Leipzig mit dem Landgericht Dresden.",
         {"Petra Halvorsen": "PERSON", "Leipzig": "GPE", "Landgericht Dresden": "ORG"}),
        ("ru", "Президент Александр Лукашенко прибыл в Минск, сообщает БЕЛТА.",
         {"Александр Лукашенко": "PERSON", "Минск": "GPE", "БЕЛТА": "ORG"}),
        ("pl", "Premier Marek Zawada rozmawiał w Warszawie z przedstawicielami NATO.",
         {"Marek Zawada": "PERSON", "Warszawie": "GPE", "NATO": "ORG"}),
        ("uk", "Президент Іван Бондаренко прибув до Києва.", {"Іван Бондаренко": "PERSON", "Києва": "GPE"}),
        ("be", "Аляксандр Лукашэнка наведаў Гродна.", {"Аляксандр Лукашэнка": "PERSON", "Гродна": "GPE"}),
        ("fr", "La ministre Claire Moreau s’est rendue à Bruxelles.", {"Claire Moreau": "PERSON", "Bruxelles": "GPE"}),
        ("es", "El presidente Carlos Medina viajó a Ecuador.", {"Carlos Medina": "PERSON", "Ecuador": "GPE"}),
        ("lt", "Prezidentas Jonas Petraitis atvyko į Kauną.", {"Jonas Petraitis": "PERSON", "Kauną": "GPE"}),
    ],
)  # fmt: skip
def test_people_places_and_bodies_are_found(language: str, text: str, expected: dict[str, str]) -> None:
    """Persons, places and organisations are found with their types in all nine languages."""
    found = names(text, language)

    assert expected == {surface: found.get(surface) for surface in expected}


def test_a_surname_alone_has_the_key_of_the_full_name() -> None:
    """Who was named in full is the same person when only the surname follows, in the headline too."""
    found = read("Jane Harlow spoke on Friday. Later Harlow left.", headline="Harlow leaves talks").mentions

    assert {fold_name("Jane Harlow", "en")} == {m.key for m in found if m.type == "PERSON"}
    assert {"headline", "text"} == {m.span.part for m in found}


def test_spouses_are_two_persons() -> None:
    """A woman's surname is never given the key of a man's."""
    found = read("Сергей Тихановский и Светлана Тихановская прибыли. Тихановская выступила.", "ru").mentions
    people = [m.key for m in found if m.type == "PERSON"]

    assert people[0] != people[1] and people[1] == people[2]


def test_a_title_makes_a_lone_surname_a_person() -> None:
    """A surname after a title is a person though nobody of that name was introduced."""
    assert "PERSON" == names("The talks with President Harlow failed.").get("Harlow")


def test_gazetteer_names_are_english_with_an_id() -> None:
    """A place found in another language carries its English name and id."""
    (place,) = [m for m in read("Она живёт в Белоруссии.", "ru").mentions if m.type == "GPE"]

    assert ("Belarus", "country:BY", fold_name("Belarus", "en")) == (place.name, place.gazetteer_id, place.key)


def test_title_case_headlines_make_no_persons() -> None:
    """In a headline that capitalises every word only names that the text confirms are taken."""
    found = read("The council met.", headline="Harbour Council Meets After Heavy Storm Damage")

    assert [] == [m.surface for m in found.mentions if m.type == "PERSON"]


def test_exercises_with_a_year_are_events() -> None:
    """A name joined to a year is an event."""
    assert "EVENT" == names("The exercise Nordwind-2025 begins.").get("Nordwind-2025")


def test_bodies_win_over_the_places_inside_them() -> None:
    """A place inside an organisation's name is no mention of its own."""
    assert {"Landgericht Leipzig": "ORG"} == names("Das Landgericht Leipzig entschied.", "de")


QUOTES = [
    ("en", "“We waited all night,” said Jane Harlow.", "We waited all night", "Jane Harlow"),
    ("en", "Jane Harlow said: \"We waited all night.\"", "We waited all night", "Jane Harlow"),
    ("en", "'We waited the whole night', Jane Harlow wrote.", "We waited the whole night", "Jane Harlow"),
    ("de", "„Wir haben lange gewartet“, sagte Petra Halvorsen.", "Wir haben lange gewartet", "Petra Halvorsen"),
    ("de", "»Wir haben lange gewartet«, sagte Petra Halvorsen.", "Wir haben lange gewartet", "Petra Halvorsen"),
    ("ru", "«Мы ждали всю ночь», — сказал Иван Соколов.", "Мы ждали всю ночь", "Иван Соколов"),
    ("uk", "«Ми чекали всю ніч», — сказав Іван Бондаренко.", "Ми чекали всю ніч", "Іван Бондаренко"),
    ("pl", "„Czekaliśmy całą długą noc” – powiedział Marek Zawada.", "Czekaliśmy całą długą noc", "Marek Zawada"),
    ("fr", "« Nous avons attendu toute la nuit », a déclaré Claire Moreau.", "Nous avons attendu toute la nuit",
     "Claire Moreau"),
    ("es", "«Esperamos toda la noche aquí», dijo Carlos Medina.", "Esperamos toda la noche aquí", "Carlos Medina"),
    ("lt", "„Mes laukėme visą naktį“, – sakė Jonas Petraitis.", "Mes laukėme visą naktį", "Jonas Petraitis"),
    ("be", "«Мы чакалі ўсю ноч», — сказаў Мікалай Арлоў.", "Мы чакалі ўсю ноч", "Мікалай Арлоў"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "quote", "source"), QUOTES)
def test_direct_quotes_have_their_words_and_speaker(language: str, text: str, quote: str, source: str) -> None:
    """Quotes in every style of marks are found without the marks, each with who says it."""
    assert [(quote, source)] == [(c.text, c.source and c.source.name) for c in claims(text, language, "quote")]


def test_titles_of_several_words_are_no_part_of_the_name() -> None:
    """Capitalised titles before a name stay outside it."""
    assert {"Orla Fenwick": "PERSON"} == names("On Monday the members asked City Manager Orla Fenwick about money.")


def test_a_pronoun_means_the_one_who_spoke() -> None:
    """The speaker of a quote with a pronoun beside it is the person that the paragraph is about."""
    text = "Jane Harlow arrived late. “The road was closed all day,” she said."

    assert ["Jane Harlow"] == [c.source and c.source.name for c in claims(text, "en", "quote")]


SPEAKERS = [
    ("en", "John Harlow met Jane Brel at noon. “The road was closed all day,” she said.", "Jane Brel"),
    ("en", "Jane Harlow praised Tomas Brel's plan. She added: “We can begin with it next week.”", "Jane Harlow"),
    ("en", "“We will begin with it next week,” Jane Harlow told NATO in a letter.", "Jane Harlow"),
    ("fr", "Claire Moreau a parlé à Paris. « Nous avons attendu toute la nuit », soupire-t-elle.", "Claire Moreau"),
    ("pl", "Tam stał Jan Zawada. – Czekaliśmy całą długą noc – powiedział Jan Zawada.", "Jan Zawada"),
    ("en", "“We begin next week with that,” Jane Harlow wrote on her platform Nordnet Social.", "Jane Harlow"),
]


@pytest.mark.parametrize(("language", "text", "source"), SPEAKERS)
def test_the_speaker_is_the_subject_of_the_verb(language: str, text: str, source: str) -> None:
    """Pronouns keep their gender, and names that are only addressed or owned are not taken for who speaks."""
    assert [source] == [c.source and c.source.name for c in claims(text, language, "quote")]


def test_quotes_that_run_over_paragraphs_are_found_in_each() -> None:
    """A quote left open at the end of a paragraph ends there and goes on in the next."""
    text = "“We waited for the whole night, said nobody.\n\n“Then the doors opened for us,” said Jane Harlow."

    assert 2 == len(claims(text, "en", "quote"))


def test_names_and_single_words_in_marks_are_no_quotes() -> None:
    """Marks around a title or a single word make no quote."""
    assert [] == claims("The “so-called” deal and the «Vesna» group were there.", "en", "quote")


QUANTITIES = [
    ("en", "Belarus released 16 prisoners on Friday.", 16, "prisoners released", "exact"),
    ("de", "In den Gefängnissen sitzen 1.186 politische Gefangene.", 1186, "political prisoners held", "exact"),
    ("en", "Floods damaged about 30 homes in the valley.", 30, "homes damaged", "about"),
    ("ru", "При пожаре погибли шесть человек.", 6, "deaths", "exact"),
    ("pl", "W wypadku rannych zostało ponad 20 osób.", 20, "injured", "more_than"),
    ("fr", "La compagnie a annulé une trentaine de vols.", 30, "flights cancelled", "about"),
    ("es", "El incendio ha quemado 3.100 hectáreas.", 3100, "hectares", "exact"),
    ("lt", "Nuostoliai siekia 38 mln. eurų.", 38_000_000, "euros", "exact"),
    ("en", "Viasna puts the number of political prisoners at 1,168.", 1168, "political prisoners held", "exact"),
    ("uk", "Загинули щонайменше 12 людей.", 12, "deaths", "more_than"),
    ("en", "The court jailed him for five years and six months in prison.", 5.5, "years held", "exact"),
    ("en", "The party won nine of 33 seats.", 9, "seats won", "exact"),
    ("en", "Thieves took at least 23 lanterns.", 23, "lanterns", "more_than"),
]


@pytest.mark.parametrize(("language", "text", "value", "unit", "modifier"), QUANTITIES)
def test_figures_say_what_is_counted_in_english(
    language: str, text: str, value: float, unit: str, modifier: str
) -> None:
    """A figure has its value, its unit with what happened, its modifier, and a key that crosses languages."""
    found = [c for c in read(text, language).claims if c.quantity]

    assert [(value, unit, modifier, f"quantity:{unit}")] == [
        (c.quantity.value, c.quantity.unit, c.quantity.modifier, c.key) for c in found if c.quantity
    ]


@pytest.mark.parametrize(
    "text",
    [
        "He arrived at 11:30 a.m. on August 22.",
        "The 34-year-old was born in 1991.",
        "Boeing 737 jets",
        "It is one of them.",
        "The trial opened two years ago.",
        "The room was let for $180 a night.",
    ],
)
def test_dates_times_ages_and_names_are_no_figures(text: str) -> None:
    """Numbers of dates, clock times, ages and names are no claims."""
    assert [] == [c for c in read(text).claims if c.quantity]


def test_a_quote_carries_the_figure_inside_it() -> None:
    """A figure that somebody is quoted with belongs to the quote and is no second claim."""
    (claim,) = read("“We released 16 prisoners this morning,” said Jane Harlow.").claims

    assert ("quote", 16) == (claim.kind, claim.quantity and claim.quantity.value)


INDIRECT = [
    ("en", "Jane Harlow said that the bridge would open on Monday.", "the bridge would open on Monday", "Jane Harlow"),
    ("en", "The bridge will open on Monday, Jane Harlow said.", "The bridge will open on Monday", "Jane Harlow"),
    ("en", "According to NATO, the bridge will open on Monday.", "the bridge will open on Monday", "NATO"),
    ("de", "Petra Halvorsen sagte, dass die Brücke am Montag öffne.", "die Brücke am Montag öffne", "Petra Halvorsen"),
    (
        "en",
        "The bridge will open again on Monday, the coast guard said.",
        "The bridge will open again on Monday",
        "the coast guard",
    ),
    (
        "de",
        "Die Brücke wird am Montag wieder geöffnet, teilte die Polizei mit.",
        "Die Brücke wird am Montag wieder geöffnet",
        "die Polizei",
    ),
    (
        "ru",
        "Мост снова откроют в понедельник утром, сообщили местные власти.",
        "Мост снова откроют в понедельник утром",
        "местные власти",
    ),
    ("ru", "Иван Соколов заявил, что мост откроют в понедельник.", "мост откроют в понедельник", "Иван Соколов"),
    ("fr", "Selon Claire Moreau, le pont ouvrira bien lundi.", "le pont ouvrira bien lundi", "Claire Moreau"),
]


@pytest.mark.parametrize(("language", "text", "clause", "source"), INDIRECT)
def test_reported_speech_has_its_clause_and_source(language: str, text: str, clause: str, source: str) -> None:
    """What somebody is reported to have said is found without the words that report it."""
    assert [(clause, source)] == [(c.text, c.source and c.source.name) for c in claims(text, language, "indirect")]


def test_a_table_has_no_claims() -> None:
    """Listings and results are no sentences, and yield no claims."""
    assert () == read("\n".join(f"Team {n} 12 wins 30 points 4 deaths" for n in range(30))).claims


WIRE = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from([
            "“", "”", "„", "«", "»", "\"", "'", "’", " said ", "Jane Harlow", " 16 prisoners ", "\n\n", ". ", "1.300 ",
            "Minsk", "Президент Лукашенко", " сказал, что ", "12 млн. ", "U.S. ", "\u202f", "\u200b", "🙂", "ß", "İ",
        ]),
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(WIRE, WIRE, st.sampled_from([*LANGUAGES, "und"]))
def test_every_span_holds_exactly_its_words(text: str, headline: str, language: str) -> None:
    """Whatever comes, spans of mentions and claims lie in their part and match it, and mentions do not overlap."""
    article = a.article(headline=headline, text=text)
    found = extract(article, language)

    for mention in found.mentions:
        assert mention.surface == article.part(mention.span.part)[mention.span.start : mention.span.end] != ""
    for claim in found.claims:
        assert claim.text == article.part(claim.part)[claim.start : claim.end] != ""
    for part in ("text", "headline"):
        spans = [m.span for m in found.mentions if m.span.part == part]
        assert all(x.end <= y.start for x, y in zip(spans, spans[1:], strict=False))


@settings(max_examples=50, deadline=None)
@given(WIRE, st.sampled_from(LANGUAGES))
def test_tokens_rebuild_the_text(text: str, language: str) -> None:
    """The spaCy tokens of a text put together are the text."""
    assert text == pipeline(language).make_doc(text).text


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "“" * 5_000,
        "A. " * 20_000,
        "1 000 " * 10_000,
        "Ab Cd " * 10_000,
        "Jo Fox said “no more of it” " * 3_000,
    ],
)
def test_hostile_texts_take_bounded_time(text: str) -> None:
    """Endless words, marks, initials or numbers do not hold up the wire."""
    began = time.process_time()

    read(text)

    assert time.process_time() - began < 20


def test_what_lies_past_the_limit_is_not_read() -> None:
    """Names behind the limit of code points are not searched for."""
    assert () == extract(a.article(headline="", text=" " * 2_000 + "in Minsk"), "en", limit=1_000).mentions


def test_every_pipeline_has_the_same_components() -> None:
    """A pipeline is a spaCy pipeline of rules, the trained `ner` and what both agree on, in any language."""
    components = [*COMPONENTS, "slugline_features", "ner", "slugline_agreed"]
    assert [components] * 2 == [pipeline("de").pipe_names, pipeline("sv").pipe_names]


async def test_the_handler_passes_on_everything_that_was_known() -> None:
    """What came with the article goes on, and mentions and claims are added under an id that a retry repeats."""
    translated = a.translated(a.article())
    units = (Unit(), Unit(attempt=2))
    for unit in units:
        await ExtractArticle(100_000).handle(a.event(translated), unit)
    (data,) = units[0].emitted("slugline.article.extracted.v1")

    assert (translated.article, translated.seq, translated.language) == (data.article, data.seq, data.language)
    assert data.mentions and data.claims and units[0].outputs[0].id == units[1].outputs[0].id


async def test_a_kill_passes_through_without_mentions() -> None:
    """A kill is not read."""
    unit = Unit()
    await ExtractArticle(100_000).handle(a.event(a.translated(a.kill())), unit)
    (data,) = unit.emitted("slugline.article.extracted.v1")

    assert ((), ()) == (data.mentions, data.claims)


def test_the_service_can_be_wired() -> None:
    """The service builds from its settings alone, without a server."""
    assert "extract" == build(ExtractSettings()).name


def test_words_that_will_never_come_again_do_not_pile_up() -> None:
    """A text's words leave nothing in the pipeline, which reads the next text as it read the first."""
    said = "Liis Tamm met Minister Jonas Petraitis in Riga on Friday, the ministry said."
    before, size = analyse(said, "en", Known()).found, len(vocabulary())
    for number in range(20):
        analyse(" ".join(f"word{number}x{place}" for place in range(100)), "en", Known())
    assert size == len(vocabulary()) == len(pipeline("en").vocab)
    assert before == analyse(said, "en", Known()).found
