"""Body: the text of a submission, cleaned, with what was found in it beside the article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from services.ingest.domain.credits import credits_in
from services.ingest.domain.headline import choose_headline, same_words
from services.ingest.domain.limits import TEXT_BYTES
from services.ingest.domain.markup import html_paragraphs, looks_like_html
from services.ingest.domain.paragraphs import paragraphs
from services.ingest.domain.refusal import BadInput
from services.ingest.domain.rubbish import clean_paragraphs
from services.ingest.domain.text import clean_characters

ContentType = Literal["text/plain", "text/html"]


@dataclass(frozen=True)
class Body:
    """Clean paragraphs; the editor's note and the credits that stood among them."""

    paragraphs: tuple[str, ...] = ()
    note: str = ""
    credits: tuple[str, ...] = ()
    by: str | None = None

    def split(self, headline: str) -> tuple[str, str]:
        """Headline and text: the headline given, else the one that the text begins with or suggests."""
        rest = self.paragraphs
        if rest and not headline:
            headline, rest = choose_headline(rest)
        elif len(rest) > 1 and same_words(rest[0], headline):
            rest = rest[1:]
        return headline, "\n\n".join(rest)


def read_body(raw: str, field: str, content_type: ContentType | None = None) -> Body:
    """The body of a text or an HTML fragment; which of them it is, is seen where nobody says."""
    _check_size(raw, field)
    is_html = content_type == "text/html" or (content_type is None and looks_like_html(raw))
    found = map(clean_characters, html_paragraphs(raw, field)) if is_html else paragraphs(clean_characters(raw))
    body = body_of(found)
    if not body.paragraphs:
        raise BadInput("empty_body", "no text is left once markup and page rubbish are taken away", field)
    return body


def body_of(found: Iterable[str]) -> Body:
    """The body of paragraphs that markup and line ends have already been taken from."""
    cleaned = clean_paragraphs(found)
    credited = credits_in([*cleaned.text, *cleaned.credit_lines])
    return Body(tuple(cleaned.text), cleaned.note, credited, cleaned.by)


def _check_size(raw: str, field: str) -> None:
    size = len(raw.encode("utf-8", "surrogatepass"))
    if size > TEXT_BYTES:
        raise BadInput("too_large", f"{size} bytes of text; at most {TEXT_BYTES} are read", field)
