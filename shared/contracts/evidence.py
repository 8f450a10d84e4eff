"""Evidence: where something stands in the text of an article."""

from __future__ import annotations

from shared.contracts.article import Part
from shared.contracts.base import Contract


class Evidence(Contract):
    """Where it stands: exact words and their code-point span in one version of one article."""

    article_uri: str
    article_version: str
    provider: str
    language: str
    start: int
    end: int
    part: Part = "text"
    exact: str
    translation: str | None = None
