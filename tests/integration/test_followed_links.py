"""Feeds that are set to `follow`, against a real web site on loopback: whose page takes the place of a summary."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.ingest.adapters.feeds import pages
from services.ingest.domain.forms import read_form
from shared.clock import ManualClock
from tests.integration.feed_site import Answer, Site, rss, site
from tests.integration.test_feeds import Desk

pytestmark = pytest.mark.integration

#: What the feed has, and what its site has.
STUB = "The harbour council has stopped the ferry to the island ..."
WHOLE = (
    "The harbour council has stopped the ferry to the island until further notice, a spokeswoman said on Friday.",
    "Divers found a crack of forty centimetres in the hull, and the yard will need three weeks to mend it.",
    "Two buses an hour run over the old bridge meanwhile, and the council pays for them.",
)
HTML = {"content-type": "text/html; charset=utf-8"}


def linked(site: Site, name: str, text: str = STUB) -> str:
    """An item of the feed with a link to its page."""
    link = f"<link>{site.url}/{name}</link><guid isPermaLink='false'>urn:h:{name}</guid>"
    return f"<item>{link}<title>Ferry stopped: {name}</title><description>{text}</description></item>"


def page(*paragraphs: str) -> bytes:
    """A page with an article."""
    inner = "".join(f"<p>{each}</p>" for each in paragraphs)
    article = f"<article><h1>Ferry stopped: ferry</h1>{inner}</article>"
    return f"<html><head><title>Ferry</title></head><body><nav>Home</nav>{article}</body></html>".encode()


@pytest.fixture
async def desk(redis_url: str, namespace: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A replica that asks feeds, and rests for no second between two pages."""
    monkeypatch.setattr(pages, "_GAP", 0.0)
    made = Desk(redis_url, namespace, ManualClock(datetime.now(UTC)))
    yield made
    await made.close()


@pytest.fixture
async def harbour() -> AsyncIterator[Site]:
    """A site with a feed of one summary at /rss, and its page at /ferry."""
    async with site() as made:
        made.answers["/rss"] = Answer(body=rss(linked(made, "ferry")))
        made.answers["/ferry"] = Answer(body=page(*WHOLE), headers=HTML)
        yield made


async def texts(desk: Desk) -> list[str]:
    """The texts of what was submitted, as ingest reads them."""
    return [read_form(each, desk.clock.now()).text for each in await desk.submitted()]


async def follow(desk: Desk, harbour: Site, **values: Any) -> None:
    """Asks the feed once."""
    await desk.add("harbour", f"{harbour.url}/rss", source="Harbour News", follow=True, **values)
    await desk.poll()


async def test_the_page_takes_the_place_of_a_summary(desk: Desk, harbour: Site) -> None:
    """The whole text goes out under the entry's uri, headline and provider, once, without the page around it."""
    await follow(desk, harbour, language="en")
    await desk.poll(400)
    (sent,) = await desk.submitted()
    read = read_form(sent, desk.clock.now())
    assert "\n\n".join(WHOLE) == read.text
    assert ("urn:slugline:feed:harbour:urn:h:ferry", "Ferry stopped: ferry") == (read.uri, read.headline)
    assert ("Harbour News", "en") == (read.provider.name, read.language)
    assert ["/rss", "/ferry", "/rss"] == harbour.paths()


async def test_only_summaries_are_followed_and_only_where_it_is_said(desk: Desk, harbour: Site) -> None:
    """A feed with whole texts, or without `follow`, has none of its pages fetched."""
    harbour.answers["/rss"] = Answer(body=rss(linked(harbour, "ferry", " ".join(WHOLE))))
    await follow(desk, harbour)
    harbour.answers["/other"] = Answer(body=rss(linked(harbour, "ferry")))
    await desk.add("other", f"{harbour.url}/other")
    await desk.poll()
    assert ["/rss", "/other"] == harbour.paths()
    assert 2 == len(await desk.submitted())


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404, body=page(*WHOLE), headers=HTML),
        Answer(200, body=page("The ferry has stopped."), headers=HTML),
        Answer(200, body=b"%PDF-1.7 " + b"<p>stream endstream</p>" * 500, headers={"content-type": "application/pdf"}),
        Answer(302, headers={"Location": "http://169.254.169.254/latest"}),
        Answer(200, body=b"\xff\xfe<" * 4_000, headers=HTML),
        Answer(200, body=b"<p>" + b"x" * 1_000_001 + b"</p>", headers=HTML),
    ],
    ids=["not there", "shorter", "no page", "blocked", "noise", "too large"],
)
async def test_where_the_page_is_no_better_the_summary_goes_out(desk: Desk, harbour: Site, answer: Answer) -> None:
    """Whatever lies behind the link, the entry goes out, with its own words, and is not asked for again."""
    harbour.answers["/ferry"] = answer
    await follow(desk, harbour)
    await desk.poll(400)
    assert [STUB] == await texts(desk)
    assert ["/rss", "/ferry", "/rss"] == harbour.paths()


async def test_a_poll_fetches_few_pages(desk: Desk, harbour: Site) -> None:
    """Beyond the bound entries go out as the summaries that they are."""
    names = [f"p{n}" for n in range(pages.MOST_PAGES + 3)]
    harbour.answers["/rss"] = Answer(body=rss(*(linked(harbour, name) for name in names)))
    for name in names:
        harbour.answers[f"/{name}"] = Answer(body=page(*WHOLE), headers=HTML)
    await follow(desk, harbour)
    assert pages.MOST_PAGES == len(harbour.paths()) - 1
    sent = await texts(desk)
    assert (len(names), 3) == (len(sent), sent.count(STUB))


async def test_slow_pages_delay_their_feed_within_bounds(redis_url: str, namespace: str, harbour: Site) -> None:
    """A site that answers for its feed and not for its pages has its summaries passed on, all of them, once."""
    hangs = asyncio.Event()
    names = [f"p{n}" for n in range(4)]
    harbour.answers["/rss"] = Answer(body=rss(*(linked(harbour, name) for name in names)))
    for name in names:
        harbour.answers[f"/{name}"] = Answer(body=page(*WHOLE), headers=HTML, wait=hangs.wait)  # type: ignore[arg-type]
    desk = Desk(redis_url, namespace, ManualClock(datetime.now(UTC)), page_seconds=0.5)
    try:
        async with asyncio.timeout(20):
            await follow(desk, harbour)
            assert 4 * [STUB] == await texts(desk)
            await desk.poll(400)
        assert 4 == len(await desk.submitted())
    finally:
        hangs.set()
        await desk.close()
