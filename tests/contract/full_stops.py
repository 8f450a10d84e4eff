"""A sentence splitter that LibreTranslate can load: an ONNX model with one table in it, which parts after . ! and ?

Argos packages carry such a model for their language, and without one the server would fetch it from the network. It
is written here byte by byte (an ONNX file is a protocol buffer), so that no test needs the packages that make them.
"""

from __future__ import annotations

import json
import struct

_CHARACTERS = ("<PAD>", "<UNK>", ".", "!", "?")
#: What the splitter may say of a character: nothing, end of a word, end of a sentence.
_SAYS = 3
_FLOAT, _INT64 = 1, 7


def splitter() -> bytes:
    """The model: numbers of characters in, for each of them a score for everything that may be said of it."""
    table = [0.0] * (len(_CHARACTERS) * _SAYS)
    for number, character in enumerate(_CHARACTERS):
        table[number * _SAYS + (2 if character in ".!?" else 0)] = 1.0
    weights = (
        _number(1, len(_CHARACTERS))
        + _number(1, _SAYS)
        + _number(2, _FLOAT)
        + _bytes(8, b"table")
        + _bytes(9, struct.pack(f"<{len(table)}f", *table))
    )
    look_up = _bytes(1, b"table") + _bytes(1, b"units") + _bytes(2, b"says") + _bytes(4, b"Gather")
    graph = (
        _bytes(1, look_up)
        + _bytes(2, b"full_stops")
        + _bytes(5, weights)
        + _bytes(11, _value(b"units", _INT64, b"batch", b"length"))
        + _bytes(11, _value(b"features", _FLOAT, b"batch", b"length", b"feature"))
        + _bytes(12, _value(b"says", _FLOAT, b"batch", b"length", b"kind"))
    )
    about = {
        "lang_code": "xx",
        "config": json.dumps({"feat_funcs": ["space_before"]}),
        "vocab": json.dumps({"lang": "xx", "_unit2id": {c: n for n, c in enumerate(_CHARACTERS)}}),
        "lexicon": "null",
    }
    entries = b"".join(_bytes(14, _bytes(1, k.encode()) + _bytes(2, v.encode())) for k, v in about.items())
    return _number(1, 8) + _bytes(8, _number(2, 13)) + _bytes(7, graph) + entries


def _value(name: bytes, kind: int, *sizes: bytes) -> bytes:
    shape = b"".join(_bytes(1, _bytes(2, size)) for size in sizes)
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    return bytes([*written, value])
