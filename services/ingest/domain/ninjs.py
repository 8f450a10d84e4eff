"""ninjs 1.x, 2.x and 3.x: one reader, because they differ only in the names of fields (IPTC newsinjson)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import AliasChoices, ConfigDict, Field

from services.ingest.domain import ninjs_fields as names
from services.ingest.domain.body import Body, ContentType, body_of, read_body
from services.ingest.domain.credits import in_byline
from services.ingest.domain.dates import read_embargo, read_optional_date
from services.ingest.domain.item import (
    WireItem,
    check_uri,
    label,
    language_tag,
    provider_named,
    version_label,
    web_address,
)
from services.ingest.domain.models import Form, fill_in
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.text import clean_headline
from shared.contracts.article import Provider, PubStatus

_STATUS: dict[str, PubStatus] = {
    "usable": "usable",
    "withheld": "withheld",
    "embargoed": "withheld",
    "canceled": "canceled",
    #: Invalid in ninjs, but a kill that is not honoured for its spelling does harm.
    "cancelled": "canceled",
}
_NO_ARTICLES = frozenset({"audio", "video", "picture", "graphic", "event", "planning"})
#: AP sends these for editors alone, unless they come with content for publication.
ADVISORIES = frozenset({"advisory", "daybook"})


class Content(Form):
    """One headline, body or description."""

    model_config = ConfigDict(extra="ignore")

    value: str
    role: str | None = None
    content_type: str | None = Field(None, validation_alias=AliasChoices("contentType", "contenttype"))


class InfoSource(Form):
    """Where the information comes from; 1.x says `rel` for `role`."""

    model_config = ConfigDict(extra="ignore")

    name: str | None = None
    role: str | None = Field(None, validation_alias=AliasChoices("role", "rel"))


class NinjsItem(Form):
    """The fields of a ninjs item that Slugline reads, under any of their names."""

    model_config = ConfigDict(extra="ignore")

    uri: str = Field(validation_alias=AliasChoices("uri", "guid"))
    type: str | None = None
    representation: str | None = Field(None, validation_alias=AliasChoices("representationType", "representationtype"))
    version: str | int | None = None
    version_created: str | None = Field(None, validation_alias=AliasChoices("versionCreated", "versioncreated"))
    first_created: str | None = Field(None, validation_alias=AliasChoices("firstCreated", "firstcreated"))
    pub_status: str | None = Field(None, validation_alias=AliasChoices("pubStatus", "pubstatus"))
    ed_note: str | None = Field(None, validation_alias=AliasChoices("edNote", "ednote"))
    urgency: int | float | None = None
    language: str | None = None
    slugline: str | None = None
    located: str | None = None
    by: str | None = Field(None, validation_alias=AliasChoices("by", "byline"))
    source: str | None = None
    copyright_holder: str | None = Field(None, validation_alias=AliasChoices("copyrightHolder", "copyrightholder"))
    headlines: list[Content] = []
    bodies: list[Content] = []
    descriptions: list[Content] = []
    info_sources: list[InfoSource] = Field(
        [], validation_alias=AliasChoices("infoSources", "infosources", "infosource")
    )
    subjects: list[dict[str, Any]] = Field([], validation_alias=AliasChoices("subjects", "subject"))
    renditions: list[Any] | dict[str, Any] = []
    signals: list[Any] | str = Field([], validation_alias=AliasChoices("signals", "signal"))


def is_ninjs(submission: dict[str, Any]) -> bool:
    """True where a field says so that the plain article does not have."""
    return any(name in names.ONLY_NINJS or names.is_content(name) for name in submission)


def read(submission: dict[str, Any], now: datetime) -> WireItem:
    """The item of a ninjs object of any version."""
    _check_names(submission)
    form = fill_in(NinjsItem, _with_lists(submission))
    if form.type in _NO_ARTICLES:
        raise BadInput("not_text", f"an item of type {form.type} is no article", "type")
    status = status_of(form.pub_status)
    headline, text, body = _words(form, status, submission)
    provider, others = _providers(form)
    return WireItem(
        uri=check_uri(form.uri, "uri" if "uri" in submission else "guid"),
        format=f"ninjs-{_major(submission)}",
        headline=headline,
        text=text,
        provider=provider,
        version=version_label(form.version),
        version_created=read_optional_date(form.version_created, _name(submission, "versionCreated"), now),
        first_created=read_optional_date(form.first_created, _name(submission, "firstCreated"), now),
        pub_status=status,
        embargo=read_embargo([submission[name] for name in names.EMBARGOES if name in submission], now),
        is_partial=form.representation in {"partial", "incomplete"},
        is_advisory=_is_advisory(form.signals),
        ed_note=label(form.ed_note) or body.note,
        credits=tuple(dict.fromkeys([*others, *body.credits, *in_byline(label(form.by))])),
        language=language_tag(form.language),
        slugline=label(form.slugline),
        located=label(form.located),
        by=label(form.by) or body.by,
        url=_web_page(form.renditions),
        urgency=int(form.urgency) if form.urgency is not None and 1 <= form.urgency <= 9 else None,
        subjects=_names_of(form.subjects),
    )


def _words(form: NinjsItem, status: PubStatus, submission: dict[str, Any]) -> tuple[str, str, Body]:
    """Headline, text and the body they came from. An item without a body can be a flash: its headline is all of it."""
    headline = clean_headline(_first(form.headlines), "headlines")
    chosen = _chosen(form.bodies) or _chosen(form.descriptions)
    if status == "canceled":
        return headline, "", Body()
    if chosen is None:
        if headline and not form.bodies:
            return headline, "", body_of([])
        raise BadInput("empty_body" if form.bodies else "missing_field", "an item has a body or a headline", "bodies")
    body = read_body(chosen.value, "bodies", _content_type(chosen))
    return *body.split(headline), body


def _chosen(contents: list[Content]) -> Content | None:
    """The main content with words in it, plain text before markup."""
    filled = [content for content in contents if content.value.strip()]
    ranked = sorted(filled, key=lambda content: (_rank(content), _content_type(content) == "text/html"))
    return ranked[0] if ranked else None


def _rank(content: Content) -> int:
    return 0 if content.role in {None, "", "main", "text", "html", "xhtml"} else 1


def _first(contents: list[Content]) -> str:
    chosen = _chosen(contents)
    return chosen.value if chosen else ""


def _content_type(content: Content) -> ContentType | None:
    declared = (content.content_type or "").split(";")[0].strip().lower()
    if declared == "text/plain" or (not declared and content.role == "text"):
        return "text/plain"
    is_markup = declared in {"text/html", "application/xhtml+xml"} or content.role in {"html", "xhtml"}
    return "text/html" if is_markup else None


def _with_lists(submission: dict[str, Any]) -> dict[str, Any]:
    """The object with absent fields left out and the 1.x pattern fields (`body_text`, `headline`) as lists."""
    given = {name: value for name, value in submission.items() if value is not None}
    for stem, plural in names.CONTENTS.items():
        if plural not in given:
            found = [(name, given[name]) for name in given if name == stem or name.startswith(f"{stem}_")]
            given[plural] = [_content_of_1x(name, stem, value, given) for name, value in found]
    return given


def _content_of_1x(name: str, stem: str, value: Any, given: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(value, str):
        raise BadInput("wrong_type", "Input should be a valid string", name)
    declared = given.get("mimetype") if stem == "body" else None
    return {"value": value, "role": name.removeprefix(stem).strip("_"), "contentType": declared}


def status_of(value: str | None) -> PubStatus:
    """The status that a publication status of ninjs or NewsML-G2 means; without one an article is usable."""
    status = (value or "usable").lower().removeprefix("stat:")
    if status not in _STATUS:
        raise BadInput("wrong_value", "pubStatus is usable, withheld or canceled", "pubStatus")
    return _STATUS[status]


def _providers(form: NinjsItem) -> tuple[Provider, tuple[str, ...]]:
    """Who sent the item, and the other sources it names."""
    sources = [(label(source.name), source.role) for source in form.info_sources]
    named = [(name, role) for name, role in sources if name]
    senders = [name for name, role in named if role in {"provider", "distributor", "publisher", "sender"}]
    sender = next(iter([*senders, *(name for name, _ in named)]), None)
    others = tuple(name for name, _ in named if name != sender)
    return provider_named(sender or form.source or form.copyright_holder or authority_of(form.uri)), others


def authority_of(uri: str) -> str | None:
    """The domain that a newsml or tag identifier or a web address names, without its www."""
    parts = uri.replace("//", "").split(":")
    domains = (part.split("/")[0].split(",")[0] for part in parts)
    return next((domain.removeprefix("www.") for domain in domains if "." in domain), None)


def _is_advisory(signals: list[Any] | str) -> bool:
    given = {
        str(signal).lower().removeprefix("sig:") for signal in ([signals] if isinstance(signals, str) else signals)
    }
    return bool(given & ADVISORIES) and "newscontent" not in given


def _web_page(renditions: list[Any] | dict[str, Any]) -> str | None:
    listed: Iterable[Any] = renditions.values() if isinstance(renditions, dict) else renditions
    pages = (item for item in listed if isinstance(item, dict) and _is_page(item))
    return next((page for page in (web_address(str(item.get("href", ""))) for item in pages) if page), None)


def _is_page(rendition: dict[str, Any]) -> bool:
    kind = rendition.get("contentType") or rendition.get("contenttype") or rendition.get("mimetype")
    return kind == "text/html" or rendition.get("name") == "web"


def _names_of(subjects: list[dict[str, Any]]) -> tuple[str, ...]:
    found = (label(subject.get("name") if isinstance(subject.get("name"), str) else None) for subject in subjects)
    return tuple(name for name in found if name)


def _check_names(submission: dict[str, Any]) -> None:
    unknown = next((name for name in submission if not (name in names.KNOWN or names.is_content(name))), None)
    if unknown is not None:
        raise BadInput("unknown_field", "no version of ninjs has this field", unknown[:100])


def _name(submission: dict[str, Any], name: str) -> str:
    """The name of the field as this item writes it."""
    return name if name in submission else name.lower()


def _major(submission: dict[str, Any]) -> str:
    """The major version, by what the item declares, else by its names."""
    standard = submission.get("standard") or submission.get("$standard")
    declared = str(standard.get("version", "")) if isinstance(standard, dict) else ""
    if declared[:1] in {"1", "2", "3"}:
        return declared[0]
    if any(name in names.ONLY_1 or names.is_content(name) for name in submission):
        return "1"
    return "2" if any(name in names.ONLY_2 for name in submission) else "3"
