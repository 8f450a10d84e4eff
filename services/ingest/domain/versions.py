"""What a version is to the versions of its uri that came before: the one place that decides it.

Rules (research: what agencies send, and Superdesk's and Newshub's handling of it):

1. A kill withdraws every version, whatever its number, and for good: later versions of a killed uri are ignored, even
   usable ones with higher numbers, because agencies send a substitute under a new uri and a late or replayed version
   must not bring withdrawn text back. Only an editor lifts it.
2. Versions are ordered by their number, else by when the sender made them, never by arrival. A sender who gives
   neither has his texts numbered in the order of arrival.
3. The same text in the same place is a repeat. Another text under the same number is a revision all the same.
4. What is older than the newest version is kept as known and changes nothing.
5. A stub never takes the place of a full version, and any full version takes the place of a stub.
6. A withheld version recalls what was already sent. An embargoed one waits; each version speaks for itself, so a newer
   version without embargo ends the waiting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from services.ingest.domain.item import WireItem
from services.ingest.domain.limits import LARGEST_VERSION_DIGITS
from services.ingest.domain.tags import Tag, says_kill, tag_of
from shared.contracts.article import ChangeKind, PubStatus

#: What became of a submission. All but the last five are also the `change_kind` of an article.
Outcome = Literal[
    "new",
    "update",
    "correction",
    "refile",
    "release",
    "hold",
    "kill",
    "repeat",
    "late",
    "stub",
    "after_kill",
    "advisory",
]
#: Versions of one uri that are told apart from each other; older ones only count as late. Keeps a uri's record small.
KNOWN_VERSIONS = 32
#: Formats whose date is that of the version, not of the first publication.
_DATED = ("ninjs", "newsml", "nitf")


@dataclass(frozen=True)
class History:
    """What is known of a uri: its newest version, and marks of the last versions seen."""

    version: str
    order: int
    content_hash: str
    status: PubStatus
    #: When the first version was published, by the sender's word.
    published_at: datetime
    #: True while a version of it is out: accepted, and neither held nor withdrawn since.
    is_visible: bool = False
    #: True while the newest version waits for its time, a newer version or an editor.
    is_held: bool = False
    is_stub: bool = False
    known: tuple[str, ...] = ()
    #: Where the raw payloads of the last versions are kept; a kill removes them.
    raw_refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """The version's label and its place in the order of versions."""

    version: str
    order: int


@dataclass(frozen=True)
class Decision:
    """What a submission is, by which rule, and what is known of its uri from now on."""

    outcome: Outcome
    rule: str
    place: Place
    history: History
    #: The change to tell the next services; None where nothing goes out.
    change_kind: ChangeKind | None = None
    #: True where the version is put aside for later.
    is_held: bool = False


def decide(item: WireItem, history: History | None, now: datetime, raw_ref: str = "") -> Decision:
    """What this version is, given what is known of its uri. `now` is when it arrived."""
    place = place_of(item, history, now)
    if history is not None and history.status == "canceled":
        outcome: Outcome = "repeat" if item.pub_status == "canceled" else "after_kill"
        return Decision(outcome, "tombstone", place, history)
    if (rule := _kill_rule(item, history)) is not None:
        return _kill(place, item, history, rule, now)
    if item.is_advisory:
        return _ignored("advisory", "signal:advisory", place, item, history, now)
    if history is None:
        return _first(item, place, now, raw_ref)
    if mark_of(item, place) in history.known:
        return Decision("repeat", "known_text", place, history)
    if item.is_partial and not history.is_stub:
        return _ignored("stub", "partial", place, item, history, now)
    if place.order < history.order:
        return _ignored("late", "older_version", place, item, history, now)
    return _next(item, place, history, now, raw_ref)


def place_of(item: WireItem, history: History | None, now: datetime) -> Place:
    """Where the version stands: its number, else its time, else after the text it is not a repeat of."""
    is_dated = item.version_created and item.format.startswith(_DATED)
    created = _milliseconds(item.version_created) if item.version_created and is_dated else None
    number = _number(item.version)
    order = 0 if item.is_partial else number if number is not None else created
    if order is not None:
        return Place(item.version or _stamp(item.version_created or now), order)
    if history is None:
        return Place(item.version or "1", 1)
    return _unnumbered(item, history)


def mark_of(item: WireItem, place: Place) -> str:
    """A short mark of text, place and status: two submissions with the same mark are the same version."""
    embargo = item.embargo and (item.embargo.until.isoformat() if item.embargo.until else "open")
    return f"{place.order}:{item.content_hash[7:23]}:{item.pub_status[0]}{embargo or ''}"


def release(history: History) -> History:
    """The history once the version that was held has gone out."""
    return replace(history, is_held=False, is_visible=True)


def _first(item: WireItem, place: Place, now: datetime, raw_ref: str) -> Decision:
    history = _advanced(item, place, None, now, raw_ref)
    held = _hold_rule(item, now)
    if held is not None:
        return Decision("hold", held, place, replace(history, is_held=True), is_held=True)
    return Decision("new", "first_seen", place, replace(history, is_visible=True), "new")


def _next(item: WireItem, place: Place, history: History, now: datetime, raw_ref: str) -> Decision:
    following = _advanced(item, place, history, now, raw_ref)
    held = _hold_rule(item, now)
    if held is not None:
        return _hold(item, place, history, following, held)
    kind, rule = _change(item, place, history)
    return Decision(kind, rule, place, replace(following, is_visible=True), kind)


def _hold(item: WireItem, place: Place, history: History, following: History, rule: str) -> Decision:
    """Withheld text that is already out is recalled; embargoed text leaves the version before it standing."""
    recalled = item.pub_status == "withheld" and history.is_visible
    following = replace(following, is_held=True, is_visible=history.is_visible and not recalled)
    return Decision("hold", rule, place, following, "hold" if recalled else None, is_held=True)


def _change(
    item: WireItem, place: Place, history: History
) -> tuple[Literal["new", "update", "correction", "refile", "release"], str]:
    if history.is_held:
        return "release", "usable_after_hold"
    if not history.is_visible:
        return "new", "first_published"
    if history.is_stub:
        return "update", "full_after_stub"
    if item.content_hash == history.content_hash:
        return "refile", "same_text"
    finding = tag_of(item.headline, item.ed_note)
    tags: dict[Tag, Literal["correction", "refile"]] = {"correction": "correction", "refile": "refile"}
    if finding is not None and finding.tag in tags:
        return tags[finding.tag], finding.rule
    if finding is not None:
        return "update", finding.rule
    return "update", "newer_version" if place.order > history.order else "other_text_same_version"


def _kill_rule(item: WireItem, history: History | None) -> str | None:
    """Why this is a kill. Without a status only a known uri is killed, and only by a tag in capitals."""
    if item.pub_status == "canceled":
        return "status:canceled"
    finding = says_kill(item.headline, item.ed_note) if history is not None else None
    return finding.rule if finding else None


def _kill(place: Place, item: WireItem, history: History | None, rule: str, now: datetime) -> Decision:
    """The tombstone. It is told to the next services unless the article was never shown, so must stay unknown."""
    published = history.published_at if history else item.first_created or item.version_created or now
    tombstone = History(place.version, place.order, "", "canceled", published)
    was_secret = history is not None and history.is_held and not history.is_visible
    return Decision("kill", rule, place, tombstone, None if was_secret else "kill")


def _hold_rule(item: WireItem, now: datetime) -> str | None:
    if item.pub_status == "withheld":
        return "status:withheld"
    if item.embargo is None or not item.embargo.holds(now):
        return None
    return "embargo:until" if item.embargo.until else "embargo:without_end"


def _ignored(
    outcome: Outcome, rule: str, place: Place, item: WireItem, history: History | None, now: datetime
) -> Decision:
    """A version that is remembered as seen and changes nothing else."""
    if history is None:
        return Decision(outcome, rule, place, _advanced(item, place, None, now, "", order=-1))
    published = min(history.published_at, item.first_created or item.version_created or history.published_at)
    return Decision(outcome, rule, place, replace(history, known=_known(item, place, history), published_at=published))


def _advanced(
    item: WireItem, place: Place, history: History | None, now: datetime, raw_ref: str, order: int | None = None
) -> History:
    """The history with this version as its newest."""
    first = history.published_at if history else item.version_created or now
    refs = (*history.raw_refs, raw_ref) if history else (raw_ref,)
    return History(
        version=place.version,
        order=place.order if order is None else order,
        content_hash=item.content_hash,
        status=item.pub_status,
        published_at=item.first_created or first,
        is_stub=item.is_partial,
        known=_known(item, place, history),
        raw_refs=tuple(dict.fromkeys(ref for ref in refs if ref))[-KNOWN_VERSIONS:],
    )


def _known(item: WireItem, place: Place, history: History | None) -> tuple[str, ...]:
    marks = (*(history.known if history else ()), mark_of(item, place))
    return tuple(dict.fromkeys(marks))[-KNOWN_VERSIONS:]


def _unnumbered(item: WireItem, history: History) -> Place:
    for mark in reversed(history.known):
        order, text, _ = mark.split(":", 2)
        if text == item.content_hash[7:23]:
            return Place(item.version or order, int(order))
    following = max(history.order, 0) + 1
    return Place(item.version or str(following), following)


def _number(version: str | None) -> int | None:
    is_number = version and version.isascii() and version.isdigit() and len(version) <= LARGEST_VERSION_DIGITS
    return int(version) if version and is_number else None


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
