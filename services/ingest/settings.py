"""Settings of ingest."""

from __future__ import annotations

from pydantic import Field

from shared.settings import Settings


class IngestSettings(Settings):
    """What ingest reads from the environment besides what all services share."""

    ingest_port: int = Field(default=8081, description="Port of POST /v1/articles; 0: any free.")
    raw_days: float = Field(
        default=7.0,
        ge=0.0,
        description="Days for which the original bytes of each version are kept in Redis; then they go to the archive, "
        "where there is one. 0: not at all.",
    )
    bulk_bytes: int = Field(
        default=8_000_000, description="Bytes of one request with many articles (NDJSON); more is answered with 413."
    )
    retry_after: int = Field(
        default=5, description="Seconds after which a sender who got 429 or 503 is asked to try again."
    )
