"""Changes, times and languages in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from shared.contracts.mention import EntityType
from shared.contracts.update import Change, ChangeName

_KINDS: dict[ChangeName, str] = {
    "article_added": "Article added",
    "copy_added": "Copy added",
    "origin_added": "New independent origin",
    "translation_added": "Translation added",
    "claim_added": "New claim",
    "claim_revised": "Claim revised",
    "claim_corroborated": "Claim corroborated",
    "conflict_opened": "Accounts differ",
    "conflict_closed": "Accounts agree again",
    "quote_added": "New quote",
    "entity_added": "New name",
    "article_corrected": "Article corrected",
    "article_withdrawn": "Article withdrawn",
    "merged_from": "Story merged in",
    "split_into": "Story split off",
    "title_changed": "Title changed",
    "editor_action": "Changed by an editor",
}

_TYPES: dict[EntityType, str] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "country or city",
    "LOC": "place",
    "NORP": "people",
    "EVENT": "event",
}

#: What each way for a version to come is called.
_VERSIONS = {
    "new": "first version",
    "update": "update",
    "correction": "correction",
    "refile": "refiled",
    "repeat": "repeated",
    "hold": "held back",
    "release": "released",
    "kill": "withdrawn",
}

#: Names of languages that wires come in; others are shown by their tag.
_LANGUAGES = {
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovene",
    "sr": "Serbian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "und": "unknown language",
    "zh": "Chinese",
}

#: Words at each end of a passage that an address names.
_ENDS = 4

_MODIFIERS = {"about": "about ", "more_than": "at least ", "less_than": "at most ", "additional": "a further "}


def change_name(change: Change) -> str:
    """What kind of change it is."""
    return _KINDS[change.kind]


def language_name(tag: str) -> str:
    """The English name of a language, or its tag."""
    return _LANGUAGES.get(tag.split("-")[0].lower(), tag)


def known_languages() -> list[tuple[str, str]]:
    """The languages that have a name here, each with its tag, in the order of the names."""
    return sorted(((tag, name) for tag, name in _LANGUAGES.items() if tag != "und"), key=lambda item: item[1])


def shown_time(at: datetime) -> str:
    """The instant in UTC, to the minute."""
    try:
        utc = at.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar, in another zone
        return at.isoformat()
    return f"{utc.day} {utc:%b %Y, %H:%M} UTC"


def shown_day(at: datetime) -> str:
    """The day of an instant in UTC."""
    return shown_time(at).rpartition(",")[0] or at.date().isoformat()


def shown_gap(seconds: float) -> str:
    """A time between two articles in the largest fitting unit."""
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if abs(seconds) >= 2 * size:
            return f"{abs(seconds) / size:.0f} {unit}"
    return f"{abs(seconds):.0f} seconds"


def shown_duration(ms: float) -> str:
    """A short time in the unit that fits it: 12 ms, 1.4 s, 3 min, 2 h, 5 days."""
    for unit, size in (("days", 86_400_000), ("h", 3_600_000), ("min", 60_000)):
        if ms >= 2 * size:
            return f"{ms / size:.0f} {unit}"
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"


def type_name(kind: EntityType) -> str:
    """What an entity is, in a word."""
    return _TYPES[kind]


def decided_by(name: str) -> str:
    """Who made a decision: an editor by name, or the machine's own repair ("cluster.split")."""
    return "the machine" if not name or name.startswith("cluster.") else name


def version_name(change_kind: str) -> str:
    """How a version of an article came."""
    return _VERSIONS.get(change_kind, change_kind)


def words_there(exact: str) -> str:
    """The fragment of an address that leads a browser to these words of a page, by their first and last ones.

    A text directive (WICG Scroll to Text Fragment); browsers that do not know it open the top of the page.
    """
    words = exact.split()
    if len(words) <= 2 * _ENDS:
        return ":~:text=".join(("#", _directive(" ".join(words)))) if words else ""
    ends = (words[:_ENDS], words[-_ENDS:])
    return "#:~:text=" + ",".join(_directive(" ".join(part)) for part in ends)


def _directive(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")


def figure(values: Mapping[str, Any] | None) -> str | None:
    """The figure in one side of a change ("about 16 prisoners released"); None where it holds none."""
    quantity = (values or {}).get("quantity")
    held = quantity if isinstance(quantity, Mapping) else values or {}
    value = held.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return f"{amount(held)} {held.get('unit') or ''}".strip()


def amount(quantity: Mapping[str, Any]) -> str:
    """The number of a quantity without its unit: "at least 1,200", "2,750 to 3,100"."""
    high = quantity.get("high")
    upto = f" to {shown_number(high)}" if isinstance(high, int | float) else ""
    return f"{_MODIFIERS.get(str(quantity.get('modifier')), '')}{shown_number(quantity['value'])}{upto}"


def shown_number(value: float) -> str:
    """A number with thin groups: 1,200 or 2.5."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def revision_of(change: Change) -> tuple[str, str] | None:
    """The figures before and after, where the change has both and they differ."""
    before, after = figure(change.before), figure(change.after)
    return (before, after) if before and after and before != after else None


def has_substance(change: Change) -> bool:
    """True where a change has words or figures to show beside the update's message."""
    return any(evidence.exact for evidence in change.evidence) or revision_of(change) is not None


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 article", "3 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
