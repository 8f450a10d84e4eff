"""The models directory: translation models that a person installed, each in a folder with a manifest.

`slugline models` writes it, translate reads it. There is no index beside the folders that could disagree with them.
A folder without our manifest counts too where its own files say what it is: an unpacked Argos package, or an OPUS-MT
model converted for CTranslate2 in a folder named opus-mt-FROM-TO.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

#: The file in a model's folder that says what it is and where it came from.
MANIFEST = "slugline-model.json"
#: A manifest or a metadata.json is a page, not a book: what is larger is not read.
MAX_DESCRIPTION = 1_000_000
#: What the engine needs besides Slugline, as pip knows it; the extra `models` has it.
PACKAGES = ("ctranslate2", "sentencepiece")

Format = Literal["argos", "opus-mt"]
#: How sentences become pieces: by SentencePiece, or (Argos packages made of older models) by Moses words and merges.
Tokenizer = Literal["sentencepiece", "moses-bpe"]
#: What a tokenizer needs besides.
MOSES = "sacremoses"
#: Files without which a folder of this format cannot translate.
NEEDED: dict[tuple[Format, Tokenizer], tuple[str, ...]] = {
    ("argos", "sentencepiece"): ("metadata.json", "model/model.bin", "sentencepiece.model"),
    ("argos", "moses-bpe"): ("metadata.json", "model/model.bin", "bpe.model"),
    ("opus-mt", "sentencepiece"): ("model.bin", "source.spm", "target.spm"),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LICENCE = re.compile(r"^licen[cs]e: *(\S.*)$", re.MULTILINE | re.IGNORECASE)
_OPUS_NAME = re.compile(r"opus-mt-(?:tc-(?:big|base)-)?([a-z]{2,3})-([a-z]{2,3})")


class NotAModel(ValueError):
    """A folder or package that is no translation model we can use; the message says why."""


class Model(BaseModel):
    """An installed model: what it translates, from where it came and under which licence."""

    model_config = ConfigDict(frozen=True)

    #: Of its folder.
    name: str
    #: Base language tags it reads; OPUS-MT has models for a whole family (zle: be, ru, uk).
    sources: tuple[str, ...] = Field(min_length=1)
    target: str
    format: Format
    tokenizer: Tokenizer = "sentencepiece"
    version: str = ""
    #: As its own metadata states it; None where that is silent.
    licence: str | None = None
    #: Piece that its translations start with, where one model has several target languages.
    prefix: str = ""
    #: Bytes on disk.
    size: int = 0
    #: Of the package it was installed from; None where the folder was put there by hand.
    sha256: str | None = None
    installed_at: datetime | None = None
    #: The file's name, or the address it was loaded from.
    origin: str | None = None

    @property
    def pairs(self) -> tuple[str, ...]:
        """What it translates: "de-en"."""
        return tuple(f"{source}-{self.target}" for source in self.sources)


@dataclass(frozen=True)
class Listing:
    """The models of a directory by name, and folders that are none, with the reason."""

    models: tuple[Model, ...]
    broken: dict[str, str]

    def of_pair(self, source: str, target: str) -> Model | None:
        """The model for this pair; of several the one installed last, for that is the one a person wants."""
        fits = [model for model in self.models if source in model.sources and target == model.target]
        return max(fits, key=lambda model: (_when(model), model.name), default=None)

    def without(self, models: Collection[Model]) -> Listing:
        """The same, less these models."""
        return Listing(tuple(model for model in self.models if model not in models), self.broken)


def models_directory(models_dir: str | None, data_dir: str | None) -> Path:
    """Where models are: as the settings say, else `models` in the data directory, else in the user's own."""
    if models_dir:
        return Path(models_dir).expanduser()
    if data_dir:
        return Path(data_dir).expanduser() / "models"
    import platformdirs

    return Path(platformdirs.user_data_dir("slugline", appauthor=False)) / "models"


def missing_packages(models: Iterable[Model] = ()) -> tuple[str, ...]:
    """Which of the packages that translate with these models (with any, where none are given) are not installed."""
    more = (MOSES,) if any(model.tokenizer == "moses-bpe" for model in models) else ()
    return tuple(name for name in (*PACKAGES, *more) if not _is_installed(name))


def _is_installed(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False


def list_models(directory: Path) -> Listing:
    """What is in the directory. Folders whose name starts with a dot are being installed or removed."""
    models, broken = [], {}
    folders = sorted(directory.iterdir()) if directory.is_dir() else []
    for folder in folders:
        if folder.is_dir() and not folder.name.startswith("."):
            try:
                models.append(read_model(folder))
            except NotAModel as error:
                broken[folder.name] = str(error)
    return Listing(tuple(models), broken)


def read_model(folder: Path) -> Model:
    """The model in this folder. Raises NotAModel."""
    try:
        if (folder / MANIFEST).is_file():
            model = Model.model_validate_json(_read(folder / MANIFEST))
        else:
            model = describe(folder)
    except ValidationError as error:
        raise NotAModel(_first_reason(error)) from None
    check_files(folder, model)
    return model.model_copy(update={"name": folder.name})


def describe(folder: Path, name: str | None = None, pairs: tuple[str, ...] = ()) -> Model:
    """What a folder's own files (or `pairs`, where given) say of the model in it. Raises NotAModel."""
    name = name or folder.name
    if (folder / "metadata.json").is_file():
        return _from_argos(folder, name)
    if (folder / "model.bin").is_file():
        return _from_opus(folder, name, pairs)
    raise NotAModel("it has neither metadata.json (Argos) nor model.bin (OPUS-MT converted for CTranslate2)")


def check_files(folder: Path, model: Model) -> None:
    """Raises NotAModel naming the file that such a model needs and the folder lacks."""
    for needed in NEEDED.get((model.format, model.tokenizer), (MANIFEST,)):
        if not (folder / needed).is_file():
            raise NotAModel(f"it lacks {needed}")


def _from_argos(folder: Path, name: str) -> Model:
    written = _read(folder / "metadata.json")
    try:
        about = json.loads(written)
    except (ValueError, RecursionError):
        raise NotAModel("its metadata.json is not JSON") from None
    if not isinstance(about, dict):
        raise NotAModel("its metadata.json is not an object")
    if about.get("type", "translate") != "translate":
        raise NotAModel(f"it is a package of type {str(about['type'])[:40]!r}, not of type 'translate'")
    return Model(
        name=name,
        sources=(_language(about.get("from_code")),),
        target=_language(about.get("to_code")),
        format="argos",
        tokenizer="moses-bpe" if _has_merges(folder) else "sentencepiece",
        version=str(about.get("package_version") or "")[:40],
        licence=_licence(folder, about),
        prefix=str(about.get("target_prefix") or "")[:40],
        size=size_of(folder),
    )


def _from_opus(folder: Path, name: str, pairs: tuple[str, ...]) -> Model:
    named = _OPUS_NAME.fullmatch(name.lower())
    parted = [_parted(pair) for pair in pairs] or ([(named[1], named[2])] if named else [])
    if not parted:
        raise NotAModel("nothing says which languages it translates (--pair FROM-TO does)")
    if len({target for _, target in parted}) > 1:
        raise NotAModel("models with several target languages are not supported")
    sources = tuple(source for source, _ in parted)
    licence = _licence(folder, {})
    return Model(
        name=name, sources=sources, target=parted[0][1], format="opus-mt", licence=licence, size=size_of(folder)
    )


def _has_merges(folder: Path) -> bool:
    return (folder / "bpe.model").is_file() and not (folder / "sentencepiece.model").is_file()


def _parted(pair: str) -> tuple[str, str]:
    source, _, target = pair.lower().partition("-")
    return _language(source), _language(target)


def _language(code: object) -> str:
    if isinstance(code, str) and _LANGUAGE.fullmatch(code.lower()):
        return code.lower()
    raise NotAModel(f"{str(code)[:40]!r} is no language code such as 'de'")


def _licence(folder: Path, about: dict[str, Any]) -> str | None:
    """As its metadata has it, or a line such as "license: cc-by-4.0" of its model card, or the file it stands in."""
    stated = about.get("license") or about.get("licence")
    if not isinstance(stated, str) and (folder / "README.md").is_file():
        line = _LICENCE.search(_read(folder / "README.md"))
        stated = line[1] if line else None
    if isinstance(stated, str) and stated.strip():
        return " ".join(stated.split())[:100]
    found = next((name for name in ("LICENSE", "LICENSE.txt", "LICENSE.md") if (folder / name).is_file()), None)
    return f"see {found}" if found else None


def size_of(folder: Path) -> int:
    """Bytes of the files in it."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_DESCRIPTION:
            raise NotAModel(f"its {file.name} is larger than {MAX_DESCRIPTION} bytes")
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotAModel(f"its {file.name} cannot be read ({type(error).__name__})") from None


def _when(model: Model) -> float:
    return model.installed_at.timestamp() if model.installed_at else 0.0


def _first_reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"its {'.'.join(map(str, first['loc'])) or 'manifest'}: {first['msg']}"
