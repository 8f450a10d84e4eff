"""What every Slugline service shares: contracts, streams, delivery, language knowledge, settings, telemetry."""

__version__ = "0.1.0"
