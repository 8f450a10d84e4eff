"""Every way in which one sentence may report what somebody says, each with its content, cue and speaker.

Terms are those of PARC (Pareti 2015, "Attribution: a computational approach"): a source, a cue and a content. What is
found here are candidates; `accept.py` decides which of them a reader is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from services.extract.domain.attribution import Speaker, Speakers
from services.extract.domain.cues import negates, takes_object
from services.extract.domain.nouns import kind_of
from services.extract.domain.phrases import by_clock, by_phrase
from services.extract.domain.sentence import Report, Sentence, content, in_mood
from services.extract.domain.small_words import small
from services.extract.domain.wordlists import word_set
from services.extract.domain.words import Text, Word

#: Words in the longest sentence that is read; longer ones are lists and tables.
_LONGEST = 160
#: Words between a verb of speech and its "that".
_TO_THAT = 12
#: Words of the clause that says who says it: "events coordinator Ruth Cole told reporters on Sunday".
_WHO = 16
#: Words of a clause that says who says it without a name for the source.
_SHORT_WHO = 6
#: Words of a clause that begins a sentence in front of its source, at least.
_LEAD = 1
#: Words behind "told" within which stands whom it was told; code points of the longest name.
_LISTENER, _NAME = 5, 60
#: Languages that write no comma in front of "that".
_COMMALESS = frozenset({"fr", "es"})
#: Words between "that" and the verb in front of it that reports nowhere else.
_NEAR_THAT = 5
#: Words of each of two clauses, at least; words for who says it that hold no known noun, at most.
_FULL, _FEW_WHO = 4, 4


def reports_in(
    text: Text, speakers: Speakers, number: int, first: int, end: int, quoted: frozenset[int]
) -> Iterator[Report]:
    """All candidates of a sentence whose words are those from `first` to `end`."""
    if not 3 <= end - first <= _LONGEST:
        return
    sentence = Sentence(text, number, first, end, quoted)
    yield from by_phrase(sentence, speakers)
    yield from by_clock(sentence)
    for cue in sentence.cues:
        yield from _by_verb(sentence, speakers, cue)
    yield from _found_that(sentence, speakers)


def _by_verb(s: Sentence, speakers: Speakers, cue: int) -> Iterator[Report]:
    clause = (_opening(s, speakers, cue), s.mark_after(cue))
    thats = list(_that_clauses(s, speakers, cue))
    if thats:
        yield from thats
        return
    if s.word(cue).low in small("to", s.text.language):
        yield from _asked_to(s, speakers, cue)
    if clause[0] > s.first + _LEAD and not _is_joined(s, clause[0]):
        yield from _around(s, speakers, cue, clause)
    yield from _behind(s, speakers, cue, clause)


def _opening(s: Sentence, speakers: Speakers, cue: int) -> int:
    """The first word of the clause that says who says it; with what is put beside the name: "A, X, a Y, said"."""
    opening = s.mark_before(cue) + 1
    if opening != cue or cue < s.first + 2 or s.word(cue - 1).text != ",":
        return opening
    inner = s.mark_before(cue - 1)
    outer = s.mark_before(inner) if inner >= s.first and s.word(inner).text == "," else inner
    if outer < s.first or cue - outer > _WHO:
        return opening
    names = speakers.named(s.word(outer + 1).start, s.word(inner).start)
    roles = [n for n in range(outer + 1, cue) if kind_of(s.word(n), s.text.language)]
    return outer + 1 if names or roles else opening


def _that_clauses(s: Sentence, speakers: Speakers, cue: int) -> Iterator[Report]:
    """What "that" introduces, once or more: "said that A and that B", "said A and that B"."""
    thats = [n for n in range(cue + 1, s.end) if _is_that(s, n)]
    thats = [n for n in thats if n - cue <= _TO_THAT or s.word(n - 1).low in small("joint")]
    if not thats or any(s.word(n).text in ";:" for n in range(cue, thats[0])):
        return
    if thats[0] == cue + 1 and s.text.language == "en" and takes_object(s.word(cue).low, "en"):
        return
    speaker = _subject(s, speakers, cue, s.first, thats[0])
    if s.word(thats[0] - 1).low in small("joint") and _may_open(s.word(cue + 1)):
        yield from content(s, cue + 1, thats[0] - 1, speaker, "bare")
    thats = thats[:1] + [n for n in thats[1:] if s.word(n - 1).low in small("joint")]
    for begin, behind in pairwise([*thats, s.end + 1]):
        yield from content(s, begin + 1, behind - 1, speaker, "that")


def _is_that(s: Sentence, n: int) -> bool:
    """Whether word n is a "that"; behind a comma, French and Spanish "que" only describes: "X, que dirige ..."."""
    low, language = s.word(n).low, s.text.language
    if n in s.quoted or low not in small("that") | small("that", language):
        return False
    return language not in _COMMALESS or s.word(n - 1).text != ","


def _found_that(s: Sentence, speakers: Speakers) -> Iterator[Report]:
    """What verbs that report only in front of "that" are told to find, want or doubt: "the court found that A"."""
    finds = word_set("speech.tsv", s.text.language, "that")
    for n in range(s.first + 1, s.end):
        if _is_that(s, n):
            near = range(n - 1, max(s.first - 1, n - 1 - _NEAR_THAT), -1)
            cue = next((m for m in near if s.word(m).low in finds and m not in s.quoted), None)
            if cue is not None and cue not in s.cues:
                yield from content(s, n + 1, s.end, _subject(s, speakers, cue, s.first, n), "that-found")
            return


def _asked_to(s: Sentence, speakers: Speakers, cue: int) -> Iterator[Report]:
    """What somebody is asked, or promises, to do: "asked keepers to A"."""
    to = next((n for n in range(cue + 1, min(s.end, cue + _LISTENER + 1)) if s.word(n).low == "to"), None)
    if to is not None and s.mark_after(cue) > to:
        yield from content(s, to, s.end, _subject(s, speakers, cue, s.first, cue), "to")


def _around(s: Sentence, speakers: Speakers, cue: int, clause: tuple[int, int]) -> Iterator[Report]:
    """What stands in front of the clause that says who says it, and behind it: "A, X said, B"."""
    opening, closing = clause
    if closing - opening > _WHO or s.word(opening - 1).text == ":":
        return
    speaker = _subject(s, speakers, cue, opening, _apposed(s, closing))
    if speaker.name is None and not speaker.phrase and closing - opening > _SHORT_WHO:
        return
    is_behind = speaker.span is not None and speaker.span[0] > s.word(cue).start
    is_told = in_mood(s.text, s.text.words[s.first : opening])
    if is_behind and takes_object(s.word(cue).low, s.text.language) and not is_told:
        return
    is_last = _is_tail(s, closing)
    form = "closing" if is_last else "before"
    begin = next((n + 1 for n in range(opening - 2, s.first, -1) if s.word(n).text in ";:"), s.first)
    spare = _spare(s, cue, clause, speaker)
    yield from content(s, begin, opening - 1, speaker, form, spare)
    if begin != s.first and s.word(begin - 1).text == ";":
        yield from content(s, s.first, opening - 1, speaker, form, spare)
    last = _last_clause(s, begin, opening - 1)
    if last is not None:
        yield from content(s, last, opening - 1, speaker, form + "-last", spare)
    if any(negates(s.word(n).low) for n in range(opening, cue)):
        yield from content(s, s.first, closing, speaker, "denied")
    if not is_last:
        yield from content(s, closing + 1, s.end, speaker, "after")


def _last_clause(s: Sentence, first: int, end: int) -> int | None:
    """Where the last of several clauses begins that a source is named behind: "A, and B, X said"."""
    joints = small("joint")
    near = range(end - _FULL, first + _FULL, -1)
    return next((n + 2 for n in near if s.parts(n) and s.word(n + 1).low in joints), None)


def _spare(s: Sentence, cue: int, clause: tuple[int, int], speaker: Speaker) -> int:
    """Words behind the verb in its clause that are not who says it: many mean that the verb has its object there."""
    behind = [s.word(n) for n in range(cue + 1, clause[1])]
    if speaker.span is None:
        return len(behind)
    return sum(not speaker.span[0] <= word.start < speaker.span[1] for word in behind)


def _behind(s: Sentence, speakers: Speakers, cue: int, clause: tuple[int, int]) -> Iterator[Report]:
    """What follows the verb without a "that": "X said A", "X sagte, A", "X: A"."""
    closing, word = clause[1], s.word(cue)
    colon = next((n for n in range(cue + 1, min(s.end, cue + _WHO)) if s.word(n).text == ":"), None)
    if colon is not None:
        yield from content(s, colon + 1, s.end, _subject(s, speakers, cue, s.first, colon), "colon")
    elif s.text.language == "en" and word.low in small("told"):
        yield from _told(s, speakers, cue)
    elif takes_object(word.low, s.text.language):
        return
    elif s.text.language == "en":
        speaker = _teller(s, speakers, cue)
        if cue + 1 < s.end and (speaker.name or speaker.phrase) and _may_open(s.word(cue + 1)):
            yield from content(s, cue + 1, s.end, speaker, "bare")
    elif s.text.language == "de" and _opens_clause(s, cue, closing):
        yield from content(s, closing + 1, s.end, _subject(s, speakers, cue, s.first, closing), "comma")


def _teller(s: Sentence, speakers: Speakers, cue: int) -> Speaker:
    """Who says it in front of an English verb: its subject, that of the verb before "and", or any few words."""
    speaker = _subject(s, speakers, cue, s.first, cue)
    if speaker.name or speaker.phrase or s.word(cue).low not in small("plain", "en"):
        return speaker
    if s.word(cue - 1).low in small("joint"):
        before = next((n for n in reversed(s.cues) if n < cue), None)
        return _subject(s, speakers, before, s.first, before) if before is not None else speaker
    first = s.mark_before(cue) + 1
    end = next((n + 1 for n in range(cue - 1, first - 1, -1) if s.word(n).low not in small("aside")), first)
    words = [s.word(n) for n in range(first, end)]
    if not 0 < len(words) <= _FEW_WHO or words[0].low in small("relative") | small("joint"):
        return speaker
    span = (words[0].start, words[-1].end)
    return replace(speaker, span=span, phrase=s.text.string[slice(*span)], how="phrase")


def _told(s: Sentence, speakers: Speakers, cue: int) -> Iterator[Report]:
    """What follows whom it was told: "told reporters A", "told the council A"."""
    for n in range(cue + 1, min(s.end - 1, cue + _LISTENER)):
        name = speakers.named(s.word(n).start, s.word(n).start + _NAME)
        is_name = bool(name) and name[0].start == s.word(n).start
        if is_name or kind_of(s.word(n), "en") or s.word(n).low in small("listener-en"):
            behind = s.text.word_at(name[0].end) if is_name else n + 1
            speaker = _subject(s, speakers, cue, s.first, cue)
            if behind < s.end and _may_open(s.word(behind)) and (speaker.name or speaker.phrase):
                yield from content(s, behind, s.end, speaker, "bare")
            return


def _may_open(word: Word) -> bool:
    """Whether a word behind "said" may open what was said: "said on Monday" goes on with when."""
    return word.text[0].isalnum() and word.low not in small("adjunct")


def _opens_clause(s: Sentence, cue: int, closing: int) -> bool:
    """Whether the comma that ends the verb's clause opens what is said: "X sagte, A"."""
    if closing + 1 >= s.end or s.word(closing).text != "," or closing - cue > _TO_THAT:
        return False
    return s.word(closing + 1).low not in small("that") | (small("relative") - small("article"))


def _subject(s: Sentence, speakers: Speakers, cue: int, first: int, end: int) -> Speaker:
    """Who says it by the verb at `cue`, among the words from first to end outside quotes."""
    return speakers.speaker(cue, first, max(end, cue + 1), heard=False)


def _is_joined(s: Sentence, opening: int) -> bool:
    """Whether a clause only goes on with a sentence: "..., who said", "... and he said"."""
    return s.word(opening).low in small("relative") | small("joint")


def _apposed(s: Sentence, closing: int) -> int:
    """The end of the words in which the subject is looked for: a name may follow its role behind a comma."""
    return min(s.end, s.mark_after(closing) if closing < s.end and s.word(closing).text == "," else closing)


def _is_tail(s: Sentence, closing: int) -> bool:
    """Whether nothing that could be said stands behind the clause that ends at `closing`."""
    rest = [n for n in range(closing, s.end) if s.word(n).is_word and n not in s.quoted]
    return len(rest) <= 3 or (closing + 1 < s.end and s.word(closing + 1).low in small("relative"))
