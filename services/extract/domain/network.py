"""The network of the trained finder of names, as spaCy's config asks for it: an embedding of `features`, then context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy import registry
from spacy.ml.models.tok2vec import MaxoutWindowEncoder, build_Tok2Vec_model
from spacy.tokens import Doc
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array

from services.extract.domain.features import COLUMNS

#: Where a Doc keeps its `features`.
FEATURES = "features"


@registry.architectures("slugline.WireTok2Vec.v1")
def wire_tok2vec(width: int, depth: int, rows: dict[str, int], widths: dict[str, int]) -> Model[Any, Any]:
    """Each column of the features in a hashed table of its own, mixed, then `depth` layers that look one word aside."""
    tables: list[Model[Any, Any]] = [
        HashEmbed(widths[column], rows[column], column=n, seed=n + 1, dropout=0.0)
        for n, column in enumerate(COLUMNS)
        if rows.get(column)
    ]
    mix: Model[Any, Any] = Maxout(width, sum(widths[c] for c in COLUMNS if rows.get(c)), nP=3, dropout=0.0, normalize=True)
    embed: Model[Any, Any] = chain(
        _features(), list2ragged(), with_array(concatenate(*tables)), with_array(mix), ragged2list()
    )
    return build_Tok2Vec_model(embed, MaxoutWindowEncoder(width, window_size=1, maxout_pieces=3, depth=depth))


def _features() -> Model[list[Doc], list[Any]]:
    return Model("wire_features", _forward)


def _forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[list[Any], Callable[[Any], list[Any]]]:
    return [doc.user_data[FEATURES] for doc in docs], lambda _: []
