"""An S3-compatible store, by pyarrow's S3 file system. Keys and region come from where AWS tools look for them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from shared.archive.errors import ArchiveError, ExtraMissing


class Bucket:
    """A bucket, or a prefix in one: `s3://bucket/prefix`. An object is there whole or not at all."""

    def __init__(self, url: str, endpoint: str | None = None, region: str | None = None) -> None:
        try:
            self._fs: Any = import_module("pyarrow.fs")
        except ImportError as error:
            raise ExtraMissing(url) from error
        self._root = url.removeprefix("s3://").strip("/")
        if not self._root:
            raise ArchiveError(f"{url} names no bucket: s3://bucket/prefix")
        scheme, _, host = (endpoint or "").rpartition("://")
        given = {"endpoint_override": host or None, "scheme": scheme or "https", "region": region}
        options = {name: value for name, value in given.items() if value is not None}
        self._store: Any = self._fs.S3FileSystem(connect_timeout=5, request_timeout=60, **options)

    def __str__(self) -> str:
        return f"s3://{self._root}"

    def write(self, path: str, content: bytes) -> None:
        """Keeps a file."""
        try:
            with self._store.open_output_stream(self._at(path)) as out:
                out.write(content)
        except OSError as error:
            raise ArchiveError(f"{self}/{path} cannot be written: {_cause(error)}") from error

    def read(self, path: str) -> bytes:
        """A file. Raises FileNotFoundError."""
        try:
            with self._store.open_input_stream(self._at(path)) as file:
                return bytes(file.read())
        except FileNotFoundError:
            raise
        except OSError as error:
            raise ArchiveError(f"{self}/{path} cannot be read: {_cause(error)}") from error

    def paths(self, under: str) -> list[str]:
        """The files under a folder, sorted."""
        selector = self._fs.FileSelector(self._at(under), allow_not_found=True, recursive=True)
        try:
            found = self._store.get_file_info(selector)
        except OSError as error:
            raise ArchiveError(f"{self} cannot be listed: {_cause(error)}") from error
        skip = len(self._root) + 1
        return sorted(info.path[skip:] for info in found if info.is_file)

    def delete(self, path: str) -> None:
        """Removes a file."""
        try:
            self._store.delete_file(self._at(path))
        except FileNotFoundError:
            return
        except OSError as error:
            raise ArchiveError(f"{self}/{path} cannot be removed: {_cause(error)}") from error

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}".rstrip("/")


def _cause(error: OSError) -> str:
    """The end of pyarrow's message: what the store said."""
    return str(error)[-200:]
