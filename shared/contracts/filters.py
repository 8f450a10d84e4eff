"""Filter: which updates a subscriber asks for, in the same words over SSE, in webhooks, feeds and the terminal.

Several values of one word mean "or", several words mean "and"; a filter without words lets everything through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, get_args

from pydantic import ConfigDict, Field, ValidationError, field_validator

from shared.contracts.base import Contract
from shared.contracts.update import ChangeName, Significance, StoryUpdate
from shared.language.names import fold_name

SIGNIFICANCES: tuple[Significance, ...] = ("minor", "notable", "major")
KINDS: tuple[ChangeName, ...] = get_args(ChangeName)

#: Values of one word, and characters of one value, at most.
MOST_VALUES = 50
LONGEST_VALUE = 2000
LONGEST_TEXT = 200

#: A language tag after BCP 47, as far as articles carry one.
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_WORDS = re.compile(r"\w+")
#: Changes that bring words of an article.
_BRINGS = ("article_added", "copy_added", "translation_added", "article_corrected")


class BadFilter(ValueError):
    """A filter with unknown words or values; `problems` names each with what is wrong."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{word}: {detail}" for word, detail in problems))
        self.problems = problems


class UpdateFilter(Contract):
    """What a subscriber wants to be told of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    story: tuple[str, ...] = Field(default=(), description="Ids of stories, and of whatever these are merged into.")
    entity: tuple[str, ...] = Field(default=(), description="Ids of entities, or names in any script.")
    language: tuple[str, ...] = Field(
        default=(), description="Languages of what the update brings; of the story where it brings no article."
    )
    significance: Significance | None = Field(default=None, description="This weight and above: minor, notable, major.")
    kind: tuple[ChangeName, ...] = Field(default=(), description="Kinds of change, one of which the update has.")
    text: tuple[str, ...] = Field(
        default=(), description="Words, all of which stand in the message, the titles or the evidence."
    )

    @field_validator("story", "entity", "language", "kind", "text", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("story", "entity", "text")
    @classmethod
    def _plain_values(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            _check_plain(value)
        return _few(values)

    @field_validator("text")
    @classmethod
    def _has_words(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if len(value) > LONGEST_TEXT or not words_of(value):
                raise ValueError(f"{value[:50]!r} is not 1 to {LONGEST_TEXT} characters with a word among them")
        return values

    @field_validator("language")
    @classmethod
    def _known_tags(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        tags = tuple(value.strip().lower().replace("_", "-") for value in values)
        for tag in tags:
            if not _TAG.fullmatch(tag):
                raise ValueError(f"{tag[:50]!r} is no language tag such as en, de or be")
        return _few(tags)

    @field_validator("kind", mode="before")
    @classmethod
    def _known_kinds(cls, values: Any) -> Any:
        for value in (values,) if isinstance(values, str) else values if isinstance(values, (list, tuple)) else ():
            if value not in KINDS:
                raise ValueError(f"{str(value)[:50]!r} is none of {', '.join(KINDS)}")
        return values

    @property
    def is_open(self) -> bool:
        """True where everything passes."""
        return self == UpdateFilter()

    def passes(
        self, facts: Facts, stories: Collection[str] | None = None, merges: Mapping[str, str] | None = None
    ) -> bool:
        """True where the update is asked for.

        `stories` stands in for the stories of the filter where a follower has gone along with merges; `merges` maps
        ids of merged entities to those that they go by now.
        """
        followed = self.story if stories is None else stories
        return (
            (not followed or any(story in facts.stories for story in followed))
            and facts.weight >= _weight(self.significance)
            and (not self.kind or facts.has_kind(self.kind))
            and (not self.language or facts.speaks(self.language))
            and (not self.entity or facts.names(self.entity, merges or {}))
            and (not self.text or any(words_of(text) <= facts.words for text in self.text))
        )


class Facts:
    """What filters ask about one update; each answer is worked out once, however many filters ask."""

    def __init__(self, update: StoryUpdate) -> None:
        self.update = update
        self.weight = _weight(update.significance)

    @cached_property
    def stories(self) -> frozenset[str]:
        """The stories whose followers are told: its own, those that went into it, and the one it was split from."""
        told = {self.update.story_id, *self.merged}
        for change in self.update.changes:
            if change.kind == "split_into":
                told |= {str((side or {}).get("story_id", "")) for side in (change.before, change.after)}
        return frozenset(told - {""})

    @cached_property
    def merged(self) -> frozenset[str]:
        """The stories that this update merges into its own."""
        return frozenset(change.ref for change in self.update.changes if change.kind == "merged_from")

    @cached_property
    def entities(self) -> frozenset[str]:
        """Ids of the entities of the story, and of those that the changes are about."""
        changed = {change.ref for change in self.update.changes if change.kind == "entity_added"}
        return frozenset(changed | {entity.id for entity in self.update.story.entities})

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded words of message, titles and evidence."""
        update = self.update
        texts = [update.message, *update.story.title.values()]
        texts += [e.exact for change in update.changes for e in change.evidence]
        texts += [e.translation for change in update.changes for e in change.evidence if e.translation]
        return words_of("\n".join(texts))

    def has_kind(self, kinds: Collection[str]) -> bool:
        """True where some change is of such a kind; also where changes were cut, since one of those may be."""
        return self.update.changes_truncated > 0 or any(change.kind in kinds for change in self.update.changes)

    def speaks(self, tags: Iterable[str]) -> bool:
        """True where what the update brings, or else its story, is in one of these languages."""
        return any(own == tag or own.startswith(f"{tag}-") for own in self._languages for tag in tags)

    def names(self, asked: Iterable[str], merges: Mapping[str, str]) -> bool:
        """True where an entity has one of these ids, or a name in which all words of one of these stand."""
        ids = self.entities | {merges[known] for known in self.entities if known in merges}
        return any(merges.get(one, one) in ids or one in ids or self._is_named(one) for one in asked)

    @cached_property
    def _languages(self) -> frozenset[str]:
        brought = {str((c.after or {}).get("language") or "") for c in self.update.changes if c.kind in _BRINGS}
        brought |= {e.language for change in self.update.changes for e in change.evidence}
        return frozenset(tag.lower() for tag in (brought - {""} or self.update.story.languages))

    @cached_property
    def _names(self) -> tuple[frozenset[str], ...]:
        told = [str((c.after or {}).get("name") or "") for c in self.update.changes if c.kind == "entity_added"]
        told += [entity.name for entity in self.update.story.entities]
        return tuple(dict.fromkeys(frozenset(fold_name(name).split()) for name in told if name))

    def _is_named(self, name: str) -> bool:
        asked = frozenset(fold_name(name).split())
        return bool(asked) and any(asked <= known for known in self._names)


def filter_of(words: Iterable[tuple[str, str]]) -> UpdateFilter:
    """The filter that a query says. Raises BadFilter, which names every word and value that is unknown."""
    said: dict[str, list[str]] = {}
    for word, value in words:
        values = value.split(",") if word in ("kind", "language") else [value]
        said.setdefault(word, []).extend(values)
    weights = said.get("significance", [])
    if len(weights) > 1:
        raise BadFilter((("significance", "say it once: it means this weight and above"),))
    return read_filter({**said, **({"significance": weights[0]} if weights else {})})


def read_filter(said: Mapping[str, Any]) -> UpdateFilter:
    """The filter that JSON says. Raises BadFilter, which names every word and value that is unknown."""
    try:
        return UpdateFilter.model_validate(said)
    except ValidationError as error:
        raise BadFilter(problems_of(error)) from error


def problems_of(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """Each word of a filter that is wrong, and in what way; words of the person who reads it, not of a library."""
    found = []
    for each in error.errors(include_url=False)[:20]:
        word = str(each["loc"][0]) if each["loc"] else "filter"
        found.append((word[:50], _told(each, word)))
    return tuple(dict.fromkeys(found))


def words_of(text: str) -> frozenset[str]:
    """The words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return frozenset(_WORDS.findall(unicodedata.normalize("NFKC", kept)))


def _told(error: Any, word: str) -> str:
    if error["type"] == "extra_forbidden":
        return f"no such word; known are {', '.join(UpdateFilter.model_fields)}"
    if word == "significance":
        return f"{str(error['input'])[:50]!r} is none of {', '.join(SIGNIFICANCES)}"
    return str(error["msg"]).removeprefix("Value error, ")


def _weight(significance: Significance | None) -> int:
    return 0 if significance is None else SIGNIFICANCES.index(significance)


def _check_plain(value: str) -> None:
    if not 0 < len(value) <= LONGEST_VALUE:
        raise ValueError(f"a value has 1 to {LONGEST_VALUE} characters")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        raise ValueError("must not hold control characters")


def _few(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(values) > MOST_VALUES:
        raise ValueError(f"{MOST_VALUES} values at most")
    return values
