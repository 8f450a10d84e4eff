"""Articles as they lie in files or come on standard input, wrapped for `articles.submitted`; nothing is judged here."""

from __future__ import annotations

import codecs
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.cli.exits import CommandError, Exit
from shared.contracts.envelope import MAX_EVENT_BYTES
from shared.contracts.submission import RawSubmission

TEXT_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xml": "application/xml",
}
LINE_SUFFIXES = {".ndjson", ".jsonl"}
SUFFIXES = {".json", *LINE_SUFFIXES, *TEXT_TYPES}

#: Keys by which a ninjs item gives itself away; a plain article has none of them.
_NINJS_KEYS = {"headlines", "bodies", "pubStatus", "versionCreated", "pubstatus", "versioncreated", "infoSources"}
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_.:-]+)""")


@dataclass(frozen=True)
class Defaults:
    """What the command line says of articles that do not say it themselves."""

    published_at: str | None = None
    source: str | None = None
    uri: str | None = None


@dataclass(frozen=True)
class Found:
    """One article and where it was found ("wire.ndjson:12"), or the reason why there is none."""

    where: str
    payload: dict[str, Any] | None = None
    error: str | None = None


def find_articles(places: Iterable[str], defaults: Defaults) -> Iterator[Found]:
    """Every article in these files, folders and "-" (standard input), in order of name and line."""
    for place in places:
        if place == "-":
            yield from _from_bytes("stdin", "", sys.stdin.buffer.read(), defaults)
            continue
        for path in _files(Path(place)):
            yield from _from_file(path, defaults)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not path.exists():
        raise CommandError(Exit.NOT_FOUND, f"there is no file {path}")
    return [path]


def _from_file(path: Path, defaults: Defaults) -> Iterator[Found]:
    suffix = path.suffix.lower()
    if suffix in LINE_SUFFIXES:
        with path.open("rb") as file:
            yield from _lines(str(path), file, defaults)
    else:
        yield from _from_bytes(str(path), suffix, path.read_bytes(), defaults)


def _from_bytes(where: str, suffix: str, content: bytes, defaults: Defaults) -> Iterator[Found]:
    content_type = TEXT_TYPES.get(suffix)
    if content_type is None and suffix == "" and content.lstrip()[:1] not in (b"{", b"["):
        content_type = _sniffed(content)
    if content_type is not None:
        yield _raw(where, content_type, content, defaults)
        return
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        if content.count(b"\n") > 0 and suffix == "":
            yield from _lines(where, content.splitlines(keepends=True), defaults)
        else:
            yield Found(where, error=f"not JSON: {error}")
        return
    for number, item in enumerate(document if isinstance(document, list) else [document], start=1):
        yield _item(f"{where}:{number}" if isinstance(document, list) else where, item, defaults)


def _lines(where: str, lines: Iterable[bytes], defaults: Defaults) -> Iterator[Found]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _item(f"{where}:{number}", json.loads(line), defaults)
        except (ValueError, RecursionError) as error:
            yield Found(f"{where}:{number}", error=f"not JSON: {error}")


def _item(where: str, item: Any, defaults: Defaults) -> Found:
    if not isinstance(item, dict):
        return Found(where, error=f"expected a JSON object, found {type(item).__name__}")
    return Found(where, filled(item, defaults))


def filled(item: dict[str, Any], defaults: Defaults) -> dict[str, Any]:
    """The article with what the command line knows, under the names of its format; what it says itself stays."""
    is_ninjs = bool(_NINJS_KEYS & item.keys())
    filled = {
        "uri": defaults.uri,
        "versionCreated" if is_ninjs else "published_at": defaults.published_at,
        "infoSources" if is_ninjs else "source": [{"name": defaults.source}] if is_ninjs else defaults.source,
    }
    if defaults.source is None:
        filled.pop("infoSources", None)
    return {**{key: value for key, value in filled.items() if value is not None}, **item}


def _raw(where: str, content_type: str, content: bytes, defaults: Defaults) -> Found:
    if len(content) > MAX_EVENT_BYTES:
        return Found(where, error=f"too large: {len(content)} bytes, at most {MAX_EVENT_BYTES}")
    try:
        text = content.decode(_encoding(content_type, content))
    except (UnicodeDecodeError, LookupError) as error:
        return Found(where, error=f"not text: {error}")
    if "\x00" in text:
        return Found(where, error="not text: it holds zero bytes")
    raw = RawSubmission(
        raw=text,
        content_type=content_type,
        uri=defaults.uri,
        published_at=defaults.published_at,
        source=defaults.source,
    )
    return Found(where, raw.model_dump(exclude_none=True))


def _sniffed(content: bytes) -> str:
    """What content without a suffix is: XML where it says so, else a page, else text."""
    beginning = content.removeprefix(codecs.BOM_UTF8).lstrip()[:100]
    if beginning.startswith((b"<?xml", b"<newsItem", b"<newsMessage", b"<nitf")):
        return "application/xml"
    return "text/html" if beginning.startswith(b"<") else "text/plain"


def _encoding(content_type: str, content: bytes) -> str:
    """The byte order mark, else what a page declares in its first kilobyte, else UTF-8."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return name
    declared = _CHARSET.search(content[:1024]) if content_type != "text/plain" else None
    return declared[1].decode("ascii") if declared else "utf-8"
