"""The embedded default: a sentence put into English word by word, by the lexicon that ships."""

from services.translate.domain.gist.gist import LANGUAGES, gist, gist_of, parts

__all__ = ["LANGUAGES", "gist", "gist_of", "parts"]
