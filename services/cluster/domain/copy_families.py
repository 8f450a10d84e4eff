"""Copy families: the texts that derive from one. The first of them to come is the one that the others copy."""

from __future__ import annotations

from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord


def original_of(memory: Memory, article: ArticleRecord) -> ArticleRecord | None:
    """The first article of the copy family that this one belongs to, where there is one."""
    uri = memory.copies.original(article.uri, article.sketch)
    found = memory.articles.get(uri) if uri is not None else None
    return memory.articles.get(found.copy_of, found) if found and found.copy_of else found
