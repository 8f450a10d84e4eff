"""Settings of publish."""

from __future__ import annotations

from pydantic import Field

from shared.settings import Settings


class PublishSettings(Settings):
    """What publish reads from the environment besides what all services share."""

    publish_port: int = Field(
        default=8080, description="Port of the read API, the SSE stream and the pages; 0: any free."
    )
    sse_heartbeat: float = Field(
        default=15.0, description="Seconds of silence after which a subscriber gets a comment with its position."
    )
    sse_queue: int = Field(
        default=256, description="Updates that wait for one slow subscriber before it is told so and dropped."
    )
    sse_subscribers: int = Field(
        default=2000, description="Open SSE connections of one process past which new ones get 503 with Retry-After."
    )
    session_hours: float = Field(
        default=12.0, gt=0.0, description="Hours after which a person who logged in at a page has to do so again."
    )
    webhook_timeout: float = Field(
        default=20.0, gt=0.0, description="Seconds that an endpoint of a webhook has to answer in."
    )
    webhook_key: str | None = Field(
        default=None,
        repr=False,
        description="Key, 32 characters or more, that secrets of webhooks are derived with, so that Redis holds none; "
        "several, comma-separated: the first makes new secrets. Without it Redis holds the secrets themselves.",
    )
    webhook_private: bool = Field(
        default=False,
        description="Whether webhooks may go to private and loopback addresses, for example inside a desk.",
    )
    webhook_http: bool = Field(default=False, description="Whether webhooks may go over plain http.")
    webhook_endpoints: int = Field(default=500, gt=0, description="Webhook subscriptions that are taken at most.")
    webhook_claim: float = Field(
        default=15.0, gt=1.0, description="Seconds after which another replica delivers for one that says nothing."
    )
    keep_stories_days: float = Field(
        default=400.0,
        ge=0.0,
        description="Days without an update after which a story is no longer served; 0: for ever. Redirects stay, and "
        "its address says where it went.",
    )
