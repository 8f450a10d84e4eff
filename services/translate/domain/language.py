"""Which language an article is in, by its text; what the sender declared, and a hint about the source, only weigh in
where the text leaves it open.

py3langid restricted to the configured languages is right most often (research: 0.994 of headlines), but must name one
of them even for text in another language; asked about the world's languages it tells those. Letters decide where they
can (`alphabets.py`), and the function words of the likeliest language make a short text surer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from services.translate.domain.alphabets import Script, fit, is_foreign, script_of, without_latin, writes_in
from services.translate.domain.ports import Guess, LanguageIdentifier
from shared.contracts.article import Article, DetectedLanguage
from shared.language import LANGUAGES, base
from shared.language.stopwords import stopwords

#: Code points that are read of the headline, of the beginning, and of the middle and the end of a long text each: a
#: German article may begin with a page of quoted English. More of them no longer change the answer.
READ_HEADLINE, READ_START, READ_LATER = 400, 1_200, 600
#: Letters under which nothing is said by the text alone.
TOO_SHORT = 12
#: Probability from which a language outside the configured set is believed.
_OUTSIDE = 0.7
#: Probability from which it makes the answer doubtful.
_DOUBT = 0.4
#: How much one function word of the likeliest language, that the runner-up has not, counts; and how many count.
_FUNCTION_WORD, _FUNCTION_WORDS = 2.0, 4
#: Words that are looked at for function words.
_WORDS_READ = 60
#: A runner-up with at least this share of the likeliest's probability is a near tie.
_NEAR = 0.5
#: How much more likely a language is when the sender declares it, or the settings say that the source writes in it.
_DECLARED, _HINTED = 5.0, 20.0

UND = DetectedLanguage(tag="und", confidence=0.0, method="none")

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_NO_WORDS = re.compile("[^\\w\\s!-~\u00a1-\u00bf\u0300-\u036f\u2010-\u2027\u2030-\u205e]|[^\\D0-9]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Reading:
    """What a text alone says: its language or `und`, and the chances of each configured language."""

    language: DetectedLanguage
    chances: tuple[Guess, ...] = ()

    def chance(self, tag: str) -> float:
        """The probability of this language by the text alone."""
        return next((guess.probability for guess in self.chances if guess.tag == tag), 0.0)


def detect(
    article: Article,
    identifier: LanguageIdentifier,
    configured: tuple[str, ...],
    floor: float,
    hint: str | None = None,
) -> DetectedLanguage:
    """The language of headline and body together; `und` where that cannot be told.

    `hint` is the language that the settings name for the article's source. It may raise a language where the text
    alone is unsure, and never overrides a text that is sure; the declared language may only break a near tie.
    """
    reading = read(sample(article), identifier, configured, floor)
    for told, weight, name in ((hint, _HINTED, "hint"), (article.language, _DECLARED, "declared")):
        answer = _told(reading, base(told), weight, floor, only_ties=name == "declared") if told else None
        if answer:
            return answer.model_copy(update={"method": f"{answer.method}+{name}"})
    return reading.language


def read(text: str, identifier: LanguageIdentifier, configured: tuple[str, ...], floor: float) -> Reading:
    """What this text alone says about its language. Read whole: callers bound its length."""
    text = legible(text)
    letters, script = sum(map(str.isalpha, text)), script_of(text)
    if script == "none":
        return Reading(UND)
    text = without_latin(text) if script == "cyrillic" else text
    anywhere = _ranked(identifier.among_all(text), text, script)
    here = _ranked(identifier.among_configured(text), text, script)
    if letters < TOO_SHORT:
        return Reading(UND, here)
    if not here or _is_elsewhere(text, script, anywhere, configured):
        return Reading(_answer(anywhere[0], "all", floor) if anywhere else UND)
    sure = _with_function_words(here, text)
    return Reading(_answer(sure, "configured", _floor(anywhere, configured, floor)), (sure, *here[1:]))


def _floor(anywhere: tuple[Guess, ...], configured: tuple[str, ...], floor: float) -> float:
    """The probability that is asked for: more of it where a language outside the configured set is likely too."""
    best = anywhere[0] if anywhere else Guess("und", 0.0)
    return (1 + floor) / 2 if best.tag not in configured and best.probability >= _DOUBT else floor


def sample(article: Article) -> str:
    """What is read of an article: headline, and the beginning, middle and end of the body."""
    text, headline = article.text, article.headline[:READ_HEADLINE]
    if len(text) <= READ_START + 2 * READ_LATER:
        return f"{headline}\n{text}"
    middle = len(text) // 2
    return "\n".join((headline, text[:READ_START], text[middle : middle + READ_LATER], text[-READ_LATER:]))


def legible(text: str) -> str:
    """The text without invisible marks, emoji and digits of other scripts; telex capitals made small."""
    text = _NO_WORDS.sub(" ", _INVISIBLE.sub("", text))
    capitals = sum(map(str.isupper, text))
    return text.lower() if capitals > 0.7 * sum(map(str.isalpha, text)) else text


def _ranked(guess: Guess, text: str, script: Script) -> tuple[Guess, ...]:
    """The guesses that the letters of the text leave possible, likeliest first, their probabilities adding up to 1."""
    possible = [g for g in (guess, *guess.others) if writes_in(g.tag, script)]
    weighed = [Guess(g.tag, g.probability * fit(text, g.tag)) for g in possible]
    whole = sum(g.probability for g in weighed)
    left = whole + max(0.0, 1.0 - sum(g.probability for g in (guess, *guess.others))) if whole else 0.0
    ranked = sorted(weighed, key=lambda g: (-g.probability, g.tag))
    return tuple(replace(g, probability=g.probability / left) for g in ranked if left)


def _is_elsewhere(text: str, script: Script, anywhere: tuple[Guess, ...], configured: tuple[str, ...]) -> bool:
    """Whether the text is in none of the configured languages: by its script, its letters, or the identifier."""
    if script == "other" or (script == "cyrillic" and is_foreign(text, configured)):
        return True
    return bool(anywhere) and anywhere[0].tag not in configured and anywhere[0].probability >= _OUTSIDE


def _with_function_words(here: tuple[Guess, ...], text: str) -> Guess:
    """The likeliest language, surer by its function words in the text."""
    best, second = here[0], here[1].tag if len(here) > 1 else ""
    if best.tag not in LANGUAGES:
        return best
    other = stopwords(second) if second in LANGUAGES else frozenset()
    words = _WORD.findall(text.lower())[:_WORDS_READ]
    hits = sum(word in stopwords(best.tag) and word not in other for word in words)
    return _raised(best, _FUNCTION_WORD ** min(hits, _FUNCTION_WORDS))


def _told(reading: Reading, tag: str, weight: float, floor: float, only_ties: bool) -> DetectedLanguage | None:
    """What somebody said about the language, where the text leaves room for it."""
    here = reading.language
    chance = reading.chance(tag)
    best = max((guess.probability for guess in reading.chances), default=0.0)
    is_tie = chance >= _NEAR * best > 0.0
    if here.tag == tag or not (is_tie or (here.tag == "und" and not only_ties)):
        return None
    answer = _answer(_raised(Guess(tag, chance), weight), "configured", floor)
    return answer if answer.tag == tag else None


def _raised(guess: Guess, weight: float) -> Guess:
    """The guess, its odds multiplied."""
    p = min(1.0, guess.probability)
    return Guess(guess.tag, p * weight / (p * weight + 1.0 - p))


def _answer(guess: Guess, method: str, floor: float) -> DetectedLanguage:
    """The guess as an answer; `und` with its probability where that is below the floor."""
    probability = round(min(1.0, max(0.0, guess.probability)), 4)
    tag = guess.tag if probability >= floor else "und"
    return DetectedLanguage(tag=tag, confidence=probability, method=f"py3langid:{method}")
