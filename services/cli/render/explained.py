"""An article with its names and claims in colours, and why each was found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from services.cli.domain.explained import Explained
from services.cli.render.words import clean, quantity, styled
from shared.contracts.article import Part
from shared.contracts.claim import Claim

#: Colours of a terminal; the label behind a name says the same without colours.
STYLES = {
    "PERSON": "bold yellow",
    "ORG": "bold magenta",
    "GPE": "bold blue",
    "LOC": "bold cyan",
    "EVENT": "bold green",
    "NORP": "green",
    "QUOTE": "italic",
    "INDIRECT": "underline",
    "QUANTITY": "underline2",
}


def explained_view(found: Explained) -> RenderableType:
    """The headline and text with marks, then a table of the names and one of the claims."""
    article, language = found.resolved.article, found.resolved.language
    head = Text(f"{clean(article.uri)} · {language.tag} ({language.method}, {language.confidence:.2f})", "dim")
    text = Group(_marked(found, "headline", article.headline), Text(), _marked(found, "text", article.text))
    return Group(head, Panel(text, padding=(1, 2)), _names(found), Text(), _claims(found.claims), Text())


def _marked(found: Explained, part: Part, string: str) -> Text:
    """The string with names in colours and a small label, claims in their style; line breaks stay."""
    styles: list[list[str]] = [[] for _ in string]
    labels: dict[int, str] = {}
    for one in [*found.said(part), *found.marks(part)]:
        for at in range(one.span.start, min(one.span.end, len(string))):
            styles[at].append(STYLES.get(one.label, ""))
    labels = {one.span.end: one.label for one in found.marks(part)}
    return _assembled(string, styles, labels, "bold" if part == "headline" else "")


def _assembled(string: str, styles: Sequence[Sequence[str]], labels: dict[int, str], base: str) -> Text:
    text = Text(style=base)
    start = 0
    for at in range(1, len(string) + 1):
        if at == len(string) or styles[at] != styles[start] or at in labels:
            text.append(_printable(string[start:at]), " ".join(styles[start]).strip())
            start = at
            if at in labels:
                text.append(f" {labels[at]}", "dim")
    return text


def _printable(string: str) -> str:
    return "\n".join(clean(line) for line in string.split("\n"))


def _names(found: Explained) -> RenderableType:
    if not found.names:
        return Text("No names found.", "dim")
    table = _table("name", "type", "in the text", "why")
    for name in found.names:
        entity = name.entity
        table.add_row(
            Text.assemble(styled(entity.name, "title"), "\n", (entity.entity_id, "id")),
            Text(entity.type, STYLES.get(entity.type, "")),
            styled(", ".join(entity.surfaces)),
            styled(name.why, "dim"),
        )
    return table


def _claims(claims: Sequence[Claim]) -> RenderableType:
    if not claims:
        return Text("No claims found.", "dim")
    table = _table("claim", "who says so", "words", "why")
    for claim in claims:
        figure = quantity(claim.quantity.model_dump()) if claim.quantity else ""
        table.add_row(
            Text(claim.kind, STYLES[claim.kind.upper()]),
            styled(claim.source.name if claim.source else "–"),
            Text.assemble(styled(claim.text), *([("\n" + figure, "number")] if figure else [])),
            styled(why(claim), "dim"),
        )
    return table


def why(claim: Claim) -> str:
    """What made it a claim: the words that report it, how sure, and what it is about."""
    cue = f"“{claim.cue}”, " if claim.cue else ""
    return f"{cue}{claim.confidence:.2f}" + (f"; {claim.key}" if claim.key else "")


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
