"""Names and links in one table each: `python -m bench.names [--data DIR] [--errors]`

The pair list is ours (`tests/quality/names/people.tsv`), and so is the labelled stream. SlavicNER's links, which are
not part of the project, measure independently where `--data` (or SLUGLINE_PARALLEL) names the folder that has them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.names import linking, slavic
from bench.names.pairs import UNSEEN, Pair, Scores, halves, pairs, people, scores
from services.resolve.domain.candidates import LIKE
from services.resolve.domain.likeness import likeness
from shared.telemetry import configure_logging

#: Where the sets are when nobody says: beside the checkout, as the people who make the project have them.
BESIDE = Path(__file__).parent.parent.parent.parent / "shared" / "data"


def main() -> int:
    """Prints the tables; 0 even where SlavicNER is missing, which is said."""
    parser = argparse.ArgumentParser(prog="python -m bench.names", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SLUGLINE_PARALLEL") or BESIDE))
    parser.add_argument("--without-seeds", action="store_true", help="link without the seed list of bodies")
    parser.add_argument("--errors", action="store_true", help="what went wrong in the halves that are looked at")
    options = parser.parse_args()
    configure_logging("error")
    _say(_pairs(errors=options.errors))
    _say(slavic.report(options.data, _of_pair, LIKE))
    _say(_links(errors=options.errors, has_seeds=not options.without_seeds))
    return 0


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
    sys.stdout.flush()


def _of_pair(pair: Pair) -> float:
    return likeness(pair.one.text, pair.one.language, pair.other.text, pair.other.language)


def row(name: str, figures: Scores) -> str:
    """One line of the table of pair lists."""
    return (
        f"{name:<22}{figures.positives:>8}{figures.negatives:>10}{figures.precision:>11.3f}{figures.recall:>8.3f}"
        f"{figures.f1:>8.3f}{figures.at_recall_85:>10.3f}{figures.at_recall_92:>10.3f}"
    )


def _pairs(*, errors: bool) -> Iterable[str]:
    yield f"{'names':<22}{'one':>8}{'two':>10}{'precision':>11}{'recall':>8}{'F1':>8}{'P@R.85':>10}{'P@R.92':>10}"
    fitted_on, held_out = halves(people())
    yield row("pairs, fitted on", scores(pairs(fitted_on), _of_pair, LIKE))
    yield row("pairs, other half", scores(pairs(held_out), _of_pair, LIKE))
    yield row("pairs, unseen people", scores(pairs(people(UNSEEN)), _of_pair, LIKE))
    if errors:
        wrong = (pair for pair in pairs(fitted_on) if (_of_pair(pair) >= LIKE) != pair.is_same)
        yield from (f"  {pair.kind}: {pair.one} / {pair.other} {_of_pair(pair):.2f}" for pair in wrong)


def _links(*, errors: bool, has_seeds: bool) -> Iterable[str]:
    linked = linking.run(has_seeds=has_seeds)
    looked_at, others = linking.halves(linked)
    yield f"{'entities':<22}{'recall':>8}{'type':>8}{'P':>8}{'R':>8}{'BCubed F1':>11}"
    parts = {"half looked at": looked_at, "other half": others, "all": looked_at | others}
    for language in sorted(set(linked.language.values())):
        parts[f"  {language}"] = {uri for uri, tongue in linked.language.items() if tongue == language}
    for name, uris in parts.items():
        figures = linking.scores(linked, uris)
        yield (
            f"{name:<22}{figures['recall']:>8.3f}{figures['type']:>8.3f}{figures['p']:>8.3f}{figures['r']:>8.3f}"
            f"{figures['f1']:>11.4f}"
        )
    if errors:
        yield from (f"  {line}" for line in linking.errors(linked, looked_at))


if __name__ == "__main__":
    sys.exit(main())
