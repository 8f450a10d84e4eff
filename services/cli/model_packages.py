"""Unpacks translation models as if an enemy had packed them: nothing is written outside, no links, no bombs."""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from shared.models import NotAModel

#: Entries of a package; an Argos package with its sentence splitter has some thirty.
MAX_ENTRIES = 1000
#: Bytes of a package when unpacked. The largest OPUS-MT model has 0.9 GB before it is quantised.
MAX_UNPACKED = 3_000_000_000
#: What the engine reads, and what tells people about the model. The rest (sentence splitters) stays in the package.
_WANTED = re.compile(
    r"(model/)?(model\.bin|config\.json|(shared|source|target)_vocabulary\.(json|txt)|vmap\.txt)"
    r"|metadata\.json|sentencepiece\.model|bpe\.model|(source|target)\.spm|README(\.md)?|LICENSE(\.md|\.txt)?"
)
_CHUNK = 1 << 20
#: What zipfile raises on broken, encrypted or strangely compressed entries.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def unpack(package: Path, into: Path) -> str:
    """Writes what is wanted of a zip package into this folder; the sha256 of the package. Raises NotAModel."""
    try:
        archive = zipfile.ZipFile(package)
    except (zipfile.BadZipFile, ValueError) as error:
        raise NotAModel("it is no zip package") from error
    with archive:
        wanted = dict(_wanted(archive.infolist()))
        room = shutil.disk_usage(into).free
        if (needed := sum(entry.file_size for entry in wanted.values())) > room:
            raise NotAModel(f"it needs {needed:,} bytes, and the disk has {room:,}")
        for path, entry in wanted.items():
            _write(archive, entry, into / path)
    with package.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_folder(folder: Path, into: Path) -> str:
    """Copies what is wanted of a converted model's folder; a sha256 over names and contents."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        path = file.relative_to(folder).as_posix()
        if _WANTED.fullmatch(path):
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            with target.open("rb") as copy:
                digest.update(f"{path}\0".encode() + hashlib.file_digest(copy, "sha256").digest())
    return digest.hexdigest()


def _wanted(entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Paths below the package's one folder (or its root) and their entries, after every entry was found harmless."""
    if len(entries) > MAX_ENTRIES:
        raise NotAModel(f"it has {len(entries)} entries, more than {MAX_ENTRIES}")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise NotAModel(f"it is larger than {MAX_UNPACKED:,} bytes when unpacked")
    paths = [_safe_path(entry) for entry in entries]
    if len({str(path).casefold() for path in paths}) < len(paths):
        raise NotAModel("two of its entries have the same name")
    files = [(path, entry) for path, entry in zip(paths, entries, strict=True) if not entry.is_dir()]
    is_in_folder = bool(files) and len({path.parts[0] for path, _ in files}) == 1 and len(files[0][0].parts) > 1
    for path, entry in files:
        below = "/".join(path.parts[1:] if is_in_folder else path.parts)
        if _WANTED.fullmatch(below):
            yield below, entry


def _safe_path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Where the entry wants to be. Raises NotAModel for what could land elsewhere, or is no plain file or folder."""
    name, kind = entry.filename, stat.S_IFMT(entry.external_attr >> 16)
    path = PurePosixPath(name)
    if (
        path.is_absolute()
        or not path.parts
        or ".." in path.parts
        or "\\" in name
        or ":" in name
        or not name.isprintable()
    ):
        raise NotAModel(f"its entry {name[:80]!r} points outside the package")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise NotAModel(f"its entry {name[:80]!r} is a link or a device")
    if entry.flag_bits & 1:
        raise NotAModel("it is encrypted")
    return path


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Writes one file, and not a byte more than the package's directory announced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(entry) as source, target.open("xb") as file:
            written = _copy(source, file, entry.file_size)
    except _DAMAGED as error:
        raise NotAModel(f"it is damaged at {entry.filename[:80]!r} ({type(error).__name__})") from error
    if written != entry.file_size:
        raise NotAModel(f"it is damaged at {entry.filename[:80]!r}")


def _copy(source: IO[bytes], file: IO[bytes], most: int) -> int:
    written = 0
    while chunk := source.read(_CHUNK):
        written += len(chunk)
        if written > most:
            break
        file.write(chunk)
    return written
