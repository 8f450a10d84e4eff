"""Plain JSON articles, and the same fields typed in redis-cli."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from services.ingest.domain.body import Body, read_body
from services.ingest.domain.credits import in_byline
from services.ingest.domain.dates import read_embargo, read_optional_date
from services.ingest.domain.item import (
    WireItem,
    check_uri,
    label,
    language_tag,
    made_uri,
    provider_named,
    version_label,
    web_address,
)
from services.ingest.domain.models import Form, fill_in
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.text import clean_headline


class PlainArticle(Form):
    """The plain JSON article. Only `body` and `headline` are needed, and neither of them for a kill."""

    headline: str | None = None
    body: str | None = None
    uri: str | None = None
    published_at: str | None = None
    source: str | None = None
    language: str | None = None
    version: str | int | None = None
    url: str | None = None
    by: str | None = None
    slugline: str | None = None
    located: str | None = None
    pub_status: Literal["usable", "withheld", "canceled"] = "usable"
    ed_note: str | None = None
    embargoed_until: Any = None


def read(submission: dict[str, Any], now: datetime) -> WireItem:
    """The item of a plain JSON article."""
    form = fill_in(PlainArticle, submission)
    body = _body(form)
    headline, text = body.split(clean_headline(form.headline or ""))
    return WireItem(
        uri=_uri(form),
        format="plain",
        headline=headline,
        text=text,
        provider=provider_named(form.source),
        version=version_label(form.version),
        version_created=read_optional_date(form.published_at, "published_at", now),
        pub_status=form.pub_status,
        embargo=read_embargo(_embargoes(form), now),
        ed_note=label(form.ed_note) or body.note,
        credits=tuple(dict.fromkeys([*body.credits, *in_byline(label(form.by))])),
        language=language_tag(form.language),
        slugline=label(form.slugline),
        located=label(form.located),
        by=label(form.by) or body.by,
        url=web_address(form.url),
    )


def _body(form: PlainArticle) -> Body:
    if form.pub_status == "canceled" and form.uri:
        return Body()
    if form.body is None:
        raise BadInput("missing_field", "an article has a body", "body")
    return read_body(form.body, field="body")


def _uri(form: PlainArticle) -> str:
    if form.uri is not None:
        return check_uri(form.uri)
    return made_uri(form.source or "", form.headline or "", form.body or "")


def _embargoes(form: PlainArticle) -> list[Any]:
    return [form.embargoed_until] if "embargoed_until" in form.model_fields_set else []
