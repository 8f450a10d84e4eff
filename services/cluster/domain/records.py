"""What cluster remembers: one record an article, one record a story. Everything else is derived from these."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from shared.contracts.article import Part, PubStatus
from shared.contracts.base import Contract
from shared.contracts.claim import Claim
from shared.contracts.mention import EntityType
from shared.contracts.update import Why


class NamedEntity(Contract):
    """An entity as an article names it."""

    id: str
    name: str
    type: EntityType
    salience: float = 0.0


class Excerpt(Contract):
    """A sentence of an article that could tell its story: exactly `text` of the article, from `start` to `end`."""

    start: int
    end: int
    part: Part = "text"
    text: str
    english: str | None = None
    #: Whom it names, as places in the record's `entities`.
    entities: tuple[int, ...] = ()
    #: How well it would do in a summary by its own form and place. See `excerpts.py`.
    worth: int = 0


class Beside(Contract):
    """What the sentence of a figure says of it. See `beside_figures.py`."""

    #: The place of the figure among the record's claims.
    claim: int
    #: It is told as what takes the place of an earlier figure: "corrected to 14", "not 12 but 14".
    develops: bool = False
    #: It is told as more than an earlier one was, as a later one.
    rises: bool = False
    is_latest: bool = False
    #: It is told as an earlier figure itself, or as a part of another one.
    is_past: bool = False
    is_part: bool = False
    #: Earlier figures that the sentence gives beside it: the 12 of "up from 12", of "not 12".
    earlier: tuple[float, ...] = ()
    #: The places that the sentence names.
    places: tuple[str, ...] = ()


class ArticleRecord(Contract):
    """An article's whole contribution, and where it went. A withdrawn one keeps no contribution."""

    uri: str
    version: str
    version_order: int
    #: Place in the order of the wire of the version that was placed first.
    seq: int
    status: PubStatus = "usable"
    provider: str
    #: The outlet's id, as evidence names it.
    provider_id: str = ""
    language: str = "und"
    headline: str = ""
    headline_en: str | None = None
    published_at: datetime
    version_created: datetime
    received_at: datetime | None = None
    change_note: str = ""
    #: Agencies credited by name.
    credits: tuple[str, ...] = ()
    content_hash: str = ""
    #: Where `headline_en` and the claims' English come from; "" where there is none.
    english: Literal["", "gist", "translated"] = ""
    #: Whether the English came after the article had been placed.
    is_english_late: bool = False

    #: What it is about: feature -> weight. See `features.py`.
    weights: dict[str, int] = {}
    #: Its shingles, packed. See `sketches.py`.
    sketch: str = ""
    entities: tuple[NamedEntity, ...] = ()
    claims: tuple[Claim, ...] = ()
    #: What the sentences of its figures say of them.
    beside: tuple[Beside, ...] = ()
    #: The few sentences that could tell its story.
    excerpts: tuple[Excerpt, ...] = ()

    story_id: str | None = None
    also: tuple[str, ...] = ()
    #: The first article of its copy family, where that is another.
    copy_of: str | None = None
    #: Why it is in no story: "table", "advertisement", "no_one_named", "empty"; else "".
    reason: str = ""
    why: Why | None = None
    #: Why it tells each story in `also`.
    also_why: dict[str, Why] = {}
    #: The story that an editor put it into: no machine takes it out of that one.
    pinned_to: str | None = None

    @property
    def is_usable(self) -> bool:
        """Whether readers may see it."""
        return self.status == "usable"


class StoryRecord(Contract):
    """A story's members and its place in the chain of revisions."""

    id: str
    revision: int = 0
    #: How often the ledger has been amended since that revision.
    amendment: int = 0
    status: Literal["developing", "quiet", "retracted", "merged"] = "developing"
    #: Primary members, copies among them, in order of placement.
    members: tuple[str, ...] = ()
    #: Articles that tell this story beside another one.
    also: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    merged_from: tuple[str, ...] = ()
    merged_into: str | None = None
    #: Whether an editor keeps it as it is: no machine merges or splits it.
    pinned: bool = False
    #: Stories that an editor holds apart from it: no machine makes them one with it.
    apart: tuple[str, ...] = ()
    #: What an editor calls it, by language tag, in place of its own title.
    titles: dict[str, str] = {}
    #: Event time of the last revision.
    last_updated: datetime | None = None
    #: The features that a quiet story is found by. See `quiet.py`.
    core: tuple[str, ...] = ()
