"""What is known of each file of an archive without reading it: a small JSON file beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from shared.archive.errors import ArchiveUnreadable
from shared.archive.record import KINDS, Kind, Record, uri_mark

#: The layout that this version writes; a newer one is refused.
FORMAT = 1
SUFFIX = ".manifest.json"


@dataclass(frozen=True)
class Manifest:
    """One file: what it holds, how much (size in bytes), its checksum, and whose words (as marks of uris)."""

    path: str
    kind: Kind
    day: str
    count: int
    size: int
    sha256: str
    uris: tuple[str, ...] = ()
    withdrawn: int = 0
    #: The file whose place this one took when something in it was withdrawn.
    replaces: str | None = None
    format: int = FORMAT

    @property
    def own_path(self) -> str:
        """Where the manifest itself lies."""
        return self.path + SUFFIX

    def packed(self) -> bytes:
        """The bytes of the manifest."""
        return json.dumps(asdict(self), sort_keys=True, indent=1).encode() + b"\n"


def manifest_of(path: str, records: Sequence[Record], content: bytes, replaces: str | None = None) -> Manifest:
    """The manifest of a file with these records."""
    words = (record for record in records if not record.is_withdrawn)
    return Manifest(
        path=path,
        kind=records[0].kind,
        day=records[0].day.isoformat(),
        count=len(records),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uris=tuple(sorted({uri_mark(uri) for record in words for uri in record.uris})),
        withdrawn=sum(record.is_withdrawn for record in records),
        replaces=replaces,
    )


def read_manifest(path: str, content: bytes) -> Manifest:
    """The manifest in these bytes. Raises ArchiveUnreadable, which says what is wrong with it."""
    try:
        told = json.loads(content)
        if int(told["format"]) > FORMAT:
            raise ArchiveUnreadable(f"{path}: format {told['format']} is newer than {FORMAT}: upgrade Slugline")
        read = Manifest(**{**told, "uris": tuple(told["uris"])})
        date.fromisoformat(read.day)
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveUnreadable(f"{path} is no manifest of an archive: {type(error).__name__}") from error
    if read.kind not in KINDS:
        raise ArchiveUnreadable(f"{path}: {read.kind!r} is no kind of record")
    return read
