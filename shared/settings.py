"""Settings that every service reads, from the environment (prefix SLUGLINE_) or an environment file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What all services share. A service's own settings derive from this class."""

    model_config = SettingsConfigDict(env_prefix="SLUGLINE_", env_file=".env", extra="ignore")

    redis_url: str | None = Field(
        default=None, description="Redis or Valkey to use; without it `slugline up` starts an embedded server."
    )
    namespace: str = Field(
        default="", description="Prefix of every key; on Redis Cluster a hash tag with a colon, for example {desk}:"
    )
    host: str = Field(default="127.0.0.1", description="Address that HTTP binds to; loopback unless told otherwise.")
    hosts: str = Field(
        default="",
        description="Names, comma-separated, under which HTTP is reached besides loopback, for example behind a proxy.",
    )
    auth: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="Whether HTTP needs keys. auto: off while only this machine can connect, on everywhere else.",
    )
    auth_off_for_all: bool = Field(
        default=False,
        description="The second word that `SLUGLINE_AUTH=off` needs on an address that other machines can reach.",
    )
    log_level: str = Field(default="info", description="debug, info, warning or error.")
    log_format: str = Field(default="auto", description="json, console, or auto: console on a terminal, else JSON.")
    consumer: str | None = Field(
        default=None,
        description="Stable name of this replica in its consumer groups; without it host and process id.",
    )
    reorder_wait: float = Field(
        default=2.0,
        description="Seconds that the single writers wait for an article that is overtaken; `inf` waits without limit.",
    )
    max_records: int = Field(default=32, description="Entries that one read takes from a stream.")
    claim_idle: float = Field(
        default=60.0,
        description="Seconds before another replica takes an entry over; longer than the slowest handler and queue.",
    )
    max_deliveries: int = Field(default=5, description="Deliveries of one entry before it becomes a dead letter.")
    dead_letter_limit: int = Field(
        default=20,
        description="Unexpected dead letters a minute after which a stage pauses instead of burying more.",
    )
    lease_ttl: float = Field(default=10.0, description="Seconds after which a silent single writer is replaced.")
    high_water: int = Field(
        default=5000, description="Articles under way past which ingest answers 429 with Retry-After."
    )
    shutdown_wait: float = Field(default=15.0, description="Seconds that SIGTERM gives to what is in flight.")
    ops_port: int = Field(
        default=0,
        description="Port of /healthz, /readyz and /metrics of services without HTTP of their own; 0: any free.",
    )
    publish_url: str | None = Field(
        default=None, description="Address of publish that the commands read from; without it that of `slugline up`."
    )
    ingest_url: str | None = Field(default=None, description="Address of ingest; without it that of `slugline up`.")
    models_dir: str | None = Field(
        default=None, description="Where translation models are; without it `models` in the data directory."
    )
    data_dir: str | None = Field(
        default=None, description="Where the embedded server keeps its data; without it the user's data directory."
    )
