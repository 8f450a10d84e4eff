"""Whether an article reports anything: tables, listings, draws, error pages and advertisements do not.

Judged by shape, not by subject: how much of it is sentences, whether anyone is named, whether it speaks to the reader.
"""

from __future__ import annotations

import re

#: Words that make a line a sentence of prose.
SENTENCE_WORDS = 5
#: The least share of an article's words that stand in sentences, and their least number.
PROSE_SHARE, PROSE_WORDS = 0.5, 12
#: A flash is no longer than this, in lines and words, and hardly shorter.
FLASH_LINES, FLASH_WORDS, LEAST_FLASH = 2, 30, 4
#: An article shorter than this must name someone or something.
NAMELESS_WORDS = 60
#: Words outside quotation marks that address the reader, as a share of all; reports stay far below.
ADDRESS_SHARE, ADDRESS_WORDS = 0.03, 4

#: What the law or custom makes advertisers write at the head of an advertisement, in nine languages.
_LABEL = re.compile(
    r"\W*(?:sponsored|advertisement|advertorial|paid (?:post|content|for by)|promoted|anzeige|werbung|реклама|"
    r"на правах рекламы|рэклама|reklama|artykuł sponsorowany|materiał sponsorowany|publicité|contenu sponsorisé|"
    r"publicidad|contenido patrocinado|užsakymas|reklaminis)\b",
    re.IGNORECASE,
)
#: And anywhere in it.
_PAID = re.compile(r"(?:paid for|sponsored) by (?:an? |our )?(?:advertiser|sponsor|partner)", re.IGNORECASE)
#: Words of address. What they begin with comes first and rules most words out: the list alone costs three times that.
_ADDRESS = re.compile(
    r"\b(?=[ywosidtpuvjв][oeihawusūаыи])(?:"
    r"you|your|yours|yourself|we’re|we're|our|sie sich|ihre[nmrs]?|dein\w*|вы|вас|вам|ваш\w*|ви|ваші|"
    r"twój|twoje\w*|państwa|votre|vos|vous|usted|ustedes|su suscripción|tu|tus|jūs|jūsų|jums)\b",
    re.IGNORECASE,
)
#: What is said in quotation marks. One that is not closed ends with its paragraph: of a speech in several paragraphs
#: each opens a mark and only the last closes it.
_QUOTED = re.compile(r"[\"“„«»”][^\"“”„«»\n]*(?:[\"“”«»]|$)|‘[^‘’\n]*’", re.MULTILINE)
_ENDS = re.compile(r"[.!?…。؟][\"”“»’')\]]*(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def why_no_report(headline: str, text: str, names: int) -> str | None:
    """None for a report; else the reason why this article belongs in no story. `names`: entities found in it."""
    length = len(text.split())
    if not length:
        return None if _WORD.search(headline) else "empty"
    if not _is_running(text, max(PROSE_WORDS, PROSE_SHARE * length)) and not _is_flash(text):
        return "table"
    if names == 0 and length < NAMELESS_WORDS:
        return "no_one_named"
    if _LABEL.match(headline) or _LABEL.match(text) or _PAID.search(text) or _speaks_to_the_reader(text):
        return "advertisement"
    return None


def _is_flash(text: str) -> bool:
    """Whether it is a line or two with few figures: a flash is a sentence at best, and no table is so short."""
    lines = [line.split() for line in text.split("\n") if line.strip()]
    words = sum(map(len, lines))
    return len(lines) <= FLASH_LINES and LEAST_FLASH <= words <= FLASH_WORDS and not any(map(_is_figures, lines))


def _is_figures(tokens: list[str]) -> bool:
    return 3 * sum([any(map(str.isdigit, token)) for token in tokens if not token.isalpha()]) > len(tokens)


def _is_running(text: str, least: float) -> bool:
    """Whether so many words stand in lines of running text; no more lines are read than it takes."""
    found = 0
    for line in text.split("\n"):
        if _ENDS.search(line) and _is_prose(tokens := line.split()):
            found += len(tokens)
            if found >= least:
                return True
    return False


def _is_prose(tokens: list[str]) -> bool:
    words = sum([first.isalpha() and not first.isupper() for first in [token[0] for token in tokens]])
    return len(tokens) >= SENTENCE_WORDS and 4 * words >= len(tokens) and not _is_figures(tokens)


def _speaks_to_the_reader(text: str) -> bool:
    if len(_ADDRESS.findall(text)) < ADDRESS_WORDS:  # most articles: nothing to take quotations out of
        return False
    plain = _QUOTED.sub(" ", text)
    said = len(_ADDRESS.findall(plain))
    return said >= ADDRESS_WORDS and said >= ADDRESS_SHARE * len(_WORD.findall(plain))
