"""Settings of resolve."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class ResolveSettings(Settings):
    """What the environment may say about resolving names; nothing beyond what all services share."""

    model_config = SettingsConfigDict(env_prefix="SLUGLINE_", env_file=".env", extra="ignore")
