"""Which names are worth comparing: those whose surnames, or telling words, begin with like consonants."""

from __future__ import annotations

import re
from functools import lru_cache

from services.resolve.domain.bodies import body_blocks
from services.resolve.domain.personal import Personal, read
from shared.contracts.mention import EntityType

#: Consonants that no orthography keeps apart for sure count as one.
_CLASSES = str.maketrans("sʃʧdgpf", "ttttkbv")
#: A v that may as well be a vowel's second half: Коўл is Coale, Лаўроў Lavrov.
_GLIDE = re.compile(r"(?<=[aeiou])v(?=[^aeiouv])")
#: Consonants of a surname that a block is named by.
_TELLING = 3


@lru_cache(maxsize=10_000)
def blocks(text: str, language: str, kind: EntityType, country: str = "") -> tuple[str, ...]:
    """The blocks of a name of this type; () where nothing can be told."""
    if kind != "PERSON":
        return body_blocks(text, language, country)
    personal = read(text, language)
    return person_blocks(personal) if personal else ()


def person_blocks(personal: Personal) -> tuple[str, ...]:
    """One block for each way that the surname, or another word that may be it, can sound."""
    parts = (personal.family, *personal.others)
    found = (block(sound) for part in parts if not part.is_initial for sound in part.sounds)
    return tuple(dict.fromkeys(f"P:{key}" for key in found))


def block(sound: str) -> str:
    """The first consonants of a rough sound, in classes; its first letters where it has hardly any."""
    if sound[:1] == "u" and sound[1:2] in set("aeiou"):
        sound = "v" + sound[1:]
    sound = _GLIDE.sub("", sound)
    consonants = [letter for letter in sound.translate(_CLASSES) if letter not in "aeiou"]
    kept = [letter for n, letter in enumerate(consonants) if n == 0 or letter != consonants[n - 1]]
    return "".join(kept[:_TELLING]) or sound[:2]
