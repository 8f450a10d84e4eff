"""Reads of the projection, put together: one file a subject, the only ones that know how it lies in Redis."""

from __future__ import annotations

from services.publish.adapters.export_reads import ExportReads


class Projection(ExportReads):
    """What publish knows, put together for one answer. Holds nothing itself: any replica answers alike."""
