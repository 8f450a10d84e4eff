"""The claim ledger as a page shows it: by the thing that is claimed, what holds now first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from services.publish.domain.chart import Chart, chart
from shared.contracts.base import Contract
from shared.contracts.ledger import LedgerEntry, SaidBy

TopicKind = Literal["figure", "time", "statement"]

_OVER = ("superseded", "retracted")


class Variant(Contract):
    """One wording of a statement, and the articles that have it."""

    words: str
    language: str
    translation: str | None = None
    said: tuple[SaidBy, ...]


class Topic(Contract):
    """One thing that is claimed: the values or statements that hold, and those that did."""

    id: str
    label: str
    kind: TopicKind
    current: tuple[LedgerEntry, ...] = ()
    former: tuple[LedgerEntry, ...] = ()
    chart: Chart | None = None

    @property
    def is_disputed(self) -> bool:
        """True where accounts differ."""
        return any(entry.status == "disputed" for entry in self.current)

    @property
    def history(self) -> tuple[LedgerEntry, ...]:
        """Every value in the order of the times that they are of."""
        return tuple(sorted((*self.former, *self.current), key=_time))


def topics(entries: Iterable[LedgerEntry]) -> tuple[Topic, ...]:
    """The entries by topic: what is disputed first, then what most origins say, then what was said last."""
    grouped: dict[str, list[LedgerEntry]] = {}
    for entry in sorted(entries, key=_time):
        grouped.setdefault(entry.topic or entry.id, []).append(entry)
    return tuple(sorted((_topic(name, found) for name, found in grouped.items()), key=_rank))


def figures_and_times(every: Sequence[Topic]) -> tuple[Topic, ...]:
    """The topics that have values."""
    return tuple(topic for topic in every if topic.kind != "statement")


def statements(every: Sequence[Topic]) -> tuple[Topic, ...]:
    """The topics that are what somebody said."""
    return tuple(topic for topic in every if topic.kind == "statement")


def variants(entry: LedgerEntry) -> tuple[Variant, ...]:
    """The wordings of a statement: in full, in part, in translation; the first one that was given comes first."""
    found: dict[tuple[str, str], list[SaidBy]] = {}
    for said in sorted(entry.said, key=lambda s: (s.at, s.evidence.article_uri, s.evidence.start)):
        found.setdefault((said.evidence.language, _plain(said.evidence.exact)), []).append(said)
    return tuple(
        Variant(
            words=group[0].evidence.exact,
            language=language,
            translation=next((s.evidence.translation for s in group if s.evidence.translation), None),
            said=tuple(group),
        )
        for (language, _), group in found.items()
    )


def entry_of(entries: Iterable[LedgerEntry], uri: str, part: str, start: int) -> str | None:
    """The id of the claim that these words of an article make; None where the ledger has none."""
    for entry in entries:
        for said in entry.said:
            words = said.evidence
            if (words.article_uri, words.part, words.start) == (uri, part, start):
                return entry.id
    return None


def _topic(name: str, entries: Sequence[LedgerEntry]) -> Topic:
    latest = entries[-1]
    label = next((e.label for e in reversed(entries) if e.label), "") or _fallback(latest)
    current = [e for e in entries if e.status not in _OVER]
    kind = _kind(latest)
    return Topic(
        id=name,
        label=label,
        kind=kind,
        current=tuple(sorted(current, key=lambda e: (-e.origins, -e.articles, *_time(e)))),
        former=tuple(e for e in entries if e.status in _OVER),
        chart=chart(entries) if kind == "figure" else None,
    )


def _fallback(entry: LedgerEntry) -> str:
    if entry.quantity is not None and entry.quantity.unit:
        return entry.quantity.unit
    return entry.source.name if entry.source is not None else "Source not named"


def _kind(entry: LedgerEntry) -> TopicKind:
    if entry.instant is not None:
        return "time"
    return "figure" if entry.quantity is not None else "statement"


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _time(entry: LedgerEntry) -> tuple[object, object, str]:
    return entry.as_of, entry.first_said, entry.id


def _rank(topic: Topic) -> tuple[object, ...]:
    held = topic.current or topic.former
    said = max(entry.last_said for entry in held)
    return (
        not topic.is_disputed,
        not topic.current,
        -max(entry.origins for entry in held),
        -sum(entry.articles for entry in held),
        -said.timestamp(),
        topic.id,
    )
