"""A newsroom's worth of stories, served over HTTP, and a browser that keeps what it complains of."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from services.publish.app import web
from services.publish.handlers import Projecting
from services.publish.settings import PublishSettings
from shared.contracts.article import Article, Span, Translation
from shared.contracts.claim import Quantity, Source
from shared.contracts.ledger import LedgerEntry, StoryClaims
from shared.contracts.story import StoryCounts, SummarySentence
from shared.contracts.update import Change, SharedQuantity, StoryUpdate
from shared.health import http_server
from shared.streams import STORIES_UPDATED
from shared.testing import builders as a
from shared.testing.handling import Handling

#: Nothing but the pages: no sandbox in containers, no traffic of the browser's own.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u202egnp.exe"

FIRST = a.article("urn:first", provider="Agency A")
ARABIC = a.article(
    "urn:ar",
    language="ar",
    provider="وكالة الأنباء",
    headline="بيلاروسيا تفرج عن 50 سجينا",
    text="أفرجت بيلاروسيا عن 50 سجينا، بحسب السفارة.",
    published_at=a.at(90),
)
LONG = a.article("urn:long", headline="W" * 900, text="word " * 8000 + "x" * 9000, provider="P" * 400)
KILLED = a.kill("urn:killed")
COPY = a.article("urn:copy", provider="Morning Post", published_at=a.at(12))
RUSSIAN = a.article(
    "urn:ru",
    language="ru",
    provider="Минский курьер",
    headline="Беларусь освободила 52 заключённых",
    text="Беларусь освободила 52 заключённых, сообщило посольство.",
    published_at=a.at(60),
)
EVIL = a.article("urn:evil", provider=HOSTILE, headline=HOSTILE, text=f"{HOSTILE}\n\n{'x' * 3000}", by=HOSTILE)


class Newsroom:
    """publish over HTTP with a few stories; `tell` is what cluster would do."""

    def __init__(self, redis: Any, namespace: str) -> None:
        self.url = ""
        self._redis = redis
        self._handling = Handling(redis, namespace)
        self._handlers = Projecting(self._handling.state)
        self._settings = PublishSettings(namespace=namespace)
        self._serving: Any = None

    async def start(self, port: int = 0) -> None:
        """Serves the pages, on any free port where none is named."""
        self._app = web(self._handling.state, self._settings)
        server = http_server(self._app, "127.0.0.1", port)
        self._serving = (server, asyncio.create_task(server.serve()))
        async with asyncio.timeout(10):
            while not server.started:
                await asyncio.sleep(0.01)
        self.port = server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        """Ends all streams and the server, as a replica that is taken down does."""
        server, task = self._serving
        await self._app.state.live.close()
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task

    async def tell(self, *updates: StoryUpdate) -> None:
        """Writes updates to the public stream and handles them."""
        key = self._handling.state.key(STORIES_UPDATED.name)
        for update in updates:
            event = a.event(update)
            entry_id = await self._redis.xadd(key, {"data": event.model_dump_json()})
            await self._handling.handle(self._handlers.story_updated, event, entry_id.decode())

    async def fill(self) -> None:
        """The stories that every test finds."""
        translation = Translation(status="gist", engine="lexicon", headline="Belarus released 52", text="Belarus did.")
        for resolved in (
            a.resolved(
                FIRST,
                entities=(a.entity(FIRST, "Belarus"), a.entity(FIRST, "U.S. embassy", type="ORG")),
                claims=(a.quantity(FIRST, "16 prisoners", 16, "prisoners released", "U.S. embassy"),),
            ),
            a.resolved(COPY),
            a.resolved(RUSSIAN, entities=(a.entity(RUSSIAN, "Беларусь", "Belarus"),), translation=translation),
            a.resolved(EVIL, claims=(a.claim(EVIL, HOSTILE, source=HOSTILE),)),
            a.resolved(ARABIC, entities=(a.entity(ARABIC, "بيلاروسيا", "Belarus"),)),
            a.resolved(LONG),
            a.resolved(KILLED),
        ):
            await self._handling.handle(self._handlers.article_resolved, a.event(resolved))
        await self.tell(*_updates())
        for claims in _claims():
            await self._handling.handle(self._handlers.story_claims, a.event(claims))

    async def bury(self, service: str, **fields: str) -> None:
        """Leaves a dead letter."""
        letter = {
            "dead.reason": "bad_date",
            "dead.detail": HOSTILE,
            "dead.stage": service,
            "dead.stream": self._handling.state.key("articles.submitted"),
            "dead.id": "1-0",
            "dead.attempts": "1",
            "dead.at": "2025-08-15T12:00:00+00:00",
        }
        await self._redis.xadd(self._handling.state.key(f"dead.{service}"), {**letter, **fields})

    async def submitted(self) -> int:
        """How many entries wait to be read by ingest."""
        length: int = await self._redis.xlen(self._handling.state.key("articles.submitted"))
        return length


def _claims() -> list[StoryClaims]:
    """Ledgers: a figure revised, one that accounts differ on, a time, a quote in two languages; and hostile words."""
    embassy = Source(name="U.S. embassy", entity_id="en_u.s._embassy")

    def freed(item: Article, words: str, value: float, minutes: float, **fields: Any) -> LedgerEntry:
        quantity = Quantity(value=value, unit="prisoners released")
        return a.ledger_entry(item, words, source=embassy, quantity=quantity, as_of=a.at(minutes), **fields)

    translated = {"translation": "Belarus released 52 prisoners, the embassy said.", "label": "U.S. embassy"}
    statement = {"kind": "quote", "topic": "said:embassy", "id": "cl_5", "status": "corroborated", "source": embassy}
    begin = {"topic": "start", "label": "start of the talks", "id": "cl_4", "instant": a.at(450)}
    ruled = {"topic": "gone", "status": "retracted", "content": "", "label": ""}
    return [
        a.story_claims(
            "st_1",
            3,
            freed(FIRST, "16 prisoners", 16, 0, status="superseded", superseded_by="cl_2"),
            freed(RUSSIAN, "52 заключённых", 52, 60, id="cl_2", status="disputed", disputes=("cl_3",), origins=2),
            freed(ARABIC, "50 سجينا", 50, 90, id="cl_3", status="disputed", disputes=("cl_2",)),
            a.ledger_entry(FIRST, "Friday", **begin),
            a.ledger_entry(RUSSIAN, RUSSIAN.text, a.said_by(ARABIC, ARABIC.text), **statement, **translated),
            a.ledger_entry(FIRST, "16", id="cl_6", **ruled),
        ),
        a.story_claims("st_1", 4, gone=("cl_6",), gone_with="urn:killed"),
        a.story_claims(
            "st_evil",
            1,
            a.ledger_entry(
                EVIL,
                HOSTILE,
                id="cl_7",
                topic=HOSTILE,
                label=HOSTILE,
                translation=HOSTILE,
                source=Source(name=HOSTILE, entity_id=HOSTILE),
                quantity=Quantity(value=1e300, unit=HOSTILE, high=1e301, modifier="about"),
            ),
            a.ledger_entry(EVIL, "x" * 3000, id="cl_8", topic="x" * 500, label="x" * 3000, kind="quote"),
        ),
    ]


def _updates() -> list[StoryUpdate]:
    why = a.why(0.9, shared_entities=("en_belarus",), nearest_article_uri="urn:first", runner_up_score=0.2)
    evil_why = a.why(
        0.7,
        shared_entities=(HOSTILE,),
        shared_terms=(HOSTILE, "x" * 3000),
        quantities=(SharedQuantity(value=1e300, unit=HOSTILE),),
        passages=(Span(start=0, end=3000), Span(start=0, end=len(HOSTILE), part="headline")),
        contributions={"bias": -7.0, "people": 4.0, HOSTILE: -1.5},
        nearest_article_uri="urn:evil",
        runner_up_story_id="st_evil",
        runner_up_score=0.2,
    )
    story: dict[str, Any] = {
        "title": {"en": "Belarus frees 52 prisoners", "ru": RUSSIAN.headline},
        "counts": StoryCounts(articles=3, versions=3, providers=3, origins=2, copies=1),
        "languages": {"en": 2, "ru": 1},
        "entities": (a.story_entity("Belarus", 3), a.story_entity("U.S. embassy", type="ORG")),
        "key_claims": (
            a.key_claim(
                RUSSIAN,
                "52 заключённых",
                translation="52 prisoners",
                kind="quantity",
                quantity=Quantity(value=52, unit="prisoners released"),
                source=Source(name="U.S. embassy"),
                status="corroborated",
            ),
        ),
    }
    revised = Change(
        kind="claim_revised",
        ref="cl_1",
        before={"value": 16, "unit": "prisoners released"},
        after={"value": 52, "unit": "prisoners released"},
        evidence=(a.evidence(RUSSIAN, "52 заключённых", translation="52 prisoners"),),
    )
    sentence = SummarySentence(**a.evidence(EVIL, HOSTILE, translation=HOSTILE).model_dump(), is_gist=True)
    evil = a.snapshot("st_evil", title={"en": HOSTILE}, summary=(sentence,))
    arabic = a.snapshot("st_ar", title={"ar": ARABIC.headline}, languages={"ar": 1})
    long = a.snapshot("st_long", title={"en": LONG.headline})
    return [
        a.story_update("st_evil", 1, a.article_added("urn:evil", "st_evil", why=evil_why), message=HOSTILE, story=evil),
        a.story_update("st_ar", 1, a.article_added("urn:ar", "st_ar"), story=arabic),
        a.story_update("st_long", 1, a.article_added("urn:long", "st_long"), message="W" * 280, story=long),
        a.story_update("st_1", 1, a.article_added("urn:first"), significance="major", story=a.snapshot(**story)),
        a.story_update(
            "st_1",
            2,
            a.article_added("urn:copy", copy_of="urn:first", why=why),
            significance="minor",
            story=a.snapshot(revision=2, **story),
        ),
        a.story_update(
            "st_1",
            3,
            a.article_added("urn:ru", why=why),
            revised,
            message="Number of prisoners released revised from 16 to 52.",
            significance="major",
            story=a.snapshot(revision=3, **story),
        ),
    ]


_NUMBERS = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def newsroom(redis_url: str) -> AsyncIterator[Newsroom]:
    """The newsroom, served on a free port; one for all tests of a module, which tell it of stories of their own."""
    redis = Redis.from_url(redis_url)
    newsroom = Newsroom(redis, f"browser{os.getpid()}-{next(_NUMBERS)}:")
    await newsroom.fill()
    await newsroom.start()
    yield newsroom
    await newsroom.stop()
    await redis.aclose()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser(chromium: str) -> AsyncIterator[Any]:
    """Chromium. Where it is there but does not start, that fails in CI and skips on a laptop."""
    playwright = pytest.importorskip("playwright.async_api", reason="no Playwright here: the pages are not looked at")
    async with playwright.async_playwright() as running:
        try:
            started = await running.chromium.launch(executable_path=chromium, args=_FLAGS)
        except playwright.Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"Chromium does not start here: {str(error).splitlines()[0]}")
        yield started
        await started.close()


class Window:
    """One browser window and what it complained of: script errors, refused content, failed requests."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("dialog", lambda d: self.complaints.append(f"dialog: {d.message}"))


@asynccontextmanager
async def window_on(browser: Any, url: str, **options: Any) -> AsyncIterator[Window]:
    """A window that remembers nothing."""
    context = await browser.new_context(base_url=url, viewport={"width": 1280, "height": 900}, **options)
    yield Window(await context.new_page())
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def window(browser: Any, newsroom: Newsroom) -> AsyncIterator[Window]:
    """A window on the newsroom."""
    async with window_on(browser, newsroom.url) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module", params=["light", "dark"])
async def coloured(browser: Any, newsroom: Newsroom, request: pytest.FixtureRequest) -> AsyncIterator[Window]:
    """A window, once in light and once in dark."""
    async with window_on(browser, newsroom.url, color_scheme=request.param) as opened:
        yield opened
