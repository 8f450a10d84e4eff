"""Stories as a list, and one story in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from services.cli.render.updates import change_lines
from services.cli.render.words import clean, count, day_and_time, quantity, styled, title

Json = Mapping[str, Any]

STATUS = {"reported": "", "corroborated": "good", "disputed": "bad", "superseded": "gone", "retracted": "gone"}


def story_table(stories: Sequence[Json]) -> RenderableType:
    """A line for each story, the newest update first."""
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("updated", no_wrap=True)
    table.add_column("story", ratio=1)
    table.add_column("articles", justify="right")
    table.add_column("origins", justify="right")
    table.add_column("languages", no_wrap=True)
    table.add_column("id", no_wrap=True, style="dim")
    for story in stories:
        counts = story["counts"]
        style = "gone" if story["status"] in ("retracted", "merged") else "title"
        table.add_row(
            day_and_time(story["last_updated"]),
            Text(title(story), style=style, overflow="ellipsis", no_wrap=True),
            str(counts["articles"]),
            str(counts["origins"]),
            languages(story),
            story["id"],
        )
    return table


def story_panel(detail: Json, updates: Sequence[Json], *, all_updates: bool = True) -> RenderableType:
    """One story: its articles with their copies, its claims with who says so, and what changed when."""
    story = detail["story"]
    parts: list[RenderableType] = [_facts(story)]
    names = [f"{clean(e['name'])}" for e in story["entities"][:8]]
    if names:
        parts.append(Text(", ".join(names), style="name"))
    parts.append(_articles(detail["articles"]))
    if story["key_claims"]:
        parts.append(_claims(story["key_claims"]))
    if updates:
        parts.append(_history(updates if all_updates else updates[-5:]))
    style = "dim" if story["status"] in ("retracted", "merged") else "cyan"
    return Panel(
        Group(*parts), title=Text(title(story), "title"), title_align="left", border_style=style, padding=(1, 2)
    )


def languages(story: Json) -> str:
    """The languages of a story, the most frequent first: "en 3, de 1"."""
    found = sorted(story.get("languages", {}).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{tag} {number}" for tag, number in found)


def _facts(story: Json) -> Text:
    counts = story["counts"]
    facts = [
        count(counts["articles"], "article"),
        count(counts["origins"], "origin"),
        count(counts["copies"], "copy", "copies"),
        languages(story),
        story["status"],
        f"updated {day_and_time(story['last_updated'])}",
    ]
    if counts.get("withdrawn"):
        facts.append(f"{counts['withdrawn']} withdrawn")
    return Text.assemble((" · ".join(fact for fact in facts if fact), "dim"), ("  " + story["id"], "dim"))


def _articles(articles: Sequence[Json]) -> RenderableType:
    """Articles in order of time, each copy under the article it derives from."""
    tree = Tree(Text("Articles", style="bold"), guide_style="dim")
    shown = {article["uri"] for article in articles}
    nodes: dict[str, Tree] = {}
    originals = [a for a in articles if a.get("copy_of") not in shown]
    for article in sorted(originals, key=_time):
        nodes[article["uri"]] = tree.add(_article_line(article))
    for article in sorted((a for a in articles if a.get("copy_of") in shown), key=_time):
        parent = nodes.get(article["copy_of"], tree)
        nodes[article["uri"]] = parent.add(Text.assemble(("copy  ", "dim"), _article_line(article)))
    return tree


def _time(article: Json) -> tuple[str, str]:
    return article["published_at"], article["uri"]


def _article_line(article: Json) -> Text:
    gone = article.get("status") == "canceled"
    return Text.assemble(
        (f"{day_and_time(article['published_at']):>12}  ", "dim"),
        (f"{article['language']:<3}", "number"),
        (f"{clean(article['provider'])}  ", "name"),
        (clean(article["headline"]) or "(withdrawn)", "gone" if gone else ""),
        (f"  {clean(article['uri'])}", "dim"),
    )


def _claims(claims: Sequence[Json]) -> RenderableType:
    table = Table(title="Claims", title_justify="left", title_style="bold", box=None, pad_edge=False, show_header=False)
    table.add_column(ratio=2)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True)
    for claim in claims:
        style = STATUS.get(claim["status"], "")
        words = quantity(claim.get("quantity")) or f"“{clean(claim['content'])}”"
        text = Text(words, style=style or ("number" if claim.get("quantity") else "quote"))
        if claim.get("quantity"):
            text.append(f"  {clean(claim['content'])}", "dim")
        elif claim.get("translation"):
            text.append(f"  {clean(claim['translation'])}", "dim")
        table.add_row(text, styled((claim.get("source") or {}).get("name", ""), "name"), _standing(claim))
    return table


def _standing(claim: Json) -> Text:
    origins = claim.get("origins", 1)
    return Text(f"{claim['status']}, {count(origins, 'origin')}", style=STATUS.get(claim["status"]) or "dim")


def _history(updates: Sequence[Json]) -> RenderableType:
    tree = Tree(Text("Updates", style="bold"), guide_style="dim")
    for event in updates:
        data = event["data"]
        head = Text.assemble(
            (f"r{data['revision']:<3}", "dim"),
            (f"{data['significance']:<8} ", data["significance"]),
            styled(data["message"]),
        )
        node = tree.add(head)
        for line in change_lines(data, indent=0):
            node.add(line)
    return tree
