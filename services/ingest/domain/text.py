"""Characters: NFC, mojibake mended, what cannot be seen or turns the reading direction taken out."""

from __future__ import annotations

import re
import unicodedata

import ftfy

from services.ingest.domain.limits import HEADLINE_CHARS
from services.ingest.domain.refusal import BadInput

#: Repairs of wrongly decoded text only; quotes, width and line ends are the author's.
_MOJIBAKE = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_encoding=True,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x85\u2028]")
_TERMINAL = re.compile("\x1b\\[[0-9;?]*[A-Za-z]")
_PARAGRAPH_ENDS = re.compile("[\x0c\u2029]")
#: Controls, bidi embeddings, overrides and isolates, soft hyphens, word joiners, byte order marks, annotations,
#: deprecated formatting and characters that are not characters. Left-to-right marks stay: Arabic and Hebrew need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u180e\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0001\U0001fffe\U0001ffff]"
)
#: Scripts in which a zero-width space, joiner or non-joiner is spelling (Arabic to Khmer, Mongolian), and emoji.
_JOINS = "\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u0f00-\u109f\u1780-\u18af\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_ZERO_WIDTH = re.compile(f"(?<![{_JOINS}])[\u200b-\u200d]+|[\u200b-\u200d]+(?![\u200b-\u200d{_JOINS}])")
_FLAG_TAGS = re.compile("(\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]+\U000e007f)|[\U000e0000-\U000e007f]")
_SPACES = re.compile("[ \t\u2000-\u2006\u2008\u200a\u205f]+")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
#: Cleaning one thing can uncover another (a control character inside mojibake). Real text settles in two rounds.
_ROUNDS = 8


def clean_characters(text: str, rounds: int = _ROUNDS) -> str:
    """The same words in NFC with line ends as newlines. Cleaning it again changes nothing."""
    cleaned = _clean_once(text)
    return cleaned if cleaned == text or rounds == 1 else clean_characters(cleaned, rounds - 1)


def clean_line(text: str) -> str:
    """The same words on one line."""
    return " ".join(clean_characters(text).split("\n")).strip(" \t") if "\n" not in text else _one_line(text)


def clean_headline(text: str, field: str = "headline") -> str:
    """The headline on one line; refused when it is longer than any headline."""
    line = clean_line(text)
    if len(line) > HEADLINE_CHARS:
        raise BadInput("too_long", f"{len(line)} characters; at most {HEADLINE_CHARS} are read", field)
    return line


def _one_line(text: str) -> str:
    lines = (line.strip(" ") for line in clean_characters(text).split("\n"))
    return " ".join(line for line in lines if line)


def _clean_once(text: str) -> str:
    text = _LINE_ENDS.sub("\n", _TERMINAL.sub("", text))
    text = _PARAGRAPH_ENDS.sub("\n\n", text)
    text = mend(text)
    text = _UNSEEN.sub("", text)
    text = _FLAG_TAGS.sub(lambda match: match[1] or "", text)
    text = _ZERO_WIDTH.sub("", text)
    text = _SPACES.sub(" ", text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", text)


def mend(text: str) -> str:
    """The text with mojibake mended, line by line, so that one broken line costs no other its quotes."""
    if text.isascii():
        return text
    return "\n".join(line if line.isascii() else ftfy.fix_text(line, _MOJIBAKE) for line in text.split("\n"))
