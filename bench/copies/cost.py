"""What an article costs when very many are in the index: time to print, find and add it, and bytes it takes."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from services.cluster.domain.copies import CopyIndex, fingerprint
from services.cluster.domain.sketches import sketch

Row = dict[str, float | int]
#: Words that are in use; frequent ones are drawn more often, as in any language.
_VOCABULARY = 40_000
_START = datetime(2026, 1, 1, tzinfo=UTC)
#: A sentence that stands below a third of all articles.
_FOOTER = " This report was written by the newsroom and checked by an editor before it went out to all clients today."


def article(n: int, words: int = 220) -> str:
    """A text of words drawn by a generator that knows nothing but the number: never two alike."""
    state, found = n * 2654435761 + 12345, []
    for place in range(words):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        rank = int(_VOCABULARY ** ((state >> 33) / (1 << 31)))
        found.append(f"w{rank}." if place % 20 == 19 else f"W{rank}" if place % 17 == 3 else f"w{rank}")
    return " ".join(found) + (_FOOTER if n % 3 == 0 else "")


def at(n: int) -> datetime:
    """When an article came out: one in ten seconds."""
    return _START + timedelta(seconds=10 * n)


def costs(articles: int) -> dict[str, Row]:
    """Milliseconds and bytes an article at a small and at the full number of articles."""
    found = {}
    for count in (min(1000, articles), articles):
        found[f"{count} articles"] = _at(count)
    return found | _bands(articles)


def _at(count: int) -> Row:
    prints = [fingerprint(article(n), "en", at(n)) for n in range(count)]
    uris = [f"urn:newsml:outlet.example:20260101:{n}" for n in range(count)]
    tracemalloc.start()
    index = CopyIndex()
    for uri, made in zip(uris, prints, strict=True):
        index.add(uri, made)
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    new = [article(count + n) for n in range(200)]
    copies = [article(n, 110) for n in range(0, count, max(1, count // 200))]
    printed = [fingerprint(text, "en", at(count)) for text in new]
    cut = [fingerprint(text, "en", at(count)) for text in copies]
    return {
        "bytes_in_index": taken // count,
        "bytes_of_print": sum(map(len, prints)) // count,
        "ms_print": _each(lambda text: fingerprint(text, "en", at(count)), new),
        "ms_sketch_alone": _each(lambda text: sketch(text, at(count)), new),
        "ms_find": _each(lambda made: index.original("new", made), printed),
        "ms_find_copy": _each(lambda made: index.original("new", made), cut),
        "copies_found": sum(index.original("new", made) is not None for made in cut),
        "of": len(cut),
        "ms_add": _each(lambda made: index.add(made[:40], made), printed),
    }


def _each(do: Callable[[str], object], of: list[str], passes: int = 3) -> float:
    """Milliseconds of processor time each, the quickest of some passes: what else runs on the machine counts little."""
    best = float("inf")
    for _ in range(passes):
        start = time.process_time()
        for one in of:
            do(one)
        best = min(best, time.process_time() - start)
    return round(1000 * best / max(1, len(of)), 4)


def _bands(count: int) -> dict[str, Row]:
    """The same with MinHash bands (128 hashes, threshold 0.5), which `rensa` does in Rust."""
    try:
        from rensa import RMinHash, RMinHashLSH
    except ImportError:
        return {}

    def minhash(text: str) -> object:
        words = text.lower().split()
        made = RMinHash(num_perm=128, seed=42)
        made.update([" ".join(words[i : i + 4]) for i in range(len(words) - 3)])
        return made

    lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    for n in range(count):
        lsh.insert(n, minhash(article(n)))
    whole, cut = [article(n) for n in range(200)], [article(n, 110) for n in range(0, count, max(1, count // 200))]
    third = [article(n, 73) for n in range(0, count, max(1, count // 200))]
    found = {
        name: sum(n * max(1, count // 200) in lsh.query(minhash(text)) for n, text in enumerate(of))
        for name, of in (("cut_to_a_half_found", cut), ("cut_to_a_third_found", third))
    }
    return {
        "rensa": {"ms_print_and_find": _each(lambda text: lsh.query(minhash(text)), whole), **found, "of": len(cut)}
    }
