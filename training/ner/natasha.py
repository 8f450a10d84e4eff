"""Packs natasha's model of Russian names for shipping: its network, and the vectors of the commonest words.

    python -m training.ner.natasha --package FOLDER

FOLDER is that of the installed package `natasha` (1.6.0, MIT; network by slovnet, vectors by navec, MIT too), of which
the packages slovnet and navec are needed to read it. What is packed needs none of them.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import srsly  # type: ignore[import-untyped]

from services.extract.domain.natasha import MODEL

MODELS = Path(__file__).parents[2] / "services" / "extract" / "models"
#: Words whose vectors are kept, of 250,000: the commonest.
KEPT = 100_000


def main() -> None:
    """Writes the packed model."""
    parser = argparse.ArgumentParser(prog="python -m training.ner.natasha", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--kept", type=int, default=KEPT)
    parser.add_argument("--out", type=Path, default=MODELS / MODEL)
    options = parser.parse_args()
    options.out.write_bytes(gzip.compress(srsly.msgpack_dumps(packed(options.package, options.kept)), 9, mtime=0))
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.1f} MB")


def packed(package: Path, kept: int) -> dict[str, Any]:
    """The parts of the model that it takes to tag."""
    from navec import Navec  # type: ignore[import-untyped]
    from slovnet import NER  # type: ignore[import-untyped]

    navec = Navec.load(str(package / "data/emb/navec_news_v1_1B_250K_300d_100q.tar"))
    tagger = NER.load(str(package / "data/model/slovnet_ner_news_v1.tar")).navec(navec).infer
    model, vocabulary = tagger.model, tagger.encoder.words_vocab
    words = _common(vocabulary.items[: vocabulary.unk_id], navec.vocab.counts, kept)
    rows = [*(vocabulary.item_ids[word] for word in words), vocabulary.unk_id]
    return {
        "words": "\n".join(words),
        "vectors": model.emb.word.indexes.array[rows],
        "codes": _narrow(model.emb.word.codes.array),
        "shapes": list(tagger.encoder.shapes_vocab.items),
        "shape_vectors": _narrow(model.emb.shape.weight.array),
        "layers": [_layer(layer) for layer in model.encoder.layers],
        "out": _narrow(model.head.proj.weight.array),
        "out_bias": _narrow(model.head.proj.bias.array),
        "steps": _narrow(model.head.crf.transitions.array),
        "tags": list(tagger.decoder.tags_vocab.items),
    }


def _common(words: list[str], counts: Any, kept: int) -> list[str]:
    number = dict(zip(words, counts, strict=False))
    return sorted(sorted(words, key=lambda word: (-int(number.get(word, 0)), word))[:kept])


def _layer(layer: Any) -> dict[str, Any]:
    """A convolution's weights as one matrix for three words side by side, and its norm as a factor and a term."""
    filters, width, window = layer.conv.weight.array.shape
    factor = layer.norm.weight.array / layer.norm.std.array
    return {
        "weights": _narrow(layer.conv.weight.array.transpose(2, 1, 0).reshape(window * width, filters)),
        "bias": _narrow(layer.conv.bias.array),
        "factor": np.asarray(factor, dtype="float32"),
        "term": np.asarray(layer.norm.bias.array - layer.norm.mean.array * factor, dtype="float32"),
    }


def _narrow(array: Any) -> Any:
    return np.asarray(array, dtype="float16")


if __name__ == "__main__":
    main()
