"""Installs models into the models directory and removes them: whole or not at all, one command at a time."""

from __future__ import annotations

import fcntl
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from services.cli.model_packages import copy_folder, unpack
from shared.models import MANIFEST, Model, NotAModel, check_files, describe, list_models

#: Folders of an installation under way, and of a model that is being removed. What a crash left goes with the next one.
_COMING, _GOING = ".coming-", ".going-"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


class ModelStore:
    """The models directory, for changing it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def install(self, source: Path, now: datetime, pairs: tuple[str, ...] = (), origin: str | None = None) -> Model:
        """The model in this package or folder, installed; an older one of its name is replaced. Raises NotAModel.

        `pairs` says what an OPUS-MT model translates where its name does not.
        """
        with self._alone():
            coming = Path(tempfile.mkdtemp(prefix=_COMING, dir=self.directory))
            try:
                sha256 = copy_folder(source, coming) if source.is_dir() else unpack(source, coming)
                facts = {"sha256": sha256, "installed_at": now, "origin": origin or source.name}
                model = _named(describe(coming, _stem(source), pairs)).model_copy(update=facts)
                check_files(coming, model)
                (coming / MANIFEST).write_text(model.model_dump_json(indent=2) + "\n", encoding="utf-8")
                coming.chmod(0o755)
                self._put_in_place(coming, model.name)
            finally:
                shutil.rmtree(coming, ignore_errors=True)
            return model

    def remove(self, name: str) -> tuple[str, ...]:
        """Removes the model or broken folder of this name, or every model of this pair; the names of those gone."""
        with self._alone():
            listing = list_models(self.directory)
            known = [*(model.name for model in listing.models), *listing.broken]
            names = [name] if name in known else [model.name for model in listing.models if name in model.pairs]
            for each in names:
                self._take_away(each)
            return tuple(names)

    def _put_in_place(self, coming: Path, name: str) -> None:
        """Readers find the old one, none for an instant, then the new one, but never half of one."""
        if (self.directory / name).exists():
            self._take_away(name)
        coming.rename(self.directory / name)

    def _take_away(self, name: str) -> None:
        going = Path(tempfile.mkdtemp(prefix=_GOING, dir=self.directory))
        (self.directory / name).rename(going / name)
        shutil.rmtree(going, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Waits until no other command changes the directory, and clears away what a crashed one left."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for folder in self.directory.iterdir():
                if folder.name.startswith((_COMING, _GOING)):
                    shutil.rmtree(folder, ignore_errors=True)
            yield


def _named(model: Model) -> Model:
    """Under the name it is installed by: Argos packages by their pair, so that a newer version replaces the older."""
    name = f"argos-{model.sources[0]}-{model.target}" if model.format == "argos" else model.name.lower()
    if not _NAME.fullmatch(name):
        raise NotAModel(f"{name[:80]!r} is no name for a model: letters, digits, dots, hyphens and _ only")
    return model.model_copy(update={"name": name})


def _stem(source: Path) -> str:
    name = source.resolve().name
    return name[: -len(source.suffix)] if source.suffix in (".zip", ".argosmodel") else name
