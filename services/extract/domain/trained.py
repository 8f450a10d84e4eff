"""The trained finder of names that ships, ready to take its place in the pipelines."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import spacy
import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.vocab import Vocab

import services.extract.domain.ner
import services.extract.domain.network  # noqa: F401  both register what the model's config names

MODEL = "names.model.gz"


def packed(nlp: Language) -> bytes:
    """A pipeline with a trained `ner` as one file; weights are halved to 16 bits, which costs no figure."""
    ner: Any = nlp.get_pipe("ner")
    network = ner.model.to_dict()
    network["params"] = [_narrow(params) for params in network["params"]]
    whole = {
        "config": nlp.config.to_str(),
        "network": srsly.msgpack_dumps(network),
    }
    return gzip.compress(srsly.msgpack_dumps(whole), 9, mtime=0)


def unpacked(file: bytes, vocab: Vocab) -> Language:
    """The pipeline that was packed."""
    whole: Any = srsly.msgpack_loads(gzip.decompress(file))
    config = spacy.util.load_config_from_str(whole["config"])
    nlp = spacy.util.load_model_from_config(config, vocab=vocab, auto_fill=False, validate=False)
    ner: Any = nlp.get_pipe("ner")
    network = srsly.msgpack_loads(whole["network"])
    network["params"] = [_wide(params) for params in network["params"]]
    ner.model.from_dict(network)
    return nlp


def _narrow(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value.astype("float16") if _is_array(value) else value for name, value in params.items()}


def _wide(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value.astype("float32") if _is_array(value) else value for name, value in params.items()}


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


@cache
def shipped(vocab: Vocab) -> Language | None:
    """The pipeline that ships; None where its file is missing."""
    file = files("services.extract").joinpath("models", MODEL)
    return unpacked(file.read_bytes(), vocab) if file.is_file() else None
