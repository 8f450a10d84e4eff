"""A translation model small enough for a test to build: a real CTranslate2 Transformer with weights set by hand.

Nothing is trained but the SentencePiece model. The Transformer has one layer a side and reads as a table: decoder step
t looks at source piece t (its query and the keys are one-hot places in the sentence), carries that piece's one-hot
vector over, and the output projection names the piece that stands for it. A piece without a translation stands for
itself, so that names and numbers pass unharmed, as in a good model. Word order does not change: it is a toy.
"""

from __future__ import annotations

import io
import json
import math
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: Pieces of one sentence that the model can tell apart by their place.
PLACES = 256
#: How clearly a step prefers its own place: the softmax gives every other place e^-SHARPNESS.
SHARPNESS = 30.0
_UNKNOWN, _BEGIN, _END = "<unk>", "<s>", "</s>"
#: Letters and marks that the tokenizers know one by one: names that are made of them pass unharmed.
_LETTERS = "".join(chr(code) for code in (*range(0x21, 0x7F), *range(0xC0, 0x180), *range(0x410, 0x450)))
_SPECIAL = (_UNKNOWN, _BEGIN, _END)


@dataclass(frozen=True)
class Toy:
    """A toy language pair: which word stands for which."""

    source: str
    target: str
    words: Mapping[str, str]


GERMAN = Toy(
    "de",
    "en",
    {
        "Der": "The",
        "der": "the",
        "Die": "The",
        "die": "the",
        "Präsident": "president",
        "Regierung": "government",
        "begrüßte": "welcomed",
        "begann": "began",
        "Freilassung": "release",
        "von": "of",
        "politischen": "political",
        "Gefangenen": "prisoners",
        "vor": "before",
        "dem": "the",
        "Gipfel": "summit",
        "in": "in",
        "Brücke": "bridge",
        "ist": "is",
        "gesperrt": "closed",
        "nicht": "not",
    },
)
RUSSIAN = Toy(
    "ru",
    "en",
    {
        "Президент": "President",
        "приветствовал": "welcomed",
        "освобождение": "release",
        "политических": "political",
        "заключённых": "prisoners",
        "Мост": "Bridge",
        "закрыт": "closed",
        "не": "not",
    },
)


def argos_package(
    path: Path, toy: Toy = GERMAN, more: Mapping[str, bytes] | None = None, has_merges: bool = False
) -> Path:
    """An Argos package of this toy (and more files), as the public index has them: a zip with one folder in it.

    `has_merges`: with the tokenizer of older models, Moses words and byte pair merges, instead of SentencePiece.
    """
    folder = f"translate-{toy.source}_{toy.target}-1_0"
    about = {
        "package_version": "1.0",
        "argos_version": "1.5",
        "from_code": toy.source,
        "from_name": toy.source,
        "to_code": toy.target,
        "to_name": toy.target,
        "license": "CC0-1.0",
    }
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        words = (*toy.words, *toy.words.values())
        tokenizer = "".join(_merges(words)).encode() if has_merges else _tokenizer(" ".join(words))
        pieces = _merged_pieces(words) if has_merges else _pieces(tokenizer)
        _write_transformer(Path(scratch), toy, pieces, mark="" if has_merges else "▁")
        package.writestr(f"{folder}/metadata.json", json.dumps(about))
        package.writestr(f"{folder}/README.md", f"# {toy.source} to {toy.target}, a toy\n")
        package.writestr(f"{folder}/{'bpe' if has_merges else 'sentencepiece'}.model", tokenizer)
        for name, content in (more or {}).items():
            package.writestr(f"{folder}/{name}", content)
        for file in sorted(Path(scratch).iterdir()):
            package.write(file, f"{folder}/model/{file.name}")
    return path


def opus_folder(folder: Path, toy: Toy = RUSSIAN) -> Path:
    """A folder of this toy as `ct2-opus-mt-converter` leaves it, with a tokenizer for each side beside the model."""
    folder.mkdir(parents=True)
    source, target = _tokenizer(" ".join(toy.words)), _tokenizer(" ".join((*toy.words, *toy.words.values())))
    _write_transformer(folder, toy, sorted({*_pieces(source), *_pieces(target)}))
    (folder / "source.spm").write_bytes(source)
    (folder / "target.spm").write_bytes(target)
    return folder


def _tokenizer(text: str) -> bytes:
    """A SentencePiece model in which every word of the text is one piece, and every letter one too."""
    import sentencepiece

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        # Merges are made in the order of how often they help: twice each lets every word become whole.
        sentence_iterator=iter([text, text]),
        model_writer=written,
        model_type="bpe",
        vocab_size=4000,
        hard_vocab_limit=False,
        character_coverage=1.0,
        required_chars=_LETTERS,
        num_threads=1,
        minloglevel=2,
    )
    return written.getvalue()


def _pieces(tokenizer: bytes) -> list[str]:
    import sentencepiece

    processor: Any = sentencepiece.SentencePieceProcessor(model_proto=tokenizer)
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    return [piece for piece in pieces if piece not in _SPECIAL]


def _merges(words: Iterable[str]) -> Iterator[str]:
    """A file of merges, in the form of subword-nmt, by which every one of the words becomes whole."""
    yield "#version: 0.2\n"
    spelt = [[*word[:-1], f"{word[-1]}</w>"] for word in dict.fromkeys(words)]
    while pairs := Counter(pair for word in spelt for pair in zip(word, word[1:], strict=False)):
        first, second = min(pairs, key=lambda pair: (-pairs[pair], pair))
        yield f"{first} {second}\n"
        for word in spelt:
            for at in range(len(word) - 2, -1, -1):
                if word[at : at + 2] == [first, second]:
                    word[at : at + 2] = [first + second]


def _merged_pieces(words: Iterable[str]) -> list[str]:
    """The words, and every letter as the end of a word and within one."""
    return sorted({*words, *_LETTERS, *(f"{letter}@@" for letter in _LETTERS)})


def _write_transformer(folder: Path, toy: Toy, pieces: list[str], mark: str = "▁") -> None:
    from ctranslate2.specs import TransformerSpec

    vocabulary = [*_SPECIAL, *pieces]
    spec: Any = TransformerSpec.from_config(num_layers=1, num_heads=1, pre_norm=True, no_final_norm=True)
    _set_weights(spec, _stands_for(toy, vocabulary, mark))
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = _SPECIAL
    spec.config.decoder_start_token = _BEGIN
    # The end of the source is a piece like any other: the step that looks at it ends the translation.
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization="int8")
    with tempfile.TemporaryDirectory() as scratch:
        spec.save(scratch)
        for file in Path(scratch).iterdir():
            shutil.move(file, folder / file.name)


def _stands_for(toy: Toy, vocabulary: list[str], mark: str) -> list[int]:
    """For each piece of the vocabulary the number of the piece that translates it; `mark` begins a word's piece."""
    place = {piece: number for number, piece in enumerate(vocabulary)}
    whole = {f"{mark}{word}": f"{mark}{translation}" for word, translation in toy.words.items()}
    return [place[whole.get(piece, piece)] for piece in vocabulary]


def _set_weights(spec: Any, stands_for: list[int]) -> None:
    """Vectors are a one-hot place, then a one-hot piece: `width` numbers of which at most two are 1."""
    import numpy as np

    count = len(stands_for)
    width = PLACES + count
    piece_vectors = np.zeros((count, width), np.float32)
    piece_vectors[:, PLACES:] = np.eye(count)
    place_vectors = np.zeros((PLACES, width), np.float32)
    place_vectors[:, :PLACES] = np.eye(PLACES)
    is_place = np.arange(width) < PLACES
    of_place, of_piece = np.diag(is_place).astype(np.float32), np.diag(~is_place).astype(np.float32)

    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = False
        side.position_encodings.encodings = place_vectors
        _nothing(side.layer[0].self_attention, width)
        _nothing_forward(side.layer[0].ffn, width)
    spec.encoder.embeddings[0].weight = piece_vectors
    spec.decoder.embeddings.weight = np.zeros_like(piece_vectors)

    look = spec.decoder.layer[0].attention
    _keep(look.layer_norm, width, ones=1)
    # A step past the end has no place of its own: it looks at the one before, which is the end, and ends there.
    before = sum(np.diag(np.full(width - back, 0.5**back, np.float32), back) for back in (1, 2, 3))
    _linear(look.linear[0], (of_place + before @ of_place) * SHARPNESS * math.sqrt(width))
    _linear(look.linear[1], np.concatenate([of_place, of_piece]))
    _linear(look.linear[2], np.eye(width, dtype=np.float32))
    projection = np.zeros((count, width), np.float32)
    for piece, translation in enumerate(stands_for):
        projection[translation, PLACES + piece] = SHARPNESS
    _linear(spec.decoder.projection, projection)


def _linear(linear: Any, weight: np.ndarray) -> None:
    import numpy as np

    linear.weight, linear.bias = weight, np.zeros(len(weight), np.float32)


def _nothing(attention: Any, width: int) -> None:
    """An attention that adds nothing to what passes by."""
    import numpy as np

    _keep(attention.layer_norm, width, ones=2)
    _linear(attention.linear[0], np.zeros((3 * width, width), np.float32))
    _linear(attention.linear[1], np.zeros((width, width), np.float32))


def _nothing_forward(forward: Any, width: int) -> None:
    import numpy as np

    _keep(forward.layer_norm, width, ones=2)
    _linear(forward.linear_0, np.zeros((8, width), np.float32))
    _linear(forward.linear_1, np.zeros((width, 8), np.float32))


def _keep(norm: Any, width: int, ones: int) -> None:
    """A layer norm that leaves a vector with this many ones as it is: its mean and spread are known beforehand."""
    import numpy as np

    mean = ones / width
    spread = math.sqrt(mean * (1 - mean))
    norm.gamma = np.full(width, spread, np.float32)
    norm.beta = np.full(width, mean, np.float32)
