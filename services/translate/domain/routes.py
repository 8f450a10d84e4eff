"""Which engines are asked for a language, in which order, and by way of which third language.

A route is one engine ("gist") or several with the languages between them: "apertium:ru+ctranslate2" has apertium put
Belarusian into Russian, and ctranslate2 the Russian into English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ENGLISH = "en"


class BadRoute(ValueError):
    """A setting that names no route; the message says what is wrong with it."""


@dataclass(frozen=True)
class Step:
    """One engine's part of a route."""

    engine: str
    source: str
    target: str


@dataclass(frozen=True)
class Route:
    """Steps from a language into English; its name is what the settings call it."""

    name: str
    steps: tuple[Step, ...]

    @property
    def engine(self) -> str:
        """The engine that writes the English."""
        return self.steps[-1].engine


@dataclass(frozen=True)
class Routing:
    """The order of engines: the usual one, those of single languages, and the languages that stay as they are."""

    usual: tuple[str, ...]
    of_language: Mapping[str, tuple[str, ...]]
    never: frozenset[str]

    def routes(self, language: str) -> tuple[Route, ...]:
        """The routes from this language, best first; none where it is not to be translated."""
        if language in self.never:
            return ()
        return tuple(route(name, language) for name in self.of_language.get(language, self.usual))


def routing(engines: str, of_language: str, never: str, known: frozenset[str]) -> Routing:
    """The order that three settings give; raises BadRoute where one of them cannot be read or names no known engine.

    >>> routing("ctranslate2,gist", "be=apertium:ru+ctranslate2,gist", "it", KNOWN).routes("be")[0].engine
    'ctranslate2'
    """
    usual = _listed(engines)
    special = dict(_assigned(part) for part in of_language.split(";") if part.strip())
    for name in (*usual, *(name for names in special.values() for name in names)):
        for step in route(name, "xx").steps:
            if step.engine not in known:
                raise BadRoute(f"there is no engine {step.engine!r}; known are {', '.join(sorted(known))}")
    return Routing(usual, special, frozenset(_listed(never)))


def route(name: str, language: str) -> Route:
    """The steps of a route that starts at this language."""
    steps: list[Step] = []
    parts = name.split("+")
    for at, part in enumerate(parts):
        engine, _, between = part.partition(":")
        is_last = at == len(parts) - 1
        if not engine or bool(between) == is_last:
            raise BadRoute(f"{name!r} is no route: every engine but the last names the language it makes, a:ru+b")
        target = ENGLISH if is_last else between
        steps.append(Step(engine, steps[-1].target if steps else language, target))
    return Route(name, tuple(steps))


def _assigned(part: str) -> tuple[str, tuple[str, ...]]:
    language, equals, names = part.partition("=")
    if not equals or not language.strip() or not names.strip():
        raise BadRoute(f"{part.strip()!r} is no order of engines: expected language=engine,engine")
    return language.strip().lower(), _listed(names)


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in words.split(",") if word.strip())
