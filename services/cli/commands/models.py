"""`slugline models`: bigger translation models, which a person installs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TransferSpeedColumn

from services.cli.console import say, stderr, stdout, write_json
from services.cli.exits import CommandError, Exit
from services.cli.model_index import ModelIndex, Offered, download
from services.cli.model_store import ModelStore
from services.cli.options import AsJson
from services.cli.render.models import model_table, offer_table
from services.cli.render.words import clean
from services.cli.run import run
from services.cli.settings import CliSettings
from shared.models import Model, NotAModel, list_models, missing_packages

app = typer.Typer(no_args_is_help=True, help="List, install or remove translation models (Argos, OPUS-MT).")

Index = Annotated[str | None, typer.Option("--index", metavar="URL", help="Index of Argos packages (https).")]


@app.command("list")
def list_installed(
    available: Annotated[bool, typer.Option("--available", help="What the index offers instead.")] = False,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """List the installed models: what each translates, its size, licence and origin."""
    if available:
        _list_offers(run(_index(index).offers()), as_json)
        return
    listing = list_models(CliSettings().models_directory)
    if as_json:
        for model in listing.models:
            write_json(model.model_dump(mode="json"))
    elif listing.models:
        stdout().print(model_table(listing.models))
    else:
        say("no models; `slugline models install de-en` loads one, `slugline models list --available` shows which")
    for name, reason in listing.broken.items():
        say(f"[bad]✗[/] {escape(clean(name))} cannot be used: {escape(clean(reason))}")
    _say_what_is_missing(listing.models)


@app.command()
def install(
    what: Annotated[list[str], typer.Argument(metavar="FILE|FROM-TO...", help="Packages, or pairs from the index.")],
    pair: Annotated[
        list[str] | None,
        typer.Option("--pair", metavar="FROM-TO", help="What an OPUS-MT model translates. Repeatable: be-en, ru-en."),
    ] = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Install models: .argosmodel packages, OPUS-MT models converted for CTranslate2 (folder or zip), pairs by name.

    Examples: slugline models install de-en · slugline models install opus-mt-zle-en --pair be-en --pair uk-en
    """
    models = []
    for each in what:
        model = _install(each, tuple(pair or ()), index)
        models.append(model)
        if as_json:
            write_json(model.model_dump(mode="json"))
        else:
            licence = clean(model.licence or "not stated")
            stdout().print(f"installed [id]{model.name}[/]: {', '.join(model.pairs)}, licence {escape(licence)}")
    _say_what_is_missing(models)


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME|FROM-TO...", help="As `slugline models list` has them.")],
    as_json: AsJson = False,
) -> None:
    """Remove models, by name or all of a pair."""
    store = ModelStore(CliSettings().models_directory)
    for name in names:
        gone = store.remove(name) if store.directory.is_dir() else ()
        if not gone:
            raise CommandError(Exit.NOT_FOUND, f"there is no model {name}", "`slugline models list` shows them.")
        for each in gone:
            if as_json:
                write_json({"name": each, "done": "removed"})
            else:
                stdout().print(f"removed [id]{escape(clean(each))}[/]")


def _install(what: str, pairs: tuple[str, ...], index: str | None) -> Model:
    store, path = ModelStore(CliSettings().models_directory), Path(what).expanduser()
    if path.exists():
        return _installed(store, path, pairs, path.name)
    if not _is_pair(what):
        raise CommandError(Exit.NOT_FOUND, f"there is no file {what}, and it is no pair such as de-en")
    store.directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".loading-", dir=store.directory) as scratch:
        package = Path(scratch) / f"{what}.argosmodel"
        link = run(_load(what, index, package))
        return _installed(store, package, (), link)


async def _load(pair: str, index: str | None, package: Path) -> str:
    """Writes the index's package for this pair into the file; the address it came from."""
    offer = await _index(index).find(pair)
    with _bar() as bar:
        task = bar.add_task(pair, total=None)
        await download(offer.link, package, lambda done, total: bar.update(task, completed=done, total=total))
    return offer.link


def _installed(store: ModelStore, source: Path, pairs: tuple[str, ...], origin: str) -> Model:
    try:
        return store.install(source, datetime.now(UTC), pairs, origin)
    except NotAModel as error:
        raise CommandError(Exit.BAD_INPUT, f"{origin} was not installed: {clean(error)}") from error
    except OSError as error:
        raise CommandError(Exit.FAILED, f"cannot write to {store.directory}: {error.strerror or error}") from error


def _is_pair(what: str) -> bool:
    source, _, target = what.partition("-")
    return all(
        2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.islower() for code in (source, target)
    )


def _index(url: str | None) -> ModelIndex:
    return ModelIndex(url or CliSettings().models_index)


def _list_offers(offers: list[Offered], as_json: bool) -> None:
    if as_json:
        for offer in offers:
            write_json({"pair": offer.pair, "version": offer.version, "links": offer.links})
    else:
        stdout().print(offer_table(offers))


def _say_what_is_missing(models: Iterable[Model]) -> None:
    if missing := missing_packages(models):
        verb = "is" if len(missing) == 1 else "are"
        say(
            f"[warn]{' and '.join(missing)} {verb} not installed[/], so translate cannot use them: "
            + escape("pip install 'slugline[models]'")
        )


def _bar() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    return Progress(*columns, console=stderr(), transient=True)
