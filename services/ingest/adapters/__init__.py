"""Redis and HTTP around ingest's rules."""
