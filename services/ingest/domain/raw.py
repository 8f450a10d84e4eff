"""Text, HTML and XML files, wrapped as {"raw": ..., "content_type": ...}."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

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
from services.ingest.domain.wire_xml import read_xml


class RawArticle(Form):
    """A whole file as text. What the file does not say (a date, a source) can stand beside it."""

    raw: str
    #: "text/plain", "text/html", or an XML type.
    content_type: str = "text/plain"
    uri: str | None = None
    source: str | None = None
    published_at: str | None = None
    headline: str | None = None
    language: str | None = None
    version: str | int | None = None
    url: str | None = None
    #: Which part of a message it was, for whoever reads a refusal.
    part: str | None = None


def read(submission: dict[str, Any], now: datetime) -> WireItem:
    """The item of a text or HTML file."""
    form = fill_in(RawArticle, submission)
    if form.content_type.endswith("xml") and form.content_type != "application/xhtml+xml":
        return _with_beside(read_xml(form.raw, now, form.part), form, now)
    if form.content_type not in {"text/plain", "text/html", "application/xhtml+xml"}:
        raise BadInput("wrong_value", "text/plain, text/html or an XML type", "content_type")
    is_html = form.content_type != "text/plain"
    page = read_page(form.raw) if is_html else Page(text=form.raw)
    body = read_body(page.text, field="raw", content_type="text/plain")
    headline, text = body.split(clean_headline(form.headline or page.headline or ""))
    source = form.source or page.source
    return WireItem(
        uri=check_uri(form.uri) if form.uri is not None else made_uri(source or "", form.headline or "", form.raw),
        format="html" if is_html else "text",
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


def _with_beside(item: WireItem, form: RawArticle, now: datetime) -> WireItem:
    """The item with what stands beside the file, where the file itself does not say it."""
    published = read_optional_date(form.published_at, "published_at", now)
    return replace(
        item,
        provider=provider_named(form.source) if form.source and item.provider.id == "unknown" else item.provider,
        version_created=item.version_created or published,
        language=item.language or language_tag(form.language),
        url=item.url or web_address(form.url),
    )


def _page_date(page: Page, now: datetime) -> datetime | None:
    """The date in the page's own metadata; a page that states nonsense about itself is read without a date."""
    try:
        return read_date(page.published_at, "published_at", now) if page.published_at else None
    except BadInput:
        return None
