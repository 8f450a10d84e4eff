"""What outlets do to an agency's text, and what only looks like it: made from labelled articles, always alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from bench.copies.templates import STATEMENTS
from shared.language.sentences import sentences

_QUOTED = re.compile(r'([“„«"])([^“”„«»"\n]{12,})([”“»"])')
_WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True)
class Text:
    """An article of a labelled stream."""

    id: str
    language: str
    source: str
    body: str
    at: datetime
    stories: frozenset[str] = frozenset()

    @property
    def paragraphs(self) -> list[str]:
        """Its paragraphs."""
        return self.body.split("\n\n")

    @property
    def sentences(self) -> list[str]:
        """Its sentences."""
        return [self.body[start:end] for start, end in sentences(self.body, self.language)]


def text_of(item: dict[str, Any]) -> Text:
    """The text of a labelled article."""
    stories = frozenset(story["story"] for story in item["stories"])
    at = datetime.fromisoformat(item["published_at"])
    return Text(item["id"], item["language"], item["source"], item["body"], at, stories)


Change = Callable[[Text, Text], str]


def number(*key: object) -> int:
    """A number that depends on nothing but the key."""
    return crc32("|".join(map(str, key)).encode())


# What makes a copy. Each takes the original and another text in the same language.


def headed_anew(text: Text, other: Text) -> str:
    """The text as it is: headlines are never looked at."""
    return text.body


def cut(share: float) -> Change:
    """The first sentences, up to a share of the words and at least two."""

    def change(text: Text, other: Text) -> str:
        kept: list[str] = []
        for sentence in text.sentences:
            if len(kept) >= 2 and len(" ".join([*kept, sentence]).split()) > share * len(text.body.split()):
                break
            kept.append(sentence)
        return " ".join(kept)

    return change


def flash(text: Text, other: Text) -> str:
    """The first sentences, up to sixty words and at least twenty."""
    kept: list[str] = []
    for sentence in text.sentences:
        if kept and (len(" ".join(kept).split()) >= 20 or len(" ".join([*kept, sentence]).split()) > 60):
            break
        kept.append(sentence)
    return " ".join(kept)


def with_local_lead(text: Text, other: Text) -> str:
    """Two sentences of the desk's own above."""
    return " ".join(other.sentences[-2:]) + "\n\n" + text.body


def with_typos_mended(text: Text, other: Text) -> str:
    """One word in fifteen spelt another way."""

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        if number(text.id, match.start()) % 15:
            return word
        place = 1 + number(word) % (len(word) - 2)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    return _WORD.sub(mend, text.body)


def under_another_dateline(text: Text, other: Text) -> str:
    """Other place, date, agency and byline, another last line."""
    first, *rest = text.paragraphs
    bare = re.sub(r"^.{2,60}?(?: [–—-] |\)\. |\. )", "", first, count=1) if len(first) > 100 else first
    return "\n\n".join(["Von unserem Korrespondenten A. B.", f"LONDON, 3 (XYZ) - {bare}", *rest, "© 2026 XYZ/ABC"])


def reordered(text: Text, other: Text) -> str:
    """The paragraphs after the first in another order."""
    first, *rest = text.paragraphs
    return "\n\n".join([first, *sorted(rest, key=lambda paragraph: number(text.id, paragraph))])


def rewritten(text: Text, other: Text) -> str:
    """Two sentences told in other words: none of the old words stay where they were."""
    changed = text.sentences
    for place in {0, len(changed) // 2}:
        changed[place] = " ".join(sorted(changed[place].split(), key=number))
    return " ".join(changed)


def with_quotes_changed(text: Text, other: Text) -> str:
    """Every quotation in other words."""
    return _QUOTED.sub(lambda m: m[1] + " ".join(sorted(m[2].split(), key=number)) + m[3], text.body)


def all_at_once(text: Text, other: Text) -> str:
    """Cut to a half, mended, with a sentence of its own and another dateline."""

    def of(body: str) -> Text:
        return Text(text.id, text.language, text.source, body, text.at)

    changed = of(cut(0.5)(text, other))
    changed = of(with_typos_mended(changed, other))
    return other.sentences[-1] + " " + under_another_dateline(changed, other)


COPIES: dict[str, Change] = {
    "headed anew": headed_anew,
    "cut to a half": cut(0.5),
    "cut to a third": cut(0.33),
    "flash": flash,
    "local lead": with_local_lead,
    "typos mended": with_typos_mended,
    "other dateline": under_another_dateline,
    "reordered": reordered,
    "two sentences rewritten": rewritten,
    "quotes changed": with_quotes_changed,
    "all at once": all_at_once,
}


# What is no copy


def one_statement(text: Text, other: Text) -> str:
    """Another report that quotes what the first quotes, at length."""
    return f"{other.body}\n\n{quoted(text.language)}"


def quoted(language: str) -> str:
    """A long statement as every outlet quotes it."""
    opening, closing = {"de": "„“", "pl": "„”", "lt": "„“", "en": "“”"}.get(language, "«»")
    return f"{opening}{STATEMENTS[language]}{closing}."


def with_background(text: Text, other: Text) -> str:
    """A follow-up: its own news on top, of more words than the background it repeats from the first."""
    share, kept = 0.5 * len(other.body.split()), list[str]()
    for sentence in reversed(text.sentences):
        if len(" ".join([sentence, *kept]).split()) > share:
            break
        kept.insert(0, sentence)
    return other.body + "\n\n" + " ".join(kept)


def grown_from_a_flash(text: Text, other: Text) -> str:
    """A report of its own that takes in an agency's flash."""
    return flash(text, other) + "\n\n" + other.body


LOOK_ALIKES: dict[str, Change] = {
    "one statement": one_statement,
    "follow-up with background": with_background,
    "grown from a flash": grown_from_a_flash,
}


def pairs(texts: list[Text], kind: str, change: Change) -> Iterator[tuple[Text, Text]]:
    """Each text (for "one statement" with the statement in it) and what becomes of it an hour later."""
    for text in texts:
        if other := _another(texts, text):
            original = text if kind != "one statement" else _with_body(text, f"{text.body}\n\n{quoted(text.language)}")
            changed = _with_body(text, change(text, other), "~" + kind)
            yield original, changed


def _with_body(text: Text, body: str, suffix: str = "") -> Text:
    return Text(
        text.id + suffix, text.language, text.source, body, text.at + timedelta(hours=bool(suffix)), text.stories
    )


def _another(texts: list[Text], text: Text) -> Text | None:
    """Another text in the same language: of the same story where there is one."""
    others = [t for t in texts if t.language == text.language and t.id != text.id and len(t.sentences) > 2]
    others.sort(key=lambda t: (not t.stories & text.stories, number(text.id, t.id)))
    return others[0] if others else None
