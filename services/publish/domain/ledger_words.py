"""The claim ledger in words for people."""

from __future__ import annotations

from shared.contracts.story import ClaimStatus

#: What each status of a claim says.
STATUSES: dict[ClaimStatus, str] = {
    "reported": "one origin says so",
    "corroborated": "two or more independent origins say so",
    "disputed": "others say otherwise for the same time",
    "superseded": "a later value took its place",
    "retracted": "nobody says so any more",
}
