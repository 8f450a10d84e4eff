"""The claim ledger as a page shows it: by the thing that is claimed, what holds now first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from services.publish.domain.chart import Chart, chart
from services.publish.domain.claims import ClaimTopic, ClaimValue
from shared.contracts.base import Contract
from shared.contracts.ledger import SaidBy

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
    current: tuple[ClaimValue, ...] = ()
    former: tuple[ClaimValue, ...] = ()
    chart: Chart | None = None

    @property
    def is_disputed(self) -> bool:
        """True where accounts differ."""
        return any(value.status == "disputed" for value in self.current)

    @property
    def history(self) -> tuple[ClaimValue, ...]:
        """Every value in the order of the times that they are of."""
        return tuple(sorted((*self.former, *self.current), key=_time))


def topics(items: Iterable[ClaimTopic]) -> tuple[Topic, ...]:
    """The topics: what is disputed first, then what most origins say, then what was said last."""
    return tuple(sorted(map(_topic, items), key=_rank))


def figures_and_times(every: Sequence[Topic]) -> tuple[Topic, ...]:
    """The topics that have values."""
    return tuple(topic for topic in every if topic.kind != "statement")


def statements(every: Sequence[Topic]) -> tuple[Topic, ...]:
    """The topics that are what somebody said."""
    return tuple(topic for topic in every if topic.kind == "statement")


def variants(entry: ClaimValue) -> tuple[Variant, ...]:
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


def made_by(every: Iterable[ClaimTopic], uri: str) -> dict[tuple[str, int], str]:
    """The ids of the claims that one article makes, by the part and place of the words in it."""
    return {
        (said.evidence.part, said.evidence.start): value.id
        for topic in every
        for value in topic.values
        for said in value.said
        if said.evidence.article_uri == uri
    }


def _topic(told: ClaimTopic) -> Topic:
    latest = told.values[-1]
    current = [value for value in told.values if value.status not in _OVER]
    kind = _kind(latest)
    return Topic(
        id=told.topic,
        label=told.label or _fallback(latest),
        kind=kind,
        current=tuple(sorted(current, key=lambda value: (-value.origins, -value.articles, *_time(value)))),
        former=tuple(value for value in told.values if value.status in _OVER),
        chart=chart(told.values) if kind == "figure" else None,
    )


def _fallback(value: ClaimValue) -> str:
    if value.status == "retracted":
        return "Retracted"
    if value.quantity is not None and value.quantity.unit:
        return value.quantity.unit
    return value.source.name if value.source is not None else "Source not named"


def _kind(entry: ClaimValue) -> TopicKind:
    if entry.instant is not None:
        return "time"
    return "figure" if entry.quantity is not None else "statement"


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _time(entry: ClaimValue) -> tuple[object, object, str]:
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
