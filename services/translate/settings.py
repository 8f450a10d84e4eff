"""Settings of translate."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator
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
    language_hints: str = Field(
        default="",
        description="Usual language of single providers, by provider id: `belta=be,ukrinform=uk`. "
        "Decides where the text alone leaves it open, never against it.",
    )
    translate_engines: str = Field(
        default="ctranslate2,libretranslate,apertium,gist",
        description="Engines in the order in which they are asked; those that are not set up are passed over.",
    )
    translate_routes: str = Field(
        default="",
        description="Another order for single languages, also by way of a third language: "
        "`be=apertium:ru+ctranslate2,gist;es=apertium,gist`.",
    )
    translate_never: str = Field(
        default="", description="Languages that are passed through untranslated, by comma: `it,nl`."
    )
    translate_patience: float = Field(
        default=1.0,
        gt=0.0,
        description="Seconds that an article waits for an engine before it goes on without; "
        "from the deadline on, it waits as long as that.",
    )
    translate_deadline: float = Field(
        default=120.0, gt=0.0, description="Seconds that an engine gets for one article in the background."
    )
    translate_failures: int = Field(
        default=3, ge=1, description="Failures in a row after which an engine is left alone for a while."
    )
    translate_rest: float = Field(
        default=30.0, gt=0.0, description="Seconds that it is left alone at first; each time twice as long, up to 600."
    )
    translate_most: int = Field(
        default=40_000, ge=1, description="Code points of an article's text that are put into English."
    )
    translate_memory_days: float = Field(
        default=14.0, ge=0.0, description="Days that sentences of engines (not gists) are remembered; 0: not in Redis."
    )
    translate_late_most: int = Field(
        default=10_000, ge=0, description="Articles that may wait for a late translation at the same time."
    )
    translate_late_hours: float = Field(
        default=24.0, gt=0.0, description="Hours after which a late translation is given up."
    )
    models_loaded: int = Field(
        default=2, ge=1, description="Translation models kept in memory at the same time, 100 to 400 MB each."
    )
    models_threads: int = Field(default=1, ge=1, description="Cores that one translation by such a model may use.")
    libretranslate_url: str | None = Field(
        default=None, description="Address of a LibreTranslate server; without it that engine is not asked."
    )
    libretranslate_key: SecretStr | None = Field(default=None, description="API key for that server, if it wants one.")

    @field_validator("language_hints")
    @classmethod
    def _readable(cls, value: str) -> str:
        hints(value)
        return value

    @property
    def language_set(self) -> tuple[str, ...]:
        """The languages as a tuple, in the order given."""
        return tuple(tag.strip().lower() for tag in self.languages.split(",") if tag.strip())

    @property
    def hints(self) -> dict[str, str]:
        """The usual language by provider id."""
        return hints(self.language_hints)


def hints(words: str) -> dict[str, str]:
    """Provider id to language, of words such as `belta=be,ukrinform=uk`; raises ValueError for others."""
    found: dict[str, str] = {}
    for part in (part for part in words.split(",") if part.strip()):
        provider, equals, language = (piece.strip() for piece in part.partition("="))
        if not (provider and equals and language.isascii() and language.replace("-", "").isalpha()):
            raise ValueError(f"{part.strip()!r} is no hint: expected provider=language")
        found[provider] = language.lower()
    return found
