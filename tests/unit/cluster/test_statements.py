"""Quotations of a story: in full, in part, in other marks and in other languages one statement, else two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cluster.domain.ledger_claim import LedgerClaim
from services.cluster.domain.origins import Whose
from services.cluster.domain.reading import Reading, read
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.statements import Statements, gather_statements
from shared.contracts.claim import Claim, ClaimKind, Source

MINISTER = Source(name="Ruta Melnyk", entity_id="en_1")
COACH = Source(name="Pedro Vidal", entity_id="en_2")
NOON = datetime(2025, 9, 11, 12, tzinfo=UTC)


def quote(text: str, source: Source | None = MINISTER, kind: ClaimKind = "quote", start: int = 0) -> Claim:
    """A quotation that takes up its whole article."""
    return Claim(kind=kind, text=text, start=start, end=start + len(text), source=source)


def article(n: int, language: str, *claims: Claim) -> Reading:
    """The n-th article of an hour."""
    return read(
        ArticleRecord(
            uri=f"urn:q:{n}",
            version="1",
            version_order=1,
            seq=n,
            status="usable",
            provider=f"P{n}",
            provider_id="",
            language=language,
            published_at=NOON + timedelta(minutes=n),
            version_created=NOON,
            headline="",
            claims=claims,
        )  # fmt: skip
    )


def statements(*articles: tuple[str, Claim]) -> list[LedgerClaim]:
    """The statements of articles, each by an outlet of its own, in order."""
    readings = [(article(n, language, claim), Whose(f"or_{n}")) for n, (language, claim) in enumerate(articles)]
    return sorted(gather_statements(readings).claims.values(), key=lambda claim: claim.order)


FULL = "We brought home 84 people today, but hundreds are still waiting and we will not stop until the last one is back"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "hundreds are still waiting and we will not stop"),
        ("en", "We brought home 84 people today – but hundreds are still waiting, and we will not stop"),
        ("de", "Wir haben heute 84 Menschen nach Hause geholt, aber Hunderte warten noch"),
        ("uk", "Сьогодні ми повернули додому 84 людей, але сотні ще чекають, і ми не зупинимося"),
        ("pl", "Sprowadziliśmy dziś do domu 84 osoby, ale setki wciąż czekają i nie przestaniemy"),
        ("fr", "Nous avons ramené 84 personnes à la maison aujourd'hui, mais des centaines attendent encore"),
        ("es", "Hoy hemos traído a casa a 84 personas, pero cientos siguen esperando"),
    ],
)  # fmt: skip
def test_quote_in_part_other_marks_and_translation_is_one(language: str, words: str) -> None:
    """A part of a quotation, one with other marks and a translation are variants of one statement."""
    found = statements(("en", quote(FULL)), (language, quote(words)))
    assert [[s.claim.text for s in claim.said] for claim in found] == [[FULL, words]]
    assert found[0].status == "corroborated"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Most of those who came home today are wounded or seriously ill, and they are on their way to hospital"),
        ("en", "We brought home 52 people today, but hundreds are still waiting"),
        ("de", "Wir haben für den nächsten Austausch eine Liste mit 350 Namen übergeben"),
        ("ru", "Большинство тех, кто сегодня вернулся домой, ранены или тяжело больны, их везут в больницу"),
        ("fr", "Nous avons ramené 52 personnes à la maison aujourd'hui"),
    ],
)
def test_two_statements_of_one_speaker_stay_two(language: str, words: str) -> None:
    """Another statement of the same speaker on the same subject, or with another figure in it, is another."""
    assert len(statements(("en", quote(FULL)), (language, quote(words)))) == 2


def test_part_goes_with_the_whole_that_it_is_most_like() -> None:
    """A few words that stand in two statements join neither of them to the other."""
    one, two = "We will wait for a fair deal as long as it takes", "The other side walked away from a fair deal in June"
    found = statements(("en", quote(one)), ("en", quote(two)), ("en", quote("fair deal")))
    assert sorted(len(claim.said) for claim in found) == [1, 2]


def test_short_words_of_two_speakers_are_two_statements() -> None:
    """What two people say in two words is not one statement because the words are the same."""
    assert len(statements(("en", quote("very good")), ("en", quote("very good", COACH)))) == 2


def test_reported_speech_is_its_own_statement() -> None:
    """Reported speech in other words than the quotation stands for itself, and is one where its words are the same."""
    said = "hundreds of people were still waiting"
    found = statements(
        ("en", quote(FULL)), ("en", quote(said, kind="indirect")), ("en", quote(said + ".", kind="indirect"))
    )
    assert [claim.kind for claim in found] == ["quote", "indirect"]
    assert found[1].origins == 2


def test_article_that_gives_a_quote_twice_gives_it_once() -> None:
    """An article with a quotation in two languages, or in part and in full, is one place: where it gives most."""
    twice = article(1, "en", quote("hundreds are still waiting"), quote(FULL, start=400))
    claims = gather_statements([(twice, Whose("or_a"))]).claims.values()
    assert [[s.claim.text for s in claim.said] for claim in claims] == [[FULL]]


_WORDS = "we will search the river until every name on the list has an answer from the ministry".split()
_PARTS = st.tuples(st.integers(0, 12), st.integers(2, 9)).map(lambda at: ("en", " ".join(_WORDS[at[0] : sum(at)])))
_ABROAD = st.sampled_from(
    [
        ("de", "Wir werden den Fluss absuchen, bis jeder Name auf der Liste eine Antwort hat"),
        ("ru", "Мы будем искать в реке, пока на каждое имя в списке не будет ответа"),
        ("es", "Buscaremos en el río hasta que cada nombre de la lista tenga una respuesta"),
        ("en", "The river is high and the search is over for today"),
    ]
)
_SPEAKERS = st.sampled_from([MINISTER, COACH, None])


@st.composite
def _articles(draw: st.DrawFn) -> list[tuple[Reading, str]]:
    made = []
    for n in draw(st.permutations(range(draw(st.integers(1, 6))))):
        language, text = draw(st.one_of(_PARTS, _ABROAD))
        quotes = [quote(text, draw(_SPEAKERS))]
        more = draw(st.lists(_PARTS, max_size=1)) if language == "en" else []
        quotes += [quote(words, draw(_SPEAKERS), start=500) for _, words in more]
        made.append((article(n, language, *quotes), Whose(draw(st.sampled_from(["or_a", "or_b"])))))
    return made


@settings(max_examples=200, deadline=None)
@given(_articles())
def test_statements_are_the_same_in_whatever_order_articles_come(articles: list[tuple[Reading, Whose]]) -> None:
    """Statements to which articles are added as they come equal those that are gathered from all of them in order."""
    grown = Statements()
    for count, (reading, origin) in enumerate(articles):
        grown = grown.with_article(reading, origin)
        known = sorted(articles[: count + 1], key=lambda pair: pair[0].place)
        assert grown.claims == gather_statements(known).claims
