"""What metrics call a language."""

from __future__ import annotations

import pytest

from services.translate.domain.language import UND
from services.translate.handlers import Detection
from shared.contracts.article import DetectedLanguage


class Nobody:
    """An identifier that is not asked."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Nothing."""
        raise AssertionError(text)


@pytest.mark.parametrize(
    ("tag", "name"), [("de", "de"), ("de-AT", "de"), (UND.tag, UND.tag), ("tlh", "other"), ("x-made-up", "other")]
)
def test_languages_are_few_in_metrics(tag: str, name: str) -> None:
    """Languages of the desk keep their names, whatever else a sender declares is `other`."""
    detection = Detection(Nobody(), ("en", "de", "ru"), 0.8, {})  # type: ignore[arg-type]
    assert name == detection.named(DetectedLanguage(tag=tag, confidence=1.0))
