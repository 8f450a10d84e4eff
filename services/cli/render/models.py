"""Translation models as tables."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.filesize import decimal
from rich.table import Table

from services.cli.model_index import Offered
from services.cli.render.words import styled
from shared.models import Model


def model_table(models: Iterable[Model]) -> RenderableType:
    """A line for each installed model."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("name", no_wrap=True, style="id")
    table.add_column("translates", style="name")
    for name in ("format", "version", "size", "licence", "installed"):
        table.add_column(name, justify="right" if name == "size" else "left")
    for model in models:
        table.add_row(
            styled(model.name),
            styled(", ".join(model.pairs)),
            model.format,
            styled(model.version or "–"),
            decimal(model.size),
            styled(model.licence or "not stated"),
            f"{model.installed_at:%Y-%m-%d}" if model.installed_at else "–",
        )
    return table


def offer_table(offers: Iterable[Offered]) -> RenderableType:
    """A line for each pair that the index offers."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("pair", no_wrap=True, style="name")
    table.add_column("version")
    for offer in offers:
        table.add_row(styled(offer.pair), styled(offer.version))
    return table
