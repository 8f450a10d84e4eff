"""Which of a story's titles a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Title(NamedTuple):
    """A title and the language it is in."""

    text: str
    language: str


def shown_title(titles: Mapping[str, str], languages: Mapping[str, int], preferred: str = "en") -> Title:
    """The preferred language's title where there is one, else that of the language with most articles."""
    order = sorted(titles, key=lambda tag: (tag.split("-")[0] != preferred, -languages.get(tag, 0), tag))
    best = next((tag for tag in order if titles[tag].strip()), None)
    return Title(titles[best], best) if best else Title("Untitled story", "en")
