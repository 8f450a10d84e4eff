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
    feeds_file: str | None = Field(
        default=None, description="TOML file that lists feeds ([[feed]] tables); it is read again when it changes."
    )
    feeds_every: float = Field(
        default=300.0, ge=1.0, description="Seconds between two requests for a feed that does not say how often."
    )
    feeds_least: float = Field(
        default=60.0, ge=1.0, description="Seconds that are the least between two requests, whatever a feed says."
    )
    feeds_most: float = Field(
        default=3600.0, ge=1.0, description="Seconds that are the most between two requests, whatever a feed says."
    )
    feeds_most_after_failures: float = Field(
        default=21600.0, ge=1.0, description="Seconds that are the most between two requests for a feed that fails."
    )
    feeds_timeout: float = Field(
        default=30.0, gt=0.0, description="Seconds that one request for a feed may take, redirects included."
    )
    feeds_bytes: int = Field(
        default=8_000_000, ge=1000, description="Bytes of a feed's document, unpacked; more is not read."
    )
    feeds_at_once: int = Field(default=8, ge=1, description="Feeds that one replica asks at the same time.")
    feeds_host_gap: float = Field(
        default=1.0, ge=0.0, description="Seconds between two requests to one host; there is never more than one."
    )
    feeds_oldest_days: float = Field(
        default=14.0, gt=0.0, description="Days back that the first poll of a feed goes; older entries are left out."
    )
    feeds_silent_after: float = Field(
        default=86400.0, ge=60.0, description="Seconds without a new article after which a feed counts as silent."
    )
    feeds_allow_private: bool = Field(
        default=False,
        description="UNSAFE, for tests and closed networks: feeds may lead to loopback and private addresses.",
    )
