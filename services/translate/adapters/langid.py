"""Language identification by py3langid, which carries its model (BSD-3-Clause)."""

from __future__ import annotations

from typing import Any

from services.translate.domain.ports import Guess


class Py3Langid:
    """Two identifiers over one model file: one for every language, one for those configured."""

    def __init__(self, configured: tuple[str, ...]) -> None:
        self._all = _identifier()
        self._configured = _identifier()
        known = set(self._all.labels)
        self._configured.set_languages([tag for tag in configured if tag in known])

    def among_all(self, text: str) -> Guess:
        """The likeliest of every language that the model has."""
        return _guess(self._all, text)

    def among_configured(self, text: str) -> Guess:
        """The likeliest of the configured languages."""
        return _guess(self._configured, text)


def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _guess(identifier: Any, text: str) -> Guess:
    tag, probability = identifier.classify(text)
    return Guess(str(tag), float(probability))
