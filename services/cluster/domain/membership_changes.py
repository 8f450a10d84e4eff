"""Changes that tell which articles came, went or have other words or English, and which origins are new."""

from __future__ import annotations

from collections.abc import Iterator

from services.cluster.domain.cause import Cause
from services.cluster.domain.story import Story
from shared.contracts.update import Change


def withdrawn(before: Story, after: Story, cause: Cause) -> Iterator[Change]:
    """Articles that left the story for none: killed, withheld, or left without a report."""
    left = after.by_uri
    for uri, member in before.by_uri.items():
        if uri in left:
            continue
        now = cause.article if cause.article and cause.article.uri == uri else None
        yield Change(
            kind="article_withdrawn",
            ref=uri,
            before={"version": member.article.version, "pub_status": "usable"},
            after={
                "version": now.version if now else member.article.version,
                "pub_status": now.status if now else "usable",
            },
            effect="supersedes",
            note=cause.note or None,
        )


def corrected(before: Story, after: Story, cause: Cause) -> Iterator[Change]:
    """Articles whose later version is a correction."""
    was = before.by_uri
    for uri, member in after.by_uri.items():
        old = was.get(uri)
        if old is None or not cause.is_correction or old.article.version == member.article.version:
            continue
        yield Change(
            kind="article_corrected",
            ref=uri,
            before={"version": old.article.version, "headline": old.article.headline},
            after={"version": member.article.version, "headline": member.article.headline},
            effect="supersedes",
            note=cause.note or None,
        )


def added(before: Story, after: Story) -> Iterator[Change]:
    """Articles and copies that came, and why they are here."""
    was = before.by_uri
    for uri, member in after.by_uri.items():
        if uri in was:
            continue
        article = member.article
        yield Change(
            kind="copy_added" if article.copy_of else "article_added",
            ref=uri,
            after={
                "story_id": after.id,
                "role": member.role,
                "copy_of": article.copy_of,
                "version": article.version,
                "provider": article.provider,
                "language": article.language,
            },
            why=article.why if member.role == "primary" else article.also_why.get(after.id),
        )


def translated(before: Story, after: Story) -> Iterator[Change]:
    """Articles that have other English than before, their words the same."""
    was = before.by_uri
    for uri, member in after.by_uri.items():
        old, now = was.get(uri), member.article
        if old is None or old.article.version != now.version or now.english != "translated":
            continue
        if (old.article.english, old.article.headline_en) == (now.english, now.headline_en):
            continue
        yield Change(
            kind="translation_added",
            ref=uri,
            before={"english": old.article.english, "headline_en": old.article.headline_en or ""},
            after={"english": now.english, "headline_en": now.headline_en or "", "language": now.language},
            effect="supersedes",
        )


def origins(before: Story, after: Story) -> Iterator[Change]:
    """Origins that are new to the story."""
    if not before.members:
        return  # the first origin of a story is no news beside the story itself
    known = set(before.origins)
    for origin in after.origins:
        if origin in known:
            continue
        member = next(m for m in after.members if m.origin == origin and m.role == "primary")
        yield Change(
            kind="origin_added",
            ref=origin,
            before={"origins": len(before.origins)},
            after={"origins": len(after.origins), "provider": member.article.provider, "article": member.article.uri},
        )
