"""Learns which quotations are one and the same statement (services/cluster/domain/same_statement.json)."""
