"""Where people read what: the addresses of all pages."""

from __future__ import annotations

from urllib.parse import quote, urlencode


def page_of_story(story_id: str) -> str:
    """Where people read this story."""
    return f"/stories/{quote(story_id, safe=':')}"


def page_of_article(uri: str) -> str:
    """Where people read this article."""
    return f"/articles/{quote(uri, safe=':')}"


def page_of_entity(entity_id: str) -> str:
    """Where people read of this person, organisation, place or event."""
    return f"/entities/{quote(entity_id, safe=':')}"


def with_query(path: str, **values: str | int | None) -> str:
    """The address with those of these words that say something."""
    said = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return f"{path}?{urlencode(said)}" if said else path
