"""The file of a backup: frames in gzip, each a head in JSON and what Redis gave, byte by byte.

Keys lie without their namespace. A key comes as one frame of `DUMP`, or, where it is long, in pieces that any server
takes: no reply is then larger than a few MB.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

_LENGTH = struct.Struct(">I")
#: Bytes that one head may have, and one frame: more is damage, not data.
_MOST_HEAD, _MOST_FRAME = 64_000_000, 1 << 31


class Damaged(Exception):
    """The file is not what it should be; the message says where."""


class Frame(NamedTuple):
    """A piece of a key."""

    head: dict[str, Any]
    content: bytes = b""


def packed(items: Iterable[bytes]) -> bytes:
    """Byte strings as one."""
    return b"".join(_LENGTH.pack(len(item)) + item for item in items)


def unpacked(content: bytes) -> list[bytes]:
    """The byte strings that `packed` made one of."""
    found, at = [], 0
    while at < len(content):
        (length,) = _LENGTH.unpack_from(content, at)
        at += _LENGTH.size
        found.append(content[at : at + length])
        at += length
    return found


class Writer:
    """Writes frames to a file: plain while services wait, compressed when it is closed."""

    def __init__(self, path: Path) -> None:
        self._path, self._plain = path, path.with_name(path.name + ".plain")
        self._file: BinaryIO = self._plain.open("wb")
        self.frames = 0

    def write(self, frame: Frame) -> None:
        """Adds a frame."""
        head = json.dumps({**frame.head, "size": len(frame.content)}, ensure_ascii=True).encode()
        self._file.write(_LENGTH.pack(len(head)) + head + frame.content)
        self.frames += 1

    def close(self) -> None:
        """Ends the file."""
        self._file.close()
        # Without a name and a time stamp: the same frames are the same file.
        with (
            self._path.open("wb") as file,
            gzip.GzipFile("", "wb", 3, file, 0) as packer,
            self._plain.open("rb") as plain,
        ):
            shutil.copyfileobj(plain, packer, 1 << 20)
        self._plain.unlink()


def read(path: Path) -> Iterator[Frame]:
    """The frames of a file. Raises Damaged."""
    number = 0
    try:
        with gzip.open(path, "rb") as file:
            while start := file.read(_LENGTH.size):
                number += 1
                (length,) = _LENGTH.unpack(start)
                if length > _MOST_HEAD:
                    raise Damaged(f"{path}: frame {number} is longer than it can be")
                head = json.loads(file.read(length))
                if not 0 <= head["size"] <= _MOST_FRAME:
                    raise Damaged(f"{path}: frame {number} is longer than it can be")
                content = file.read(head["size"])
                if len(content) != head["size"]:
                    raise Damaged(f"{path}: frame {number} is cut off")
                yield Frame(head, content)
    except (OSError, EOFError, ValueError, KeyError, TypeError, struct.error) as error:
        raise Damaged(f"{path}: frame {number}: {type(error).__name__}") from error


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def text(value: bytes) -> str:
    """A name in JSON; what is no UTF-8 survives."""
    return value.decode("utf-8", "surrogateescape")


def raw(value: str) -> bytes:
    """The name that `text` wrote."""
    return value.encode("utf-8", "surrogateescape")
