"""Settings of the `slugline` command itself."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr

from shared.models import models_directory
from shared.settings import Settings

#: Where the makers of Argos Translate publish what packages there are (`argostranslate.settings.remote_package_index`).
ARGOS_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"


class CliSettings(Settings):
    """What the commands read besides the common settings."""

    ready_wait: float = Field(
        default=120.0, description="Seconds that `up`, `replay` and `demo` wait for the services they start."
    )
    publish_port: int = Field(
        default=8080, description="Port of the pages and the read API; a free one where it is taken."
    )
    ingest_port: int = Field(
        default=8081, description="Port that takes articles over HTTP; a free one where it is taken."
    )

    key: SecretStr | None = Field(
        default=None, description="Key that the commands send to publish, where it asks for one (scope read)."
    )

    models_index: str = Field(
        default=ARGOS_INDEX, description="Index that `slugline models install FROM-TO` looks in, by https."
    )

    @property
    def models_directory(self) -> Path:
        """Where `slugline models` installs and translate reads."""
        return models_directory(self.models_dir, self.data_dir)

    @property
    def directory(self) -> Path:
        """Where `up` keeps the embedded server's data, its lock and its address."""
        if self.data_dir:
            return Path(self.data_dir).expanduser()
        return Path(platformdirs.user_data_dir("slugline", appauthor=False))
