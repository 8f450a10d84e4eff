"""What a backup says of itself: when, of what, by which versions, how much, and its checksum."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from services.cli.backup.frames import checksum
from services.cli.exits import CommandError, Exit
from shared.delivery.state_format import FORMATS

#: The form of backups that this version writes; a newer one is refused.
FORMAT = 1
FILE, KEYS = "manifest.json", "keys.bin.gz"


class Manifest(BaseModel):
    """The manifest of one backup."""

    format: int = FORMAT
    slugline: str
    taken_at: datetime
    namespace: str
    #: Name and version of the server that it was taken from.
    server: str
    #: Format of what each service remembers.
    states: dict[str, int] = {}
    #: The versions of events that this Slugline writes, by type without version.
    events: dict[str, int] = {}
    keys: int
    #: Keys by type.
    types: dict[str, int] = {}
    frames: int
    size: int
    sha256: str
    #: Seconds for which services could not write.
    paused: float


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a backup whose file is whole. Raises CommandError, which says what is wrong and where."""
    try:
        manifest = Manifest.model_validate_json((directory / FILE).read_bytes())
    except OSError as error:
        raise CommandError(Exit.NOT_FOUND, f"{directory} is no backup: {error.strerror or error}") from error
    except ValidationError as error:
        raise CommandError(Exit.BAD_INPUT, f"{directory / FILE} is damaged: {error.error_count()} fields") from error
    _check_versions(manifest, directory)
    path = directory / KEYS
    if not path.exists() or checksum(path) != manifest.sha256:
        raise CommandError(Exit.BAD_INPUT, f"{path} is missing or damaged: its checksum is not that of the manifest")
    return manifest


def _check_versions(manifest: Manifest, directory: Path) -> None:
    if manifest.format > FORMAT:
        told = f"{directory} has format {manifest.format}, newer than {FORMAT}"
        raise CommandError(Exit.BAD_INPUT, told, "Upgrade Slugline.")
    newer = {name: number for name, number in manifest.states.items() if number > FORMATS.get(name, 0)}
    if newer:
        told = ", ".join(f"{name} {number} (here {FORMATS.get(name, 0)})" for name, number in sorted(newer.items()))
        raise CommandError(Exit.BAD_INPUT, f"{directory} was written by a newer Slugline: {told}", "Upgrade Slugline.")
