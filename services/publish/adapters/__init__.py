"""The projection in Redis, the live stream, and HTTP."""
