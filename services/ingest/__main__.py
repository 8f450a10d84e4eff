"""Runs ingest alone."""

from __future__ import annotations

from services.ingest.app import build
from shared.delivery.process import main

main(build)
