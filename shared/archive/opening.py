"""An archive as the settings, or a command line, name it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shared.archive.archive import Archive
from shared.archive.forms import form
from shared.archive.places import Folder, Place

if TYPE_CHECKING:
    from shared.settings import Settings


def archive_at(where: str, settings: Settings) -> Archive:
    """The archive in this folder, or at this s3:// address. Raises ArchiveError where it cannot be used here."""
    return Archive(_place(where, settings), form(settings.archive_form))


def archive_of(settings: Settings) -> Archive | None:
    """The archive of the settings, None where nothing is archived."""
    return archive_at(settings.archive, settings) if settings.archive else None


def _place(where: str, settings: Settings) -> Place:
    if where.startswith("s3://"):
        from shared.archive.s3 import Bucket

        return Bucket(where, settings.archive_endpoint, settings.archive_region)
    return Folder(Path(where.removeprefix("file://")).expanduser())
