"""Settings of translate."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class TranslateSettings(Settings):
    """What the environment may say about language detection and translation."""

    model_config = SettingsConfigDict(env_prefix="SLUGLINE_", env_file=".env", extra="ignore")

    languages: str = Field(
        default="en,de,ru,uk,pl,be,fr,es,lt,it,nl,pt,cs,bg,lv",
        description="Languages that an article can be in, by comma; more of them cost accuracy in short texts.",
    )
    language_confidence: float = Field(
        default=0.6, ge=0.0, le=1.0, description="Probability under which an article's language is `und`."
    )
    translate_deadline: float = Field(
        default=10.0, gt=0.0, description="Seconds that one translation engine gets for one article."
    )

    @property
    def language_set(self) -> tuple[str, ...]:
        """The languages as a tuple, in the order given."""
        return tuple(tag.strip().lower() for tag in self.languages.split(",") if tag.strip())
