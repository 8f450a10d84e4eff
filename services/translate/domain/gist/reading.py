"""From tokens to pieces: places and persons first, then phrases, then word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.translate.domain.gist.forms import Form, form
from services.translate.domain.gist.pieces import Piece
from services.translate.domain.gist.tokens import Token
from services.translate.domain.gist.word_choice import context_of, is_verb, kind_of_phrase, word_pieces
from shared.language.bilingual import function_word, glosses, phrase
from shared.language.dictionary import dictionary, plain
from shared.language.letters import is_cyrillic
from shared.language.nominative import nominative
from shared.language.places import MAX_WORDS, Place, is_place_start, place_named
from shared.language.romanise import figure_named, first_name, romanised

#: Words of a name that are read together: first names, patronymic, surname.
_NAME_WORDS = 4
#: Code points of the longest word that is looked up.
_LONGEST = 60


#: Roman numerals, as French and others put them to centuries.
_ROMAN = re.compile(r"[IVXLC]+(?:e|er|ème|ᵉ)?")


class Reader:
    """Reads one sentence; keeps nothing for the next."""

    def __init__(self, tokens: Sequence[Token], language: str) -> None:
        self.tokens = tokens
        self.language = language
        self.words = [token.text if token.kind == "word" else "" for token in tokens]
        self.pieces: list[Piece] = []

    def read(self) -> list[Piece]:
        """The pieces of the sentence, in the order of the source."""
        at = 0
        while at < len(self.tokens):
            at += self._next(at)
        return self.pieces

    def _next(self, at: int) -> int:
        """Adds the piece that begins here and says how many tokens it took."""
        token = self.tokens[at]
        if token.kind != "word":
            self.pieces.append(Piece(token.english or token.text, token.kind, token.text, token.gap, value=token.value))
            return 1
        for read in (self._phrase, self._place, self._person):
            taken = read(at)
            if taken:
                return taken
        self._word(at)
        return 1

    def _add(self, piece: Piece, at: int) -> None:
        piece.gap = self.tokens[at].gap
        piece.is_capital = self.tokens[at].is_capital
        self.pieces.append(piece)

    def _opens(self, at: int) -> bool:
        """Whether the word stands where any word has a capital."""
        before = self.tokens[at - 1] if at else None
        return before is None or (before.kind == "mark" and before.text in "«“„\"'‘‚”—–-:.!?…(•*")

    # Places

    def _place(self, at: int) -> int:
        token = self.tokens[at]
        if not token.is_capital or not 2 <= len(token.text) <= _LONGEST or _ROMAN.fullmatch(token.text):
            return 0
        if is_place_start(token.text, self.language):
            for count in range(min(MAX_WORDS, len(self.tokens) - at), 1, -1):
                place = self._place_of(at, count)
                if place:
                    return self._add_place(place, at, count)
        place = place_named(token.text, self.language)
        if place is None or not self._is_meant(place, at):
            return 0
        return self._add_place(place, at, 1)

    def _place_of(self, at: int, count: int) -> Place | None:
        words = self.words[at : at + count]
        if not all(words) or any(t.gap.strip(" \u00a0") or not t.gap for t in self.tokens[at + 1 : at + count]):
            return None
        return place_named(" ".join(words), self.language)

    def _is_meant(self, place: Place, at: int) -> bool:
        """Whether a place of one word is that and no common word or person."""
        word = self.tokens[at].text
        if not place.is_city:
            return True
        after_first_name = at > 0 and self.words[at - 1][:1].isupper() and first_name(self.words[at - 1], self.language)
        if after_first_name or self._follows_name(at) or first_name(word, self.language):
            return False
        if function_word(word, self.language) is not None:
            return False
        is_declined = place_named(word, "und") is None
        if self._opens(at) or is_declined:
            return not glosses(word, self.language)
        return self.language != "de" or not _exact(word, self.language)

    def _follows_name(self, at: int) -> bool:
        before = self.pieces[-1] if self.pieces else None
        return bool(before and before.kind == "name" and self.tokens[at].gap in {" ", "\u00a0"})

    def _add_place(self, place: Place, at: int, count: int) -> int:
        text = " ".join(self.words[at : at + count]).lower()
        self._add(Piece(place.name, "place", text, form=form(text, "", "n", self.language)), at)
        return count

    # Phrases

    def _phrase(self, at: int) -> int:
        hit = phrase(self.words, at, self.language)
        if hit is None:
            return 0
        count, gloss = hit
        words = self.words[at : at + count]
        kind = kind_of_phrase(gloss.english) if gloss.kind == "p" else gloss.kind
        verb = words[-1] if self.language == "de" else words[0]
        if kind == "n" and is_verb(verb, self.language):
            kind = "v"
        shown = form((verb if kind == "v" else words[-1]).lower(), "", kind, self.language)
        self._add(Piece(gloss.english, kind, " ".join(words).lower(), form=shown), at)
        return count

    # Persons

    def _person(self, at: int) -> int:
        token = self.tokens[at]
        if not token.is_capital or not self._may_be_name(at):
            return 0
        count = self._name_length(at)
        parts = tuple(self.words[at : at + count])
        english = romanised(parts, self.language, self._gender_after(at + count))
        shown = Form(is_genitive=_is_oblique(parts, self.language))
        for n, part in enumerate(english):
            ending = "'s" if n == count - 1 and self.language == "de" and parts[n] == part + "s" else ""
            self._add(Piece(part + ending, "name", parts[n].lower(), form=shown), at + n)
        return count

    def _may_be_name(self, at: int) -> bool:
        """Whether a word with a capital is a name and not a word of the lexicon."""
        word = self.tokens[at].text
        if function_word(word, self.language) is not None:
            return False
        given = first_name(word, self.language)
        if given and self._goes_on(at + 1) and not (self._opens(at) and _exact(self.words[at + 1], self.language)):
            return True
        known = _exact(word, self.language) if figure_named(word, self.language) else glosses(word, self.language)
        if known:
            before = self.pieces[-1] if self.pieces else None
            return bool(
                before and before.kind == "name" and self.tokens[at].gap and first_name(before.source, self.language)
            )
        return True

    def _goes_on(self, at: int) -> bool:
        """Whether the next word is part of the same name."""
        if at >= len(self.tokens):
            return False
        token = self.tokens[at]
        return bool(token.kind == "word" and token.is_capital and token.gap in {" ", "\u00a0"})

    def _name_length(self, at: int) -> int:
        count = 1
        while count < _NAME_WORDS and self._goes_on(at + count) and self._is_unknown(at + count, at + count - 1):
            count += 1
        return count

    def _is_unknown(self, at: int, before: int) -> bool:
        word = self.words[at]
        if first_name(self.words[before], self.language):
            return function_word(word, self.language) is None
        if _exact(word, self.language) or function_word(word, self.language) is not None:
            return False
        return place_named(word, self.language) is None or not first_name(word, self.language)

    def _gender_after(self, at: int) -> str:
        """ "f" where a verb beside the name says that a woman is spoken of."""
        near = [self.words[n].lower() for n in (at, at - 2) if 0 <= n < len(self.words)]
        endings = {"ru": ("ла", "лась"), "uk": ("ла", "лася"), "be": ("ла", "лася"), "pl": ("ła",)}.get(
            self.language, ()
        )
        return "f" if endings and any(word.endswith(endings) for word in near if len(word) > 3) else ""

    # Words

    def _word(self, at: int) -> None:
        token = self.tokens[at]
        if is_foreign(token.text, self.language):
            self._add(Piece(token.text, "x", token.low), at)
            return
        said = function_word(token.text, self.language) if len(token.text) <= _LONGEST else None
        if said is not None:
            self._add(Piece(said, "f", token.low), at)
            return
        before = self.pieces[-1] if self.pieces else None
        found = word_pieces(token.text, self.language, context_of(before))
        for n, (english, kind, shown) in enumerate(found):
            self._add(Piece(english, kind, token.low, form=shown), at)
            if n:
                self.pieces[-1].gap = " "


def _is_oblique(parts: tuple[str, ...], language: str) -> bool:
    """Whether a name stands in another case than the nominative, as far as can be told."""
    given = first_name(parts[0], language) if len(parts) > 1 else None
    return given.is_oblique if given else nominative(parts[-1], language) != parts[-1]


def _exact(word: str, language: str) -> bool:
    """Whether the lexicon has this very word, not only one with its stem."""
    book = dictionary(language)
    key = plain(word)
    return key in book.heads or key in book.forms


def is_foreign(word: str, language: str) -> bool:
    """Whether a word stands in Latin letters in a text of Cyrillic ones."""
    return language in {"ru", "uk", "be"} and not is_cyrillic(word)
