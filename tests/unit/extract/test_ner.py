from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from services.extract.domain.article import extract
from services.extract.domain.features import COLUMNS
from services.extract.domain.ner import SURENESS, WireNer, all_tags
from services.extract.domain.pipeline import featured, pipeline, vocabulary
from services.extract.domain.trained import packed, shipped, unpacked
from shared.language import LANGUAGES
from shared.testing import builders as a
from tests.unit.extract.reading import names, read

INVENTED = [
    ("en", "Kwabena Tetteh-Quaye, who chairs Brightwater Holdings, flew to Mwanza.",
     {"Kwabena Tetteh-Quaye": "PERSON", "Brightwater Holdings": "ORG", "Mwanza": "GPE"}),
    ("de", "Für die Firma Nordgrün sprach Jelena Markwardt in Hanoi.",
     {"Jelena Markwardt": "PERSON", "Hanoi": "GPE"}),
    ("ru", "Компания «Севертранс» подала в суд на Игоря Плетнёва.",
     {"Севертранс": "ORG", "Игоря Плетнёва": "PERSON"}),
    ("uk", "Компанія «Дніпромаш» звільнила Оксану Терпило.", {"Дніпромаш": "ORG", "Оксану Терпило": "PERSON"}),
    ("pl", "Spółka Wirelko zwolniła dyrektora Tomasza Brzęckiego.", {"Tomasza Brzęckiego": "PERSON"}),
    ("be", "Суд у Баранавічах асудзіў Вольгу Шчэрбу.", {"Баранавічах": "GPE", "Вольгу Шчэрбу": "PERSON"}),
    ("fr", "Le groupe Valmeris a annoncé le départ de Solène Kerdoncuff.", {"Solène Kerdoncuff": "PERSON"}),
    ("es", "La empresa Petrosur firmó un acuerdo, dijo Ramiro Quispe en Cochabamba.",
     {"Ramiro Quispe": "PERSON", "Cochabamba": "GPE"}),
    ("lt", "Bendrovė „Girių versmė“ atleido direktorių Vytautą Kalnietį.", {"Vytautą Kalnietį": "PERSON"}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), INVENTED)
def test_names_that_no_list_knows_are_found(language: str, text: str, expected: dict[str, str]) -> None:
    """Invented persons and firms and far places are found with their types in all nine languages."""
    found = names(text, language)

    assert expected == {surface: found.get(surface) for surface in expected}


TAGS = all_tags(["PER", "ORG"])
CHANCES = st.lists(st.lists(st.floats(0.01, 1.0), min_size=len(TAGS), max_size=len(TAGS)), min_size=1, max_size=12)


def _component() -> WireNer:
    model: Any = None
    return WireNer(Vocab(), model, "ner", ["PER", "ORG"])


@settings(max_examples=60, deadline=None)
@given(CHANCES)
def test_tags_that_make_no_sense_become_names_that_do(chances: list[list[float]]) -> None:
    """Whatever the network says, names do not overlap, end where they began or later, and are of one kind."""
    rows = np.array(chances)
    found = list(_component()._names(rows / rows.sum(axis=1, keepdims=True)))

    assert all(0 <= first <= last < len(rows) and kind in {"PER", "ORG"} for first, last, kind, _ in found)
    assert all(one[1] < two[0] for one, two in zip(found, found[1:], strict=False))
    assert all(0 <= sure <= 1 for *_, sure in found)


def test_every_token_has_its_features() -> None:
    """A text has a row of features for each token, the same ones every time."""
    doc, again = featured("Minsk, 5 May.\n\nAfi said so.", "en"), featured("Minsk, 5 May.\n\nAfi said so.", "en")

    assert (len(doc), len(COLUMNS)) == doc.user_data["features"].shape
    assert (doc.user_data["features"] == again.user_data["features"]).all()


def test_a_packed_model_finds_the_same_names() -> None:
    """What is packed for shipping says the same as what was packed."""
    nlp = shipped(vocabulary())
    assert nlp is not None
    ner, other = nlp.get_pipe("ner"), unpacked(packed(nlp), vocabulary()).get_pipe("ner")
    docs = [featured("Afi Mensah of Brightwater spoke in Lome.", "en") for _ in range(2)]

    ner(docs[0])
    other(docs[1])

    assert [(e.text, e.label_) for e in docs[0].ents] == [(e.text, e.label_) for e in docs[1].ents] != []
    assert len(docs[0].ents) == len(docs[0].user_data[SURENESS])


def test_the_model_is_in_every_pipeline() -> None:
    """Each language's pipeline has the trained component, and all share one."""
    assert 1 == len({id(pipeline(language).get_pipe("ner")) for language in LANGUAGES})


def test_a_model_of_the_users_own_takes_its_place(tmp_path: Path) -> None:
    """A spaCy model in a folder finds the names of the language it is named for, and of no other."""
    own = spacy.blank("en")
    own.add_pipe("entity_ruler").add_patterns(
        [{"label": "PERSON", "pattern": "zorbleflex"}, {"label": "ORG", "pattern": "Quux"}]
    )  # type: ignore[attr-defined]
    own.to_disk(tmp_path / "own")
    article = a.article(headline="", text="Then Quux met Afi Mensah.")
    models = {"en": str(tmp_path / "own")}

    found = {m.surface: (m.type, m.method) for m in extract(article, "en", models=models).mentions}
    elsewhere = {m.surface: m.method for m in extract(article, "de", models=models).mentions}

    assert ("ORG", "model") == found["Quux"]
    assert elsewhere == {m.surface: m.method for m in extract(article, "de").mentions}


def test_a_page_of_rubbish_names_nobody() -> None:
    """Signs, numbers and letters in no order make no names."""
    page = "0x7f 93%% ;;; ][ {} qwz zxk 1293 8812 -- == ** \ufffd\ufffd <<>> $$ 000 kjh sdf \u2588\u2588 ...\n" * 200

    assert () == read(page).mentions
