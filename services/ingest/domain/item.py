"""WireItem: what every form of input becomes before its versions are looked at."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from services.ingest.domain.dates import Embargo
from services.ingest.domain.limits import LABEL_CHARS, URI_CHARS, VERSION_CHARS
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.tags import without_tags
from services.ingest.domain.text import clean_line
from shared.contracts.article import Provider, PubStatus

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True)
class WireItem:
    """One submission, read and cleaned. `version` is None where the sender gave none."""

    uri: str
    format: str
    headline: str
    text: str
    provider: Provider
    version: str | None = None
    version_created: datetime | None = None
    first_created: datetime | None = None
    pub_status: PubStatus = "usable"
    embargo: Embargo | None = None
    #: A stub (ninjs `partial`, `incomplete`): never takes the place of a full version.
    is_partial: bool = False
    #: An advisory or daybook note to editors: kept, never published.
    is_advisory: bool = False
    ed_note: str = ""
    credits: tuple[str, ...] = ()
    language: str | None = None
    slugline: str | None = None
    located: str | None = None
    by: str | None = None
    url: str | None = None
    urgency: int | None = None
    subjects: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """The same for two versions that a reader could not tell apart; tags like "CORRECTED:" do not count."""
        return "sha256:" + digest(without_tags(self.headline), self.text)


def digest(*parts: str) -> str:
    """SHA-256 in hex over the parts, each ended so that no two lists of parts give the same bytes."""
    joined = b"".join(part.encode("utf-8", "surrogatepass") + b"\0" for part in parts)
    return hashlib.sha256(joined).hexdigest()


def made_uri(source: str, headline: str, body: str) -> str:
    """The uri of an article that came without one: the same source, headline and body give the same uri."""
    parts = (" ".join(unicodedata.normalize("NFC", part).split()) for part in (source, headline, body))
    return "urn:slugline:article:" + digest(*parts)[:32]


def check_uri(uri: str, field: str = "uri") -> str:
    """The uri itself, if it can identify an article."""
    if not uri:
        raise BadInput("bad_uri", "the uri is empty", field)
    if len(uri) > URI_CHARS:
        raise BadInput("bad_uri", f"{len(uri)} characters; at most {URI_CHARS} are read", field)
    if not uri.isprintable() or " " in uri:
        raise BadInput("bad_uri", "a uri has no spaces and no control characters", field)
    return uri


def version_label(value: str | int | None, field: str = "version") -> str | None:
    """The version as a string, None where there is none."""
    label = "" if value is None else str(value).strip()
    if len(label) > VERSION_CHARS:
        raise BadInput("too_long", f"{len(label)} characters; at most {VERSION_CHARS} are read", field)
    if not label.isprintable():
        raise BadInput("wrong_value", "a version has no control characters", field)
    return label or None


def language_tag(value: str | None) -> str | None:
    """The declared language in BCP 47; None where what was declared is no language tag (it is only a hint)."""
    if not value or not _LANGUAGE.fullmatch(value.strip()):
        return None
    primary, *rest = value.strip().replace("_", "-").split("-")
    return "-".join([primary.lower(), *rest])


def label(value: str | None) -> str | None:
    """A short string of metadata on one line; None where nothing is left."""
    return clean_line(value or "")[:LABEL_CHARS].strip() or None


def web_address(value: str | None) -> str | None:
    """The address of the web page; None for anything that is not http or https."""
    address = (value or "").strip()
    is_web = address.lower().startswith(("http://", "https://")) and address.isprintable() and " " not in address
    return address if is_web and len(address) <= 2 * URI_CHARS else None


def provider_named(name: str | None) -> Provider:
    """The provider of this name; its id is the name in lower case with dashes."""
    shown = label(name) or "unknown"
    return Provider(id=re.sub(r"[\W_]+", "-", shown.casefold()).strip("-") or "unknown", name=shown)
