"""Runs cluster alone."""

from __future__ import annotations

from services.cluster.app import build
from shared.delivery.process import main

main(build)
