"""How a file of records is written: NDJSON in gzip, which every tool reads, or Parquet, for those who query.

The same records give the same bytes, so a file that is written again after a crash is the same file.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from importlib import import_module
from typing import Any, Literal, Protocol

from shared.archive.errors import ArchiveUnreadable, ExtraMissing
from shared.archive.record import Record

FormName = Literal["ndjson", "parquet"]


class Form(Protocol):
    """Writes and reads one file."""

    suffix: str

    def packed(self, records: Sequence[Record]) -> bytes:
        """The bytes of a file with these records."""
        ...

    def unpacked(self, content: bytes) -> list[Record]:
        """The records of a file. Raises ArchiveUnreadable."""
        ...


class Ndjson:
    """One JSON object a line, in gzip (RFC 1952) without a time stamp."""

    suffix = ".ndjson.gz"

    def packed(self, records: Sequence[Record]) -> bytes:
        """The bytes of a file with these records."""
        return gzip.compress(b"".join(map(_line, records)), compresslevel=6, mtime=0)

    def unpacked(self, content: bytes) -> list[Record]:
        """The records of a file. Raises ArchiveUnreadable."""
        try:
            return [Record.from_json(json.loads(line)) for line in gzip.decompress(content).splitlines() if line]
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise ArchiveUnreadable(f"no NDJSON of records: {type(error).__name__}") from error


class Parquet:
    """Columns for what is asked for; what was kept stands in `data` as JSON. Needs the extra `archive`."""

    suffix = ".parquet"

    def __init__(self) -> None:
        try:
            self._arrow: Any = import_module("pyarrow")
            self._parquet: Any = import_module("pyarrow.parquet")
        except ImportError as error:
            raise ExtraMissing("Parquet") from error

    def packed(self, records: Sequence[Record]) -> bytes:
        """The bytes of a file with these records."""
        arrow, out = self._arrow, io.BytesIO()
        columns = [
            ("kind", arrow.string(), [r.kind for r in records]),
            ("id", arrow.string(), [r.identity for r in records]),
            ("day", arrow.date32(), [r.day for r in records]),
            ("order", arrow.string(), [r.order for r in records]),
            ("uris", arrow.list_(arrow.string()), [list(r.uris) for r in records]),
            ("withdrawn", arrow.bool_(), [r.is_withdrawn for r in records]),
            ("data", arrow.string(), [json.dumps(r.data, ensure_ascii=True) for r in records]),
        ]
        table = arrow.table({name: arrow.array(values, kind) for name, kind, values in columns})
        self._parquet.write_table(table, out, compression="zstd")
        return out.getvalue()

    def unpacked(self, content: bytes) -> list[Record]:
        """The records of a file. Raises ArchiveUnreadable."""
        try:
            rows = self._parquet.read_table(io.BytesIO(content)).to_pylist()
            return [Record.from_json(_row(row)) for row in rows]
        except (self._arrow.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
            raise ArchiveUnreadable(f"no Parquet of records: {type(error).__name__}") from error


_FORMS: dict[FormName, type[Form]] = {"ndjson": Ndjson, "parquet": Parquet}


def form(name: FormName) -> Form:
    """The form of this name. Raises ExtraMissing where its library is not installed."""
    return _FORMS[name]()


def form_of(path: str) -> Form:
    """The form in which a file was written, by its suffix."""
    return Parquet() if path.endswith(Parquet.suffix) else Ndjson()


def is_data(path: str) -> bool:
    """Whether a file holds records."""
    return path.endswith((Ndjson.suffix, Parquet.suffix))


def stem_of(records: Iterable[Record]) -> str:
    """The name of the file that holds these records: the same for the same records, whatever its form."""
    digest = hashlib.sha256()
    for record in records:
        digest.update(_line(record))
    return digest.hexdigest()[:24]


def _line(record: Record) -> bytes:
    # ASCII: half a surrogate pair of a hostile sender must not make a file unwritable.
    return json.dumps(record.as_json(), ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _row(row: dict[str, Any]) -> dict[str, Any]:
    day = row["day"]
    return {**row, "day": day.isoformat() if isinstance(day, date) else day, "data": json.loads(row["data"])}
