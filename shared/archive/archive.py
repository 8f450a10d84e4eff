"""The archive as a whole: files by kind and day, each with a manifest; written before anything is deleted.

Layout: `<kind>/day=<YYYY-MM-DD>/<name>.ndjson.gz` (or `.parquet`) and `<the same>.manifest.json`. A name follows from
the records, so that whoever writes the same batch again, after a crash or beside another replica, writes the same file.
Batches that overlap are made one on reading, by the identity of their records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from shared.archive.errors import ArchiveUnreadable
from shared.archive.forms import Form, form_of, is_data, stem_of
from shared.archive.manifest import SUFFIX, Manifest, manifest_of, read_manifest
from shared.archive.places import Place
from shared.archive.record import KINDS, Kind, Record, counted_once, uri_mark

#: Hears of each file that was dealt with.
Told = Callable[[str], None]


@dataclass(frozen=True)
class Days:
    """A range of days, both ends in it; None: without an end."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


EVER = Days()


class Archive:
    """Files in one place. All calls block."""

    def __init__(self, place: Place, form: Form) -> None:
        self.place = place
        self._form = form

    # Writing

    def put(self, records: Iterable[Record]) -> list[Manifest]:
        """Keeps these records, a file for each kind and day; on return they are safe."""
        ordered = sorted(records, key=lambda r: (r.kind, r.day, r.order, r.identity))
        return [self._write(list(batch)) for _, batch in groupby(ordered, key=lambda r: (r.kind, r.day))]

    def _write(self, records: Sequence[Record], replaces: str | None = None) -> Manifest:
        first = records[0]
        path = f"{first.kind}/day={first.day.isoformat()}/{stem_of(records)}{self._form.suffix}"
        content = self._form.packed(records)
        manifest = manifest_of(path, records, content, replaces)
        self.place.write(path, content)
        self.place.write(manifest.own_path, manifest.packed())
        return manifest

    # Reading

    def manifests(self, kinds: Sequence[Kind] = KINDS, days: Days = EVER) -> Iterator[Manifest]:
        """What is known of each file, by kind and day. Raises ArchiveUnreadable."""
        for kind in kinds:
            for path in self.place.paths(kind):
                if path.endswith(SUFFIX) and days.holds(_day_of(path)):
                    yield read_manifest(path, self.place.read(path))

    def records(self, kinds: Sequence[Kind], days: Days = EVER, told: Told = lambda path: None) -> Iterator[Record]:
        """The records of these days, day by day in their order, each once, without a word of what was withdrawn.

        A kill counts from when it is in the archive, whether or not the files have been rewritten. Raises
        ArchiveUnreadable for a file that is missing, damaged or not what its manifest says.
        """
        killed = self.killed()
        by_day = sorted(self.manifests(kinds, days), key=lambda manifest: (manifest.day, manifest.path))
        replaced = {manifest.replaces for manifest in by_day}
        for _, files in groupby(by_day, key=lambda manifest: manifest.day):
            read: list[Record] = []
            for manifest in files:
                if manifest.path not in replaced:
                    read += self._read(manifest)
                    told(manifest.path)
            yield from (_without(record, killed) for record in counted_once(read))

    def killed(self) -> frozenset[str]:
        """The articles that were killed, whenever they were archived."""
        found = (record for manifest in self.manifests(("kills",)) for record in self._read(manifest))
        return frozenset(record.identity for record in found)

    def _read(self, manifest: Manifest) -> list[Record]:
        try:
            content = self.place.read(manifest.path)
        except FileNotFoundError as error:
            raise ArchiveUnreadable(f"{manifest.path} is missing; its manifest is there") from error
        if hashlib.sha256(content).hexdigest() != manifest.sha256:
            raise ArchiveUnreadable(f"{manifest.path} is damaged: its checksum is not that of its manifest")
        records = form_of(manifest.path).unpacked(content)
        if len(records) != manifest.count:
            raise ArchiveUnreadable(f"{manifest.path} holds {len(records)} records instead of {manifest.count}")
        return records

    # Checking and withdrawing

    def verify(self, told: Told = lambda path: None) -> list[str]:
        """What is wrong, one sentence each; empty where every file is there and as its manifest says."""
        found: list[str] = []
        manifests = self._readable_manifests(found)
        replaced = {manifest.replaces for manifest in manifests}
        for manifest in manifests:
            try:
                if manifest.path not in replaced:
                    self._read(manifest)
            except ArchiveUnreadable as error:
                found.append(str(error))
            told(manifest.path)
        return found + [f"{path} has no manifest" for path in self._unlisted()]

    def strike(self, uris: Collection[str], told: Told = lambda path: None) -> int:
        """Takes every word of these articles out of all files; how many files were written anew.

        Files without a manifest, left by a crash, are looked through as well.
        """
        marks, withdrawn = {uri_mark(uri) for uri in uris}, frozenset(uris)
        unlisted = self._unlisted()
        manifests = list(self.manifests(tuple(kind for kind in KINDS if kind != "kills")))
        struck = 0
        for manifest in manifests:
            if marks & set(manifest.uris):
                struck += self._strike_file(manifest.path, withdrawn)
            told(manifest.path)
        return struck + sum(self._strike_file(path, withdrawn) for path in unlisted if not path.startswith("kills/"))

    def _strike_file(self, path: str, uris: frozenset[str]) -> int:
        """The new file first, then the words go; a crash between leaves both, and readers take the new one."""
        try:
            records = form_of(path).unpacked(self.place.read(path))
        except FileNotFoundError:  # gone in an earlier pass that was cut off
            return 0
        clean = [_without(record, uris) for record in records]
        if clean == records:
            return 0
        self._write(clean, replaces=path)
        self.place.delete(path)
        self.place.delete(path + SUFFIX)
        return 1

    def _unlisted(self) -> list[str]:
        """Files of records without a manifest beside them: a writer was killed, or is at it just now."""
        found = [path for kind in KINDS for path in self.place.paths(kind)]
        listed = {path.removesuffix(SUFFIX) for path in found if path.endswith(SUFFIX)}
        return [path for path in found if is_data(path) and path not in listed]

    def _readable_manifests(self, found: list[str]) -> list[Manifest]:
        manifests = []
        for kind in KINDS:
            for path in self.place.paths(kind):
                if path.endswith(SUFFIX):
                    try:
                        manifests.append(read_manifest(path, self.place.read(path)))
                    except ArchiveUnreadable as error:
                        found.append(str(error))
        return manifests


def _without(record: Record, uris: Collection[str]) -> Record:
    if record.kind != "kills" and not record.is_withdrawn and not set(record.uris).isdisjoint(uris):
        return record.struck()
    return record


def _day_of(path: str) -> date:
    try:
        return date.fromisoformat(path.split("/")[1].removeprefix("day="))
    except (IndexError, ValueError) as error:
        raise ArchiveUnreadable(f"{path} lies under no day") from error
