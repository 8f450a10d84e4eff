"""Screenshots made small: the pixels of a PNG by a palette of 255 colours, as few bytes as zlib can make of them."""

from __future__ import annotations

import struct
import zlib

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Colours that differ in less than this, a channel, count as one while the palette is chosen.
_STEP = 8
_COLOURS = 255


def small(png: bytes) -> bytes:
    """The same picture, in a palette."""
    pixels = _pixels(png)
    coarse = (pixels // _STEP).astype(np.int64)
    names = (coarse[..., 0] << 16) | (coarse[..., 1] << 8) | coarse[..., 2]
    kinds, place, counts = np.unique(names, return_inverse=True, return_counts=True)
    place = place.reshape(names.shape)
    palette = np.stack([_mean(pixels[..., channel], place, counts) for channel in range(3)], axis=1)
    kept = np.argsort(-counts, kind="stable")[:_COLOURS]
    nearest = np.empty(len(kinds), dtype=np.uint8)
    for number, colour in enumerate(palette):
        nearest[number] = np.argmin(((palette[kept] - colour) ** 2).sum(axis=1))
    return _indexed(nearest[place], np.clip(palette[kept].round(), 0, 255).astype(np.uint8))


def _mean(channel: np.ndarray, place: np.ndarray, counts: np.ndarray) -> np.ndarray:
    total: np.ndarray = np.bincount(place.ravel(), weights=channel.ravel().astype(float))
    mean: np.ndarray = np.divide(total, counts)
    return mean


def _pixels(png: bytes) -> np.ndarray:
    """Red, green and blue of every pixel of an 8-bit PNG without interlace, as browsers write them."""
    header, packed, at = b"", b"", len(_SIGNATURE)
    while at < len(png):
        (length,), name = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        header, packed = (body if name == b"IHDR" else header), packed + (body if name == b"IDAT" else b"")
        at += length + 12
    width, height, depth, kind = struct.unpack(">IIBB", header[:10])
    if depth != 8 or kind not in (2, 6):
        raise ValueError(f"not a PNG as browsers write it: depth {depth}, kind {kind}")
    channels = 3 if kind == 2 else 4
    lines = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(height, width * channels + 1)
    return _unfiltered(lines, channels).reshape(height, width, channels)[..., :3]


def _unfiltered(lines: np.ndarray, channels: int) -> np.ndarray:
    """The lines as they were before PNG took each byte's neighbours off it (PNG specification, section 9)."""
    made = np.zeros((lines.shape[0] + 1, lines.shape[1] - 1), dtype=np.uint8)
    for number, line in enumerate(lines, start=1):
        kind, rest = int(line[0]), line[1:]
        if kind == 0:
            made[number] = rest
        elif kind == 2:
            made[number] = rest + made[number - 1]
        elif kind == 1:
            made[number] = np.cumsum(rest.reshape(-1, channels), axis=0, dtype=np.uint8).ravel()
        else:
            made[number] = _by_left_and_up(kind, rest, made[number - 1], channels)
    return made[1:]


def _by_left_and_up(kind: int, rest: np.ndarray, above: np.ndarray, channels: int) -> np.ndarray:
    line = [0] * channels + [0] * len(rest)
    over = [0] * channels + above.tolist()
    for at, value in enumerate(rest.tolist(), start=channels):
        left, up, corner = line[at - channels], over[at], over[at - channels]
        guess = (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
        line[at] = (value + guess) & 255
    return np.array(line[channels:], dtype=np.uint8)


def _paeth(left: int, up: int, corner: int) -> int:
    """Of three neighbours the one nearest to left + up - corner (Paeth, 1991)."""
    about = left + up - corner
    away = (abs(about - left), abs(about - up), abs(about - corner))
    return (left, up, corner)[away.index(min(away))]


def _indexed(places: np.ndarray, palette: np.ndarray) -> bytes:
    height, width = places.shape
    lines = np.zeros((height, width + 1), dtype=np.uint8)
    lines[:, 1:] = places
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette.tobytes()), (b"IDAT", zlib.compress(lines.tobytes(), 9)))
    return _SIGNATURE + b"".join(_chunk(*chunk) for chunk in (*chunks, (b"IEND", b"")))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
