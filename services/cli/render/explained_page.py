"""The same as one page of HTML by spaCy's displaCy: it stands alone, works in dark mode and escapes what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from services.cli.domain.explained import Explained, Marked
from services.cli.exits import CommandError, Exit
from services.cli.render.explained import why
from services.cli.render.words import clean, quantity
from shared.contracts.article import Part
from shared.contracts.claim import Claim

#: Background of each kind, light enough for dark letters; the label says the same in words.
COLOURS = {
    "PERSON": "#f6d7a8",
    "ORG": "#d9cdf4",
    "GPE": "#bcd8f5",
    "LOC": "#b5e3e0",
    "EVENT": "#c6e6bd",
    "NORP": "#dfe7b4",
    "QUOTE": "#f9e3a0",
    "INDIRECT": "#f7cfc3",
    "QUANTITY": "#cde8c9",
}

#: displaCy fills these in: what is marked, its colour and its label.
_MARK = '<mark style="background:{bg}">{text}<small>{label}{kb_link}</small></mark>'

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1a17; --paper: #fbfaf7; --quiet: #5c5850; --line: #ddd8cd; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9e7e1; --paper: #14161a; --quiet: #a8a59c; --line: #363a43; }
}
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 52rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
p, .quiet { color: var(--quiet); }
.entities { white-space: pre-wrap; line-height: 2.1 !important; }
mark { color: #1b1a17; padding: 0.15em 0.35em; border-radius: 0.3em; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
mark small { font-size: 0.65em; font-weight: 700; margin-left: 0.45em; letter-spacing: 0.03em; white-space: nowrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th { text-align: left; color: var(--quiet); font-weight: 600; }
th, td { padding: 0.4rem 0.9rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:last-child { color: var(--quiet); }
.short { white-space: nowrap; }
.wide { margin-top: 1.25rem; }
"""


def explained_page(articles: Sequence[Explained]) -> str:
    """One HTML page with each article's names and claims marked, and the tables that say why."""
    title = clean(articles[0].resolved.article.headline) if articles else "Nothing"
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} · what Slugline found</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{''.join(map(_article, articles))}</main>\n</body>\n</html>\n"
    )


def _article(found: Explained) -> str:
    resolved = found.resolved
    tag = escape(resolved.language.tag, quote=True)
    facts = f"{resolved.article.uri} · {resolved.language.tag} · {resolved.article.provider.name}"
    return (
        f'<article>\n<h1 lang="{tag}" dir="auto">{escape(clean(resolved.article.headline))}</h1>\n'
        f'<p class="quiet">{escape(clean(facts))}</p>\n'
        f"<h2>Who and where</h2>\n{_text(found, found.marks, tag)}\n{_names(found)}\n"
        f"<h2>Who says what, and how many</h2>\n{_text(found, found.said, tag)}\n{_claims(found.claims)}\n</article>\n"
    )


def _text(found: Explained, marks: Any, tag: str) -> str:
    parts: tuple[Part, Part] = ("headline", "text")
    shown = [_displayed(found.resolved.article.part(part), marks(part)) for part in parts]
    return f'<div lang="{tag}" dir="auto">{"".join(shown)}</div>'


def _displayed(string: str, marks: Sequence[Marked]) -> str:
    """The string with its marks, by displaCy; it escapes the string."""
    try:
        from spacy import displacy
    except ImportError as error:
        hint = "Install slugline with its `extract` extra, or leave --html out."
        raise CommandError(Exit.USAGE, "the page is made by spaCy, which is not installed", hint) from error
    ents = [{"start": m.span.start, "end": m.span.end, "label": m.label} for m in marks]
    options = {"colors": COLOURS, "template": _MARK}
    data = {"text": string, "ents": ents, "title": None}
    return str(displacy.render(data, style="ent", manual=True, page=False, jupyter=False, options=options))


def _names(found: Explained) -> str:
    rows = [
        (n.entity.name, n.entity.type, ", ".join(n.entity.surfaces), f"{n.entity.entity_id}: {n.why}")
        for n in found.names
    ]
    return _table(("Name", "Type", "In the text", "Why"), rows) if rows else "<p>No names found.</p>"


def _claims(claims: Sequence[Claim]) -> str:
    rows = [
        (
            claim.kind,
            claim.source.name if claim.source else "–",
            claim.text,
            " · ".join(filter(None, (quantity(claim.quantity.model_dump()) if claim.quantity else "", why(claim)))),
        )
        for claim in claims
    ]
    return _table(("Claim", "Who says so", "Words", "Why"), rows) if rows else "<p>No claims found.</p>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>\n" for row in rows)
    # A table that is too wide scrolls by itself; with the keyboard too.
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(head[0])}s and why each was found">'
        f"<table>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{lines}</tbody></table></div>"
    )


def _cell(text: str) -> str:
    short = ' class="short"' if " " not in text and len(text) < 12 else ""  # types and kinds are not broken
    return f'<td dir="auto"{short}>{escape(clean(text))}</td>'
