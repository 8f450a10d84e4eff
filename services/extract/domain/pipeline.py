"""One spaCy pipeline a language: its own tokens, then one component a kind of name, each adding candidates.

The Language class is the multi-language one for all of them: its own tokenizers are not used, and those of some
languages take seconds to load. Rules go first; the trained `ner` that ships (one for all languages) sees what they say
and has the last word, or a spaCy model of the user's own in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from services.extract.domain.agreed import Named, agreed
from services.extract.domain.bodies import find_bodies
from services.extract.domain.features import TOKENS, features
from services.extract.domain.found import Found, Known
from services.extract.domain.ner import SURENESS
from services.extract.domain.network import FEATURES
from services.extract.domain.people import find_people
from services.extract.domain.peoples import find_peoples
from services.extract.domain.places import find_places
from services.extract.domain.trained import shipped
from services.extract.domain.words import Text, read
from shared.language import LANGUAGES, base

#: The rules, in their order. Behind them come `slugline_features`, `ner` and `slugline_agreed`.
COMPONENTS = ("slugline_words", "slugline_places", "slugline_bodies", "slugline_people", "slugline_peoples")

#: How sure a model is taken to be that does not say.
_SAID = 0.8

Component = Callable[[Doc], Doc]


class WireTokenizer:
    """The words of `words.py` as spaCy tokens, so that spans and tokens always agree.

    Without a vocabulary each text gets one of its own (20 microseconds), which goes with it. One that all texts share
    grows for good: a memory zone frees the words of a text, but not their places in the tables of the vocabulary and
    of its strings (spaCy 3.8, preshed 3), which double as they fill.
    """

    def __init__(self, vocab: Vocab | None, language: str) -> None:
        self.vocab = vocab
        self.language = language

    def __call__(self, string: str) -> Doc:
        """The text as a Doc; every character of it is in a token or is the one space behind it."""
        text = read(string, self.language)
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for word in text.words:
            at = _gap(string, at, word.start, words, spaces)
            words.append(word.text)
            spaces.append(string[word.end : word.end + 1] == " ")
            at = word.end + spaces[-1]
        _gap(string, at, len(string), words, spaces)
        vocab = Vocab() if self.vocab is None else self.vocab
        return Doc(vocab, words=words, spaces=spaces, user_data={"text": text, TOKENS: (words, spaces)})


def _gap(string: str, start: int, end: int, words: list[str], spaces: list[bool]) -> int:
    if start < end:
        words.append(string[start:end])
        spaces.append(False)
    return end


def text_of(doc: Doc) -> Text:
    """The words and sentences of a Doc that has passed `slugline_words`."""
    text: Text = doc.user_data["text"]
    return text


def candidates(doc: Doc) -> list[Found]:
    """What the components have put down so far."""
    found: list[Found] = doc.user_data.setdefault("found", [])
    return found


def known(doc: Doc) -> Known:
    """What the article has named so far; shared by its text and headline."""
    names: Known = doc.user_data.setdefault("known", Known())
    return names


@Language.factory("slugline_words")
def _words(nlp: Language, name: str) -> Component:
    def run(doc: Doc) -> Doc:
        if "text" not in doc.user_data:
            doc.user_data["text"] = read(doc.text, str(doc.user_data.get("language", "en")))
        return doc

    return run


def _finder(find: Callable[[Doc], Iterator[Found]]) -> Component:
    def run(doc: Doc) -> Doc:
        candidates(doc).extend(find(doc))
        return doc

    return run


@Language.factory("slugline_places")
def _places(nlp: Language, name: str) -> Component:
    return _finder(lambda doc: find_places(text_of(doc)))


@Language.factory("slugline_bodies")
def _bodies(nlp: Language, name: str) -> Component:
    return _finder(lambda doc: find_bodies(text_of(doc), known(doc)))


@Language.factory("slugline_people")
def _people(nlp: Language, name: str) -> Component:
    return _finder(lambda doc: find_people(text_of(doc), known(doc)))


@Language.factory("slugline_peoples")
def _peoples(nlp: Language, name: str) -> Component:
    return _finder(lambda doc: find_peoples(text_of(doc)))


@Language.factory("slugline_features")
def _features(nlp: Language, name: str) -> Component:
    def run(doc: Doc) -> Doc:
        doc.user_data[FEATURES] = features(doc, text_of(doc), candidates(doc))
        return doc

    return run


@Language.factory("slugline_agreed")
def _agreed(nlp: Language, name: str) -> Component:
    def run(doc: Doc) -> Doc:
        doc.user_data["found"] = agreed(text_of(doc), named_in(doc), candidates(doc), known(doc))
        return doc

    return run


@Language.factory("slugline_own_model", default_config={"model": ""})
def _own_model(nlp: Language, name: str, model: str) -> Component:
    """A model of the user's own: it reads the text with its own tokens."""
    own = spacy.load(model)

    def run(doc: Doc) -> Doc:
        with own.memory_zone():
            named = named_in(own(doc.text))
        doc.user_data["found"] = agreed(text_of(doc), named, candidates(doc), known(doc))
        return doc

    return run


def named_in(doc: Doc) -> list[Named]:
    """The names that a model has put down in a Doc; how sure it is where it says so."""
    sure = doc.user_data.get(SURENESS) or [_SAID] * len(doc.ents)
    return [Named(e.start_char, e.end_char, e.label_, s) for e, s in zip(doc.ents, sure, strict=True)]


@cache
def vocabulary() -> Vocab:
    """The strings that all pipelines share: names of labels, and the words of texts that are kept to learn from."""
    return Vocab()


@cache
def pipeline(language: str, own: str = "") -> Language:
    """The pipeline of a language; that of English for languages without rules of their own.

    `own` is the name or path of a spaCy model that takes the place of the `ner` that ships.
    """
    nlp = _by_rules(language, None)
    model = None if own else shipped(nlp.vocab)
    if own:
        nlp.add_pipe("slugline_own_model", config={"model": own})
    elif model is not None:
        nlp.add_pipe("slugline_features")
        nlp.add_pipe("ner", source=model)
        nlp.add_pipe("slugline_agreed")
    return nlp


def _by_rules(language: str, words: Vocab | None) -> Language:
    tongue = base(language) if base(language) in LANGUAGES else "en"
    nlp = spacy.blank("xx", vocab=vocabulary())
    nlp.tokenizer = WireTokenizer(words, tongue)
    for component in COMPONENTS:
        nlp.add_pipe(component)
    nlp.meta["slugline_language"] = tongue
    return nlp


@cache
def rules(language: str) -> Language:
    """The pipeline of a language without any model: what training and benches start from."""
    return _by_rules(language, vocabulary())


def offered(string: str, language: str) -> list[Found]:
    """What the rules alone offer in a text."""
    return candidates(_made(rules(language), string, Known()))


def featured(string: str, language: str) -> Doc:
    """A text as the trained finder gets it: what the rules say of it stands in its features."""
    nlp = rules(language)
    doc = _made(nlp, string, Known())
    doc.user_data[FEATURES] = features(doc, text_of(doc), candidates(doc))
    return doc


@dataclass(frozen=True)
class Analysis:
    """The words of a text and the candidates in it."""

    text: Text
    found: list[Found]


def analyse(string: str, language: str, names: Known, own: str = "") -> Analysis:
    """The words of a text and the candidates in it."""
    doc = _made(pipeline(language, own), string, names)
    return Analysis(text_of(doc), candidates(doc))


def _made(nlp: Language, string: str, names: Known) -> Doc:
    doc = nlp.make_doc(string)
    doc.user_data["known"] = names
    doc.user_data["language"] = nlp.meta["slugline_language"]
    return nlp(doc)
