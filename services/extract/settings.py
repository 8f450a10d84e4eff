"""Settings of extract."""

from __future__ import annotations

from pydantic import Field

from shared.settings import Settings


class ExtractSettings(Settings):
    """What the environment may say about extraction."""

    extract_limit: int = Field(
        default=100_000, ge=1_000, description="Code points of an article that are searched for mentions and claims."
    )
