"""One loaded model: its tokenizers and the CTranslate2 translator."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.translate.adapters.moses_bpe import GOES_ON, MosesBpe
from shared.models import Model

#: A translation has at most so many pieces for each of the source's, plus the margin: it stops a model that loops.
_GROWTH, _MARGIN = 2, 20
#: And no more than this, CTranslate2's own default: models know only so many places, the smallest 512.
_MOST_STEPS = 256
#: A sentence that is too long is parted after one of these where one is near enough, else before a word.
_PAUSES = frozenset(".,;:!?…–—)»”")
_WORD = "▁"
_END = "</s>"


@dataclass(frozen=True)
class LoadedModel:
    """Puts lists of source pieces into target words."""

    translator: Any
    source: Any
    target: Any
    prefix: str
    #: Whether the end of the sentence is a source piece that the tokenizer has to add.
    ends_source: bool

    def parts(self, sentence: str, most: int) -> list[list[str]]:
        """The sentence as pieces, in parts of at most `most`; none for an empty one."""
        # The tokenizer takes UTF-8, which has no place for a lone half of a character.
        whole = sentence.encode("utf-8", "replace").decode()
        return list(split(self.source.encode(whole, out_type=str), most))

    def translate(self, parts: Sequence[list[str]], beam: int) -> list[str]:
        """The words of each part. Pieces the model has no word for are carried over from the source."""
        sources = [[*part, _END] if self.ends_source else part for part in parts]
        done = self.translator.translate_batch(
            sources,
            target_prefix=[[self.prefix]] * len(parts) if self.prefix else None,
            beam_size=beam,
            replace_unknowns=True,
            max_decoding_length=min(_GROWTH * max(map(len, sources)) + _MARGIN, _MOST_STEPS),
        )
        return [self._words(each.hypotheses[0]) for each in done]

    def _words(self, pieces: list[str]) -> str:
        kept = pieces[1:] if self.prefix and pieces[:1] == [self.prefix] else pieces
        return " ".join(str(self.target.decode_pieces(kept)).replace(_WORD, " ").split())


def load(folder: Path, model: Model, threads: int) -> LoadedModel:
    """The model in this folder, its weights in eight bits where the processor is fast with them."""
    import ctranslate2

    is_argos = model.format == "argos"
    weights = folder / "model" if is_argos else folder
    source, target = _tokenizers(folder, model)
    has_int8 = "int8" in ctranslate2.get_supported_compute_types("cpu")
    translator = ctranslate2.Translator(
        str(weights), device="cpu", compute_type="int8" if has_int8 else "default", intra_threads=threads
    )
    return LoadedModel(translator, source, target, model.prefix, not is_argos and not _adds_end(weights))


def _tokenizers(folder: Path, model: Model) -> tuple[Any, Any]:
    if model.tokenizer == "moses-bpe":
        return (MosesBpe(folder / "bpe.model", model.sources[0], model.target),) * 2
    import sentencepiece

    names = ("sentencepiece.model",) * 2 if model.format == "argos" else ("source.spm", "target.spm")
    source, target = (sentencepiece.SentencePieceProcessor(model_file=str(folder / name)) for name in names)
    return source, target


def split(pieces: list[str], most: int) -> Iterator[list[str]]:
    """Parts of at most `most` pieces, parted where a reader would pause, if the second half of a part has such a place.

    A part is translated without the others: parting inside a clause costs sense, so it is the last resort.
    """
    has_marks = any(piece.startswith(_WORD) for piece in pieces)
    start = 0
    while len(pieces) - start > most:
        end = _best_end(pieces, start + most // 2, start + most, has_marks)
        yield pieces[start:end]
        start = end
    if start < len(pieces):
        yield pieces[start:]


def _best_end(pieces: list[str], low: int, high: int, has_marks: bool) -> int:
    """`has_marks`: SentencePiece marks where a word begins; Moses' pieces say that their word goes on."""
    between_words = [
        end
        for end in range(high, low, -1)
        if (pieces[end].startswith(_WORD) if has_marks else not pieces[end - 1].endswith(GOES_ON))
    ]
    pauses = (end for end in between_words if pieces[end - 1][-1:] in _PAUSES)
    return next(pauses, between_words[0] if between_words else high)


def _adds_end(weights: Path) -> bool:
    """Whether CTranslate2 itself adds the end of the source: the Marian converter notes it, Transformers' does not."""
    try:
        return bool(json.loads((weights / "config.json").read_text(encoding="utf-8")).get("add_source_eos"))
    except (OSError, ValueError, AttributeError):
        return False
