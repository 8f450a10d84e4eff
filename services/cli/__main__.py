"""`python -m services.cli` is `slugline`."""

from __future__ import annotations

from services.cli.app import main

main()
