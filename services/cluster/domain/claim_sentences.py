"""What changed in a claim, in one English sentence: the value, and who says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.cluster.domain.cause import Cause
from services.cluster.domain.story import Story
from shared.contracts.update import Change, Evidence
from shared.language.lexicon import lookup


def revision(change: Change, after: Story, cause: Cause) -> str:
    """A value that took another one's place, or a claim that nobody makes any more."""
    before, now = change.before or {}, change.after
    if now is None:
        what = _what(before) if "value" in before or "instant" in before else "something that it reported before"
        return f"{outlet(cause) or 'An outlet'} no longer reports {what}"
    verb, who = "corrected" if cause.is_correction else "revised", _says(change, after, cause)
    if "instant" in now:
        thing, verb = _thing(now), "corrected" if cause.is_correction else "moved"
        return f"{thing[:1].upper()}{thing[1:]} {verb} from {_value(before)} to {_value(now)}{who}"
    if not _is_number_of(now["unit"]):
        was = _what(before)
        return f"{was[:1].upper()}{was[1:]} {verb} to {_what(now)}{who}"
    return f"Number of {now['unit']} {verb} from {_value(before)} to {_value(now)}{who}"


def dispute(change: Change, after: Story, cause: Cause) -> str:
    """Both values, and who gives them."""
    sides = [(change.before or {}, change.evidence[:1]), (change.after or {}, change.evidence[1:])]
    told = [f"{_value(said)}{_whose(said, shown, after)}" for said, shown in sides]
    return f"Accounts differ on {_thing(change.after or {})}: {told[0]} or {told[1]}"


def settlement(change: Change, after: Story, cause: Cause) -> str:
    """What holds now, and who says so."""
    before, now = change.before or {}, change.after
    if now is None:
        return f"Accounts no longer differ on {_thing(before)}: none of the values is reported here any more"
    thing = _thing(now)
    return f"Accounts of {thing} no longer differ: settled at {_value(now)}{_says(change, after, cause)}"


def _thing(said: dict[str, Any]) -> str:
    unit = said.get("unit") or "one figure"
    return f"further {unit}" if said.get("modifier") == "additional" else unit


def _whose(said: dict[str, Any], shown: tuple[Evidence, ...], after: Story) -> str:
    """The source of one side, or its outlet where it names none that can be said in English."""
    who = _source(said, shown, after) or named(said.get("outlet", ""))
    return f" ({who})" if who else ""


def _is_number_of(unit: str) -> bool:
    """Whether a unit is counted, not measured: a number of deaths, but so many euros or years."""
    first = unit.split()[:1]
    return not any(entry.kind in "mc" for word in first for entry in lookup(word, "en"))


def confirmation(change: Change, after: Story, cause: Cause) -> str:
    """A claim that more than one origin makes."""
    now = change.after or {}
    origins = f"{now.get('origins', 2)} independent origins now say so"
    return f"{outlet(cause) or 'Another outlet'} also reports {_what(now)}; {origins}"


def addition(change: Change, after: Story, cause: Cause) -> str:
    """A claim that is new."""
    now = change.after or {}
    who = now.get("source") or outlet(cause)
    return f"New{f' from {who}' if who else ''}: {_what(now)}"


def _what(said: dict[str, Any]) -> str:
    if "instant" in said:
        return f"{said.get('unit', '')} at {_value(said)}".strip()
    if "value" in said:
        return f"{_value(said)} {said['unit']}".strip()
    return f"“{said.get('content', '')}”"


def _value(said: dict[str, Any]) -> str:
    if "instant" in said:
        return _when(datetime.fromisoformat(said["instant"]))
    value = said["value"]
    words = {"more_than": "at least ", "less_than": "at most ", "about": "about ", "additional": "further "}
    number = _number(value) if said.get("high") is None else f"{_number(value)} to {_number(said['high'])}"
    return words.get(said.get("modifier", ""), "") + number


def _when(at: datetime) -> str:
    """An instant by the clock of GMT, with its day."""
    return f"{at:%H:%M} GMT on {at.day} {at:%B %Y}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def _says(change: Change, after: Story, cause: Cause) -> str:
    """Who says what holds now: the source that is named, or who brought it."""
    now = change.after or {}
    who = _source(now, change.evidence, after)
    who = who or named(now.get("outlet", "")) or (outlet(cause) if _brings(cause) else None)
    return f", says {who}" if who else ""


def _brings(cause: Cause) -> bool:
    """Whether an article brought what changed; one that was killed did not."""
    return cause.article is not None and cause.article.is_usable


def _source(said: dict[str, Any], shown: tuple[Evidence, ...], after: Story) -> str | None:
    """A source as English has it: by its English name where it is known, by what an English text calls it."""
    known = next((e.name for e in after.entities if e.id == said.get("source_entity_id")), None)
    is_english = not shown or shown[0].language.split("-")[0] in ("en", "und")
    return known or (said.get("source") if is_english else None)


def outlet(cause: Cause) -> str | None:
    """Who brought the article, where that is known."""
    return named(cause.article.provider) if cause.article else None


def named(provider: str) -> str | None:
    """An outlet's name, where it is known."""
    return provider if provider.casefold() not in ("", "unknown") else None
