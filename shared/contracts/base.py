"""What all contracts have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """A message between services: immutable, and tolerant of fields that a newer sender added.

    Input from outside is parsed by `services/ingest`, which refuses unknown fields by itself.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
