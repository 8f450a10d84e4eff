"""Versions of events: the number at the end of their type, and what is said of one that cannot be read here.

Within a version fields are only added, with a default: older and newer services read each other's events. What an older
reader would misunderstand is a new version. A service reads the versions that the table of streams names; what is newer
waits among the dead letters, with the reason `newer_version`, and is replayed after the upgrade.
"""

from __future__ import annotations

import re

from shared.streams import STREAMS, Stream

_TYPE = re.compile(r"(slugline\.[a-z_.]+)\.v([0-9]{1,6})")


def parted(event_type: str) -> tuple[str, int] | None:
    """The name and the number of a type; None for one that is not ours."""
    match = _TYPE.fullmatch(event_type)
    return (match[1], int(match[2])) if match else None


def _newest() -> dict[str, int]:
    found: dict[str, int] = {}
    for stream in STREAMS:
        for event_type in stream.events:
            name, number = parted(event_type) or (event_type, 0)
            found[name] = max(found.get(name, 0), number)
    return dict(sorted(found.items()))


#: The newest version of each event that this Slugline writes and reads, by type without version.
VERSIONS: dict[str, int] = _newest()


def why_unknown(event_type: str, source: Stream) -> tuple[str, str]:
    """The reason and a sentence for an event of a type that this stream does not carry here."""
    named = parted(event_type)
    known = sorted(number for name, number in map(_known, source.events) if named and name == named[0])
    if named and known and named[1] > known[-1]:
        return "newer_version", (
            f"{event_type[:80]} is newer than what this version reads (v{known[-1]}): upgrade this service, "
            "then replay the dead letter"
        )
    if named and known:
        return "older_version", (
            f"{event_type[:80]} is older than what this version reads (v{known[0]}): replay it with the version before"
        )
    return "unknown_type", f"{source.name} does not carry events of type {event_type[:80]!r}"


def _known(event_type: str) -> tuple[str, int]:
    return parted(event_type) or (event_type, 0)
