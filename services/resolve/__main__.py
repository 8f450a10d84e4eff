"""Runs resolve alone."""

from __future__ import annotations

from services.resolve.app import build
from shared.delivery.process import main

main(build)
