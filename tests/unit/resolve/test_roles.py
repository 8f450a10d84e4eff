"""Roles without a name: who is meant by "the Belarusian leader", and where nobody can be."""

from __future__ import annotations

import pytest

from services.resolve.domain.roles import roles_in
from shared.contracts.article import Span
from shared.contracts.claim import Claim, Source
from shared.contracts.mention import Mention
from shared.language.names import fold_name
from shared.testing import builders
from tests.unit.resolve.test_resolving import Desk


def person(text: str, surface: str, language: str) -> Mention:
    start = text.index(surface)
    return Mention(
        span=Span(start=start, end=start + len(surface)),
        surface=surface,
        type="PERSON",
        key=fold_name(surface, language),
    )


@pytest.mark.parametrize(
    ("language", "text", "office", "nation"),
    [
        ("en", "said the Belarusian leader", "leader", "BY"),
        ("de", "dankte dem US-Präsidenten dafür", "president", "US"),
        ("ru", "заявил министр иностранных дел Польши", "foreign-minister", "PL"),
        ("uk", "український президент", "president", "UA"),
        ("pl", "premier Litwy", "prime-minister", "LT"),
        ("be", "беларускі кіраўнік", "leader", "BY"),
        ("fr", "le Premier ministre espagnol", "prime-minister", "ES"),
        ("es", "el presidente de Francia", "president", "FR"),
        ("lt", "Lenkijos prezidentas", "president", "PL"),
    ],
)
def test_roles_are_read_in_nine_languages(language: str, text: str, office: str, nation: str) -> None:
    """An office and its country are read from a text, whichever stands first."""
    assert [(office, nation)] == [(role.office, role.nation) for role in roles_in(text, language)]


def test_a_role_means_the_person_whom_the_article_names_in_it() -> None:
    """After "Präsident Alexander Lukaschenko", "der belarussische Machthaber" is he, as the source of a claim too."""
    text = "Der belarussische Präsident Alexander Lukaschenko kam. Der belarussische Machthaber sprach von Erfolg."
    done = Desk().push(
        person(text, "Alexander Lukaschenko", "de"),
        language="de",
        article={"text": text},
        claims=(
            Claim(kind="indirect", text=text[:5], start=0, end=5, source=Source(name="der belarussische Machthaber")),
        ),
    )
    (entity,) = done.entities
    assert entity.entity_id == done.claims[0].source.entity_id  # type: ignore[union-attr]
    assert "belarussische Machthaber" in {text[span.start : span.end] for span in entity.spans}
    assert ("Alexander Lukaschenko",) == entity.surfaces


def test_a_post_is_known_from_earlier_articles() -> None:
    """Who was shown to hold a post holds it in later articles that name both the person and, elsewhere, the post."""
    desk = Desk()
    first = "The president of Poland, Karol Brzeg, spoke."
    desk.push(person(first, "Karol Brzeg", "en"), article={"text": first})
    later = "Karol Brzeg flew home. The Polish president was tired."
    (entity,) = desk.push(person(later, "Karol Brzeg", "en"), article={"text": later}).entities
    assert 2 == len(entity.spans)


@pytest.mark.parametrize(
    "text",
    [
        "Karol Brzeg flew home. The French president was tired.",
        "Karol Brzeg flew home. A strong leader was wanted.",
        "The mayor of Lodz, Karol Brzeg, flew home. The Polish president was tired.",
    ],
)
def test_a_role_that_nobody_here_holds_means_nobody(text: str) -> None:
    """Another country's post, a leader of nothing, and another office are not guessed at."""
    (entity,) = Desk().push(person(text, "Karol Brzeg", "en"), article={"text": text}).entities
    assert 1 == len(entity.spans)


def test_two_holders_of_one_post_leave_it_open() -> None:
    """Where an article shows two people as presidents of one country, "the president" means neither."""
    text = "The president of Poland, Karol Brzeg, met Polish president Jan Okno. The Polish president left."
    done = Desk().push(person(text, "Karol Brzeg", "en"), person(text, "Jan Okno", "en"), article={"text": text})
    assert [1, 1] == [len(entity.spans) for entity in done.entities]


def test_builders_text_has_no_roles() -> None:
    """A text without offices has no roles."""
    assert () == roles_in("Rain fell on the harbour all night.", "en") and builders.TEXT
