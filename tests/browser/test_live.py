"""What is new, in a browser: the list does not move, a lost stream is resumed, and what was seen is remembered."""

from __future__ import annotations

from typing import Any

import pytest

from shared.testing import builders as a
from tests.browser.conftest import window_on

pytestmark = [pytest.mark.browser, pytest.mark.integration, pytest.mark.asyncio(loop_scope="module")]


def _story(story_id: str, revision: int = 1, title: str = "A story", **fields: Any) -> Any:
    story = a.snapshot(story_id, revision, title={"en": title}, **fields)
    return a.story_update(story_id, revision, story=story, message=f"{title}, revision {revision}.")


async def test_list_tells_of_updates_without_moving(window: Any, newsroom: Any) -> None:
    """New updates show as a count and a button; the list stays where it is until the reader asks for them."""
    await newsroom.tell(_story("st_old"))
    await window.page.goto("/")
    before = await window.page.locator("ol.stories").inner_text()
    place = await window.page.locator("ol.stories").bounding_box()
    await newsroom.tell(_story("st_new", title="Quite new"))
    await window.page.get_by_text("1 new story").wait_for()
    await newsroom.tell(_story("st_old", 2), _story("st_new", 2, title="Quite new"))
    await window.page.get_by_text("1 new story, 1 changed").wait_for()
    assert (before, place) == (
        await window.page.locator("ol.stories").inner_text(),
        await window.page.locator("ol.stories").bounding_box(),
    )
    await window.page.get_by_role("link", name="Show").click()
    await window.page.get_by_role("link", name="Quite new").wait_for()
    assert await window.page.locator("[data-live-button]").is_hidden()
    assert [] == window.complaints


async def test_narrowed_list_is_told_only_of_what_it_shows(window: Any, newsroom: Any) -> None:
    """A list of one language is told of updates in that language alone."""
    await window.page.goto("/?language=lt")
    assert "No story is like that" in await window.page.locator("main").inner_text()
    await newsroom.tell(
        _story("st_german", languages={"de": 1}), _story("st_lithuanian", title="Laivas", languages={"lt": 1})
    )
    await window.page.get_by_text("1 new story", exact=True).wait_for()
    await window.page.get_by_role("link", name="Show", exact=True).click()
    await window.page.get_by_role("link", name="Laivas").wait_for()
    assert 1 == await window.page.locator("ol.stories > li").count()


async def test_story_page_tells_of_its_own_updates(window: Any, newsroom: Any) -> None:
    """A story's page counts updates of its own story only."""
    await newsroom.tell(_story("st_own"))
    await window.page.goto("/stories/st_own")
    await newsroom.tell(_story("st_other"), _story("st_own", 2))
    await window.page.get_by_text("1 new update").wait_for()
    assert [] == window.complaints


async def test_dropped_stream_is_resumed(window: Any, newsroom: Any) -> None:
    """When the server was away for a while, the page tells of what came in the meantime."""
    await window.page.goto("/")
    await newsroom.tell(_story("st_before"))
    await window.page.get_by_text("1 new story").wait_for()
    await newsroom.stop()
    await newsroom.tell(_story("st_gap"))
    await newsroom.start(newsroom.port)
    await window.page.get_by_text("2 new stories").wait_for()


async def test_what_came_since_the_last_look_is_marked(window: Any, newsroom: Any) -> None:
    """A story opened again says what is new, also after a reload, until the reader has read it."""
    await newsroom.tell(_story("st_seen", title="Seen"))
    await window.page.goto("/stories/st_seen")
    assert 0 == await window.page.get_by_text("Since you last looked").count()
    await newsroom.tell(_story("st_seen", 2, title="Seen"), _story("st_seen", 3, title="Seen"))
    await window.page.goto("/")
    await window.page.get_by_text("2 since you looked").wait_for()
    for _ in range(2):
        await window.page.goto("/stories/st_seen")
        assert 2 == await window.page.locator(".since li").count()
        assert 2 == await window.page.locator("ol.updates .badge.new").count()
    await window.page.get_by_role("button", name="Mark as read").click()
    await window.page.get_by_role("heading", name="What changed").wait_for()
    assert 0 == await window.page.locator(".badge.new").count()
    assert [] == window.complaints


async def test_last_look_is_remembered_without_scripts(browser: Any, newsroom: Any) -> None:
    """Without scripts the mark is kept by a cookie, and an address says since when just as well."""
    await newsroom.tell(_story("st_plain"))
    async with window_on(browser, newsroom.url, java_script_enabled=False) as window:
        await window.page.goto("/stories/st_plain")
        await newsroom.tell(_story("st_plain", 2))
        await window.page.goto("/stories/st_plain")
        assert 1 == await window.page.locator(".since li").count()
        await window.page.get_by_role("button", name="Mark as read").click()
        assert 0 == await window.page.locator(".since li").count()
        await window.page.goto("/stories/st_plain?since=0")
        assert 2 == await window.page.locator(".since li").count()
