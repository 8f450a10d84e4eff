"""A wire of three topics, from which tests and hypothesis draw articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.cluster.domain.deciding import Decision, decide
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord, StoryRecord
from services.cluster.domain.same_story import shipped
from services.cluster.domain.snapshot import Revision
from services.cluster.domain.story import Story, tell
from shared.contracts.article import Article
from shared.contracts.claim import Claim
from shared.contracts.entity import EntityInArticle
from shared.contracts.ledger import StoryClaims
from shared.contracts.mention import EntityType
from shared.contracts.stages import ArticleResolved
from shared.testing import builders

#: Names of each topic, with their types.
NAMES: dict[str, dict[str, EntityType]] = {
    "ferry": {"Esbjerg": "GPE", "Nordsund Line": "ORG", "Birgitte Holm": "PERSON", "Kystradio": "ORG"},
    "quarry": {"Kaunas": "GPE", "Baltskalda": "ORG", "Giedrius Valaitis": "PERSON", "Neris": "LOC"},
    "bridge": {"Porvenir": "GPE", "Cobija": "GPE", "Ramiro Suárez": "PERSON", "Tahuamanu": "LOC"},
}
HEADLINES = {
    "ferry": "Ferry stuck on sandbank off Esbjerg with {n} aboard",
    "quarry": "Quarry near Kaunas to lay off {n} workers",
    "bridge": "Bridge near Porvenir collapses, {n} dead",
}
UNITS = {"ferry": "passengers", "quarry": "workers affected", "bridge": "deaths"}
SENTENCES = {
    "ferry": (
        "A ferry with {n} passengers ran onto a sandbank outside the port of Esbjerg on Tuesday.",
        "Birgitte Holm, the captain, told Kystradio that the sea was calm and nobody was hurt.",
        "Nordsund Line has cancelled its departures from Esbjerg until the ship floats again.",
        "Two tugs will try to pull the ferry free when the tide is high, the coast guard said.",
        "Passengers on the ferry were given coffee while they waited for the tide to rise.",
        "Some {n} passengers are on the ferry off Esbjerg, and Birgitte Holm of Nordsund Line expects help soon.",
    ),
    "quarry": (
        "The quarry near Kaunas will lay off {n} workers before winter, its owner Baltskalda said.",
        "Giedrius Valaitis, the director, blamed falling orders for gravel from motorway builders.",
        "A union meeting at the quarry by the Neris was called for Friday evening.",
        "Baltskalda has run the quarry for thirty years and never dismissed so many workers.",
        "The mayor of Kaunas asked the owner to talk to the workers before anyone is dismissed.",
        "Baltskalda will send away {n} workers in Kaunas because nobody buys gravel, says Giedrius Valaitis.",
    ),
    "bridge": (
        "A road bridge over the Tahuamanu near Porvenir collapsed under a bus and killed {n} people.",
        "Ramiro Suárez, the rescue chief, said divers would search the river until nightfall.",
        "The bus was on its way from Cobija when the deck of the bridge gave way.",
        "Engineers had warned last year that the bridge near Porvenir was in poor repair.",
        "Relatives of the passengers gathered in Cobija and waited for news of the bus.",
        "At least {n} passengers of the bus are dead, Ramiro Suárez told relatives at the Tahuamanu near Porvenir.",
    ),
}
QUOTES = {
    "ferry": "We have coffee on board and the sea is calm",
    "quarry": "We kept people on for as long as the banks let us",
    "bridge": "We will search until every name on the list has an answer",
}


def text(topic: str, order: tuple[int, ...] = (0, 1, 2, 3, 4), n: int = 14, quote: bool = False) -> str:
    """A report on a topic."""
    said = [f'"{QUOTES[topic]}," an official said on the spot.'] if quote else []
    return "\n\n".join([*(SENTENCES[topic][i].format(n=n) for i in order), *said])


def report(topic: str, uri: str, *, n: int = 14, quote: bool = False, **fields: Any) -> ArticleResolved:
    """An article on a topic as resolve sends it on, with its names, its figure and its quotation."""
    order = fields.pop("order", (0, 1, 2, 3, 4))
    seq = fields.pop("seq", 1)
    source = fields.pop("source", "An official")
    fields.setdefault("headline", HEADLINES[topic].format(n=n))
    fields.setdefault("text", text(topic, order, n, quote))
    fields.setdefault("provider", "Agency A")
    item = builders.article(uri, **fields)
    return builders.resolved(item, seq=seq, entities=_entities(topic, item), claims=_claims(topic, item, n, source))


def _entities(topic: str, item: Article) -> tuple[EntityInArticle, ...]:
    return tuple(
        builders.entity(item, name, type=kind, salience=0.5) for name, kind in NAMES[topic].items() if name in item.text
    )


def _claims(topic: str, item: Article, n: int, source: str | None) -> tuple[Claim, ...]:
    claims = []
    clause = next((line for line in item.text.split("\n\n") if f" {n} " in line), None)
    if clause:
        claims.append(builders.quantity(item, clause, n, UNITS[topic], source=source))
    if QUOTES[topic] in item.text:
        claims.append(builders.claim(item, QUOTES[topic], source="An official"))
    return tuple(claims)


@dataclass
class Desk:
    """Cluster without a broker: decides, remembers, keeps the revisions that it made."""

    memory: Memory = field(default_factory=Memory)
    revisions: list[Revision] = field(default_factory=list)
    #: All that was told of the ledgers, in order.
    claims: list[StoryClaims] = field(default_factory=list)

    def push(self, resolved: ArticleResolved) -> Decision:
        """Takes an article in, as a committed unit of work would."""
        return self.take(decide(self.memory, resolved, shipped()))

    def take(self, decision: Decision) -> Decision:
        """Remembers a decision."""
        self.memory.put(decision.articles, decision.stories, decision.told, decision.gone)
        self.memory.rulings.put(self.memory.rulings.numbered(decision.rulings))
        self.revisions += decision.revisions
        self.claims += [part for revision in decision.revisions for part in revision.claims]
        self.claims += decision.amendments
        return decision

    def restart(self) -> Desk:
        """The same desk after its memory went through JSON, its records in another order."""
        articles = [a.model_dump_json(exclude_defaults=True) for a in self.memory.articles.values()]
        stories = [s.model_dump_json(exclude_defaults=True) for s in self.memory.stories.values()]
        memory = Memory()
        memory.replace(
            [ArticleRecord.model_validate_json(a) for a in reversed(articles)],
            [StoryRecord.model_validate_json(s) for s in reversed(stories)],
        )
        memory.rulings.put(reversed(self.memory.rulings.by_id.values()))
        return Desk(memory, list(self.revisions), list(self.claims))

    def story_of(self, uri: str) -> Story | None:
        """The story that an article is in."""
        story_id = self.memory.articles[uri].story_id
        return tell(self.memory.stories[story_id], self.memory.articles) if story_id else None

    def kinds(self) -> list[str]:
        """The kinds of the changes of the last revision."""
        return [change.kind for change in self.revisions[-1].update.changes]
