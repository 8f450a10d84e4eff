from __future__ import annotations

from typing import Any

import pytest

from shared.testing import builders as a

pytestmark = [pytest.mark.browser, pytest.mark.integration]

PATHS = ("/", "/stories/st_1", "/stories/st_evil", "/articles/urn:first", "/articles/urn:ru", "/articles/urn:evil")

#: The ratio of contrast that WCAG 2.2 AA asks of small text (1.4.3), worked out for every element with text of its own.
CONTRAST = """() => {
  const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parts(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !node.checkVisibility()) continue;
    const [x, y] = [light(parts(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    if (ratio < 4.5) low.push(`${node.tagName} ${node.className}: ${ratio.toFixed(2)}`);
  }
  return low;
}"""


async def test_pages_are_quiet_and_legible(window: Any) -> None:
    """Every page opens without an error or a refused load, fits the window, and has enough contrast."""
    for path in PATHS:
        answer = await window.page.goto(path)
        assert (200, []) == (answer.status, window.complaints)
        assert [] == await window.page.evaluate(CONTRAST)
        assert await window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_pages_fit_a_phone(window: Any) -> None:
    """No page is wider than a phone, whatever the article says."""
    await window.page.set_viewport_size({"width": 360, "height": 740})
    for path in PATHS:
        await window.page.goto(path)
        assert await window.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


async def test_reasons_are_legible_when_open(window: Any) -> None:
    """With every panel of reasons open a page has enough contrast and fits a phone."""
    await window.page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/stories/st_1", "/stories/st_evil", "/articles/urn:ru", "/articles/urn:evil"):
        await window.page.goto(path)
        panels = window.page.locator("details.why")
        assert await panels.count()
        await panels.evaluate_all("all => all.forEach(panel => { panel.open = true })")
        assert [] == await window.page.evaluate(CONTRAST)
        assert await window.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert [] == window.complaints


async def test_hostile_headline_is_inert(window: Any) -> None:
    """A headline full of code is shown letter by letter and does nothing."""
    for path in ("/", "/stories/st_evil", "/articles/urn:evil"):
        await window.page.goto(path)
        shown = await window.page.locator("main").inner_text()
        assert "<script>document.title='owned'</script>" in shown
        assert "owned" != await window.page.title()
        assert 0 == await window.page.locator("main img, main script").count()
    assert [] == window.complaints


async def test_policy_stops_what_would_slip_through(window: Any) -> None:
    """Even markup that got into a page would not run: the content policy refuses it."""
    await window.page.goto("/")
    await window.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')"
    )
    await window.page.wait_for_function("document.querySelector('main img').complete")
    assert "1" != await window.page.title()
    assert [text for text in window.complaints if "Content Security Policy" in text]


async def test_list_tells_of_updates_without_moving(window: Any, newsroom: Any) -> None:
    """New updates show as a count and a button; the list stays where it is until the reader asks for them."""
    await window.page.goto("/")
    before = await window.page.locator("ol.stories").inner_text()
    await newsroom.tell(a.story_update("st_new", 1, story=a.snapshot("st_new", title={"en": "Quite new"})))
    await window.page.get_by_text("1 story has changed").wait_for()
    await newsroom.tell(a.story_update("st_1", 4))
    await window.page.get_by_text("2 stories have changed").wait_for()
    assert before == await window.page.locator("ol.stories").inner_text()
    await window.page.get_by_role("link", name="Show").click()
    await window.page.get_by_role("link", name="Quite new").wait_for()
    assert await window.page.locator("[data-live-button]").is_hidden()
    assert [] == window.complaints


async def test_story_page_tells_of_its_own_updates(window: Any, newsroom: Any) -> None:
    """A story's page counts updates of its own story only."""
    await window.page.goto("/stories/st_1")
    await newsroom.tell(a.story_update("st_other", 1), a.story_update("st_1", 4))
    await window.page.get_by_text("1 new update").wait_for()
    assert [] == window.complaints


async def test_dropped_stream_is_resumed(window: Any, newsroom: Any) -> None:
    """After a lost connection the page tells of what came in the meantime."""
    await window.page.goto("/")
    await window.page.context.set_offline(True)
    await newsroom.web.state.live.close()
    await newsroom.tell(a.story_update("st_gap", 1))
    await window.page.context.set_offline(False)
    await window.page.get_by_text("1 story has changed").wait_for()


async def test_keyboard_reaches_everything(window: Any) -> None:
    """The first key leads past the header, focus is visible, and reasons open with the keyboard."""
    await window.page.goto("/stories/st_1")
    await window.page.keyboard.press("Tab")
    assert "Skip to the content" == await window.page.evaluate("document.activeElement.textContent")
    await window.page.keyboard.press("Enter")
    assert "content" == await window.page.evaluate("document.activeElement.id")
    why = window.page.locator("details.why summary").first
    await why.focus()
    await window.page.keyboard.press("Enter")
    await window.page.get_by_text("Nearest article").first.wait_for()


async def test_pages_work_without_scripts(browser: Any, newsroom: Any) -> None:
    """Without scripts all is readable and every link works."""
    context = await browser.new_context(base_url=newsroom.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link", name="Belarus frees 52 prisoners").click()
    await page.get_by_role("link", name="Минский курьер").first.click()
    assert "Belarus did." in await page.locator("main").inner_text()
    await context.close()


async def test_axe_finds_nothing(window: Any) -> None:
    """axe finds no breach of WCAG 2.2 A and AA on any page."""
    axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="no axe here")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    for path in PATHS:
        await window.page.goto(path)
        found = await axe.Axe().run(window.page, options=rules)
        assert [] == [(path, v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]]
