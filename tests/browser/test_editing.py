"""Editors at work in a browser: what they decide is followed by cluster, and what they see is what came of it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from shared.streams import ARTICLES_RESOLVED
from shared.testing import builders as a
from shared.testing.pipeline import InProcessPipeline
from tests.browser.conftest import window_on

pytestmark = [pytest.mark.browser, pytest.mark.integration, pytest.mark.asyncio(loop_scope="module")]

FERRY = ("Ferry with 120 aboard runs aground off Gotland", "A ferry ran aground off Gotland, Elin Dahl said.")
COURT = ("Court in Lisbon clears former minister", "A court in Lisbon cleared Rui Salgado of all charges.")


def _articles() -> list[Any]:
    made = []
    for number, (name, (headline, text), people) in enumerate(
        (("urn:ferry", FERRY, ("Gotland", "Elin Dahl")), ("urn:court", COURT, ("Lisbon", "Rui Salgado"))), start=1
    ):
        item = a.article(name, headline=headline, text=text, provider=f"Outlet {number}", published_at=a.at(number))
        entities = tuple(a.entity(item, words, type="PERSON" if " " in words else "GPE") for words in people)
        made.append(a.resolved(item, seq=number, entities=entities))
    return made


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def desk(redis_url: str) -> AsyncIterator[InProcessPipeline]:
    """Cluster and publish with two stories that have nothing to do with each other."""
    namespace = f"desk{os.getpid()}:"
    async with InProcessPipeline(redis_url, namespace, services=("cluster", "publish")) as pipeline:
        for resolved in _articles():
            body = a.event(resolved).model_dump_json()
            await pipeline.redis.xadd(ARTICLES_RESOLVED.key(namespace), {"data": body})
        await pipeline.drain()
        yield pipeline


@pytest_asyncio.fixture(loop_scope="module", params=[True, False], ids=["scripts", "no scripts"])
async def editor(browser: Any, desk: InProcessPipeline, request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    """A window on that desk, with scripts and without."""
    async with window_on(browser, desk.url("publish"), java_script_enabled=request.param) as window:
        yield window.page


async def _confirm(page: Any, button: str) -> None:
    """Signs and gives the command that the page asks about."""
    await page.get_by_label("Your name").fill("Ada")
    await page.get_by_role("button", name=button, exact=True).click()


async def test_merge_is_confirmed_followed_and_undone(editor: Any, desk: InProcessPipeline) -> None:
    """Two stories become one only after the editor was told what that means; undoing it parts them again."""
    await editor.goto("/")
    await editor.get_by_role("link", name="Ferry with 120 aboard").click()
    await editor.get_by_role("link", name="Edit story").click()
    await (
        editor.get_by_label("The story that becomes part of this one")
        .or_(editor.get_by_label("Or another story"))
        .fill("urn:court")
    )
    await editor.get_by_role("button", name="Merge…").click()
    told = await editor.locator("main").inner_text()
    assert "becomes part of this story" in told
    assert "This story then has 2 articles" in told
    before = len(await desk.updates())

    await _confirm(editor, "Merge")
    assert "The stories are one now." in await editor.locator("main").inner_text()
    assert 2 == await editor.locator("ol.families > li").count()
    await desk.drain()
    assert before + 1 == len(await desk.updates())
    await editor.reload()
    await desk.drain()
    assert before + 1 == len(await desk.updates())

    await editor.get_by_role("link", name="Edit story").click()
    await editor.get_by_role("link", name="Undo…").first.click()
    assert "It was decided by Ada" in await editor.locator("main").inner_text()
    await _confirm(editor, "Undo")
    assert "Undone." in await editor.locator("main").inner_text()
    assert 1 == await editor.locator("ol.families > li").count()


async def test_story_is_renamed(editor: Any) -> None:
    """A name that an editor gives is the story's title at once."""
    await editor.goto("/")
    await editor.get_by_role("link", name="Court").first.click()
    await editor.get_by_role("link", name="Edit story").click()
    await editor.get_by_label("What the story is called", exact=True).fill("Court clears Salgado")
    await editor.get_by_role("button", name="Rename…").click()
    await _confirm(editor, "Rename")
    assert "Court clears Salgado" in await editor.locator("h1").inner_text()


async def test_what_comes_to_nothing_is_said_before_it_is_asked(editor: Any) -> None:
    """A split of nothing, or a merge with a story that is not there, is answered with what is missing."""
    await editor.goto("/")
    await editor.get_by_role("link", name="Ferry with 120 aboard").first.click()
    await editor.get_by_role("link", name="Edit story").click()
    await editor.get_by_role("button", name="Split off…").click()
    assert "Choose articles first." in await editor.locator("main").inner_text()
    await editor.get_by_role("link", name="Back to the forms").click()
    await editor.locator("#move-to").fill("st_nowhere")
    await editor.get_by_role("button", name="Move…").click()
    assert "There is no story" in await editor.locator("main").inner_text()


async def test_refused_command_is_shown_as_refused(editor: Any, desk: InProcessPipeline) -> None:
    """What cluster refuses is said on the story's page, with the reason."""
    await editor.goto("/")
    await editor.get_by_role("link", name="Ferry with 120 aboard").first.click()
    story = editor.url
    await editor.goto(f"{story}/edit/rename?title=x&language=klingonic")
    await _confirm(editor, "Rename")
    shown = await editor.locator("main").inner_text()
    assert "Refused: nothing was changed." in shown
    assert "language" in shown


async def test_dead_letter_is_replayed(browser: Any, newsroom: Any) -> None:
    """A dead letter goes back to where it came from once that was confirmed, and is dead no more."""
    await newsroom.bury("ingest", data="{}", **{"dead.detail": "the date cannot be read"})
    async with window_on(browser, newsroom.url) as window:
        page = window.page
        await page.goto("/operations")
        await page.get_by_role("link", name="Replay…").first.click()
        assert 0 == await newsroom.submitted()
        await page.get_by_role("button", name="Replay", exact=True).click()
        assert "1 dead letter sent back" in await page.locator("main").inner_text()
        assert 1 == await newsroom.submitted()
        assert "None. What cannot be processed" in await page.locator("main").inner_text()
