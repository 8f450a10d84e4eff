"""Where the files of an archive lie: a Protocol, and a folder. S3-compatible stores are in s3.py."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from shared.archive.errors import ArchiveError


class Place(Protocol):
    """Holds files by their relative paths. A file is there whole or not at all. All calls block."""

    def write(self, path: str, content: bytes) -> None:
        """Keeps a file; on return it is safe. Writing it again replaces it."""
        ...

    def read(self, path: str) -> bytes:
        """A file. Raises FileNotFoundError."""
        ...

    def paths(self, under: str) -> list[str]:
        """The files under a folder, sorted; none where it does not exist."""
        ...

    def delete(self, path: str) -> None:
        """Removes a file; nothing happens where there is none."""
        ...


class Folder:
    """A folder on disk. What is written is on the disk before `write` returns."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __str__(self) -> str:
        return str(self._root)

    def write(self, path: str, content: bytes) -> None:
        """Keeps a file."""
        target = self._root / path
        temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            raise ArchiveError(f"{target} cannot be written: {error.strerror or error}") from error

    def read(self, path: str) -> bytes:
        """A file. Raises FileNotFoundError."""
        return (self._root / path).read_bytes()

    def paths(self, under: str) -> list[str]:
        """The files under a folder, sorted."""
        found = (self._root / under).rglob("*")
        return sorted(
            file.relative_to(self._root).as_posix()
            for file in found
            if file.is_file() and not file.name.startswith(".")
        )

    def delete(self, path: str) -> None:
        """Removes a file."""
        (self._root / path).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """A new name is only safe once its folder is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
