"""One sentence for people, and how much a revision matters."""

from __future__ import annotations

from collections.abc import Callable

from services.cluster.domain.cause import Cause
from services.cluster.domain.claim_sentences import (
    addition,
    confirmation,
    dispute,
    named,
    outlet,
    revision,
    settlement,
)
from services.cluster.domain.story import Story
from services.cluster.domain.title import plain, shown
from shared.contracts.update import Change, Significance

#: Characters of a message, at most.
LONGEST = 280

_MAJOR = {
    "merged_from",
    "split_into",
    "article_withdrawn",
    "article_corrected",
    "claim_revised",
    "claim_corroborated",
} | {
    "conflict_opened",
    "conflict_closed",
}
_MINOR = {"copy_added", "translation_added", "entity_added", "title_changed"}
#: Which change the sentence is about, first that occurs.
_ORDER = (
    "merged_from",
    "split_into",
    "editor_action",
    "article_withdrawn",
    "conflict_closed",
    "conflict_opened",
    "claim_revised",
    "article_corrected",
    "claim_corroborated",
    "article_added",
    "quote_added",
    "claim_added",
    "copy_added",
    "translation_added",
)


def significance(before: Story, changes: tuple[Change, ...]) -> Significance:
    """major: first article, kill, correction, changed or confirmed value, merge; minor: copies and the like."""
    kinds = {change.kind for change in changes if not _is_quote_repeated(change)}
    if _is_housekeeping(changes):
        return "minor"
    if not before.members or kinds & _MAJOR:
        return "major"
    return "minor" if kinds <= _MINOR or "copy_added" in kinds else "notable"


def _is_housekeeping(changes: tuple[Change, ...]) -> bool:
    """Whether an editor pinned the story or gave it a name, and nothing else."""
    actions = [change for change in changes if change.kind == "editor_action"]
    return bool(actions) and all(
        change.kind == "title_changed" or (change.kind == "editor_action" and "articles" not in (change.after or {}))
        for change in changes
    )


def _is_quote_repeated(change: Change) -> bool:
    """Whether all that happened is that one more outlet gives a quotation."""
    return change.kind == "claim_corroborated" and (change.after or {}).get("kind") != "quantity"


def message(after: Story, changes: tuple[Change, ...], cause: Cause) -> str:
    """What happened, as a newsroom would say it; at most 280 characters."""
    first = min(changes, key=_rank)
    say = _opening if _is_split_off(after, cause) else _SENTENCES.get(first.kind, _other)
    text = say(first, after, cause)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _rank(change: Change) -> tuple[int, bool]:
    is_gone = change.kind == "claim_revised" and change.after is None
    told = change.kind in _ORDER and not is_gone and not _is_quote_repeated(change)
    return (_ORDER.index(change.kind) if told else len(_ORDER)), not is_gone


def _merge(change: Change, after: Story, cause: Cause) -> str:
    title = (change.before or {}).get("title") or change.ref
    return f"The story “{title}” is now part of this one."


def _is_split_off(after: Story, cause: Cause) -> bool:
    return any(transfer.is_new and transfer.target == after.id for transfer in cause.transfers)


def _opening(change: Change, after: Story, cause: Cause) -> str:
    """The first sentence of a story that was part of another one."""
    count = _articles(len(cause.transfers[0].articles))
    title = after.title.get("en")
    return f"{count} split off from another story{f': “{title}”' if title else '.'}"


def _parting(change: Change, after: Story, cause: Cause) -> str:
    """The sentence of a story that lost articles to another. It names no story but a new one: see `moved._moved`."""
    now = change.after or {}
    count, title = _articles(len(now.get("articles", ()))), now.get("title")
    if now.get("is_new"):
        return f"{count} split off from this story{f': “{title}”' if title else '.'}"
    return f"{count} went from this story to another one."


def _action(change: Change, after: Story, cause: Cause) -> str:
    """What an editor did, beside joining and parting stories."""
    now = change.after or {}
    if "copies" in now:
        return _moving(change, after)
    said = {
        ("pin", True): "An editor has pinned this story: no machine joins or parts it.",
        ("pin", False): "An editor keeps {n} in this story.",
        ("rename", True): "An editor has named this story “{title}”.",
    }
    form = said.get((cause.do, "kept" not in now), "An editor has taken back what was decided on this story.")
    return form.format(n=_articles(len(now.get("kept", ()))).lower(), title=now.get("title", ""))


def _moving(change: Change, after: Story) -> str:
    now = change.after or {}
    way = "here from another story" if now.get("story_id") == after.id else "from here to another story"
    return f"An editor moved {_articles(len(now.get('articles', ()))).lower()} {way}."


def _articles(count: int) -> str:
    return "One article" if count == 1 else f"{count} articles"


def _withdrawal(change: Change, after: Story, cause: Cause) -> str:
    who, left = outlet(cause), len(after.members)
    gone = f"{who} withdrew its report" if who else "A report was withdrawn"
    if not left:
        return f"{gone}; nothing usable is left of this story."
    return f"{gone}; {left} {'article remains' if left == 1 else 'articles remain'} in this story."


def _correction(change: Change, after: Story, cause: Cause) -> str:
    who = outlet(cause)
    return f"{f'{who} corrects its report' if who else 'Corrected report'}: {_headline(cause)}"


def _addition(change: Change, after: Story, cause: Cause) -> str:
    who = outlet(cause)
    return f"{f'{who} reports' if who else 'New report'}: {_headline(cause)}"


def _copy(change: Change, after: Story, cause: Cause) -> str:
    root = (change.after or {}).get("copy_of")
    original = next((m.article for m in after.members if m.article.uri == root), None)
    whose = named(original.provider) if original else None
    report = f"the report of {whose}" if whose else "a report already known"
    return f"{outlet(cause) or 'Another outlet'} carries {report}: {_headline(cause)}"


def _translation(change: Change, after: Story, cause: Cause) -> str:
    who = outlet(cause)
    return f"English for {f'the report of {who}' if who else 'a report'}: {_headline(cause)}"


def _other(change: Change, after: Story, cause: Cause) -> str:
    return f"Updated: {_headline(cause) or after.title.get('en', after.id)}"


_SENTENCES: dict[str, Callable[[Change, Story, Cause], str]] = {
    "merged_from": _merge,
    "split_into": _parting,
    "editor_action": _action,
    "article_withdrawn": _withdrawal,
    "article_corrected": _correction,
    "conflict_opened": dispute,
    "conflict_closed": settlement,
    "claim_revised": revision,
    "claim_corroborated": confirmation,
    "article_added": _addition,
    "copy_added": _copy,
    "translation_added": _translation,
    "claim_added": addition,
    "quote_added": addition,
}


def _headline(cause: Cause) -> str:
    """The article's headline in English where there is any; a gist is called one."""
    article = cause.article
    if article is None:
        return ""
    return shown(article, article.headline_en) if article.headline_en else plain(article.headline)
