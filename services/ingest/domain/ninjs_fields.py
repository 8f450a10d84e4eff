"""The names of all root fields of ninjs 1.6, 2.2 and 3.1, and of the dialects of Superdesk and AP that we accept."""

from __future__ import annotations

#: 1.x has `body_text`, `headline_main` and the like where 2.x and 3.x have lists.
CONTENTS = {"headline": "headlines", "body": "bodies", "description": "descriptions"}
#: Both names are read in every version: a reader that knows one of them publishes embargoed text.
EMBARGOES = ("embargoedUntil", "embargoeduntil", "embargoed")

_ALL = {
    "uri", "type", "profile", "version", "urgency", "usageterms", "language", "located", "slugline", "title", "by",
    "headlines", "bodies", "descriptions", "people", "organisations", "places", "objects", "events", "subjects",
    "genres", "renditions", "associations", "standard", "expires", "embargoed", "copyrightholder", "copyrightnotice",
}  # fmt: skip
_ONLY_3 = {
    "representationType", "firstCreated", "versionCreated", "contentCreated", "embargoedUntil", "pubStatus",
    "copyrightHolder", "copyrightNotice", "usageTerms", "edNote", "infoSources", "altIds", "trustIndicators",
    "rightsInfo", "digitalSourceType", "eventDetails", "plannedCoverage",
}  # fmt: skip
ONLY_2 = {
    "representationtype", "firstcreated", "versioncreated", "contentcreated", "embargoeduntil", "pubstatus", "ednote",
    "infosources", "altids", "trustindicators", "rightsinfo", "digitalsourcetype",
}  # fmt: skip
ONLY_1 = {
    "byline", "person", "organisation", "place", "object", "event", "subject", "genre", "infosource",
    "trustindicator", "mimetype", "charcount", "wordcount", "$standard", "headline",
}  # fmt: skip
_DIALECTS = {
    "guid", "evolvedfrom", "evolvedFrom", "signal", "signals", "source", "keywords", "priority", "service", "extra",
    "authors", "annotations", "readtime", "slug", "etag", "ingest_id", "ingest_version", "original_id", "products",
    "coverage_id", "assignment_id", "event_id", "planning_id", "ednotes", "readership", "refs", "correction_sequence",
}  # fmt: skip

KNOWN = frozenset(_ALL | _ONLY_3 | ONLY_2 | ONLY_1 | _DIALECTS)
#: Names that the plain article does not have.
ONLY_NINJS = KNOWN - {
    "uri", "headline", "version", "language", "source", "slugline", "located", "by", "title", "priority", "slug",
    "keywords", "authors", "extra", "service", "description",
}  # fmt: skip


def is_content(name: str) -> bool:
    """True for a pattern field of 1.x: `body_html`, `headline_main`, `description_text`."""
    return any(name.startswith(f"{stem}_") for stem in CONTENTS)
