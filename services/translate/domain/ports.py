"""What translate needs from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Guess:
    """A language tag and its probability from 0 to 1."""

    tag: str
    probability: float


class LanguageIdentifier(Protocol):
    """Names the language of a text. Must not block for long or raise, whatever the text."""

    def among_all(self, text: str) -> Guess:
        """The likeliest of every language it knows."""
        ...

    def among_configured(self, text: str) -> Guess:
        """The likeliest of the configured languages."""
        ...


@dataclass(frozen=True)
class Request:
    """An article's words, to be put into English."""

    language: str
    headline: str
    text: str


@dataclass(frozen=True)
class English:
    """The English words of an article. `is_gist` says that they give the drift and no more."""

    headline: str
    text: str
    is_gist: bool = False


class Translator(Protocol):
    """An engine that puts articles into English. It may raise or hang; the chain bears both."""

    @property
    def name(self) -> str:
        """What `Translation.engine` says."""
        ...

    def supports(self, language: str) -> bool:
        """Whether it has English for articles in this language. Must not block."""
        ...

    async def translate(self, request: Request) -> English | None:
        """The English words, or None where it has none for this article."""
        ...


#: Lets a translation take its time and no more; raises TimeoutError when that is over.
Limit = Callable[[Awaitable["English | None"]], Awaitable["English | None"]]

#: Told of an engine that failed: its name and the exception. Must not raise.
OnFailure = Callable[[str, Exception], None]
