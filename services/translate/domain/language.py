"""Which language an article is in.

py3langid restricted to the configured languages is right most often, but must name one of them even for text in
another language. So the unrestricted answer is asked first, and believed where it is outside the set and the text is
long enough for it to be right (research: 0.976 of headlines, 0.999 of paragraphs).
"""

from __future__ import annotations

from services.translate.domain.ports import Guess, LanguageIdentifier
from shared.contracts.article import Article, DetectedLanguage

#: Code points that are read; more of them no longer change the answer.
READ = 2_000
#: Letters under which nothing is said at all.
TOO_SHORT = 12
#: Letters over which an answer outside the configured set is believed.
LONG = 120

UND = DetectedLanguage(tag="und", confidence=0.0, method="none")


def detect(
    article: Article, identifier: LanguageIdentifier, configured: tuple[str, ...], floor: float
) -> DetectedLanguage:
    """The language of headline and body together; `und` where that cannot be told."""
    text = sample(article)
    letters = sum(map(str.isalpha, text))
    if letters < TOO_SHORT:
        return UND
    anywhere = identifier.among_all(text)
    if anywhere.tag not in configured and letters > LONG and anywhere.probability >= floor:
        return _answer(anywhere, "all")
    here = identifier.among_configured(text)
    doubtful = anywhere.tag not in configured
    if here.probability < floor or (doubtful and here.probability < (1 + floor) / 2):
        return DetectedLanguage(tag="und", confidence=_probability(here), method="configured")
    return _answer(here, "configured")


def sample(article: Article) -> str:
    """What is read: headline and the beginning of the body, telex capitals made small."""
    text = f"{article.headline}\n{article.text}"[:READ]
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return text.lower() if letters and capitals > 0.7 * len(letters) else text


def _answer(guess: Guess, method: str) -> DetectedLanguage:
    return DetectedLanguage(tag=guess.tag, confidence=_probability(guess), method=f"py3langid:{method}")


def _probability(guess: Guess) -> float:
    return round(min(1.0, max(0.0, guess.probability)), 4)
