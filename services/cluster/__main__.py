"""Runs cluster alone."""

from __future__ import annotations

from services.cluster.app import build
from shared.delivery.service import main

main(build)
