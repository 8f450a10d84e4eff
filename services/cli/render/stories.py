"""Stories as a list, and one story in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from services.cli.render.ledger import STATUS, ledger_view
from services.cli.render.updates import change_lines
from services.cli.render.words import clean, count, day_and_time, quantity, styled, title

Json = Mapping[str, Any]


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


#: Claims, and changes of one update, that the brief view of a story shows.
BRIEF_CLAIMS, BRIEF_CHANGES = 6, 3


def story_panel(
    detail: Json, updates: Sequence[Json], topics: Sequence[Json] | None = None, *, brief: bool = False
) -> RenderableType:
    """One story: its summary, its claims with their history, its articles by copy family, and what changed when.

    The brief view leaves out the lesser claims and changes, and says how many.
    """
    story = detail["story"]
    parts: list[RenderableType] = [_facts(story)]
    if story.get("summary"):
        parts.append(_summary(story["summary"]))
    names = [f"{clean(e['name'])}" for e in story["entities"][:8]]
    if names:
        parts.append(Text(", ".join(names), style="name"))
    parts.append(_articles(detail["articles"]))
    if topics:
        parts.append(ledger_view(topics, BRIEF_CLAIMS if brief else None))
    elif story["key_claims"]:
        parts.append(_claims(story["key_claims"], BRIEF_CLAIMS if brief else None))
    if updates:
        parts.append(_history(updates, BRIEF_CHANGES if brief else None))
    style = "dim" if story["status"] in ("retracted", "merged") else "cyan"
    return Panel(
        Group(*parts), title=Text(title(story), "title"), title_align="left", border_style=style, padding=(1, 2)
    )


def _summary(sentences: Sequence[Json]) -> RenderableType:
    """The sentences, in English where there is any, each with its words in the original and its article."""
    return Group(*(_sentence(said) for said in sentences))


def _sentence(said: Json) -> Text:
    english, exact = said.get("translation"), clean(said["exact"])
    text = Text(f"{clean(english)}{' (gist)' if said.get('is_gist') else ''}\n" if english else "")
    text.append(exact, "quote" if english else "")
    text.append(f"  {clean(said['provider'])}", "name")
    text.append(f"  {clean(said['language'])}  {clean(said['article_uri'])}", "dim")
    return text


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
    """Articles in order of time, each copy under the article it derives from; how many outlets and origins."""
    tree = Tree(_outlets(articles), guide_style="dim")
    shown = {article["uri"] for article in articles}
    nodes: dict[str, Tree] = {}
    originals = [a for a in articles if a.get("copy_of") not in shown]
    for article in sorted(originals, key=_time):
        nodes[article["uri"]] = tree.add(_article_line(article))
    for article in sorted((a for a in articles if a.get("copy_of") in shown), key=_time):
        parent = nodes.get(article["copy_of"], tree)
        nodes[article["uri"]] = parent.add(_article_line(article, "copy  "))
    return tree


def _outlets(articles: Sequence[Json]) -> Text:
    """Corroboration counts origins: who said it first, not who printed it after."""
    outlets = {article["provider"] for article in articles}
    origins = {article.get("origin") or article.get("copy_of") or article["uri"] for article in articles}
    text = Text.assemble(("Articles", "bold"))
    return text.append(f"  {count(len(outlets), 'outlet')}, {count(len(origins), 'independent origin')}", "dim")


def _time(article: Json) -> tuple[str, str]:
    return article["published_at"], article["uri"]


def _article_line(article: Json, before: str = "") -> Text:
    gone = article.get("status") == "canceled"
    line = Text.assemble(
        (f"{before}{day_and_time(article['published_at']):>12}  ", "dim"),
        (f"{article['language']:<3}", "number"),
        (f"{clean(article['provider'])}  ", "name"),
        (clean(article["headline"]) or "(withdrawn)", "gone" if gone else ""),
        (f"  {clean(article['uri'])}", "dim"),
    )
    line.no_wrap, line.overflow = True, "ellipsis"
    return line


def _claims(claims: Sequence[Json], most: int | None) -> RenderableType:
    table = Table(box=None, pad_edge=False, show_header=False, expand=True)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=24)
    table.add_column(no_wrap=True)
    for claim in claims[:most]:
        table.add_row(
            _claim_words(claim), styled((claim.get("source") or {}).get("name", ""), "name"), _standing(claim)
        )
    parts: list[RenderableType] = [Text("Claims", style="bold"), table]
    if most is not None and len(claims) > most:
        parts.append(Text(f"and {len(claims) - most} more", style="dim"))
    return Group(*parts)


def _claim_words(claim: Json) -> Text:
    """The figure, or the quote; beside it the words of the article, in English where there is a translation."""
    style = STATUS.get(claim["status"], "")
    words = claim.get("translation") or claim["content"]
    if not claim.get("quantity"):
        return Text(f"“{clean(words)}”", style or "quote")
    return Text.assemble((quantity(claim["quantity"]), style or "number"), (f"  {clean(words)}", "dim"))


def _standing(claim: Json) -> Text:
    origins = claim.get("origins", 1)
    return Text(f"{claim['status']}, {count(origins, 'origin')}", style=STATUS.get(claim["status"]) or "dim")


def _history(updates: Sequence[Json], most: int | None) -> RenderableType:
    tree = Tree(Text("Updates", style="bold"), guide_style="dim")
    for event in updates:
        data = event["data"]
        head = Text.assemble(
            (f"r{data['revision']:<3}", "dim"),
            (f"{data['significance']:<8} ", data["significance"]),
            styled(data["message"]),
        )
        node = tree.add(head)
        for line in change_lines(data, indent=0, **({} if most is None else {"most": most})):
            node.add(line)
    return tree
