"""Reported speech of every form in nine languages: what is said, and by whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.extract.domain.attribution import Speakers
from services.extract.domain.found import Known
from services.extract.domain.headline import said_in_headline
from services.extract.domain.indirect import find_reports
from services.extract.domain.mentions import winners
from services.extract.domain.pipeline import analyse
from services.extract.domain.quotes import find_quotes
from shared.contracts.claim import Claim
from shared.language import LANGUAGES
from tests.unit.extract.reading import read, said


def table(name: str) -> list[tuple[str, ...]]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def heard(text: str, language: str) -> list[tuple[str, str]]:
    """Every candidate with its source ("-" for nobody)."""
    body = analyse(text, language, Known())
    names = winners(body.found)
    quotes = list(find_quotes(body.text, Speakers(body.text, names)))
    speakers = Speakers(body.text, names)
    reports = find_reports(body.text, speakers, quotes).reports
    sources = [speakers.source(r.speaker) for r in reports]
    return [(text[r.start : r.end], s.name if s else "-") for r, s in zip(reports, sources, strict=True)]


@pytest.mark.parametrize(("language", "text", "clause", "source"), table("reports.tsv"))
def test_a_reported_clause_is_heard_with_its_source(language: str, text: str, clause: str, source: str) -> None:
    """What is said in a sentence is heard without the words that report it, and given to who says it."""
    assert (clause, source) in heard(text, language)


@pytest.mark.parametrize(("language", "text", "quote", "source"), table("quotes.tsv"))
def test_a_quote_is_given_to_its_speaker(language: str, text: str, quote: str, source: str) -> None:
    """A quote is found whole in the marks of its language and given to who speaks, be it a name, role or pronoun."""
    quotes = [c for c in read(text, language).claims if c.kind == "quote"]

    assert [(quote, source)] == [(c.text, c.source.name if c.source else "-") for c in quotes]


def test_the_tables_cover_all_languages() -> None:
    """Each of the nine languages has sentences with reported speech and with quotes."""
    assert set(LANGUAGES) == {row[0] for row in table("reports.tsv")} == {row[0] for row in table("quotes.tsv")}


JUNK = [
    ("de", "Er begrüßte die Freilassung. Aber die Freilassung aller mehr als tausend Gefangenen sei offen."),
    ("de", "Das schrieb der US-Präsident in seinem Netzwerk. „Wir haben lange genug gewartet“, hieß es."),
    ("en", "On the far side of the old bridge, said nobody in particular, the water was cold."),
    ("ru", "Об этом говорят много лет, и никто ничего не сообщает о новых сроках ремонта."),
]


@pytest.mark.parametrize(("language", "text"), JUNK)
def test_no_stretch_of_a_sentence_is_a_source(language: str, text: str) -> None:
    """A source is a name, or the phrase around a word for people or bodies; never other words of a sentence."""
    sources = [claim.source.name for claim in read(text, language).claims if claim.source]

    assert all(len(source.split()) <= 3 for source in sources)
    assert not any(word in source for source in sources for word in ("Freilassung", "Netzwerk", "nobody", "никто"))


def test_a_role_means_who_was_introduced_with_it() -> None:
    """The minister of one country is not the minister of another."""
    text = (
        "Polish minister Anna Zawada met Lithuanian minister Rasa Petraitienė. The bridge will open on Monday, "
        "the Polish minister said."
    )

    assert ("The bridge will open on Monday", "Anna Zawada") in heard(text, "en")


def test_a_body_is_known_by_its_noun() -> None:
    """ "The ministry" is the ministry that the article has named."""
    text = "The Ministry of Transport closed the bridge. It will open on Monday, the ministry said."

    assert ("It will open on Monday", "Ministry of Transport") in heard(text, "en")


def test_a_statement_in_two_languages_shares_what_it_says() -> None:
    """A quote and its translation are by one source and share terms; another quote of the source shares none."""
    english = "“The museum deceived every buyer,” said Anna Moreau."
    german = "„Das Museum hat jeden Käufer getäuscht“, sagte Anna Moreau."
    other = "“Nobody will open the bridge on Monday,” said Anna Moreau."
    one, two, three = (
        read(text, tongue).claims[0] for text, tongue in ((english, "en"), (german, "de"), (other, "en"))
    )

    assert one.key == two.key == three.key == "said:" + one.key.partition(":")[2]
    assert {"museum", "buyer"} <= set(one.content) & set(two.content)
    assert not set(one.content) & set(three.content)


def test_whoever_reports_much_is_told_little() -> None:
    """The sentences of an article that reports everything are not all claims."""
    lines = [f"The {word} bridge would open soon, Jane Harlow said." for word in ("old", "new", "long", "short")]

    assert 0 < len(said(" ".join(lines * 5))) < 12


HEADLINES = [
    ("en", "Jane Harlow: bridge will stay shut until Friday", "bridge will stay shut until Friday", "Jane Harlow"),
    ("en", "Bridge will stay shut until Friday, says Jane Harlow", "Bridge will stay shut until Friday", "Jane Harlow"),
    ("ru", "Министр Иван Соколов: мост останется закрытым", "мост останется закрытым", "Иван Соколов"),
    ("fr", "Le pont restera fermé, selon Claire Moreau", "Le pont restera fermé", "Claire Moreau"),
    ("pl", "Zamknięcie mostu potrwa, mówi Anna Zawada", "Zamknięcie mostu potrwa", "Anna Zawada"),
]


def in_headline(headline: str, language: str, told: list[Claim]) -> list[tuple[str, str]]:
    body = analyse(headline, language, Known())
    claims = said_in_headline(body.text, winners(body.found), told)
    assert all(c.part == "headline" and headline[c.start : c.end] == c.text for c in claims)
    return [(c.text, c.source.name) for c in claims if c.source]


@pytest.mark.parametrize(("language", "headline", "clause", "source"), HEADLINES)
def test_a_headline_may_speak_in_somebodys_name(language: str, headline: str, clause: str, source: str) -> None:
    """What a headline gives to a name, in front of it or behind its colon, is said by that name."""
    assert [(clause, source)] == in_headline(headline, language, [])


def test_a_place_before_a_colon_says_nothing() -> None:
    """The country that opens a headline is where something happened."""
    assert [] == in_headline("Ecuador: at least three bridges closed", "en", [])


def test_a_headline_is_not_told_twice() -> None:
    """A statement that the text tells as well is left to the text."""
    told = list(read("“The bridge will stay shut until Friday,” said Jane Harlow.").claims)

    assert [] == in_headline("Bridge will stay shut until Friday, says Jane Harlow", "en", told)
