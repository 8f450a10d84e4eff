"""Quality and speed of translate and extract on a labelled stream, without Redis.

    python -m bench.extract_offline [articles.jsonl | --stream2]

`--stream2` takes the labelled articles of our second stream, whose stories the labelled stream does not have.
Entities count by their folded keys here, since `resolve` has not joined them; the pipeline's own figures come from
`slugline replay`.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from anyascii import anyascii

from services.extract.domain.article import Extracted, extract, warm_up
from services.translate.adapters.langid import Py3Langid
from services.translate.domain.language import detect
from services.translate.settings import TranslateSettings
from shared.contracts.article import Article, Provider

QUALITY = Path(__file__).parent.parent / "tests" / "quality"
TRAINING = Path(__file__).parent.parent / "training"
_SHOWN = ("language_accuracy", "entities", "quotes", "indirect_speech", "quantities")


def main(labelled: list[dict[str, Any]]) -> None:
    """Prints the scores of the labelled articles and the articles a second."""
    sys.path.insert(0, str(QUALITY))
    from score_gold import live, score  # type: ignore[import-not-found]

    settings = TranslateSettings()
    identifier = Py3Langid(settings.language_set)
    warm_up()
    began = time.process_time()
    results = [_result(uri, a, identifier, settings) for uri, a in live(labelled)]
    spent = time.process_time() - began
    scores = score(labelled, results)
    print(json.dumps({name: scores[name] for name in _SHOWN}, indent=None))
    print(f"{len(results) / spent:.0f} articles/s on one core, language and extraction together")


def _result(uri: str, labelled: dict[str, Any], identifier: Py3Langid, settings: TranslateSettings) -> dict[str, Any]:
    article = _article(uri, labelled)
    language = detect(article, identifier, settings.language_set, settings.language_confidence)
    found = extract(article, language.tag)
    claims = [_latin(claim.model_dump(mode="json")) for claim in found.claims]
    return {"uri": uri, "language": language.tag, "entities": _entities(found), "claims": claims}


def _latin(claim: dict[str, Any]) -> dict[str, Any]:
    """The claim with its source in Latin letters, as `resolve` names whom it knows by no other name."""
    if claim["source"] and any(char > "\u024f" for char in claim["source"]["name"]):
        claim["source"]["name"] = anyascii(claim["source"]["name"]).replace("'", "")
    return claim


def _article(uri: str, labelled: dict[str, Any]) -> Article:
    now = datetime.now(UTC)
    provider = Provider(id="x", name=labelled["source"])
    return Article(
        uri=uri, published_at=now, version_created=now, received_at=now, provider=provider,
        headline=labelled["headline"], text=labelled["body"],
    )  # fmt: skip


def _entities(found: Extracted) -> list[dict[str, Any]]:
    """Mentions by key, most often named first, as `resolve` would hand them on."""
    by_key: dict[str, list[Any]] = {}
    for mention in found.mentions:
        by_key.setdefault(mention.key, []).append(mention)
    ranked = sorted(by_key.items(), key=lambda item: (-len(item[1]), item[1][0].span.part != "headline"))
    return [
        {"entity_id": key, "name": group[0].surface, "type": group[0].type, "surfaces": [m.surface for m in group]}
        for key, group in ranked
    ]


def read(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def stream2() -> list[dict[str, Any]]:
    """The articles of the second stream that have labels of their names and claims, each as if it stood alone."""
    labels = {labelled["id"]: labelled for labelled in read(TRAINING / "claims" / "data" / "stream2.labels.jsonl")}
    articles = read(TRAINING / "stories" / "data" / "stream2.jsonl")
    alone = {"kind": "article", "of": None}
    return [{**article, **labels[article["id"]], **alone} for article in articles if article["id"] in labels]


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) > 1 else str(QUALITY / "gold" / "dev" / "articles.jsonl")
    main(stream2() if named == "--stream2" else read(Path(named)))
