"""Runs extract alone."""

from __future__ import annotations

from services.extract.app import build
from shared.delivery.service import main

main(build)
