"""Screenshots of every page, light and dark: `python docs/screenshots.py [FOLDER [NAME...]]`.

Runs the sample wire through the whole pipeline on a server of its own, and looks at the pages with Chromium. Reads
nothing from the network. Needs Chromium and the `browser` extra.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.embedded import isolated_server
from shared.testing.pipeline import InProcessPipeline

_HERE = Path(__file__).parent
sys.path.insert(0, str(_HERE))

from pixels import small  # noqa: E402

_SEEDS = _HERE.parent / "seeds"
#: Pixels of a window, of a phone, and the most of a page's height that is kept.
_WIDE, _PHONE, _HIGHEST = 1200, 360, 1400
#: The article that comes while the list is open.
_NEWS = {
    "uri": "urn:example:screenshots:ferry",
    "published_at": "2025-09-12T07:40:00Z",
    "source": "Harbour Wire",
    "headline": "Ferry with 120 aboard runs aground off Gotland",
    "body": "VISBY - A ferry with 120 people aboard ran aground off Gotland on Friday morning, the coast guard said. "
    "Nobody was hurt, coast guard spokeswoman Elin Dahl said.",
}
#: What ends as a dead letter.
_BROKEN = {
    "uri": "urn:example:screenshots:undated",
    "published_at": "the day after",
    "headline": "No date",
    "body": "-",
}


@dataclass(frozen=True)
class Shot:
    """One picture: its name, its page, and the element with which it begins."""

    name: str
    path: str
    start: str = "body"
    width: int = _WIDE
    highest: int = _HIGHEST


class Wire:
    """The sample wire: most of it is told before the pages are opened, the rest while a reader looks."""

    def __init__(self, pipeline: InProcessPipeline) -> None:
        self._pipeline = pipeline
        self.url = pipeline.url("publish")

    async def tell(self, *articles: dict[str, Any]) -> None:
        """Pushes articles and waits until nothing is under way."""
        await self._pipeline.submit(*articles)
        await self._pipeline.drain(300)

    async def get(self, path: str) -> Any:
        """What the API answers."""
        import httpx

        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            return (await client.get(path)).raise_for_status().json()

    async def story_of(self, words: str) -> str:
        """The id of the largest story in whose titles these words stand."""
        stories = (await self.get("/v1/stories?limit=200"))["items"]
        named = [s for s in stories if any(words in title for title in s["title"].values())]
        return str(max(named, key=lambda s: s["counts"]["articles"])["id"])

    async def article_in(self, language: str) -> str:
        """The uri of the article in this language with most claims."""
        articles = (await self.get("/v1/articles?limit=200"))["items"]
        return str(max((a for a in articles if a["language"] == language), key=lambda a: len(a["claims"]))["uri"])

    async def withdrawn(self) -> str:
        """The uri of the article that was killed."""
        articles = (await self.get("/v1/articles?limit=200"))["items"]
        return str(next(a["uri"] for a in articles if a["status"] == "canceled"))


def seeds() -> list[dict[str, Any]]:
    """The sample wire in the order in which it came."""
    return [json.loads(path.read_text()) for path in sorted(_SEEDS.glob("*.json"))]


@asynccontextmanager
async def wire() -> AsyncIterator[Wire]:
    """A pipeline of its own, on a server of its own."""
    with isolated_server() as server:
        async with InProcessPipeline(server.url, lease_ttl=300.0) as pipeline:  # a busy machine is no outage
            yield Wire(pipeline)


@asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    """A browser."""
    from playwright.async_api import async_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()


async def shots(wire: Wire) -> list[Shot]:
    """Every page that is shown in docs/pages.md."""
    story = await wire.story_of("52")
    path = f"/stories/{story}"
    other = await wire.story_of("Anchorage")
    entity = (await wire.get(f"/v1/stories/{story}"))["story"]["entities"][0]["id"]
    return [
        Shot("story", path, highest=1400),
        Shot("story-claims", path, start="#claims", highest=1500),
        Shot("story-articles", path, start="#articles", highest=1200),
        Shot("story-phone", path, width=_PHONE, highest=1500),
        Shot("edit", f"{path}/edit", highest=1500),
        Shot("confirm", f"{path}/edit/merge?stories={other}"),
        Shot("article", f"/articles/{await wire.article_in('de')}", highest=1500),
        Shot("article-withdrawn", f"/articles/{await wire.withdrawn()}"),
        Shot("search", "/search?q=Belarus"),
        Shot("entity", f"/entities/{entity}"),
        Shot("operations", "/operations"),
        Shot("login", "/login"),
    ]


async def take(context: Any, shot: Shot) -> bytes:
    """One picture."""
    page = await context.new_page()
    await page.set_viewport_size({"width": shot.width, "height": 900})
    answer = await page.goto(shot.path)
    if not answer.ok:
        print(f"{shot.name}: {answer.status}", file=sys.stderr)
    top = await page.locator(shot.start).evaluate("node => node.getBoundingClientRect().top")
    height = await page.evaluate("document.documentElement.scrollHeight") - top
    clip = {"x": 0, "y": top, "width": shot.width, "height": min(shot.highest, height)}
    png: bytes = await page.screenshot(full_page=True, clip=clip)
    await page.close()
    return png


async def pictures(names: list[str]) -> dict[str, bytes]:
    """Those of these names, or all of them, as the browser made them."""
    made: dict[str, bytes] = {}
    every = seeds()
    async with wire() as told, chromium() as browser:
        await told.tell(*every[:-4])
        contexts = {c: await browser.new_context(base_url=told.url, color_scheme=c) for c in ("light", "dark")}
        early = await told.story_of("52")
        for context in contexts.values():  # a first look, so that the second finds something new
            page = await context.new_page()
            await page.goto(f"/stories/{early}")
            await page.close()
        await told.tell(*every[-4:], _BROKEN)
        lists = {colours: await context.new_page() for colours, context in contexts.items()}
        for page in lists.values():
            await page.set_viewport_size({"width": _WIDE, "height": 900})
            await page.goto("/")
        await told.tell(_NEWS)
        for colours, page in lists.items():
            await page.locator("[data-live-button]").wait_for(state="visible")
            made[f"stories-{colours}"] = await page.screenshot()
        for shot in [shot for shot in await shots(told) if not names or shot.name in names]:
            for colours, context in contexts.items():
                made[f"{shot.name}-{colours}"] = await take(context, shot)
    return made


def main(folder: Path, names: list[str]) -> None:
    """Takes them, and writes them small."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, png in asyncio.run(pictures(names)).items():
        packed = small(png)
        (folder / f"{name}.png").write_bytes(packed)
        print(f"{name}.png {len(packed) // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else _HERE / "screenshots", sys.argv[2:])
