"""Wiring of translate: the one file that names concrete adapters."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from services.translate.adapters.apertium import Apertium
from services.translate.adapters.calls import ToldCalls
from services.translate.adapters.ctranslate2 import CTranslate2
from services.translate.adapters.deadline import within
from services.translate.adapters.gist import Gist
from services.translate.adapters.langid import Py3Langid
from services.translate.adapters.late import LateStore
from services.translate.adapters.libretranslate import LibreTranslate
from services.translate.adapters.memory import RememberedSentences
from services.translate.domain.gist import LANGUAGES, gist_of
from services.translate.domain.ports import Translator
from services.translate.domain.routes import routing
from services.translate.domain.switchboard import Switchboard
from services.translate.domain.translating import Translating
from services.translate.handlers import Detection, TranslateArticle, TranslateLate
from services.translate.settings import TranslateSettings
from shared.delivery.service import Service
from shared.language.ding import ding
from shared.metrics import start_at_zero
from shared.models import models_directory
from shared.streams import ARTICLES_ACCEPTED, ARTICLES_TRANSLATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis.asyncio import Redis

#: Seconds between two looks for articles that wait for a late translation.
LOOK_EVERY = 0.5


def build(
    settings: TranslateSettings | None = None,
    redis: Redis | None = None,
    translators: Sequence[Translator] | None = None,
) -> Service:
    """The service, ready to run; `translators` in place of those that the settings name."""
    settings = settings or TranslateSettings()
    service = Service("translate", settings, redis=redis)
    engines = _engines(settings) if translators is None else translators
    service.warm_up(_read_words)
    service.on_stop(lambda: _close(engines))
    memory = RememberedSentences(service.state, settings.translate_memory_days)
    late = LateStore(service.state, settings.translate_late_most)
    switchboard = _switchboard(settings, engines, memory)
    translating = _translating(settings, engines, switchboard)
    detection = _detection(settings)
    start_at_zero("slugline_language_low_confidence_total")
    start_at_zero("slugline_late_translations_total", "done", "again", "given_up", "no_room")
    articles = TranslateArticle(detection, translating, switchboard.ask_now, memory, late, service.clock)
    service.consume(ARTICLES_ACCEPTED, articles.handle, forward_skips_to=ARTICLES_TRANSLATED)
    service.every(
        LOOK_EVERY,
        TranslateLate(
            translating,
            switchboard.ask_later,
            memory,
            late,
            service.clock,
            service.timer_unit,
            longest=settings.translate_late_hours * 3600,
            named=detection.named,
        ),
    )
    return service


def _engines(settings: TranslateSettings) -> list[Translator]:
    """Every engine that is set up; which of them are asked, and in which order, is the routing's."""
    engines: list[Translator] = [
        CTranslate2(
            models_directory(settings.models_dir, settings.data_dir),
            loaded=settings.models_loaded,
            threads=settings.models_threads,
        ),
        Apertium(),
        Gist(),
    ]
    if settings.libretranslate_url:
        engines.insert(1, _libretranslate(settings, settings.libretranslate_url))
    return engines


def _libretranslate(settings: TranslateSettings, url: str) -> Translator:
    return LibreTranslate(url, key=settings.libretranslate_key, timeout=settings.translate_deadline)


def _read_words() -> None:
    """Reads lexicons and names."""
    for language in LANGUAGES:
        gist_of("15 Xyzabc, Minsk. Щюбвгд, Москва.", language)
    ding()


async def _close(engines: Sequence[Translator]) -> None:
    for engine in engines:
        await engine.close()


def _detection(settings: TranslateSettings) -> Detection:
    identifier = _identifier(settings.language_set)
    return Detection(identifier, settings.language_set, settings.language_confidence, settings.hints)


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> Py3Langid:
    """The identifier of these languages; its model is read once, however often a process starts the service."""
    return Py3Langid(languages)


def _switchboard(
    settings: TranslateSettings, engines: Sequence[Translator], memory: RememberedSentences
) -> Switchboard:
    return Switchboard(
        engines,
        memory=memory,
        limit=within,
        clock=time.monotonic,
        patience=settings.translate_patience,
        deadline=settings.translate_deadline,
        most_failures=settings.translate_failures,
        rest=settings.translate_rest,
        observer=ToldCalls(),
    )


def _translating(settings: TranslateSettings, engines: Sequence[Translator], switchboard: Switchboard) -> Translating:
    known = frozenset({"ctranslate2", "libretranslate", "apertium", "gist"} | {engine.name for engine in engines})
    order = routing(settings.translate_engines, settings.translate_routes, settings.translate_never, known)
    return Translating(order, switchboard.gists, settings.translate_most)
