"""Articles get a language and English at once, and better English when it comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from services.translate.adapters.calls import ToldCalls
from services.translate.adapters.deadline import within
from services.translate.adapters.gist import Gist
from services.translate.adapters.langid import Py3Langid
from services.translate.adapters.late import ARTICLES, LATE, LateStore
from services.translate.adapters.memory import RememberedSentences
from services.translate.domain.ports import Request
from services.translate.domain.routes import routing
from services.translate.domain.switchboard import Switchboard
from services.translate.domain.translating import Translating
from services.translate.handlers import Detection, TranslateArticle, TranslateLate
from services.translate.settings import TranslateSettings
from shared.clock import ManualClock
from shared.contracts.article import Article
from shared.contracts.stages import ArticleTranslated
from shared.delivery.service import Service
from shared.streams import ARTICLES_TRANSLATED
from shared.testing import builders as a
from shared.testing.handling import Handling

pytestmark = [pytest.mark.integration, pytest.mark.containers]

SET = TranslateSettings().language_set
GERMAN = a.article(
    uri="urn:de:1",
    headline="Weißrussland lässt 16 Gefangene frei",
    text="Die Regierung in Minsk ließ am Freitag 16 Gefangene frei.\n\nDas teilte die Botschaft mit.",
    language="fr",
)
SAID = {
    GERMAN.headline: "Belarus frees 16 prisoners",
    "Die Regierung in Minsk ließ am Freitag 16 Gefangene frei.": "Minsk freed 16 prisoners on Friday.",
    "Das teilte die Botschaft mit.": "The embassy said so.",
}


class Engine:
    """A translator that knows the sentences above; it can be told to fail."""

    name = "libretranslate"
    is_gist = False

    def __init__(self) -> None:
        self.fails = False
        self.asked: list[str] = []

    def supports(self, source: str, target: str) -> bool:
        return source == "de"

    async def translate(self, request: Request) -> Sequence[str]:
        self.asked += request.sentences
        if self.fails:
            raise ConnectionError("gone")
        return [SAID[sentence] for sentence in request.sentences]


class Bench:
    """The handlers of translate on a real server, with a clock of our own."""

    def __init__(
        self, redis: Any, redis_url: str, namespace: str, *, patience: float = 60.0, days: float = 1.0
    ) -> None:
        self.redis, self.namespace = redis, namespace
        self.handling = Handling(redis, namespace)
        self.clock = ManualClock(datetime(2025, 8, 15, 12, tzinfo=UTC))
        self.engine, gist = Engine(), Gist()
        state = self.handling.state
        memory, late = RememberedSentences(state, days), LateStore(state, most=2)
        board = Switchboard(
            [self.engine, gist],
            memory=memory,
            limit=within,
            clock=lambda: self.clock.now().timestamp(),
            patience=patience,
            deadline=60.0,
            most_failures=3,
            rest=30.0,
            observer=ToldCalls(),
        )
        order = routing("libretranslate,gist", "", "it", frozenset({"libretranslate", "gist"}))
        translating = Translating(order, board.gists, 10_000)
        detection = Detection(Py3Langid(SET), SET, 0.6, {})
        self.articles = TranslateArticle(detection, translating, board.ask_now, memory, late, self.clock)
        service = Service("translate", TranslateSettings(redis_url=redis_url, namespace=namespace))
        self.late = TranslateLate(
            translating, board.ask_later, memory, late, self.clock, service.timer_unit, longest=3600.0
        )

    async def push(self, article: Article, seq: int = 1) -> ArticleTranslated:
        unit = await self.handling.handle(self.articles.handle, a.event(a.accepted(article, seq=seq)))
        (data,) = unit.emitted("slugline.article.translated.v1")
        assert isinstance(data, ArticleTranslated)
        return data

    async def later(self, seconds: float) -> list[dict[str, Any]]:
        """The enrichments so far, after a round of the background so many seconds later."""
        self.clock.advance(seconds)
        await self.late()
        entries = await self.redis.xrange(ARTICLES_TRANSLATED.key(self.namespace))
        return [ArticleTranslated.model_validate_json(_data(fields)) for _, fields in entries]  # type: ignore[misc]

    async def waiting(self) -> int:
        zset = await self.redis.zcard(self.namespace + LATE)
        assert zset == await self.redis.hlen(self.namespace + ARTICLES)
        return int(zset)


def _data(fields: dict[bytes, bytes]) -> bytes:
    import json

    return json.dumps(json.loads(fields[b"data"])["data"]).encode()


@pytest.fixture
def bench(redis: Any, redis_url: str, namespace: str) -> Bench:
    return Bench(redis, redis_url, namespace)


async def test_an_article_goes_on_whole_with_language_and_english(bench: Bench) -> None:
    """The article is passed on unchanged beside its detected language and English; what was declared stays."""
    data = await bench.push(GERMAN)
    english = data.translation
    assert (GERMAN, "de", "fr") == (data.article, data.language.tag, data.article.language)
    assert ("translated", "libretranslate", "Belarus frees 16 prisoners") == (
        english.status,
        english.engine,
        english.headline,
    )
    assert english.text == f"{SAID[GERMAN.text.split(chr(10))[0]]}\n\nThe embassy said so."
    for pair in english.sentences:
        said = english.headline if pair.english.part == "headline" else english.text
        source = GERMAN.part(pair.source.part)[pair.source.start : pair.source.end]
        assert SAID[source] == (said or "")[pair.english.start : pair.english.end]
    assert () == english.flags
    assert 0 == await bench.waiting()


async def test_english_articles_are_their_own_translation(bench: Bench) -> None:
    """An English article is `original`; no engine is asked."""
    data = await bench.push(a.article())
    assert ("original", None, []) == (data.translation.status, data.translation.text, bench.engine.asked)


async def test_passages_in_english_stay_as_they_are(bench: Bench) -> None:
    """An English paragraph that a German article quotes is not put through a translator; its neighbours are."""
    quoted = "The embassy welcomes the release of these prisoners and thanks everyone who has worked for it so long."
    data = await bench.push(GERMAN.model_copy(update={"text": "\n\n".join([GERMAN.text] * 3 + [f'"{quoted}"'])}))
    assert ["en"] == [passage.language.tag for passage in data.passages]
    assert (data.translation.text or "").endswith(f'The embassy said so.\n\n"{quoted}"')
    assert all(quoted not in asked for asked in bench.engine.asked)


async def test_languages_on_the_list_are_passed_through(bench: Bench) -> None:
    """A language that the settings keep as it is goes on untranslated, and waits for nothing."""
    italian = "Il presidente ha incontrato i ministri a Roma per discutere della riforma delle pensioni."
    data = await bench.push(a.article(headline="Vertice a Roma sulle pensioni", text=italian))
    assert ("it", "untranslated", 0) == (data.language.tag, data.translation.status, await bench.waiting())


async def test_kills_pass_through_untouched(bench: Bench) -> None:
    """A kill is neither identified nor translated, and ends the wait of what it withdraws."""
    bench.engine.fails = True
    await bench.push(GERMAN)
    assert 1 == await bench.waiting()
    data = await bench.push(a.kill(GERMAN.uri), seq=2)
    assert ("und", "untranslated", 0) == (data.language.tag, data.translation.status, await bench.waiting())


async def test_an_outage_costs_an_article_nothing_but_time(bench: Bench) -> None:
    """With its engine down an article goes on as a gist; the translation follows with the same place in the wire."""
    bench.engine.fails = True
    data = await bench.push(GERMAN, seq=7)
    assert ("gist", "gist", None) == (data.translation.status, data.translation.engine, data.enrichment)
    assert [] == await bench.later(2)
    bench.engine.fails = False
    (late,) = await bench.later(60)
    assert ("translation", 7, "translated") == (late.enrichment, late.seq, late.translation.status)
    assert (GERMAN, data.language) == (late.article, data.language)
    assert 0 == await bench.waiting()
    assert 1 == len(await bench.later(600))


async def test_a_new_engine_is_asked_behind_articles(redis: Any, redis_url: str, namespace: str) -> None:
    """With patience shorter than the deadline, the first article goes on at once and is enriched a second later."""
    bench = Bench(redis, redis_url, namespace, patience=1.0)
    assert "gist" == (await bench.push(GERMAN)).translation.status
    assert 1 == len(await bench.later(1))
    other = GERMAN.model_copy(update={"uri": "urn:de:2"})
    assert "translated" == (await bench.push(other, seq=2)).translation.status


async def test_the_newest_version_waits(bench: Bench) -> None:
    """Of one uri only the newest version waits: the older one is no longer worth an engine's time."""
    bench.engine.fails = True
    await bench.push(GERMAN, seq=1)
    second = GERMAN.model_copy(update={"version": "2", "version_order": 2})
    await bench.push(second, seq=2)
    await bench.push(GERMAN, seq=1)
    bench.engine.fails = False
    (late,) = await bench.later(60)
    assert ("2", 2) == (late.article.version, late.seq)


async def test_what_waits_has_a_limit(bench: Bench) -> None:
    """No more articles wait than the settings allow; those beyond go on as they are and are counted."""
    bench.engine.fails = True
    for number in range(4):
        await bench.push(GERMAN.model_copy(update={"uri": f"urn:de:{number}"}), seq=number + 1)
    assert 2 == await bench.waiting()


async def test_a_translation_that_never_comes_is_given_up(bench: Bench) -> None:
    """After its hours an article is no longer tried; it keeps its gist."""
    bench.engine.fails = True
    await bench.push(GERMAN)
    for _ in range(30):
        assert [] == await bench.later(300)
    assert 0 == await bench.waiting()


async def test_a_known_sentence_is_not_translated_twice(redis: Any, redis_url: str, namespace: str) -> None:
    """What one replica's engine has said, another replica takes from Redis."""
    await Bench(redis, redis_url, namespace).push(GERMAN)
    other = Bench(redis, redis_url, namespace)
    data = await other.push(GERMAN.model_copy(update={"uri": "urn:de:2"}), seq=2)
    assert ("translated", []) == (data.translation.status, other.engine.asked)
    keys = await redis.keys(f"{namespace}translate:memory:*")
    assert len(SAID) == len(keys)
    assert 0 < await redis.pttl(keys[0]) <= 86_400_000


async def test_a_retry_emits_the_same_id(bench: Bench) -> None:
    """The id of what is emitted depends on the article, its place and whether it is an enrichment, nothing else."""
    event = a.event(a.accepted(GERMAN, seq=3))
    units = [await bench.handling.prepare(bench.articles.handle, event, f"{n}-0") for n in (1, 2)]
    assert ["urn:de:1#1@3.translated"] * 2 == [unit.outputs[0].id for unit in units]
