"""Words of others inside Markdown: shown as they are, never as markup (CommonMark 0.31 and GitHub's tables, links)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

#: Punctuation that may begin markup, HTML, an entity, or an address that renderers turn into a link by themselves.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&^$=:@])")
#: What is a list or a heading at the beginning of a line.
_BEGINNING = re.compile(r"^([-+]|\d+(?=[.)]))")
_WWW = re.compile(r"(?i)\bwww\.")


def inert(text: str) -> str:
    """The text on one line, every character of it shown and none of it markup; bidi overrides are left out."""
    words = " ".join("".join(c for c in text if _is_shown(c)).split())
    escaped = _WWW.sub(lambda match: match.group().replace(".", "\\."), _MARKUP.sub(r"\\\1", words))
    return _BEGINNING.sub(_beginning, escaped)


def link(text: str, address: str) -> str:
    """The text as a link; without one where the address is not of the web."""
    shown = inert(text) or "link"
    return f"[{shown}]({_address(address)})" if is_web(address) else shown


def is_web(address: str) -> bool:
    """True where the address is a whole one of http or https."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _address(address: str) -> str:
    """The address with everything encoded that could end it."""
    return quote(address, safe="/:?&=%+,;@#~.-_")


def _beginning(match: re.Match[str]) -> str:
    return match[1] + "\u200b" if match[1].isdigit() else "\\" + match[1]


def _is_shown(character: str) -> bool:
    category = unicodedata.category(character)
    return character.isspace() or category not in ("Cc", "Cf", "Cs", "Co", "Cn") or character in "\u200c\u200d"
