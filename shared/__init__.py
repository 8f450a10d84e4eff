"""What every Slugline service shares: contracts, streams, delivery, language knowledge, settings, telemetry."""
