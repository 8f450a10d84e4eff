"""Learns which reported clauses a reader is told (services/extract/models/reports.json)."""
