"""The network of the trained finder of names, as spaCy's config asks for it: `features` embedded, then context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from spacy.ml.models.tok2vec import MaxoutWindowEncoder, build_Tok2Vec_model
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Maxout, Model, Softmax_v2, chain, list2ragged, ragged2list, with_array

from services.extract.domain.features import COLUMNS

#: Where a Doc keeps its `features`.
FEATURES = "features"


@registry.architectures("slugline.WireTok2Vec.v1")  # type: ignore[untyped-decorator]
def wire_tok2vec(width: int, depth: int, pieces: int, each: int, rows: dict[str, int]) -> Model[Any, Any]:
    """Every column of the features hashed into a table of its rows, mixed, then `depth` layers that look a word aside.

    The tables are one array, `each` numbers a row, so that one gathering serves them all. After spaCy's MultiHashEmbed
    and MaxoutWindowEncoder (https://spacy.io/api/architectures).
    """
    mix: Model[Any, Any] = Maxout(width, each * len(rows), nP=pieces, dropout=0.0, normalize=True)
    embed: Model[Any, Any] = chain(
        _features(), list2ragged(), with_array(hashed(each, rows)), with_array(mix), ragged2list()
    )
    return build_Tok2Vec_model(embed, MaxoutWindowEncoder(width, window_size=1, maxout_pieces=pieces, depth=depth))


@registry.architectures("slugline.WireTags.v1")  # type: ignore[untyped-decorator]
def wire_tags(tok2vec: Model[Any, Any], tags: int) -> Model[Any, Any]:
    """The chances of so many tags for each token."""
    return chain(tok2vec, with_array(Softmax_v2(tags, tok2vec.get_dim("nO"))))


def _features() -> Model[list[Doc], list[Any]]:
    return Model("wire_features", _forward_features)


def _forward_features(
    model: Model[Any, Any], docs: list[Doc], is_train: bool
) -> tuple[list[Any], Callable[[Any], Any]]:
    return [doc.user_data[FEATURES] for doc in docs], lambda _: []


def hashed(each: int, rows: dict[str, int]) -> Model[Any, Any]:
    """Embeds the named columns, each in its own stretch of one table, by the sum of four hashed rows."""
    sizes = np.array(list(rows.values()), dtype="uint32")
    attributes: dict[str, Any] = {
        "columns": [COLUMNS.index(name) for name in rows],
        "sizes": sizes.reshape(-1, 1),
        "offsets": (np.cumsum(sizes) - sizes).astype("uint32").reshape(-1, 1),
    }
    return Model(
        "hashed", _forward_hashed, init=_init_hashed, attrs=attributes, params={"E": None},
        dims={"nO": each * len(rows), "each": each, "rows": int(sizes.sum())},
    )  # fmt: skip


def _init_hashed(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: N803  thinc's names
    shape = model.get_dim("rows"), model.get_dim("each")
    ops: Any = model.ops
    model.set_param("E", ops.asarray(np.random.uniform(-0.1, 0.1, shape), dtype="float32"))


def _forward_hashed(model: Model[Any, Any], ids: Any, is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    ops: Any = model.ops
    each = model.get_dim("each")
    places = places_in(model, ids)
    table: Any = model.get_param("E")
    found = ops.gather_add(table, places).reshape(len(ids), -1)

    def backprop(gradient: Any) -> Any:
        change = ops.alloc2f(*table.shape)
        parts = ops.as_contig(gradient.reshape(-1, each))
        for n in range(4):
            ops.scatter_add(change, np.ascontiguousarray(places[:, n]), parts)
        model.inc_grad("E", change)
        return ops.alloc2f(0, 0)

    return found, backprop


def places_in(model: Model[Any, Any], ids: Any) -> Any:
    """The four rows of the table for each column of each token, one token after another."""
    ops: Any = model.ops
    wanted = np.ascontiguousarray(ids[:, model.attrs["columns"]])
    keys = ops.hash(wanted.reshape(-1), 1).reshape(*wanted.shape, 4)
    return (keys % model.attrs["sizes"] + model.attrs["offsets"]).astype("int32").reshape(-1, 4)
