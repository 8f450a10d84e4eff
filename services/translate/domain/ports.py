"""What translate needs from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Guess:
    """A language tag and its probability from 0 to 1; after it the next likeliest, where the identifier ranks them."""

    tag: str
    probability: float
    others: tuple[Guess, ...] = ()


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
    """Sentences in one language, to be put into another; tags are base languages such as "de"."""

    source: str
    target: str
    sentences: tuple[str, ...]


class CannotTranslate(Exception):
    """An engine has no answer for this request, now or ever; the message says why, without the article's words."""


class Translator(Protocol):
    """An engine that puts sentences into another language. It may raise, hang or lie; the chain bears all three.

    `translate` must not block the event loop: work that takes long runs in a thread or another process, and ends by
    itself when its caller has gone.
    """

    @property
    def name(self) -> str:
        """What `Translation.engine` and the settings call it."""
        ...

    @property
    def is_gist(self) -> bool:
        """Whether its English gives the drift and no more, word by word."""
        ...

    def supports(self, source: str, target: str) -> bool:
        """Whether it translates this pair as it is set up now. Must not block."""
        ...

    async def translate(self, request: Request) -> Sequence[str]:
        """As many sentences as came, in their order; raises CannotTranslate, or whatever its library raises."""
        ...

    async def close(self) -> None:
        """Lets go of connections, threads and processes."""
        ...


#: Lets a translation take its time and no more; raises TimeoutError when that is over.
Limit = Callable[[Awaitable[Sequence[str]], float], Awaitable[Sequence[str]]]
