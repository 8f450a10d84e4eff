"""NITF 3.x (IPTC): a document as an article. It has no status: a kill comes as a tag in the headline or the note."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from lxml import etree

from services.ingest.domain.body import Body, body_of
from services.ingest.domain.credits import in_byline
from services.ingest.domain.dates import read_date, read_embargo
from services.ingest.domain.inline import inline_paragraphs
from services.ingest.domain.item import (
    WireItem,
    check_uri,
    label,
    language_tag,
    made_uri,
    provider_named,
    version_label,
)
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.tags import says_kill
from services.ingest.domain.text import clean_headline
from services.ingest.domain.xml import descendants, text_of

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(root: etree._Element, now: datetime) -> WireItem:
    """The article of an NITF document."""
    headline = clean_headline(text_of(_first(root, "hl1")) or text_of(_first(root, "title")))
    note = label(" ".join([_said(root, "ed-msg", "info"), *(text_of(each) for each in descendants(root, "note"))]))
    body = _body(root)
    headline, text = body.split(headline)
    if not headline and not text:
        raise BadInput("missing_field", "the document has neither a text nor a headline", "body.content")
    source = _source(root)
    by = label(text_of(_first(root, "byline")))
    releases = [str(each.get("norm") or "") for each in descendants(root, "date.release")]
    return WireItem(
        uri=_uri(root, source, headline, text),
        format="nitf",
        headline=headline,
        text="" if says_kill(headline, note or "") else text,
        provider=provider_named(source),
        version=version_label(_said(root, "du-key", "version") or None),
        version_created=_date(root, "date.issue", now),
        embargo=read_embargo(releases, now),
        ed_note=note or body.note,
        credits=tuple(dict.fromkeys([*body.credits, *in_byline(by)])),
        language=language_tag(root.get(_LANG)) or language_tag(_said(root, "body", _LANG)),
        slugline=label(_said(root, "du-key", "key")),
        located=label(text_of(_first_below(root, "dateline", "location"))),
        by=by or body.by,
        urgency=_urgency(_said(root, "urgency", "ed-urg")),
        subjects=tuple(name for each in descendants(root, "keyword") if (name := label(each.get("key")))),
    )


def _body(root: etree._Element) -> Body:
    content = _first(root, "body.content")
    return Body() if content is None else body_of(inline_paragraphs(content))


def _uri(root: etree._Element, source: str | None, headline: str, text: str) -> str:
    """The document's id, under its registrar: ids of two agencies may be the same number."""
    said = _said(root, "doc-id", "id-string")
    if not said:
        return made_uri(source or "", headline, text)
    if said.startswith(("urn:", "tag:", "http://", "https://")):
        return check_uri(said, "doc-id")
    registrar = _said(root, "doc-id", "regsrc") or source or "unknown"
    return check_uri(f"urn:slugline:nitf:{quote(registrar)}:{quote(said)}", "doc-id")


def _source(root: etree._Element) -> str | None:
    distributor = text_of(_first_below(root, "distributor", "org")) or text_of(_first(root, "distributor"))
    return distributor or _said(root, "doc.copyright", "holder") or _said(root, "doc-id", "regsrc") or None


def _date(root: etree._Element, name: str, now: datetime) -> datetime | None:
    norm = _said(root, name, "norm")
    return read_date(norm, name, now) if norm else None


def _urgency(text: str) -> int | None:
    return int(text) if text in set("123456789") else None


def _said(root: etree._Element, name: str, attribute: str) -> str:
    element = _first(root, name)
    return "" if element is None else str(element.get(attribute) or "").strip()


def _first(root: etree._Element, name: str) -> etree._Element | None:
    return next(descendants(root, name), None)


def _first_below(root: etree._Element, outer: str, inner: str) -> etree._Element | None:
    found = _first(root, outer)
    return None if found is None else _first(found, inner)
