"""Text out of bytes by the name of a charset that came from outside: only names that stand for scripts of people."""

from __future__ import annotations

import codecs
import re

#: Python knows codecs that are no charsets (punycode and idna take quadratic time or raise errors of their own,
#: unicode_escape executes escapes); what a newsroom's systems send is one of these.
_CHARSETS = re.compile(
    r"ascii|utf-(?:8(?:-sig)?|16|16-[bl]e|32|32-[bl]e)|iso8859-\d{1,2}|cp(?:125\d|437|85\d|86\d|866|874|932|949|950)"
    r"|koi8-[rut]|mac-\w+|gb(?:2312|k|18030)|big5(?:hkscs)?|euc[-_](?:jp|jis_2004|jisx0213|kr)|shift_jis(?:_2004|x0213)?"
    r"|iso2022_(?:jp|kr)\w*|tis-620|kz1048|ptcp154|johab|hz"
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_WIDE = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"))


def charset_named(name: str) -> str | None:
    """Python's name of this charset; None for what is no charset."""
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return known if _CHARSETS.fullmatch(known) else None


def charset_of(raw: bytes, said: str | None) -> str:
    """The charset of an XML document: its byte order mark, what the sender says, what it declares, else UTF-8."""
    for mark, name in (*_MARKS, *_WIDE):
        if raw.startswith(mark):
            return name
    declared = _DECLARED.match(raw)
    names = (said, declared[1].decode("ascii") if declared else None)
    return next((known for name in names if name and (known := charset_named(name))), "utf-8")
