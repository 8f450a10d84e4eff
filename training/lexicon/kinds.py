"""The kind of a headword by its ending, for words that were only seen in texts."""

from __future__ import annotations

import re

#: Language, then endings of verbs, adjectives and adverbs; all else is a noun. Own knowledge of the dictionary forms.
_ENDINGS = {
    "de": (r"(?:[^aeiou]n|en)$", r"(?:ig|lich|isch|bar|sam|haft|los|iv|al|ell|är)$", r"(?:weise|wärts)$"),
    "ru": (r"(?:ть|ти|чь|ться|тись|чься)$", r"(?:ый|ий|ой|ийся)$", r"(?:[сц]ки|[нтвл]о)$"),
    "uk": (r"(?:ти|тися|тись)$", r"(?:ий|ій)$", r"(?:[сц]ьки|[нтвл]о)$"),
    "be": (r"(?:ць|цца|чы|чыся)$", r"(?:ы|і)$", r"(?:[нтвл]а)$"),
    "pl": (r"(?:ć|c)$", r"(?:[^aeiou][yi])$", r"(?:ie|[snl]ko|wo)$"),
    "fr": (r"(?:er|ir|re|oir)$", r"(?:eux|if|ique|al|el|aire|able|ible|é)$", r"ment$"),
    "es": (r"(?:[aei]r|[aei]rse)$", r"(?:oso|ivo|ico|al|ario|able|ible|[ai]do)$", r"mente$"),
    "lt": (r"(?:ti|tis)$", r"(?:[^t]as|inis|us|is)$", r"(?:ai|iai)$"),
}
_ENGLISH_ADJECTIVE = re.compile(r"(?:al|ous|ive|ic|ary|able|ible|ful|less|ed|ian|ish|ese)$")


def kind_of(head: str, english: str, language: str) -> str:
    """n, v, a or r, as the ending and the English suggest."""
    if language == "de" and head[:1].isupper():
        return "n"
    verb, adjective, adverb = _ENDINGS[language]
    if re.search(adverb, head) and english.endswith("ly"):
        return "r"
    if re.search(adjective, head) and (language != "lt" or _ENGLISH_ADJECTIVE.search(english)):
        return "a"
    return "v" if re.search(verb, head) and not english.endswith(("tion", "ment", "ity", "er")) else "n"
