"""Clusters a labelled stream without Redis and scores it: python -m bench.cluster_offline [FILE] [--texts DIR]

Runs the domain functions of extract, resolve and cluster in the order of the wire. `--names gold` takes the labelled
names in place of those that extract finds, which tells what better extraction could bring. `--wire`
reads a synthetic wire of look-alike happenings, labelled by its maker. `--texts` measures whether
the files of a folder (NNN_*.txt, dates in DATES) end up in one story, in both orders of arrival.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from services.cluster.domain.deciding import Decision, decide
from services.cluster.domain.memory import Memory
from services.cluster.domain.records import ArticleRecord
from services.cluster.domain.repair.kinship import KinshipWeights
from services.cluster.domain.same_story import Weights, shipped
from services.extract.domain.article import extract
from services.resolve.domain.memory import Memory as Names
from services.resolve.domain.resolving import resolve
from shared.contracts.article import Article, DetectedLanguage, Provider, Span, Translation
from shared.contracts.claim import Claim
from shared.contracts.mention import Mention
from shared.contracts.stages import ArticleExtracted, ArticleResolved
from shared.language.names import fold_name
from shared.language.places import place_named
from shared.testing.wire import happening_of, wire

GOLD = Path("tests/quality/gold/dev/articles.jsonl")

Finder = Callable[[Article, str], tuple[tuple[Mention, ...], tuple[Claim, ...]]]
Choose = Callable[[str], Weights]


# The labelled stream


def labelled(path: Path) -> list[dict[str, Any]]:
    """The articles of a labelled file, in the order of the wire: our own format, or id, lang, title, text, story_id."""
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if items and "story_id" in items[0]:
        items = sorted(map(as_gold, items), key=lambda item: (item["published_at"], item["id"]))
    return items


def as_gold(item: dict[str, Any]) -> dict[str, Any]:
    """An article of another set; without a date it stands at the beginning."""
    return {
        "id": item["id"],
        "language": item["lang"],
        "headline": item["title"] or "",
        "body": item["text"] or "",
        "published_at": _instant(item.get("published_at")),
        "source": item.get("source") or "unknown",
        "kind": "article",
        "of": None,
        "stories": [{"story": item["story_id"], "role": "primary"}],
        "entities": [],
    }


def _instant(written: str | None) -> str:
    when = datetime.fromisoformat((written or "2000-01-01").replace("Z", "+00:00"))
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).isoformat()


def uri_of(item: dict[str, Any]) -> str:
    """The uri of a labelled article: corrections and kills have that of what they correct or withdraw."""
    return f"urn:gold:{item['of'] if item['kind'] in ('correction', 'kill') else item['id']}"


def article_of(item: dict[str, Any]) -> Article:
    """The article as ingest would accept it."""
    later = item["kind"] in ("correction", "kill")
    when = datetime.fromisoformat(item["published_at"])
    return Article(
        uri=uri_of(item),
        version="2" if later else "1",
        version_order=2 if later else 1,
        change_kind={"correction": "correction", "kill": "kill"}.get(item["kind"], "new"),
        pub_status="canceled" if item["kind"] == "kill" else "usable",
        published_at=when,
        version_created=when,
        received_at=when,
        provider=Provider(id=item["source"] or "unknown", name=item["source"] or "unknown"),
        headline=item["headline"],
        text=item["body"],
        content_hash=item["id"],
    )


# Names


def gold_names(items: Iterable[dict[str, Any]]) -> Finder:
    """Mentions where the labels say that there are names."""
    entities = {(uri_of(item), item["headline"]): item["entities"] for item in items}

    def find(article: Article, language: str) -> tuple[tuple[Mention, ...], tuple[Claim, ...]]:
        found = entities[(article.uri, article.headline)]
        return tuple(m for e in found for m in _mentions(article, e, language)), ()

    return find


def _mentions(article: Article, entity: dict[str, Any], language: str) -> Iterator[Mention]:
    for surface in entity["surface"]:
        place = place_named(entity["name"], "en") if entity["type"] in ("GPE", "LOC") else None
        for part in ("headline", "text"):
            for match in re.finditer(re.escape(surface), article.part(part)):
                yield Mention(
                    span=Span(start=match.start(), end=match.end(), part=part),
                    surface=surface,
                    type=entity["type"],
                    key=fold_name(surface, language),
                    name=place.name if place else None,
                    gazetteer_id=place.id if place else None,
                )


def found_names() -> Finder:
    """Mentions and claims as the extract service finds them."""

    def find(article: Article, language: str) -> tuple[tuple[Mention, ...], tuple[Claim, ...]]:
        found = extract(article, language)
        return found.mentions, found.claims

    return find


# Running


@dataclass
class Run:
    """One pass over a stream: memories, decisions and how long each article took."""

    find: Finder
    weights: Choose = field(default=lambda uri: shipped())
    #: How repair decides; as shipped where it is None.
    kinship: KinshipWeights | None = None
    names: Names = field(default_factory=Names)
    memory: Memory = field(default_factory=Memory)
    decisions: list[Decision] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    seq: int = 0

    def push(self, article: Article, language: str) -> ArticleResolved:
        """Takes an article through resolve and cluster."""
        resolved = self.understand(article, language)
        self.place(resolved)
        return resolved

    def understand(self, article: Article, language: str) -> ArticleResolved:
        """The article with its entities."""
        self.seq += 1
        mentions, claims = ((), ()) if article.is_kill else self.find(article, language)
        extracted = ArticleExtracted(
            seq=self.seq,
            article=article,
            language=DetectedLanguage(tag=language, confidence=1.0, method="label"),
            translation=Translation(status="original" if language == "en" else "untranslated"),
            mentions=mentions,
            claims=claims,
        )
        decision = resolve(self.names, extracted)
        self.names.learn(decision.learnt)
        return decision.resolved

    def place(self, resolved: ArticleResolved) -> Decision:
        """Takes an article with entities through cluster."""
        began = time.perf_counter()
        decision = decide(self.memory, resolved, self.weights(resolved.article.uri), self.kinship)
        self.memory.put(decision.articles, decision.stories, decision.told, decision.gone)
        self.memory.rulings.put(self.memory.rulings.numbered(decision.rulings))
        self.seconds.append(time.perf_counter() - began)
        self.decisions.append(decision)
        return decision

    def record(self, uri: str) -> ArticleRecord | None:
        """What became of an article."""
        return self.memory.articles.get(uri)


# Scoring


def scores(items: list[dict[str, Any]], run: Run) -> dict[str, Any]:
    """The figures that a labelled stream is judged by."""
    gone = {i["of"] for i in items if i["kind"] in ("kill", "correction")}
    stand = [i for i in items if i["kind"] != "kill" and i["id"] not in gone]
    story = {i["id"]: (r.story_id if (r := run.record(uri_of(i))) else None) for i in stand}
    real = {i["id"]: _primary(i) for i in stand if i["stories"]}
    english = {i["id"]: real[i["id"]] for i in stand if i["language"] == "en" and i["id"] in real}
    out: dict[str, Any] = {
        "bcubed": bcubed(real, story),
        "bcubed_en": bcubed(english, story),
        "pair": pairs(real, story),
    }
    for tongue in sorted({i["language"] for i in stand} - {"en"}):
        here = {i["id"]: real[i["id"]] for i in stand if i["language"] in ("en", tongue) and i["id"] in real}
        out[f"en+{tongue}"] = bcubed(here, story)["f1"]
    used = {story[i] for i in real} - {None}
    out["stories"] = len(used)
    out["noise_in_stories"] = sum(story[i["id"]] in used for i in stand if i["kind"] == "noise")
    out["no_story"] = [i for i in real if story[i] is None]
    out["copies"] = _copies(stand, run)
    out["also"] = _also(stand, run)
    kills = [r for i in items if i["kind"] == "kill" if (r := run.record(uri_of(i)))]
    out["kills"] = f"{sum(r.status == 'canceled' and r.story_id is None for r in kills)}/{len(kills)}"
    out["ms"] = {"mean": 1000 * sum(run.seconds) / len(run.seconds), "max": 1000 * max(run.seconds)}
    return out


def _primary(item: dict[str, Any]) -> str:
    return str(next(s["story"] for s in item["stories"] if s["role"] == "primary"))


def bcubed(gold: dict[str, str], said: dict[str, str | None]) -> dict[str, float]:
    """BCubed precision, recall and F1."""
    label = {i: said.get(i) or f"alone:{i}" for i in gold}
    both = Counter((gold[i], label[i]) for i in gold)
    per_gold, per_label = Counter(gold.values()), Counter(label.values())
    p = sum(both[gold[i], label[i]] / per_label[label[i]] for i in gold) / max(1, len(gold))
    r = sum(both[gold[i], label[i]] / per_gold[gold[i]] for i in gold) / max(1, len(gold))
    return _f1(p, r)


def pairs(gold: dict[str, str], said: dict[str, str | None]) -> dict[str, float]:
    """Precision, recall and F1 over pairs in one story."""
    label = {i: said.get(i) or f"alone:{i}" for i in gold}

    def two(counts: Counter[Any]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = two(Counter((gold[i], label[i]) for i in gold))
    return _f1(both / max(1, two(Counter(label.values()))), both / max(1, two(Counter(gold.values()))))


def _f1(p: float, r: float) -> dict[str, float]:
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0}


def _copies(stand: list[dict[str, Any]], run: Run) -> dict[str, float]:
    of = {uri_of(i): f"urn:gold:{i['of']}" for i in stand if i["kind"] == "near_duplicate"}
    root = {child: of.get(parent, parent) for child, parent in of.items()}
    said = {u: r.copy_of for i in stand if (r := run.record(u := uri_of(i))) and r.copy_of}
    right = {u for u, copied in said.items() if root.get(u, u) == root.get(copied, copied)}
    return _f1(len(right) / len(said) if said else 1.0, len(set(of) & right) / len(of) if of else 1.0)


def _also(stand: list[dict[str, Any]], run: Run) -> dict[str, float]:
    name = _names(stand, run)
    gold = {(uri_of(i), s["story"]) for i in stand for s in i["stories"] if s["role"] == "also"}
    said = {(u, name.get(s)) for i in stand if (r := run.record(u := uri_of(i))) for s in r.also}
    return _f1(len(gold & said) / len(said) if said else 0.0, len(gold & said) / len(gold) if gold else 0.0)


def _names(stand: list[dict[str, Any]], run: Run) -> dict[str, str]:
    """The labelled story that most articles of each story made belong to."""
    members: dict[str, Counter[str]] = defaultdict(Counter)
    for item in stand:
        record = run.record(uri_of(item))
        if item["stories"] and record and record.story_id:
            members[record.story_id][_primary(item)] += 1
    return {story_id: counts.most_common(1)[0][0] for story_id, counts in members.items()}


def errors(items: list[dict[str, Any]], run: Run) -> Iterator[str]:
    """The stories that were made, each with the labelled stories of its articles."""
    made: dict[str, list[str]] = defaultdict(list)
    for item in items:
        record = run.record(uri_of(item))
        if item["stories"] and record and record.story_id:
            made[record.story_id].append(f"{item['id']}:{item['language']}:{_primary(item)}")
    for story_id, members in sorted(made.items(), key=lambda pair: -len(pair[1])):
        stories = Counter(member.split(":")[2] for member in members).most_common()
        yield f"{story_id} {stories} {members if len(members) < 4 else ''}"


# Plain texts


def one_story(folder: Path, find: Finder, reverse: bool = False) -> dict[str, list[str]]:
    """Which files of a folder share a story: first line as headline; the last file came weeks after the others."""
    run, made = Run(find), defaultdict(list)
    files = sorted(folder.glob("*.txt"))
    first = datetime.fromisoformat("2025-08-15T14:00:00+00:00")
    dated = [(first + timedelta(minutes=n, days=27 if n == len(files) - 1 else 0), f) for n, f in enumerate(files)]
    for when, file in reversed(dated) if reverse else dated:
        text = file.read_text(encoding="utf-8")
        language = "de" if re.search(r"\b(?:und|der|nicht)\b", text[:400]) else "en"
        item = {"id": file.stem, "kind": "article", "of": None, "source": file.stem, "headline": "", "body": text}
        run.push(article_of(item | {"published_at": when.isoformat()}), language)
        record = run.record(f"urn:gold:{file.stem}")
        made[record.story_id if record and record.story_id else "none"].append(file.stem[:3])
    return dict(made)


# The synthetic wire


def synthetic(count: int) -> list[dict[str, Any]]:
    """First versions of the articles of the synthetic wire, each labelled with its happening; copies as articles."""
    first: dict[str, dict[str, Any]] = {}
    for entry in wire(count):
        data = json.loads(entry["data"])
        if "body" in data:
            first.setdefault(data["uri"], data)
    return [_of_wire(data) for data in first.values()]


def _of_wire(data: dict[str, Any]) -> dict[str, Any]:
    told = {"id": data["uri"], "lang": data["language"], "title": data["headline"], "text": data["body"]}
    return as_gold(data | told | {"story_id": str(happening_of(data))})


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--names", choices=("found", "gold"), default="found")
    parser.add_argument("--texts", type=Path, help="folder of plain texts that tell one story")
    parser.add_argument("--wire", type=int, metavar="N", help="N entries of the synthetic wire in place of a file")
    parser.add_argument("--errors", action="store_true", help="list the stories made")
    options = parser.parse_args()
    items = synthetic(options.wire) if options.wire else labelled(options.articles)
    if options.wire:
        print("happenings told", len({_primary(item) for item in items}))
    find = gold_names(items) if options.names == "gold" else found_names()
    run = Run(find)
    for item in items:
        run.push(article_of(item), item["language"])
    for name, value in scores(items, run).items():
        print(f"{name:18} {value}")
    if options.errors:
        print(*errors(items, run), sep="\n")
    if options.texts:
        print("texts, in order   ", one_story(options.texts, found_names()))
        print("texts, reversed   ", one_story(options.texts, found_names(), reverse=True))


if __name__ == "__main__":
    main()
