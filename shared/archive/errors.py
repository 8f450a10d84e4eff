"""What can be wrong with an archive, in words for people."""

from __future__ import annotations


class ArchiveError(Exception):
    """The archive cannot be written or read; the message says what and where."""


class ArchiveUnreadable(ArchiveError):
    """A file is not what it should be."""


class ExtraMissing(ArchiveError):
    """A library that is an extra is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} needs the extra `archive`: pip install 'slugline[archive]'")
