"""Why an article is in its story: a panel for each story that it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from services.cli.render.words import clean, day_and_time, duration, quantity, styled

Json = Mapping[str, Any]

#: Characters of the longest bar.
LONGEST_BAR = 24
#: Characters of a passage that are shown; `--json` has all of it.
LONGEST_PASSAGE = 280


def why_view(found: Json) -> RenderableType:
    """The article, then why it is in each of its stories, or why in none."""
    parts: list[RenderableType] = [_head(found["article"])]
    parts += [_story(one) for one in found.get("stories") or ()]
    outside = found.get("outside")
    if outside:
        parts.append(Panel(styled(outside["words"]), title="in no story", title_align="left", border_style="yellow"))
    return Group(*parts)


def _head(article: Json) -> Text:
    return Text.assemble(
        (clean(article.get("headline") or "(withdrawn)") + "\n", "title"),
        (clean(article.get("provider", "")), "name"),
        (f"  {clean(article.get('language', 'und'))}  {day_and_time(article.get('published_at'))}  ", "dim"),
        (clean(article["uri"]), "uri"),
    )


def _story(one: Json) -> RenderableType:
    role = "also tells" if one.get("role") == "also" else "in"
    title = Text.assemble(
        (f"{role} ", "dim"), (clean(one["story"]["title"]), "title"), (f"  {one['story']['id']}", "id")
    )
    parts: list[RenderableType] = [styled(one["words"], "good"), Text(), _facts(one)]
    if one.get("passages"):
        parts += [Text("\nWhere it says so", "bold"), *(_passage(passage) for passage in one["passages"])]
    if one.get("reasons"):
        parts += [Text("\nWhat spoke for and against it", "bold"), _bars(one["reasons"])]
    return Panel(Group(*parts), title=title, title_align="left", border_style="cyan", padding=(1, 2))


def _facts(one: Json) -> RenderableType:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _named_facts(one):
        table.add_row(name, value)
    return table


def _named_facts(one: Json) -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    if one.get("shared_entities"):
        found.append(("names in common", styled(", ".join(one["shared_entities"]), "name")))
    if one.get("shared_terms"):
        found.append(("words in common", styled(", ".join(one["shared_terms"]))))
    if one.get("quantities"):
        found.append(("figures in common", styled(", ".join(map(quantity, one["quantities"])), "number")))
    if one.get("nearest"):
        found.append(("copied from" if one["method"] == "copy" else "nearest article", _near(one["nearest"])))
    if one.get("time_gap_seconds") is not None:
        found.append(("time between", Text(duration(1000 * one["time_gap_seconds"]))))
    if one["method"] != "unknown":
        found.append(("next best story", _runner_up(one.get("runner_up"))))
    return found


def _near(article: Json) -> Text:
    return Text.assemble(
        clean(article.get("headline") or "(no longer held)"),
        (f"  {clean(article.get('provider', ''))}  ", "name"),
        (clean(article["uri"]), "uri"),
    )


def _runner_up(story: Json | None) -> Text:
    if story is None:
        return Text("no other came close", "dim")
    score = story.get("score")
    sure = "" if score is None else f"  {100 * score:.0f} %"
    return Text.assemble(clean(story["title"]), (sure, "number"), (f"  {story['id']}", "id"))


def _passage(passage: Json) -> RenderableType:
    words = clean(passage["exact"])
    cut = words if len(words) <= LONGEST_PASSAGE else words[:LONGEST_PASSAGE].rstrip() + " …"
    where = f"  {passage['part']}, characters {passage['start']} to {passage['end']}"
    text = Text.assemble((f"“{cut}”", "quote"), (where, "dim"))
    if passage.get("translation"):
        gist = " (gist)" if passage.get("is_gist") else ""
        text.append(f"\n{clean(passage['translation'])[:LONGEST_PASSAGE]}{gist}", "dim")
    return text


def _bars(reasons: Sequence[Json]) -> RenderableType:
    """A bar for each component: full where it spoke for the story, shaded where it spoke against it."""
    most = max((abs(r.get("contribution") or 0.0) for r in reasons), default=0.0) or 1.0
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(overflow="fold", max_width=52)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for reason in reasons:
        table.add_row(styled(reason["words"]), *_bar(reason, most))
    return table


def _bar(reason: Json, most: float) -> tuple[Text, Text]:
    added = reason.get("contribution")
    if added is None:
        return Text(f"{reason.get('value') or 0.0:.2f}", "dim"), Text()
    style = "good" if added >= 0 else "bad"
    length = max(1, round(LONGEST_BAR * abs(added) / most))
    return Text(f"{added:+.2f}", style), Text(("█" if added >= 0 else "▒") * length, style)
