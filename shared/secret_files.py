"""Settings from files: `SLUGLINE_REDIS_PASSWORD_FILE=/run/secrets/x` gives `SLUGLINE_REDIS_PASSWORD` what stands in x.

The way in which Docker and Kubernetes hand secrets over: a file is seen by one process, while an environment is shown
by `docker inspect` and passed on to every child. Works for every setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

#: Ends the name of a variable that names a file.
ENDING = "_FILE"
#: Bytes that a secret may have; a file that has more is another one.
MOST = 64_000


class SecretFiles(PydanticBaseSettingsSource):
    """The settings whose files are named in the environment or in the environment file."""

    def __init__(self, settings_cls: type[BaseSettings], *environments: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._named: dict[str, str] = {}
        for environment in reversed(environments):
            self._named |= _files_in(getattr(environment, "env_vars", {}))

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """What stands in the file of this setting; None where none is named."""
        variable = f"{self.config.get('env_prefix', '')}{field_name}{ENDING}".lower()
        path = self._named.get(variable)
        return (_read(path, variable) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """All of them by the name of the setting."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def _files_in(variables: Mapping[str, str | None]) -> dict[str, str]:
    return {name.lower(): path for name, path in variables.items() if path and name.lower().endswith(ENDING.lower())}


def _read(path: str, variable: str) -> str:
    """The secret without the line's end that editors leave. Raises ValueError naming the variable."""
    try:
        with Path(path).open("rb") as file:
            body = file.read(MOST + 1)
    except OSError as error:
        raise ValueError(f"{variable.upper()}={path} cannot be read: {error.strerror}") from error
    if len(body) > MOST:
        raise ValueError(f"{variable.upper()}={path} is too large for a secret")
    return body.decode("utf-8").strip()
