"""Every page in a browser: legible, quiet, reachable by keyboard, and unmoved by hostile text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import window_on

pytestmark = [pytest.mark.browser, pytest.mark.integration, pytest.mark.asyncio(loop_scope="module")]

STORIES = ("/", "/?language=ru", "/stories/st_1", "/stories/st_1?since=1", "/stories/st_evil", "/stories/st_ar")
ARTICLES = ("/articles/urn:first", "/articles/urn:ru", "/articles/urn:evil", "/articles/urn:ar", "/articles/urn:killed")
EDITING = ("/stories/st_1/edit", "/stories/st_1/edit/pin", "/stories/st_1/edit/split", "/stories/st_evil/edit/pin")
OTHERS = ("/search?q=Belarus", "/search", "/entities/en_belarus", "/operations", "/login", "/nothing")
PATHS = (*STORIES, *ARTICLES, *EDITING, *OTHERS)
LONG = ("/stories/st_long", "/stories/st_long/edit", "/articles/urn:long")
#: Pages that answer with something else than 200.
STATUSES = {"/nothing": 404, "/stories/st_1/edit/split": 422}

FITS = "document.documentElement.scrollWidth <= innerWidth"

#: What axe checks: contrast, names, landmarks, languages and the rest.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

#: What is pressed and is lower than WCAG 2.2 AA allows (2.5.8): 24 pixels, but for links within a sentence.
PRESSED = "main button, main summary, main input:not([type=checkbox]), main select, .bar a, .action"
SMALL = """(pressed) => [...document.querySelectorAll(pressed)]
  .filter((node) => node.checkVisibility() && node.type !== 'hidden')
  .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
  .filter(([, box]) => box.height < 24)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


async def _opened(window: Any, path: str) -> None:
    """Opens a page with everything on it unfolded."""
    answer = await window.page.goto(path)
    assert STATUSES.get(path, 200) == answer.status, path
    await window.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


async def test_pages_are_quiet_and_accessible(coloured: Any) -> None:
    """Every page, unfolded, loads nothing that is refused, fits the window, and breaks no rule of WCAG 2.2 A and AA."""
    axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="no axe here").Axe()
    for path in PATHS:
        await _opened(coloured, path)
        found = await axe.run(coloured.page, options=RULES)
        assert [] == [(path, v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]]
        assert await coloured.page.evaluate(FITS), path
    expected = len(STATUSES)  # a browser notes each answer that is an error
    assert expected == len(coloured.complaints) == sum("status of 4" in text for text in coloured.complaints)


async def test_pages_fit_the_smallest_phone(window: Any) -> None:
    """No page is wider than 320 pixels, whatever the article says, and what is pressed is large enough."""
    await window.page.set_viewport_size({"width": 320, "height": 640})
    for path in (*PATHS, *LONG):
        await _opened(window, path)
        assert await window.page.evaluate(FITS), path
        assert [] == await window.page.evaluate(SMALL, PRESSED), path


async def test_hostile_words_are_inert(window: Any) -> None:
    """Words full of code are shown letter by letter and do nothing, wherever they stand."""
    await window.page.goto("/operations")
    for path in ("/", "/stories/st_evil", "/stories/st_evil/edit", "/articles/urn:evil"):
        await window.page.goto(path)
        shown = await window.page.locator("main").inner_text()
        assert "<script>document.title='owned'</script>" in shown
        assert "owned" != await window.page.title()
        assert 0 == await window.page.locator("main img, main script").count()
    assert [] == window.complaints


async def test_dead_letters_are_inert(window: Any, newsroom: Any) -> None:
    """A dead letter full of code is shown letter by letter, and one under embargo not at all."""
    held = '{"data": {"embargoed": "2099-01-01T00:00:00Z", "headline": "A secret"}}'
    await newsroom.bury("ingest", data="<script>document.title='owned'</script>")
    await newsroom.bury("ingest", data=held)
    await window.page.goto("/operations")
    await window.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    shown = await window.page.locator("main").inner_text()
    assert "<script>document.title='owned'</script>" in shown
    assert "Under embargo" in shown
    assert "A secret" not in shown
    assert ("Operations · Slugline", []) == (await window.page.title(), window.complaints)


async def test_policy_stops_what_would_slip_through(window: Any) -> None:
    """Even markup that got into a page would not run: the content policy refuses it."""
    await window.page.goto("/")
    await window.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')"
    )
    await window.page.wait_for_function("document.querySelector('main img').complete")
    assert "1" != await window.page.title()
    assert [text for text in window.complaints if "Content Security Policy" in text]


async def test_keyboard_reaches_everything(window: Any) -> None:
    """The first key leads past the header, focus is visible, and reasons open with the keyboard."""
    await window.page.goto("/stories/st_1")
    await window.page.keyboard.press("Tab")
    assert "Skip to the content" == await window.page.evaluate("document.activeElement.textContent")
    await window.page.keyboard.press("Enter")
    assert "content" == await window.page.evaluate("document.activeElement.id")
    await window.page.keyboard.press("Tab")
    assert "solid" == await window.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    why = window.page.locator("details.why summary").first
    await why.focus()
    await window.page.keyboard.press("Enter")
    await window.page.get_by_text("Nearest article").first.wait_for()


async def test_values_that_differ_stand_side_by_side(window: Any) -> None:
    """Both values of a dispute are shown at one height, with who says so, and the history as a picture and a table."""
    await window.page.goto("/stories/st_1")
    boxes = [await window.page.locator(f"#claim-{claim}").bounding_box() for claim in ("cl_2", "cl_3")]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] != boxes[1]["x"]
    drawing = window.page.get_by_role("img", name="prisoners released over time")
    assert "16 as of 15 Aug 2025, 12:00 UTC" in (await drawing.text_content())
    await window.page.get_by_text("History: 3 values").click()
    rows = window.page.get_by_role("region", name="History of prisoners released").locator("tbody tr")
    assert ["16", "52", "50"] == [await rows.nth(n).locator("th").inner_text() for n in range(await rows.count())]


async def test_claim_of_an_article_leads_into_the_ledger(window: Any) -> None:
    """From a claim in an article one link leads to its place in the story's ledger."""
    await window.page.goto("/articles/urn:first")
    await window.page.get_by_role("link", name="in the ledger").first.click()
    assert window.page.url.endswith("/stories/st_1#claim-cl_1")


async def test_foreign_text_runs_its_own_way(window: Any) -> None:
    """An Arabic headline runs from right to left, on a page that does not."""
    await window.page.goto("/stories/st_ar")
    title = window.page.locator("h1 bdi")
    assert ["ar", "rtl"] == [
        await title.get_attribute("lang"),
        await title.evaluate("n => getComputedStyle(n).direction"),
    ]
    assert "ltr" == await window.page.evaluate("getComputedStyle(document.body).direction")


async def test_killed_article_keeps_no_words(window: Any) -> None:
    """The page of a killed article says that it was withdrawn, and nothing that it said."""
    await window.page.goto("/articles/urn:killed")
    shown = await window.page.locator("main").inner_text()
    assert "withdrew this article" in shown
    assert "prisoners" not in shown


async def test_pages_work_without_scripts(browser: Any, newsroom: Any) -> None:
    """Without scripts all is readable, every link works, and a story is searched for and found."""
    async with window_on(browser, newsroom.url, java_script_enabled=False) as window:
        page = window.page
        await page.goto("/?language=ru")
        await page.get_by_role("link", name="Belarus frees 52 prisoners").click()
        await page.get_by_role("link", name="Минский курьер").first.click()
        assert "Belarus did." in await page.locator("main").inner_text()
        await page.get_by_role("searchbox").fill("заключённых")
        await page.get_by_role("button", name="Search").click()
        assert 2 <= await page.get_by_role("link", name="52").count()


async def test_paper_gets_the_words_only(window: Any) -> None:
    """In print there is no navigation, no form and nothing to press, but the story."""
    await window.page.emulate_media(media="print")
    await window.page.goto("/stories/st_1")
    assert not await window.page.get_by_role("search").is_visible()
    assert not await window.page.get_by_role("link", name="Edit story").is_visible()
    assert await window.page.get_by_role("heading", name="Belarus frees 52 prisoners").is_visible()
