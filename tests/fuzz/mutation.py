"""Inputs that are nearly right: pieces of the corpus, cut, doubled, nested, mixed and spoilt."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).parent / "corpus"
#: Examples of each property: few in every run, many with `make fuzz`.
EXAMPLES = int(os.environ.get("SLUGLINE_FUZZ_EXAMPLES", "20"))
#: Seconds that an input may take: the start, and for each kB. Wide, because machines that test are slow and shared;
#: what is quadratic is far beyond it at the sizes below.
START, PER_KB = 3.0, 0.25

#: The same inputs in every run, unless many are asked for: then others each time.
fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="SLUGLINE_FUZZ_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)

#: What has broken parsers elsewhere.
TOKENS = (
    "\x00", "\ud800", "\ufffe", "\u202e", "\ufeff", "\x1b[2J", "a\u0301", "𝕱", "𒐫", "٣", "½", "1e999", "NaN", "9" * 400,
    "-0", "<!ENTITY a '&a;&a;'>", "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>", "&#x0;", "&#1114112;", "&nbsp;",
    "]]>", "<![CDATA[", "<!--", "-->", "<script>", "</p>",
    "<p " + "a=1 " * 30 + ">", "<a:b xmlns:a='x'>", "[" * 60, "{" * 60,
    "\\ud800", "null", "true", "[]", "{}", '""', "0000-00-00", "9999-12-31T23:59:60Z", "2025-02-30", "24:61", "„", "“",
    "»", "'", '"', "\r", "\u2028", "\v", " said ", " sagte ", " млн ", "%", "%s", "${x}", "../..", "urn:", "://",
    "!!python/object/apply:os.system [x]", "&a [*a]", "\t",
)  # fmt: skip


def corpus(*folders: str) -> list[str]:
    """The texts of these folders of the corpus."""
    files = sorted(path for folder in folders for path in (CORPUS / folder).iterdir())
    return [path.read_text(encoding="utf-8").rstrip("\n") for path in files]


@st.composite
def spoilt(draw: st.DrawFn, *folders: str) -> str:
    """A text of the corpus with some things done to it that it did not expect."""
    texts = corpus(*folders)
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 80)))
        match draw(st.sampled_from(("cut", "double", "put", "replace", "mix", "again"))):
            case "cut":
                text = text[:start] + text[end:]
            case "double":
                text = text[:end] + text[start:]
            case "put":
                text = text[:start] + draw(st.sampled_from(TOKENS)) + text[start:]
            case "replace":
                text = text[:start] + draw(st.text(max_size=8)) + text[end:]
            case "mix":
                text = text[:start] + draw(st.sampled_from(texts))[start:]
            case "again":
                text = text[:start] + text[start:end] * draw(st.integers(2, 60)) + text[end:]
    return text


def in_time(work: Callable[[], object], size: int) -> None:
    """Runs it, and fails where it took longer than its size allows."""
    began = time.process_time()
    try:
        work()
    finally:
        took = time.process_time() - began
        assert took < START + PER_KB * size / 1000, f"{took:.1f} s for {size} characters"


def encoded(text: str) -> bytes:
    """The text as bytes, lone surrogates and all."""
    return text.encode("utf-8", "surrogatepass")
