"""Settings of extract."""

from __future__ import annotations

from pydantic import Field, field_validator

from shared.language import LANGUAGES
from shared.settings import Settings


class ExtractSettings(Settings):
    """What the environment may say about extraction."""

    extract_limit: int = Field(
        default=100_000, ge=1_000, description="Code points of an article that are searched for mentions and claims."
    )
    ner_models: str = Field(
        default="",
        description="spaCy models of your own in place of the finder of names that ships, by language: "
        "`en=en_core_web_trf,de=/models/de`, each an installed package or a folder.",
    )

    @field_validator("ner_models")
    @classmethod
    def _readable(cls, value: str) -> str:
        models(value)
        return value

    @property
    def own_models(self) -> dict[str, str]:
        """The models by language."""
        return models(self.ner_models)


def models(words: str) -> dict[str, str]:
    """Language to model, of words such as `en=en_core_web_trf`; raises ValueError for others."""
    found: dict[str, str] = {}
    for part in (part for part in words.split(",") if part.strip()):
        language, equals, model = (piece.strip() for piece in part.partition("="))
        if not (equals and model and language in LANGUAGES):
            known = ", ".join(LANGUAGES)
            raise ValueError(
                f"{part.strip()!r} is no model: expected language=package-or-folder, language one of {known}"
            )
        found[language] = model
    return found
