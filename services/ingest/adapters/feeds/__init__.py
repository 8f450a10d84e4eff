"""Asking feeds over HTTP, and what is remembered of them in Redis."""
