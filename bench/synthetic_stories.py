"""A wire of made-up stories whose features are spread as those of real news are: for measuring cost, never quality.

Words (of the lexicon that ships, each in the language of its article) and places are drawn by Zipf's law, most people
and many figures belong to one story, a story has two or three articles on average, and what came last is written about
most. Seeded: the same at every run.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import accumulate, chain

from services.cluster.domain.records import ArticleRecord, NamedEntity
from services.cluster.domain.sketches import sketch
from shared.contracts.article import Article, DetectedLanguage, Provider, Span, Translation
from shared.contracts.claim import Claim, Quantity
from shared.contracts.entity import EntityInArticle
from shared.contracts.mention import EntityType
from shared.contracts.stages import ArticleResolved
from shared.language.dictionary import dictionary
from shared.language.terms import terms

#: Different places, countries and people that are in the news all the time.
PLACES, COUNTRIES, FIGURES = 4_000, 150, 2_000
LANGUAGES = ("en", "en", "en", "en", "en", "de", "fr", "es", "ru", "pl", "uk", "lt")
#: Words of a story's own, words of an article, and the share of them that are the story's own.
TOPIC, LENGTH, OWN = 40, 230, 0.3
#: The share of articles that open a story.
NEW = 0.4
#: Seconds between two articles: a busy wire brings 8,000 a day.
STEP = 10.8
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)

_SYLLABLES = [
    c + v for c in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "st") for v in "aeiou"
]


@dataclass(frozen=True)
class Name:
    """Someone or something that articles name."""

    id: str
    name: str
    type: EntityType
    gazetteer_id: str | None = None

    @property
    def feature(self) -> str:
        """As features.py writes it."""
        return ("C" if self.gazetteer_id else {"PERSON": "P", "ORG": "O", "GPE": "L"}[self.type]) + f":{self.id}"


@dataclass(frozen=True)
class Plot:
    """What a story is about."""

    number: int
    words: tuple[str, ...]
    names: tuple[Name, ...]
    figures: tuple[int, ...]


@dataclass(frozen=True)
class Draft:
    """An article, as text and as the features that it has in any case."""

    seq: int
    plot: Plot
    language: str
    headline: str
    paragraphs: tuple[str, ...]
    names: tuple[Name, ...]
    figure: int
    #: The words of headline and paragraphs in English.
    said: tuple[tuple[str, ...], ...]

    @property
    def uri(self) -> str:
        """Its id."""
        return f"urn:synthetic:{self.seq}"

    @property
    def at(self) -> datetime:
        """When it came out."""
        return BEGAN + timedelta(seconds=STEP * self.seq)

    @property
    def text(self) -> str:
        """Its text."""
        return "\n\n".join(self.paragraphs)


class Zipf:
    """Draws by rank: the n-th of them once where the first is drawn n times."""

    def __init__(self, of: Sequence[str], draw: random.Random) -> None:
        self._of, self._draw = of, draw
        self._cumulative = list(accumulate(1.0 / (rank + 3) for rank in range(len(of))))

    def one(self) -> str:
        """One of them."""
        return self.some(1)[0]

    def some(self, count: int) -> list[str]:
        """So many of them."""
        return self._draw.choices(self._of, cum_weights=self._cumulative, k=count)


class Wire:
    """An endless wire; `next` gives its next article."""

    def __init__(self, seed: int = 7) -> None:
        self._draw = random.Random(seed)
        self.words = list(vocabulary())
        self._draw.shuffle(self.words)
        self._any_word, self._rarer = Zipf(self.words, self._draw), self.words[300:]
        self._place = Zipf([f"pl_{n}" for n in range(PLACES)], self._draw)
        self._country = Zipf([f"co_{n}" for n in range(COUNTRIES)], self._draw)
        self._figure = Zipf([f"fi_{n}" for n in range(FIGURES)], self._draw)
        self.plots: list[Plot] = []
        self.seq = 0

    def next(self) -> Draft:
        """The next article: of a new story, or of one of those told, the latest most often."""
        self.seq += 1
        back = int(self._draw.paretovariate(0.35))
        is_new = self._draw.random() < NEW or back > len(self.plots)
        return self.article(self.open() if is_new else self.plots[-back])

    def open(self) -> Plot:
        """A new story."""
        draw, number = self._draw, len(self.plots)
        own = [Name(f"pe_{number}_{n}", self._title(), "PERSON") for n in range(draw.randint(1, 4))]
        own.append(Name(f"or_{number}", self._title(), "ORG"))
        shared = [Name(i := self._place.one(), named(i), "GPE"), Name(i := self._figure.one(), named(i), "PERSON")]
        land = self._country.one()
        names = (*own, *shared, Name(land, named(land), "GPE", f"country:{land}"))
        words = (*draw.choices(self._rarer, k=TOPIC // 2), *self._any_word.some(TOPIC // 2))
        self.plots.append(Plot(number, words, names, tuple(draw.randint(40, 9000) for _ in range(5))))
        return self.plots[-1]

    def article(self, plot: Plot) -> Draft:
        """An article of a story."""
        draw = self._draw
        names = tuple(draw.sample(plot.names, k=max(2, len(plot.names) - draw.randint(0, 3))))
        language, figure = draw.choice(LANGUAGES), draw.choice(plot.figures)
        said = [tuple(draw.sample(plot.words, k=5)), *(self._line(plot) for _ in range(LENGTH // 23))]
        headline, *lines = ([vocabulary()[word].get(language, word) for word in line] for line in said)
        for line, name in zip(lines, names, strict=False):
            line.insert(3, name.name)
        lines[0].insert(6, str(figure))
        written = [" ".join(line) for line in ([*headline, names[0].name], *lines)]
        head, *paragraphs = (line[0].upper() + line[1:] for line in written)
        return Draft(self.seq, plot, language, head, tuple(f"{p}." for p in paragraphs), names, figure, tuple(said))

    def _line(self, plot: Plot) -> tuple[str, ...]:
        own = self._draw.choices(plot.words, k=int(23 * OWN))
        return (*own, *self._any_word.some(23 - len(own)))

    def _word(self, syllables: int) -> str:
        return "".join(self._draw.choices(_SYLLABLES, k=syllables))

    def _title(self) -> str:
        return f"{self._word(2).capitalize()} {self._word(2).capitalize()}"


@cache
def vocabulary() -> dict[str, dict[str, str]]:
    """English words, each with its headwords in other languages."""
    found: dict[str, dict[str, str]] = {}
    for tongue in sorted(set(LANGUAGES) - {"en"}):
        for head, entries in sorted(dictionary(tongue).heads.items()):
            english = entries[0].english[0] if entries[0].english else ""
            if english.isalpha() and len(english) > 3:
                found.setdefault(english.lower(), {}).setdefault(tongue, head)
    return found


@cache
def _terms(word: str) -> tuple[str, ...]:
    """The features of an English word."""
    return tuple(f"t:{term}" for term in terms(word, "en"))


@lru_cache(maxsize=10_000)
def named(identity: str) -> str:
    """The name of somebody whom many stories share."""
    draw = random.Random(identity)
    return "".join(draw.choices(_SYLLABLES, k=4)).capitalize()


def resolved(draft: Draft) -> ArticleResolved:
    """The article as resolve sends it on."""
    text = draft.text
    item = Article(
        uri=draft.uri, published_at=draft.at, version_created=draft.at, received_at=draft.at,
        provider=Provider(id=f"outlet-{draft.seq % 40}", name=f"Outlet {draft.seq % 40}"), language=draft.language,
        headline=draft.headline, text=text, content_hash=draft.uri,
    )  # fmt: skip
    return ArticleResolved(
        seq=draft.seq,
        article=item,
        language=DetectedLanguage(tag=draft.language, confidence=1.0, method="given"),
        translation=Translation(status="original" if draft.language == "en" else "untranslated"),
        entities=tuple(e for name in draft.names if (e := _entity(name, text)) is not None),
        claims=_claims(draft, text),
    )


def record(draft: Draft, story_id: str, with_sketch: bool = True) -> ArticleRecord:
    """What cluster would remember of it, without reading it word by word: for filling a memory."""
    text = draft.text
    return ArticleRecord(
        uri=draft.uri, version="1", version_order=1, seq=draft.seq, provider=f"Outlet {draft.seq % 40}",
        provider_id=f"outlet-{draft.seq % 40}", language=draft.language, headline=draft.headline,
        published_at=draft.at, version_created=draft.at, received_at=draft.at, content_hash=draft.uri,
        weights=_weights(draft), sketch=sketch(text, draft.at) if with_sketch else "",
        entities=tuple(NamedEntity(id=n.id, name=n.name, type=n.type, salience=0.3) for n in draft.names),
        claims=_claims(draft, text), story_id=story_id,
    )  # fmt: skip


def _entity(name: Name, text: str) -> EntityInArticle | None:
    if (start := text.find(name.name)) < 0:
        return None
    span = Span(start=start, end=start + len(name.name), part="text")
    return EntityInArticle(
        entity_id=name.id, name=name.name, type=name.type, surfaces=(name.name,), spans=(span,), salience=0.3,
        gazetteer_id=name.gazetteer_id,
    )  # fmt: skip


def _claims(draft: Draft, text: str) -> tuple[Claim, ...]:
    line = draft.paragraphs[0]
    counted = Claim(
        kind="quantity", text=line, start=0, end=len(line), part="text", key="quantity:people injured",
        quantity=Quantity(value=draft.figure, unit="people injured"),
    )  # fmt: skip
    said, start = draft.paragraphs[1], len(line) + 2
    return counted, Claim(kind="quote", text=said, start=start, end=start + len(said), part="text")


def _weights(draft: Draft) -> dict[str, int]:
    weights = {name.feature: 3 for name in draft.names} | {f"n:{draft.figure}": 2}
    for number, words in enumerate(draft.said):
        weight = 4 if not number else 2 if number < 4 else 1
        for term in chain.from_iterable(map(_terms, words)):
            weights.setdefault(term, weight)
    names = list(weights.items())
    return dict(names[: len(draft.names) + 1] + sorted(names[len(draft.names) + 1 :], key=lambda pair: -pair[1])[:90])
