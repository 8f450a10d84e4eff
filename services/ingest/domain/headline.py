"""Which words head an article that came without a headline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.ingest.domain.paragraphs import ends_sentence
from shared.language.sentences import sentences

#: Characters of the longest first line that still counts as a headline, and of one made from a sentence.
_LONGEST_LINE, _LONGEST_MADE = 160, 120
#: Characters in which the first sentence is looked for; a headline made from a longer one is cut anyway.
_LOOKED_AT = 400
_LANGUAGES = ("en", "de", "ru", "uk", "pl", "fr", "es", "be", "lt")
_SMALL = "a-zà-ÿąčćęėįłńóśšūųžźżа-яёіўїєґ"
_NAME = rf"[^\W\d_{_SMALL}][\w.'’-]*"
#: A place with its date: "JUNEAU, Alaska, Aug. 13", "Moskau/Anchorage", "ВІЛЬНЯ, 11 жніўня", "Frankfurt am Main".
_PLACE = (
    rf"{_NAME}(?:(?:[ /,]{{1,2}}|,? (?:am|an der|de|del|de la|la|on|upon|sur|na|nad) )"
    rf"(?:{_NAME}|\d{{1,2}}\.?(?: [\w.]+)?)){{0,8}}"
)
#: "VILNIUS (Reuters) - ", "Moskau/Anchorage (amd). ", "ANCHORAGE, Alaska — ".
_DATELINE = re.compile(
    rf"^(?=.{{2,80}}[)–—-]){_PLACE}\s?\((?P<agency>[^()\d]{{2,40}})\)\s?(?:[-–—:.]+\s*)"
    rf"|^(?={_NAME}, {_NAME}|[^\W\d_{_SMALL}]{{3}})(?=.{{2,60}}[–—-]){_PLACE},?\s[–—-]{{1,2}}\s+"
)
_ENDS_OPEN = (":", ",", ";", "-", "–", "—", "...")


def choose_headline(paragraphs: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The headline and the paragraphs below it: the first line where it is one, else the first sentence, shortened."""
    first, rest = paragraphs[0], tuple(paragraphs[1:])
    if rest and looks_like_headline(first):
        return first, rest
    return _made_from(first), tuple(paragraphs)


def looks_like_headline(line: str) -> bool:
    """True for a short line that is no sentence: no full stop at its end, no dateline at its start."""
    if len(line) > _LONGEST_LINE or len(line.split()) < 2 or line.endswith(_ENDS_OPEN) or has_dateline(line):
        return False
    return not ends_sentence(line) or (line.endswith(("?", "!")) and line.count(".") == 0)


def has_dateline(line: str) -> bool:
    """True for a line that begins with place and agency or place and dash."""
    return bool(_DATELINE.match(line))


def dateline_agency(line: str) -> str | None:
    """The agency in brackets in the dateline: "Reuters" in "VILNIUS (Reuters) - Belarus has ..."."""
    match = _DATELINE.match(line)
    return match["agency"].strip() if match and match["agency"] else None


def same_words(first: str, second: str) -> bool:
    """True where two lines differ at most in case, marks and spaces."""
    return _folded(first) == _folded(second)


def _made_from(paragraph: str) -> str:
    sentence = _DATELINE.sub("", paragraph, count=1) or paragraph
    return _shortened(_first_sentence(sentence[:_LOOKED_AT]).rstrip(" ."))


def _first_sentence(text: str) -> str:
    """The first sentence; its language is not known here, so a point ends it only where it does in every language."""
    ends = (sentences(text, language)[:1] for language in _LANGUAGES)
    return text[: max((end for spans in ends for _, end in spans), default=len(text))]


def _shortened(sentence: str) -> str:
    if len(sentence) <= _LONGEST_MADE:
        return sentence
    cut = sentence[:_LONGEST_MADE]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:–—-") + "…"


def _folded(line: str) -> str:
    return re.sub(r"[\W_]+", " ", line.casefold()).strip()
