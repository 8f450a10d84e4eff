"""Runs translate alone."""

from __future__ import annotations

from services.translate.app import build
from shared.delivery.process import main

main(build)
