"""Articles out of an archive, as they once came in: what `slugline replay ARCHIVE` submits again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from services.cli.article_files import Defaults, Found, filled, find_articles
from services.cli.exits import CommandError, Exit
from services.cli.settings import CliSettings
from shared.archive.archive import EVER, Archive, Days
from shared.archive.errors import ArchiveError
from shared.archive.manifest import SUFFIX
from shared.archive.opening import archive_at
from shared.archive.record import KINDS, Record


def is_archive(place: str) -> bool:
    """Whether this names an archive: an s3:// address, or a folder laid out as one."""
    if place.startswith("s3://"):
        return True
    return any(next((Path(place) / kind).glob(f"day=*/*{SUFFIX}"), None) for kind in KINDS)


def opened(place: str) -> Archive:
    """The archive at this place. Raises CommandError where it cannot be used here."""
    try:
        return archive_at(place, CliSettings())
    except ArchiveError as error:
        raise CommandError(Exit.USAGE, str(error)) from error


def find_everything(places: Iterable[str], days: Days = EVER) -> Iterator[Found]:
    """Every article in these files, folders and archives, place by place. Days count for archives alone."""
    for place in places:
        if is_archive(place):
            yield from archived(opened(place), place, days)
        else:
            yield from find_articles([place], Defaults())


def archived(archive: Archive, place: str, days: Days = EVER) -> Iterator[Found]:
    """The submissions of these days in the order in which they came, and kills in theirs; nothing that was withdrawn.

    Raises CommandError, which names the file, where the archive is not whole.
    """
    try:
        for record in archive.records(("raw", "kills"), days):
            if not record.is_withdrawn:
                yield _submission(record, f"{place}: {record.kind} {record.identity}")
    except ArchiveError as error:
        raise CommandError(
            Exit.BAD_INPUT, f"{place}: {error}", "`slugline archive verify` looks at all of it."
        ) from error


def _submission(record: Record, where: str) -> Found:
    arrived = str(record.data.get("arrived_at", ""))
    if record.kind == "kills":
        return Found(where, {"uri": record.identity, "pubStatus": "canceled", "versionCreated": arrived})
    try:
        payload = json.loads(record.data["raw"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        return Found(where, error=f"not JSON: {type(error).__name__}")
    payload = _unwrapped(payload)
    if not isinstance(payload, dict):
        return Found(where, error=f"expected a JSON object, found {type(payload).__name__}")
    return Found(where, filled(payload, Defaults(published_at=arrived)))


def _unwrapped(payload: Any) -> Any:
    """The article inside a CloudEvents message, or what came without one."""
    is_event = isinstance(payload, dict) and "specversion" in payload and isinstance(payload.get("data"), dict)
    return payload["data"] if is_event else payload
