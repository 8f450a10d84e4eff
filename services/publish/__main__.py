"""`python -m services.publish` runs this service."""

from __future__ import annotations

from services.publish.app import build
from shared.delivery.process import main

main(build)
