"""Article: one version of one wire item.

`uri` is its identity, `(uri, version)` one version. Every span in Slugline counts Unicode code points, half open,
either in `text` (the default) or in `headline`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract

PubStatus = Literal["usable", "withheld", "canceled"]
ChangeKind = Literal["new", "update", "correction", "refile", "repeat", "hold", "release", "kill"]
Part = Literal["text", "headline"]


class Span(Contract):
    """A half-open range of code points in the article's text, or in its headline."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    part: Part = "text"


class Provider(Contract):
    """Who sent the article: the outlet or agency."""

    id: str
    name: str


class Article(Contract):
    """One accepted version of one wire item, its text clean, in NFC, paragraphs parted by an empty line."""

    uri: str
    version: str = "1"
    #: Place among the versions of this uri: the number itself where the version is numeric, else version_created in ms.
    version_order: int = 1
    change_kind: ChangeKind = "new"
    #: The rule that decided change_kind, for example "ednote:correction".
    change_rule: str = ""
    change_note: str = ""
    pub_status: PubStatus = "usable"
    #: Event time: when the first version was published; what clustering and the reader's timeline go by.
    published_at: datetime
    version_created: datetime
    #: Wall clock at ingest. Left out of every equality (DESIGN.md section 6).
    received_at: datetime
    embargoed_until: datetime | None = None
    provider: Provider
    #: Agencies credited by name: in the item's metadata, or in the text ("(Reuters)", "mit Material von dpa").
    credits: tuple[str, ...] = ()
    format: str = "plain"
    #: As declared by the sender, BCP 47; what was detected travels in `ArticleTranslated.language`.
    language: str | None = None
    headline: str = ""
    text: str = ""
    slugline: str | None = None
    located: str | None = None
    by: str | None = None
    url: str | None = None
    urgency: int | None = None
    subjects: tuple[str, ...] = ()
    content_hash: str = ""
    raw_ref: str | None = None

    @property
    def is_kill(self) -> bool:
        """True where this version withdraws every version of its uri."""
        return self.pub_status == "canceled"

    def part(self, name: Part) -> str:
        """The string that spans of this part count in."""
        return self.headline if name == "headline" else self.text


class DetectedLanguage(Contract):
    """BCP 47 tag ("und" when unsure), its confidence as a probability from 0 to 1, and how it was found."""

    tag: str = "und"
    confidence: float = Field(default=0.0, ge=0.0, le=1.0)
    method: str = "none"


class Passage(Contract):
    """A stretch of the article that is in another language than the article: a quoted paragraph, a bilingual notice."""

    span: Span
    language: DetectedLanguage


class AlignedSentence(Contract):
    """A sentence of the original and the sentence of the English text that stands for it.

    `source` counts in the article's headline or text, `english` in the translation's headline or text.
    """

    source: Span
    english: Span


FidelityKind = Literal["number", "name", "date", "negation"]


class FidelityFlag(Contract):
    """Something of the original that its English does not have (or has otherwise), with both places.

    `expected` is what the original says, in comparable form: a number's value, a date, a name in English spelling.
    `english` is the sentence in which it was looked for.
    """

    kind: FidelityKind
    source: Span
    source_words: str
    english: Span
    expected: str = ""


class Translation(Contract):
    """The English text, beside the original and never instead of it.

    `status` is `original` where the article is English already, `gist` where words were put into English one by one,
    and `untranslated` where no engine had it or the settings keep the language as it is. `route` names the engine, or
    the engines by way of a third language: "apertium:ru+ctranslate2". Sentences are aligned, headline first, in order.
    """

    status: Literal["original", "translated", "gist", "untranslated"] = "untranslated"
    engine: str | None = None
    route: str | None = None
    headline: str | None = None
    text: str | None = None
    #: False where only the beginning of a very long article was put into English.
    is_whole: bool = True
    sentences: tuple[AlignedSentence, ...] = ()
    flags: tuple[FidelityFlag, ...] = ()
