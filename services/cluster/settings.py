"""Settings of cluster."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from shared.settings import Settings


class ClusterSettings(Settings):
    """What the environment may say about clustering; nothing beyond what all services share.

    What decides "same story?" is no setting: it is learnt (services/cluster/domain/same_story.json).
    """

    model_config = SettingsConfigDict(env_prefix="SLUGLINE_", env_file=".env", extra="ignore")
