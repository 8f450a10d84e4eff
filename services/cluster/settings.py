"""Settings of cluster."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.cluster.domain.memory import Limits
from shared.settings import Settings


class ClusterSettings(Settings):
    """What the environment may say about clustering, beyond what all services share.

    What decides "same story?" is no setting: it is learnt (services/cluster/domain/same_story.json).
    """

    model_config = SettingsConfigDict(env_prefix="SLUGLINE_", env_file=".env", extra="ignore")

    quiet_after_days: float = Field(
        default=45.0,
        description="Days without an article, by the articles' own dates, after which a story is quiet.",
    )
    keep_stories_days: float = Field(
        default=400.0,
        description="Days without an article after which cluster lets a story and its articles go for good; 0: never.",
    )
    records_in_memory: int = Field(
        default=5000, description="Articles whose whole records cluster keeps at hand; others are read when needed."
    )
    told_in_memory: int = Field(
        default=20_000, description="Articles in the stories that cluster keeps ready for the next article to come."
    )

    def limits(self) -> Limits:
        """How much memory keeps, and for how long."""
        return Limits(
            records=self.records_in_memory,
            told=self.told_in_memory,
            quiet_after=self.quiet_after_days,
            kept_for=self.keep_stories_days or float("inf"),
        )
