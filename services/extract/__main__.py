"""Runs extract alone."""

from __future__ import annotations

from services.extract.app import build
from shared.delivery.process import main

main(build)
