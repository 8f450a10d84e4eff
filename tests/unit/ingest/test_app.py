"""How ingest is put together."""

from __future__ import annotations

from services.ingest.app import build
from services.ingest.settings import IngestSettings


def test_ingest_listens_on_its_own_port_and_stream() -> None:
    """ingest reads articles.submitted as its own group and serves HTTP on the port of its settings."""
    service = build(IngestSettings(ingest_port=0, namespace="{desk}:"))
    assert (service.name, service.settings.namespace) == ("ingest", "{desk}:")


async def test_raw_bytes_are_kept_only_where_asked() -> None:
    """With `raw_days` 0 no original bytes are stored."""
    from services.ingest.adapters.memory import Memory
    from shared.delivery.state import State
    from shared.delivery.unit import Unit

    unit = Unit()
    Memory(State(None, ""), raw_days=0).keep_raw(unit, "ref", b"{}")  # type: ignore[arg-type]
    assert unit.ops == []
