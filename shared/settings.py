"""Settings that every service reads, from the environment (prefix SLUGLINE_) or an environment file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.secret_files import SecretFiles


class Settings(BaseSettings):
    """What all services share. A service's own settings derive from this class."""

    model_config = SettingsConfigDict(env_prefix="SLUGLINE_", env_file=".env", extra="ignore")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where settings come from, the strongest first: the files that `SLUGLINE_..._FILE` names come last."""
        files = SecretFiles(settings_cls, env_settings, dotenv_settings)
        return init_settings, env_settings, dotenv_settings, files

    redis_url: str | None = Field(
        default=None, description="Redis or Valkey to use; without it `slugline up` starts an embedded server."
    )
    redis_user: str | None = Field(
        default=None, description="User of an ACL to be there; without it the default user, as the password says."
    )
    redis_password: SecretStr | None = Field(default=None, description="Its password; better a file of it.")
    redis_sentinel_user: str | None = Field(
        default=None, description="User of the Sentinels, which know other users than the server; with a password."
    )
    redis_sentinel_password: SecretStr | None = Field(
        default=None, description="Password that Sentinels are asked with; better a file of it."
    )
    redis_ca: str | None = Field(
        default=None, description="File with the CA that signed the server's certificate, for rediss:// addresses."
    )
    redis_certificate: str | None = Field(
        default=None, description="File with the certificate that we show the server, where it wants one."
    )
    redis_key: str | None = Field(default=None, description="File with the key of that certificate.")
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
        default=5000,
        description="Articles under way past which ingest answers 429 with Retry-After, feeds are not polled and "
        "`slugline push` waits.",
    )
    submitted_limit: int = Field(
        default=50_000, description="Entries waiting in articles.submitted past which XADD to it is refused."
    )
    high_memory: float = Field(
        default=0.8,
        gt=0.0,
        le=1.0,
        description="Share of the server's maxmemory past which nothing is taken in, articles under way counted as if "
        "they were done; without a maxmemory it is not looked at.",
    )
    article_bytes: int = Field(
        default=60_000, description="Bytes of Redis that one article will need once it is part of a story."
    )
    shutdown_wait: float = Field(default=15.0, description="Seconds that SIGTERM gives to what is in flight.")
    revision: str = Field(
        default="unknown", description="Commit that this build was made of, for `slugline_build_info`; images set it."
    )
    otlp_endpoint: str | None = Field(
        default=None,
        description="Collector that traces go to by OTLP over HTTP, for example http://127.0.0.1:4318; without it (and "
        "without OTEL_EXPORTER_OTLP_ENDPOINT) none are made.",
    )
    otlp_headers: SecretStr | None = Field(
        default=None, description="Headers for the collector, name=value apart by commas; better a file of them."
    )
    trace_ratio: float | None = Field(
        default=None,
        ge=0.0,
        le=1.0,
        description="Share of traces that begin here and are sent; without it OTEL_TRACES_SAMPLER, else all. What a "
        "sender has decided for its own trace stands.",
    )
    ops_port: int = Field(
        default=0,
        description="Port of /healthz, /readyz and /metrics of services without HTTP of their own; 0: any free.",
    )
    archive: str | None = Field(
        default=None,
        description="Folder or s3://bucket/prefix for what leaves Redis; without it what is too old is gone for good.",
    )
    archive_form: Literal["ndjson", "parquet"] = Field(
        default="ndjson", description="Files of the archive: ndjson (in gzip), or parquet (extra `archive`)."
    )
    archive_endpoint: str | None = Field(
        default=None, description="Address of an S3-compatible store, for example http://minio:9000; without it AWS."
    )
    archive_region: str | None = Field(default=None, description="Region of the bucket, where the store wants one.")
    retention_every: float = Field(
        default=600.0, gt=0.0, description="Seconds between two looks for what is older than it may be."
    )
    keep_articles_days: float = Field(
        default=400.0,
        ge=0.0,
        description="Days for which articles are served, and their versions known, 0: for ever. Publish counts by the "
        "articles' own dates, ingest from when an article last came.",
    )
    keep_updates_days: float = Field(
        default=400.0,
        ge=0.0,
        description="Days for which earlier revisions of stories are served, 0: for ever; the latest always stays.",
    )
    keep_stream_days: float = Field(
        default=30.0, gt=0.0, description="Days of `stories.updated` from which a subscriber may resume."
    )
    keep_stream_entries: int = Field(
        default=1_000_000, gt=0, description="Entries of `stories.updated` past which the oldest go before their time."
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
