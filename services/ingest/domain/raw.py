"""Text and HTML files, wrapped as {"raw": ..., "content_type": ...}."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from services.ingest.domain.body import read_body
from services.ingest.domain.dates import read_date, read_optional_date
from services.ingest.domain.item import (
    WireItem,
    check_uri,
    language_tag,
    made_uri,
    provider_named,
    version_label,
    web_address,
)
from services.ingest.domain.markup import Page, read_page
from services.ingest.domain.models import Form, fill_in
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.text import clean_headline


class RawArticle(Form):
    """A whole file as text. What the file does not say (a date, a source) can stand beside it."""

    raw: str
    content_type: Literal["text/plain", "text/html"] = "text/plain"
    uri: str | None = None
    source: str | None = None
    published_at: str | None = None
    headline: str | None = None
    language: str | None = None
    version: str | int | None = None
    url: str | None = None


def read(submission: dict[str, Any], now: datetime) -> WireItem:
    """The item of a text or HTML file."""
    form = fill_in(RawArticle, submission)
    page = read_page(form.raw) if form.content_type == "text/html" else Page(text=form.raw)
    body = read_body(page.text, field="raw", content_type="text/plain")
    headline, text = body.split(clean_headline(form.headline or page.headline or ""))
    source = form.source or page.source
    return WireItem(
        uri=check_uri(form.uri) if form.uri is not None else made_uri(source or "", form.headline or "", form.raw),
        format="html" if form.content_type == "text/html" else "text",
        headline=headline,
        text=text,
        provider=provider_named(source),
        version=version_label(form.version),
        version_created=read_optional_date(form.published_at, "published_at", now) or _page_date(page, now),
        ed_note=body.note,
        credits=body.credits,
        language=language_tag(form.language or page.language),
        by=body.by,
        url=web_address(form.url) or web_address(page.url),
    )


def _page_date(page: Page, now: datetime) -> datetime | None:
    """The date in the page's own metadata; a page that states nonsense about itself is read without a date."""
    try:
        return read_date(page.published_at, "published_at", now) if page.published_at else None
    except BadInput:
        return None
