"""Runs translate alone."""

from __future__ import annotations

from services.translate.app import build
from shared.delivery.service import main

main(build)
